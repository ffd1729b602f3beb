"""POST /decisions, the review queue, and the forms of an incident's page: who may decide, and what is answered."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.api import add_api
from services.store.database import transaction
from services.store.decision_api import add_decisions
from services.store.door import Door
from services.store.page import add_page
from services.store.page_decisions import add_decision_forms
from services.store.policies import Policy
from services.store.recording import record
from services.store.shadow_api import add_shadow
from services.store.subscription_tables import store_keys
from shared.identity import sha256_of
from shared.messages import ArticleExtracted
from shared.runtime.keys import KeyBook, Scope
from tests.unit.store.told import KISUMU, MORNING_AFTER, Event, Number, later, told

WHY = {"who": "Amina", "why": "I was there"}
TWO = [Number("killed", 2)]


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    app = FastAPI(docs_url=None, redoc_url=None)
    keys = KeyBook(engine, store_keys, transaction, lambda: later(1))
    app.state.door = Door(keys)
    add_api(app, engine)
    add_decisions(app, engine, Policy(), lambda: later(1))
    add_shadow(app)
    add_page(app, engine)
    add_decision_forms(app)
    for name in ("read", "write"):
        scope: Scope = "read" if name == "read" else "write"
        keys.add(name, scope, sha256_of(f"a-key-to-{name}"))
    with TestClient(app, base_url="http://127.0.0.1", headers={"X-API-Key": "a-key-to-write"}) as client:
        yield client


def tell(engine: Engine, *readings: ArticleExtracted) -> str:
    raised = [alert for reading in readings for alert in record(reading, engine, MORNING_AFTER, Policy())]
    return raised[0].incident_id or "" if raised else ""


def test_a_decision_is_answered_with_what_follows_from_it_and_shown_with_the_incident(
    client: TestClient, engine: Engine
) -> None:
    incident = tell(engine, told("a", Event(TWO)))
    made = client.post("/decisions", json={"action": "dismiss", "incident_id": incident, **WHY})
    assert made.status_code == 201, made.text
    assert [alert["kind"] for alert in made.json()["alerts"]] == ["toll_corrected"]
    shown = client.get(f"/incidents/{incident}").json()
    assert shown["state"] == "dismissed"
    assert [(d["action"], d["who"], d["undone_by"]) for d in shown["decisions"]] == [("dismiss", "Amina", None)]
    assert client.get("/incidents").json()["items"] == []
    listed = client.get("/decisions", params={"incident_id": incident}).json()["items"]
    assert [d["decision_id"] for d in listed] == [made.json()["decision_id"]]
    before = client.get(f"/incidents/{incident}", params={"as_of": MORNING_AFTER.isoformat()}).json()
    assert (before["state"], before["decisions"]) == ("current", [])


REFUSED = [
    ({"action": "confirm", "incident_id": "x", **WHY}, "a-key-to-write", 404, "no incident x"),
    ({"action": "confirm", "incident_id": "x", **WHY}, "a-key-to-read", 403, "write"),
    ({"action": "confirm", "incident_id": "x", **WHY}, "", 401, "key is missing"),
    ({"action": "confirm", "incident_id": "x", "who": "Amina"}, "a-key-to-write", 422, "why"),
    ({"action": "explode"}, "a-key-to-write", 422, "action"),
    ({"action": "correct", "incident_id": "x", **WHY}, "a-key-to-write", 422, "exactly one"),
]


@pytest.mark.parametrize(("said", "key", "status", "part"), REFUSED, ids=[str(row[2:]) for row in REFUSED])
def test_what_is_wrong_with_a_decision_is_named(
    client: TestClient, said: dict[str, str], key: str, status: int, part: str
) -> None:
    answer = client.post("/decisions", json=said, headers={"X-API-Key": key})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert part in answer.text


def test_what_can_not_be_as_things_stand_is_a_conflict(client: TestClient, engine: Engine) -> None:
    incident = tell(engine, told("a", Event(TWO)))
    answer = client.post("/decisions", json={"action": "merge", "incident_id": incident, "other_id": incident, **WHY})
    assert answer.status_code == 409


def test_a_review_leaves_the_queue_with_its_answer_and_comes_back_when_that_is_undone(
    client: TestClient, engine: Engine
) -> None:
    hurt = {"type": "injury", "fate": "injured"}
    tell(
        engine,
        told("a", Event([Number("injured", 1)], victims=("Rex Kanyike Masai",), **hurt)),  # type: ignore[arg-type]
        told("b", Event([Number("injured", 1)], day=None, victims=("Rex Masai",), **hurt)),  # type: ignore[arg-type]
    )
    (pair,) = client.get("/reviews").json()["items"]
    ids = [mention["mention_id"] for mention in pair["mentions"]]
    made = client.post("/decisions", json={"action": "different", "mentions": ids, **WHY})
    assert made.status_code == 201, made.text
    assert client.get("/reviews").json()["items"] == []
    client.post("/decisions", json={"action": "undo", "decision_id": made.json()["decision_id"], **WHY})
    assert len(client.get("/reviews").json()["items"]) == 1


HOME = {"Sec-Fetch-Site": "same-origin"}


def test_the_forms_of_the_page_decide_and_show_the_incident_again(client: TestClient, engine: Engine) -> None:
    incident = tell(engine, told("a", Event(TWO)), told("b", Event(TWO, KISUMU)))
    page = f"/desk/incidents/{incident}"
    shown = client.get(page).text
    assert "Nobody has decided anything" in shown
    forms = [
        {"action": "correct", "field": "toll", "kind": "killed", "toll": "1"},
        {"action": "correct", "field": "date", "date": "2024-07-02"},
        {"action": "correct", "field": "place", "place": "Migosi", "country": "KE"},
        {"action": "correct", "field": "type", "type": "attack"},
        {"action": "confirm"},
    ]
    for form in forms:
        answer = client.post(f"{page}/decisions", data={**form, **WHY}, headers=HOME, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#decisions"), answer.text
    known = client.get(f"/incidents/{incident}").json()
    assert known["figures"]["killed"]["best"] == 1
    assert (known["type"], known["status"], known["place"]["name"]) == ("attack", "confirmed", "Migosi")
    shown = client.get(page).text
    assert "I was there" in shown
    split = {"action": "split", "mentions": known["mentions"][0]["mention_id"], **WHY}
    assert client.post(f"{page}/decisions", data=split, headers=HOME, follow_redirects=False).status_code == 303
    assert len(client.get("/incidents").json()["items"]) == 2


def test_a_form_without_a_reason_is_refused_with_the_field(client: TestClient, engine: Engine) -> None:
    incident = tell(engine, told("a", Event(TWO)))
    answer = client.post(
        f"/desk/incidents/{incident}/decisions", data={"action": "dismiss", "who": "Amina"}, headers=HOME
    )
    assert answer.status_code == 422
    assert "why" in answer.text


def test_other_thresholds_are_tried_and_those_that_are_not_there_are_named(client: TestClient, engine: Engine) -> None:
    tell(engine, told("a", Event(TWO)), told("b", Event(TWO, KISUMU)))
    asked = {"days": 2, "thresholds": {"merge_score": 12}}
    answer = client.post("/shadow", json=asked).json()
    assert (answer["sent"], answer["would"]) == (1, 2)
    wrong = client.post("/shadow", json={"thresholds": {"score": 1}})
    assert (wrong.status_code, "merge_score" in wrong.text) == (422, True)
