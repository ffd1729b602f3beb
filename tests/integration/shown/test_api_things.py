"""One thing over HTTP: an incident, a demand, an article, each with its proof."""

from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.testclient import TestClient

from services.store.atom import NAMESPACE
from tests.integration.shown.rows import add_incident, article, at, raise_alert, tell
from tests.integration.shown.samples import MARKET, Sample

HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "a & b < c",
    "]]>",
    "line\r\nid: 7\r\n\r\ndata: x",
    "\x08\x1b[31m",
]


def test_an_incident_comes_with_everything_it_rests_on(client: TestClient, sample: Sample) -> None:
    incident = client.get("/incidents/kondele").json()
    assert incident["figures"] == {
        "killed": {"low": 2, "best": 2, "high": 4},
        "injured": {"low": 5, "best": None, "high": None},
    }
    assert incident["place"]["name"] == "Kondele, Kisumu"
    assert incident["date"]["precision"] == "day"
    assert incident["perpetrators"][0]["class"] == "police"
    assert [mention["article"]["article_id"] for mention in incident["mentions"]] == ["market", "market-again"]
    assert incident["mentions"][0]["reason"] == "same place and day"
    told = {(figure["article"]["article_id"], figure["kind"], figure["role"]) for figure in incident["reported"]}
    assert told == {
        ("market", "killed", "incident"), ("market", "injured", "incident"), ("market-again", "killed", "update"),
    }  # fmt: skip
    claims = sorted((claim["kind"], claim["demands"]) for claim in incident["claims"])
    assert claims == [("demand", ["reopen"]), ("denial", [])]
    assert [alert["kind"] for alert in incident["alerts"]] == ["new_casualties", "toll_raised"]
    assert incident["history"][0]["view"]["figures"]["killed"]["low"] == 2
    assert incident["articles"] == ["market", "market-again"]


def test_a_demand_comes_with_all_who_make_it(client: TestClient, sample: Sample) -> None:
    demand = client.get("/demands/reopen").json()
    assert demand["speakers"] == ["the traders' union", "a lawyers' group"]
    assert [claim["speaker"]["name"] for claim in demand["claims"]] == demand["speakers"]
    assert [alert["kind"] for alert in demand["alerts"]] == ["new_demand", "demand_joined"]


def test_every_span_of_an_article_is_verbatim(client: TestClient, sample: Sample) -> None:
    article = client.get("/articles/market").json()
    assert article["text"] == MARKET
    spans = [figure["evidence"] for figure in article["figures"]]
    for fact in (*article["incidents"], *article["claims"]):
        spans += fact["evidence"]
    assert len(spans) == 6
    for said in spans:
        assert article["text"][said["start"] : said["end"]] == said["text"]
    assert article["extractor"]["model"] == "by hand"
    assert article["incidents"][0]["incident_id"] == "kondele"


def test_an_older_version_of_an_article_can_be_read(client: TestClient, engine: Engine) -> None:
    with engine.begin() as db:
        tell(db, article("a/1", "Three died."), 1, active=False)
        tell(db, article("a/1", "Four died.", version=2), 2)
    assert client.get("/articles/a/1").json()["text"] == "Four died."
    old = client.get("/articles/a%2F1", params={"version": 1}).json()
    assert old["text"] == "Three died."
    assert [line["version"] for line in old["versions"]] == [1, 2]
    assert client.get("/articles/a/1", params={"version": 3}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/incidents/none", "/demands/none", "/articles/none", "/nothing", "/incidents/' or 1=1 --"]
)
def test_what_is_not_there_is_a_problem_too(client: TestClient, sample: Sample, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_nothing_can_be_written(client: TestClient, sample: Sample) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.request(method, "/incidents/kondele")
        assert answer.status_code == 405
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "failure",
    [
        OperationalError("select", {}, ConnectionError("postgresql://user:secret@db")),
        NoConnectionFree("QueuePool limit of secret reached"),
    ],
)
def test_a_database_that_is_away_is_said_so(app: FastAPI, client: TestClient, failure: Exception) -> None:
    app.state.shown = Away(failure)
    answer = client.get("/incidents")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "database" in answer.json()["detail"]
    assert "secret" not in answer.text


class Away:
    """An engine whose database refuses."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    def connect(self) -> None:
        raise self.failure


def test_no_other_origin_may_read(client: TestClient, sample: Sample) -> None:
    answer = client.get("/alerts", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def entries(document: bytes) -> list[dict[str, str | None]]:
    root = ElementTree.fromstring(document)
    ns = {"a": NAMESPACE}
    assert root.tag == f"{{{NAMESPACE}}}feed"
    for name in ("id", "title", "updated", "author/a:name"):
        assert root.findtext(f"a:{name}", namespaces=ns), name
    return [
        {name: entry.findtext(f"a:{name}", namespaces=ns) for name in ("id", "title", "updated", "summary")}
        | {"link": entry.find("a:link", ns).get("href")}  # type: ignore[union-attr]
        for entry in root.findall("a:entry", ns)
    ]


def test_the_atom_feed_tells_each_alert_with_its_proof(client: TestClient, sample: Sample) -> None:
    answer = client.get("/alerts.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    told = entries(answer.content)
    assert [entry["title"] for entry in told] == [alert.headline for alert in reversed(sample.alerts)]
    first = told[-1]
    assert first["id"] == f"urn:shahidi:alert:{sample.alerts[0].alert_id}"
    assert first["link"] == "http://testserver/desk/incidents/masai"
    assert first["updated"] == at(1).isoformat()
    assert "evening along Moi Avenue.” (The Daily Example, 21 June 2024" in str(first["summary"])
    assert len(entries(client.get("/alerts.atom", params={"kind": "new_demand"}).content)) == 2


def test_an_empty_atom_feed_is_a_feed(client: TestClient) -> None:
    assert entries(client.get("/alerts.atom").content) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_in_the_atom_feed(client: TestClient, engine: Engine, words: str) -> None:
    with engine.begin() as db:
        said = article("a", f"Two died {words} there.", publisher=words)
        tell(db, said)
        add_incident(db, "i")
        raise_alert(db, 1, said, f"died {words} there", headline=words, incident_id="i", reason=words)
    (entry,) = entries(client.get("/alerts.atom").content)
    assert "".join(str(entry["title"]).split()) == "".join(c for c in words if c.isprintable() and not c.isspace())


def test_the_openapi_document_names_every_endpoint(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == {
        "/incidents", "/incidents/{incident_id}", "/demands", "/demands/{demand_id}", "/claims", "/figures",
        "/articles/{article_id}", "/search", "/why/{thing_id}", "/alerts", "/alerts/stream", "/alerts.atom",
        "/asyncapi.json", "/entities", "/entities/{entity_id}",
        *(f"/{name}.{{format}}" for name in ("incidents", "demands", "claims", "figures", "alerts")),
    }  # fmt: skip
    for operation in (path["get"] for path in document["paths"].values()):
        assert operation["summary"]
        assert "application/problem+json" in operation["responses"]["422"]["content"]
        assert "HTTPValidationError" not in str(operation)
