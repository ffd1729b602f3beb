"""Lists over HTTP: filters, cursors, and errors that name the field."""

from typing import Any

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from shared.messages import Claim, Figure
from tests.integration.shown.rows import add_demand, add_incident, article, exactly, on, raise_alert, span, tell
from tests.integration.shown.samples import Sample


def ids(client: TestClient, path: str, key: str, **params: Any) -> list[str]:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [item[key] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["kondele", "masai"]),  # the one first seen last comes first
        ({"type": "killing"}, ["kondele", "masai"]),
        ({"type": "arrest"}, []),
        ({"type": ["arrest", "killing"]}, ["kondele", "masai"]),  # any of them
        ({"status": "reported"}, ["masai"]),
        ({"place": "kisumu"}, ["kondele"]),  # part of the name, without regard to case
        ({"place": "Nairobi"}, ["masai"]),
        ({"place": "%"}, []),  # a wildcard of SQL is a plain character here
        ({"country": "ke"}, ["kondele", "masai"]),
        ({"country": "UG"}, []),
        ({"since": "2024-07-03"}, ["kondele"]),
        ({"until": "2024-07-02"}, ["masai"]),
        ({"since": "2024-07-04"}, []),
        ({"min_killed": 2}, ["kondele"]),
        ({"min_killed": 3}, []),  # 2 to 4 killed are not surely 3
        ({"q": "HOSPITAL official"}, ["kondele"]),  # in one of its articles
        ({"q": "hospital resignations"}, []),  # both words, in one article
    ],
)
def test_incidents_pass_every_filter(
    client: TestClient, sample: Sample, params: dict[str, Any], expected: list[str]
) -> None:
    assert ids(client, "/incidents", "incident_id", **params) == expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["reopen", "resign"]),
        ({"status": "joined"}, ["reopen"]),
        ({"speaker": "lawyers"}, ["reopen"]),  # whoever makes it, not only the first
        ({"speaker": "azimio"}, ["resign"]),
        ({"target": "koome"}, ["resign"]),
        ({"q": "market reopen"}, ["reopen"]),
        ({"q": "resign"}, ["resign"]),
    ],
)
def test_demands_pass_every_filter(
    client: TestClient, sample: Sample, params: dict[str, Any], expected: list[str]
) -> None:
    assert ids(client, "/demands", "demand_id", **params) == expected


def test_a_demand_has_the_weight_of_the_heaviest_claim_that_makes_it(client: TestClient, engine: Engine) -> None:
    said = article("a", "The coach demanded more of his defenders. He demanded it twice. Fans demanded answers.")
    proof = span(said.text, "Fans demanded answers.")
    weights = {"c1": 0.1, "c2": 0.05, "c3": 0.6, "c4": None}
    thread = {"c1": ("sport",), "c2": ("sport",), "c3": ("fans",), "c4": ("unweighed",)}
    made = [Claim(key=key, kind="demand", relevance=weight, evidence=(proof,)) for key, weight in weights.items()]
    with engine.begin() as db:
        for minute, demand_id in enumerate(("sport", "fans", "unweighed")):
            add_demand(db, demand_id, minute)
        tell(db, said, sayings=made, demands_of=thread)
    assert ids(client, "/demands", "demand_id") == ["unweighed", "fans", "sport"]
    assert ids(client, "/demands", "demand_id", relevance=0.1) == ["unweighed", "fans", "sport"]
    assert ids(client, "/demands", "demand_id", relevance=0.35) == ["unweighed", "fans"]
    assert [c["relevance"] for c in client.get("/demands/sport").json()["claims"]] == [0.1, 0.05]
    assert "/desk/demands/sport" not in client.get("/desk/demands").text
    assert "/desk/demands/sport" in client.get("/desk/demands?relevance=0").text


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"kind": "denial"}, [None]),  # Police denied: no demanded action
        ({"speaker": "azimio"}, ["tender their resignations"]),
        ({"target": "KOOME"}, ["tender their resignations"]),
        ({"target": "mention"}, []),  # a word of the JSON, not of the name
        ({"kind": ["demand", "denial"], "target": "governor"}, ["reopen the market", "reopen the market"]),
    ],
)
def test_claims_pass_every_filter(
    client: TestClient, sample: Sample, params: dict[str, Any], expected: list[str | None]
) -> None:
    assert ids(client, "/claims", "action", **params) == expected


