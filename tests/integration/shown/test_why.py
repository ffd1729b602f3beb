"""Why did this alert, and why did that not?"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.policies import Policy
from services.store.recording import record
from tests.unit.store.told import DAY, MORNING_AFTER, Demand, Event, Number, later, told


def texts(client: TestClient, thing: str) -> list[str]:
    answer = client.get(f"/why/{thing}")
    assert answer.status_code == 200, answer.text
    return [line["text"] for line in answer.json()["lines"]]


def known(engine: Engine, *readings: Any, policy: Policy | None = None) -> list[Any]:
    return [a for reading in readings for a in record(reading, engine, MORNING_AFTER, policy or Policy())]


def test_an_article_names_the_rules_that_it_set_off_and_what_became_of_its_figures(
    client: TestClient, engine: Engine
) -> None:
    total = Number("killed", 75, role="cumulative")
    casualties, demand = known(engine, told("a", Event(), Demand(), total))
    said = client.get("/why/a").json()
    assert (said["what"], [line["alert_id"] for line in said["lines"][:2]]) == (
        "article", [casualties.alert_id, demand.alert_id],
    )  # fmt: skip
    assert said["lines"][0]["text"] == "new_casualties: first report of this incident"
    assert sum("is a running total" in line["text"] for line in said["lines"]) == 1


def test_coverage_copies_and_history_say_that_they_are(client: TestClient, engine: Engine) -> None:
    old = Event([Number("killed", 9)], day=DAY - timedelta(days=90))
    known(engine, told("a", Event()), told("b", Event(), published=later(2)), told("copy", Event(), origin="a"),
          told("old", old), told("none", Event([], type="protest", day=DAY - timedelta(days=30))))  # fmt: skip
    assert "2 killed was alerted, and nothing that came since raises" in texts(client, "b")[1]
    assert texts(client, "copy")[0] == "is a copy of article a: it counts as the same source (R6)"
    assert "lies more than 7 days before publication" in texts(client, "old")[0]
    assert "nobody is known to be killed" in texts(client, "none")[0]


def test_incidents_and_demands_are_explained_by_their_ids(client: TestClient, engine: Engine) -> None:
    casualties, demand = known(engine, told("a", Event(), Demand()))
    assert texts(client, casualties.incident_id)[0] == "new_casualties: first report of this incident"
    assert texts(client, demand.demand_id)[:2] == [
        "new_demand: nobody made this demand before", "no more than that: it is made; nothing further",
    ]  # fmt: skip


def test_nothing_is_known_of_another_id(client: TestClient) -> None:
    assert client.get("/why/nothing").status_code == 404


def test_an_archive_that_is_read_in_wakes_nobody_if_so_asked(client: TestClient, engine: Engine) -> None:
    old = told("a", Event(day=DAY - timedelta(days=100)), Demand(), published=later(-24 * 100))
    assert known(engine, old, policy=Policy(backfill_days=30)) == []
    assert "became known by reading" in texts(client, "a")[0]
    fresh = told("b", Event(day=DAY - timedelta(days=10)), published=later(-24 * 9))
    assert len(known(engine, fresh, policy=Policy(backfill_days=30))) == 1, "ten days late is late, and news"
