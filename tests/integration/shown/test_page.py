"""The page: everything leads somewhere, every span is marked, and what is not there is said."""

from itertools import pairwise
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.integration.shown.browsing import BROWSER, Seen, look
from tests.integration.shown.rows import add_incident, article, at, raise_alert, span, tell
from tests.integration.shown.samples import MARKET, PROTEST, Sample


def test_every_link_leads_somewhere_and_every_mark_is_there(client: TestClient, sample: Sample) -> None:
    waiting, pages = ["/"], dict[str, Seen]()
    fragments: set[tuple[str, str]] = set()
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        pages[path] = look(client, path)
        for tag, attrs in pages[path].tags:
            if tag != "a" or urlsplit(attrs.get("href", "https://x")).scheme:
                continue
            target, fragment = urldefrag(urljoin(path, attrs["href"]))
            if fragment:
                fragments.add((target, unquote(fragment)))
            if target == "/" or target.startswith(("/desk", "/docs", "/?")):
                waiting.append(target)
            else:
                assert client.get(target).status_code == 200, target
    assert len({path.partition("?")[0] for path in pages if path.startswith("/desk/articles/")}) == 3
    assert len(fragments) > 30
    for target, fragment in fragments:
        assert fragment in pages[target].ids(), (target, fragment)


@pytest.mark.parametrize(("article_id", "text"), [("market", MARKET), ("protest", PROTEST)])
def test_an_article_shows_its_text_to_the_letter(
    client: TestClient, sample: Sample, article_id: str, text: str
) -> None:
    assert look(client, f"/desk/articles/{article_id}").within("class", "text") == text


def test_every_fact_is_marked_with_its_own_words(client: TestClient, sample: Sample) -> None:
    seen, facts = look(client, "/desk/articles/market"), client.get("/articles/market").json()
    for claim in facts["claims"]:
        assert seen.within("data-facts", f"c-{claim['claim_id']}") == claim["evidence"][0]["text"]
    for figure in facts["figures"]:
        assert seen.within("data-facts", f"f-{figure['figure_id']}") == figure["evidence"]["text"]
    for mention in facts["incidents"]:
        assert seen.within("data-facts", f"i-{mention['mention_id']}") == mention["evidence"][0]["text"]


def test_an_incident_is_told_in_words_with_its_proof(client: TestClient, sample: Sample) -> None:
    seen = look(client, "/desk/incidents/kondele")
    told = " ".join(seen.within("id", "main").split())
    for words in (
        "2 to 4 killed, at least 5 injured", "in Kondele, Kisumu", "3 July 2024", "2 independent sources in 2 articles",
        "contradict each other", "alleged", "police", "Example Radio, 4 July 2024, 15:30 UTC", "same place and day",
        "Nobody is named yet", "Police denied firing at anyone.", "a hospital official",
    ):  # fmt: skip
        assert words in told, words
    links = [attrs["href"] for tag, attrs in seen.tags if tag == "a"]
    proof = span(MARKET, MARKET.split("\n\n", maxsplit=1)[0])
    assert f"/desk/articles/market?version=1#s{proof.start}-{proof.end}" in links


def test_the_desk_works_without_scripts(client: TestClient, sample: Sample) -> None:
    seen = look(client, "/")
    listed = [attrs["data-alert"] for tag, attrs in seen.tags if tag == "li" and "data-alert" in attrs]
    assert listed == [alert.alert_id for alert in reversed(sample.alerts)]
    told = seen.within("id", "alerts")
    for alert in sample.alerts:
        assert alert.headline in told
        assert alert.reason in told
        assert alert.evidence[0].text in told
    (after,) = [attrs["data-after"] for _, attrs in seen.tags if "data-after" in attrs]
    assert after == "6"
    assert ("p", "polite") in [(tag, attrs.get("aria-live")) for tag, attrs in seen.tags]


def test_older_alerts_are_one_link_away(client: TestClient, engine: Engine) -> None:
    said = article("a", "Two died.")
    with engine.begin() as db:
        tell(db, said)
        for position in range(1, 61):
            raise_alert(db, position, said, "Two died.")
    first = look(client, "/?kind=new_casualties")
    (older,) = [attrs["href"] for tag, attrs in first.tags if attrs.get("rel") == "next"]
    second = look(client, f"/{older}")
    listed = [attrs["data-alert"] for tag, attrs in (*first.tags, *second.tags) if "data-alert" in attrs]
    assert len(listed) == len(set(listed)) == 60