def test_running_totals_are_figures_with_their_own_role(client: TestClient, sample: Sample) -> None:
    (figure,) = client.get("/figures", params={"role": "cumulative"}).json()["items"]
    assert (figure["kind"], figure["low"], figure["high"], figure["claimant"]) == (
        "killed", 39, None, "the traders' union",
    )  # fmt: skip
    assert figure["incident_id"] is None
    assert figure["article"]["article_id"] == "market"
    account = figure["account"]
    assert [part["best"] for part in account["parts"]] == [2]
    assert account["unallocated_best"] == 37


def test_alerts_come_last_first_and_by_kind_and_time(client: TestClient, sample: Sample) -> None:
    every = ids(client, "/alerts", "alert_id")
    assert every == [alert.alert_id for alert in reversed(sample.alerts)]
    assert ids(client, "/alerts", "alert_id", kind="new_demand") == [every[2], every[4]]
    assert ids(client, "/alerts", "alert_id", since="2024-07-04T11:05:00+03:00") == every[:2]
    assert ids(client, "/alerts", "alert_id", since="2024-07-05") == []


def test_an_alert_is_answered_as_it_was_raised(client: TestClient, sample: Sample) -> None:
    last = client.get("/alerts", params={"limit": 1}).json()["items"][0]
    assert last == sample.alerts[-1].model_dump(mode="json")


LISTS = [("/incidents", "incident_id"), ("/demands", "demand_id"), ("/claims", "claim_id"), ("/alerts", "alert_id"),
         ("/figures", "figure_id")]  # fmt: skip


