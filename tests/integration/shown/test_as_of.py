"""What was known then."""

from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.policies import Policy
from services.store.recording import record
from tests.unit.store.told import ELDORET, Demand, Event, Number, later, told


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


def test_the_list_of_incidents_is_what_was_known_then(client: TestClient, engine: Engine) -> None:
    named = Event([Number("killed", 4, role="update")], victims=("Rex Ngũgĩ Masai",))
    record(told("a", Event()), engine, later(0), Policy())
    record(told("b", named, published=later(5)), engine, later(5), Policy())
    record(told("c", Event([Number("killed", 1)], ELDORET), published=later(7)), engine, later(7), Policy())
    record(told("a", version=2), engine, later(9), Policy())
    record(told("c", version=2), engine, later(9), Policy())

    def listed(hours: int, **asked: Any) -> list[tuple[str, int, int]]:
        items = client.get("/incidents", params={"as_of": later(hours).isoformat(), **asked}).json()["items"]
        return [(i["place"]["name"], i["figures"]["killed"]["best"], i["independent_sources"]) for i in items]

    kondele, eldoret = "Kondele, Kisumu", "Eldoret"
    assert listed(-1) == []
    assert listed(1) == [(kondele, 2, 1)]
    assert listed(8) == [(eldoret, 1, 1), (kondele, 4, 2)]
    assert listed(10) == [(kondele, 4, 1)], "what was withdrawn by then is not listed"
    assert listed(1, min_killed=3) == listed(1, country="UG") == listed(1, type="arrest") == []
    assert listed(8, min_killed=3) == listed(8, who="ngũgĩ masai") == [(kondele, 4, 2)]
    assert listed(8, place="eldo", country="KE", type="killing", status="reported", since="2024-07-03") != []
    assert listed(8, until="2024-07-02") == [] == listed(1, q="From b")
    assert listed(6, q="From b") == [(kondele, 4, 2)]
    first = client.get("/incidents", params={"as_of": later(8).isoformat(), "limit": 1}).json()
    rest = client.get("/incidents", params={"as_of": later(8).isoformat(), "cursor": first["next"]}).json()
    assert [i["place"]["name"] for i in first["items"] + rest["items"]] == [eldoret, kondele]


def test_the_list_of_demands_is_what_was_known_then(client: TestClient, engine: Engine) -> None:
    record(told("a", Demand("Azimio")), engine, later(0), Policy())
    record(told("b", Demand("IJM"), published=later(5)), engine, later(5), Policy())
    record(told("b", version=2), engine, later(6), Policy())
    record(told("a", version=2), engine, later(9), Policy())

    def listed(hours: int, **asked: Any) -> list[tuple[str, list[str]]]:
        items = client.get("/demands", params={"as_of": later(hours).isoformat(), **asked}).json()["items"]
        return [(i["status"], i["speakers"]) for i in items]

    assert (listed(-1), listed(1)) == ([], [("made", ["Azimio"])])
    assert listed(5) == listed(5, speaker="ijm", target="koome", status="joined", q="resign")
    assert listed(5) == [("joined", ["Azimio", "IJM"])]
    assert listed(1, speaker="ijm") == []
    assert (listed(7), listed(10)) == ([("made", ["Azimio"])], [])


def test_a_demand_had_then_the_weight_of_the_claims_that_were_known_then(client: TestClient, engine: Engine) -> None:
    light = told("a", Demand("Azimio"))
    light = light.model_copy(update={"claims": tuple(c.model_copy(update={"relevance": 0.1}) for c in light.claims)})
    record(light, engine, later(0), Policy())
    record(told("b", Demand("IJM"), published=later(5)), engine, later(5), Policy())

    def listed(hours: int) -> int:
        asked = {"as_of": later(hours).isoformat(), "relevance": "0.35"}
        return len(client.get("/demands", params=asked).json()["items"])

    assert (listed(1), listed(6)) == (0, 1)