def test_a_running_total_stands_beside_what_is_known_of_it(client: TestClient, sample: Sample) -> None:
    seen = look(client, "/desk/totals").within("id", "main")
    left = client.get("/figures", params={"role": "cumulative"}).json()["items"][0]["account"]["unallocated_best"]
    assert "2 in the article itself" in " ".join(seen.split())
    assert f"{left} unallocated" in seen


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "shahidi ingest"),
        ("/?kind=new_demand", "No alert of this kind yet"),
        ("/desk/incidents", "shahidi ingest"),
        ("/desk/incidents?place=Atlantis", "Show all incidents"),
        ("/desk/demands", "shahidi ingest"),
        ("/desk/totals", "No running total"),
        ("/desk/search?q=nothing", "try fewer"),
    ],
)
def test_an_empty_page_says_what_to_do(client: TestClient, path: str, says: str) -> None:
    assert says in look(client, path).within("id", "main")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/desk/incidents?since=yesterday", 422, "since"),
        ("/desk/incidents?country=Kenya", 422, "country"),
        ("/desk/incidents?place=&country=&type=&since=&min_killed=&q=", 200, "Incidents"),  # a form left empty
        ("/?kind=gossip", 422, "kind"),
        ("/?utm_source=mail", 200, "Alerts"),  # what a mailing adds to a link
        ("/?cursor=abc", 422, "cursor"),
        ("/desk/search?q=%00", 422, "control characters"),
        ("/desk/search?q=" + "a+" * 100, 200, "Search"),  # one word, however often
        ("/desk/search?q=" + "+".join(map(str, range(100))), 422, "at most 20"),
        ("/desk/articles/none", 404, "Not Found"),
        ("/desk/incidents/none", 404, "Not Found"),
        ("/desk/demands/none", 404, "Not Found"),
        ("/nowhere", 404, "Not Found"),
    ],
)
def test_what_went_wrong_is_said_on_the_page(
    client: TestClient, sample: Sample, path: str, status: int, says: str
) -> None:
    assert says in look(client, path, status).within("id", "main")


def test_a_merged_incident_leads_on(client: TestClient, engine: Engine) -> None:
    said = article("a", "Two died.")
    with engine.begin() as db:
        tell(db, said)
        add_incident(db, "kept", 1)
        add_incident(db, "former", 2, state="merged", merged_into="kept")
        add_incident(db, "gone", 3, state="withdrawn")
        raise_alert(db, 1, said, "Two died.", incident_id="former", headline="told under its former id")
    answer = client.get("/desk/incidents/former", follow_redirects=False, headers=BROWSER)
    assert answer.headers["location"] == "/desk/incidents/kept"
    assert "told under its former id" in look(client, "/desk/incidents/kept").within("id", "main")
    assert "No article says so any more" in look(client, "/desk/incidents/gone").within("id", "main")


def test_a_program_gets_problem_details_and_a_browser_a_page(client: TestClient, sample: Sample) -> None:
    assert client.get("/incidents/none").headers["content-type"] == "application/problem+json"
    assert client.get("/incidents/none", headers=BROWSER).headers["content-type"].startswith("text/html")


def test_the_reference_shows_every_endpoint_and_parameter(client: TestClient) -> None:
    told = look(client, "/docs").within("id", "main")
    document = client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        assert path in told
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                assert parameter["name"] in told
    assert "curl 'http://testserver/figures?role=cumulative'" in told


@pytest.mark.parametrize("path", ["/", "/desk/incidents/kondele", "/desk/articles/market", "/desk/demands", "/docs"])
def test_a_screen_reader_finds_its_way(client: TestClient, sample: Sample, path: str) -> None:
    seen = look(client, path)
    tags = [tag for tag, _ in seen.tags]
    assert tags.count("h1") == tags.count("main") == 1
    assert ("html", {"lang": "en"}) in seen.tags
    assert len(seen.ids()) == len(set(seen.ids()))
    levels = [int(tag[1]) for tag in tags if tag in {"h1", "h2", "h3", "h4"}]
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    labelled = [attrs["aria-labelledby"] for _, attrs in seen.tags if "aria-labelledby" in attrs]
    assert set(labelled) <= set(seen.ids())


def test_a_time_is_written_for_people_and_for_programs(client: TestClient, sample: Sample) -> None:
    seen = look(client, "/")
    assert at(6).isoformat() in [attrs.get("datetime") for tag, attrs in seen.tags if tag == "time"]
    assert "4 July 2024, 08:06 UTC" in seen.within("id", "alerts")