def add_much(engine: Engine, prefix: str, first: int, minute: int) -> None:
    """Fifteen of everything, five of them at the same minute."""
    with engine.begin() as db:
        for n in range(15):
            said = article(f"{prefix}{n}", "Two died. They demanded it.")
            add_incident(db, f"{prefix}{n}", minute + n // 5)
            add_demand(db, f"{prefix}{n}", minute + n // 5)
            tell(db, said, minute + n // 5, **two_facts(said.text))
            raise_alert(db, first + n, said, "Two died.")


def two_facts(text: str) -> dict[str, Any]:
    return {
        "numbers": [Figure(kind="killed", low=2, role="undated", text="Two", evidence=span(text, "Two"))],
        "sayings": [Claim(key="c", kind="demand", evidence=(span(text, "They demanded it."),))],
    }


@pytest.mark.parametrize(("path", "key"), LISTS)
def test_paging_gives_each_row_once_while_others_arrive(
    client: TestClient, engine: Engine, path: str, key: str
) -> None:
    add_much(engine, "old", 1, minute=10)
    whole = ids(client, path, key, limit=200)
    assert len(whole) == 15

    seen: list[str] = []
    cursor: str | None = None
    for turn in range(100):
        page = client.get(path, params={"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item[key] for item in page["items"]]
        cursor = page["next"]
        if turn == 1:
            add_much(engine, "new", 16, minute=100)
        if cursor is None:
            break
    assert seen == whole


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        ("/incidents", {"limit": 201}, "limit"),
        ("/incidents", {"limit": 0}, "limit"),
        ("/incidents", {"min_kiled": 2}, "min_kiled"),  # ignored, a misspelt filter would look like an answer
        ("/incidents", {"type": "murder"}, "type"),
        ("/incidents", {"country": "Kenya"}, "country"),
        ("/incidents", {"since": "yesterday"}, "since"),
        ("/incidents", {"min_killed": -1}, "min_killed"),
        ("/incidents", {"min_killed": 10**30}, "min_killed"),
        ("/incidents", {"cursor": "abc"}, "cursor"),
        ("/incidents", {"cursor": "é"}, "cursor"),
        ("/incidents", {"place": "a\x00b"}, "place"),
        ("/demands", {"as_of": "yesterday"}, "as_of"),
        ("/claims", {"kind": "wish"}, "kind"),
        ("/alerts", {"since": "2024-07-04T11:05:00"}, "since"),  # which 11:05?
        ("/search", {}, "q"),
        ("/search", {"q": ""}, "q"),
        ("/articles/market", {"version": 0}, "version"),
        ("/alerts/stream", {"after": -1}, "after"),
    ],
)
def test_a_wrong_field_is_named_and_not_echoed(
    client: TestClient, path: str, params: dict[str, Any], field: str
) -> None:
    answer = client.get(path, params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert [error["field"] for error in said["errors"]] == [field]
    assert (said["type"], said["status"]) == ("about:blank", 422)
    assert "yesterday" not in answer.text


def test_a_cursor_of_another_list_is_refused(client: TestClient, sample: Sample) -> None:
    cursor = client.get("/incidents", params={"limit": 1}).json()["next"]
    assert client.get("/demands", params={"cursor": cursor}).json()["errors"][0]["field"] == "cursor"
    assert client.get("/alerts", params={"cursor": cursor}).json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    "q",
    [
        "'; drop table articles; --", '"', '""', "NEAR(", "*", "a:b", "AND OR NOT", "%", "_", "\\", "(((", "^", "-",
        "word " * 10_000, "x" * 10_000, "\x00", "\ud800".encode("utf-8", "surrogatepass"), "😀", "\u202e",
    ],
)  # fmt: skip
def test_a_hostile_search_is_an_answer_or_a_refusal(client: TestClient, sample: Sample, q: str | bytes) -> None:
    for path in ("/search", "/incidents", "/demands"):
        answer = client.get(path, params={"q": q})
        assert answer.status_code in (200, 422), answer.text
    assert len(ids(client, "/search", "snippet", q="market")) == 2


def test_search_takes_each_word_literally(client: TestClient, sample: Sample) -> None:
    def found(q: str) -> list[str]:
        return [item["article"]["article_id"] for item in client.get("/search", params={"q": q}).json()["items"]]

    assert found("KONDELE hospital") == ["market-again"]
    assert found('"Kondele" market') == ["market-again", "market"]
    assert found("Kond%le") == []
    (hit,) = client.get("/search", params={"q": "Masai"}).json()["items"]
    assert "Rex Kanyike Masai" in hit["snippet"]
    assert hit["incidents"] == ["masai"]


@pytest.mark.parametrize("path", ["/incidents", "/demands", "/claims", "/figures", "/alerts", "/search?q=died"])
def test_a_longer_list_asks_no_more_of_the_database(client: TestClient, engine: Engine, path: str) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]) if args[2] != "BEGIN" else None)

    def queries() -> int:
        asked.clear()
        assert client.get(path).json()["items"]
        return len(asked)

    add_much(engine, "few", 1, minute=1)
    few = queries()
    add_much(engine, "more", 16, minute=50)
    assert queries() == few <= 3


def test_merged_and_withdrawn_incidents_are_not_listed_but_found(client: TestClient, engine: Engine) -> None:
    with engine.begin() as db:
        add_incident(db, "kept", 1, tolls={"killed": exactly(1)}, date=on(2024, 7, 3))
        add_incident(db, "doubled", 2, state="merged", merged_into="kept")
        add_incident(db, "taken-back", 3, state="withdrawn")
    assert ids(client, "/incidents", "incident_id") == ["kept"]
    answer = client.get("/incidents/doubled", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/incidents/kept")
    assert client.get("/incidents/taken-back").json()["state"] == "withdrawn"
