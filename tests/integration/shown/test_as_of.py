"""What was known then."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.policies import Policy
from services.store.recording import record
from tests.unit.store.told import Event, Number, later, told


def test_an_incident_is_shown_as_it_was_known_at_a_time(client: TestClient, engine: Engine) -> None:
    (first,) = record(told("a", Event()), engine, later(0), Policy())
    rise = told("b", Event([Number("killed", 4, role="update")]), published=later(5))
    record(rise, engine, later(5), Policy())

    def shown(hours: int) -> dict[str, object]:
        answer = client.get(f"/incidents/{first.incident_id}", params={"as_of": later(hours).isoformat()}).json()
        return {
            "killed": answer["figures"]["killed"]["best"],
            "articles": answer["articles"],
            "told": [m["article"]["article_id"] for m in answer["mentions"]],
            "sources": answer["independent_sources"],
            "alerts": len(answer["alerts"]),
        }

    assert shown(1) == {"killed": 2, "articles": ["a"], "told": ["a"], "sources": 1, "alerts": 1}
    assert shown(6) == {"killed": 4, "articles": ["a", "b"], "told": ["a", "b"], "sources": 2, "alerts": 2}


def test_before_anybody_told_of_it_nothing_was_known(client: TestClient, engine: Engine) -> None:
    (first,) = record(told("a", Event()), engine, later(0), Policy())
    path = f"/incidents/{first.incident_id}"
    assert client.get(path, params={"as_of": later(-1).isoformat()}).status_code == 404
    assert client.get(path, params={"as_of": "yesterday"}).status_code == 422
