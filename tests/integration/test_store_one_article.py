"""One article may tell of one event twice: the force that was used, and whom it killed. Nobody is counted twice."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from services.store.tables import reviews
from tests.unit.store.told import AHERO, DAY, KONDELE, MORNING_AFTER, Event, Number, later, told

THREE = (Number("killed", 3),)
KILLING = Event(THREE)


ROWS: list[tuple[Event, int, str]] = [
    (Event(THREE, type="use_of_force", key="i2"), 1, "force that is counted with the dead that it made"),
    (Event(THREE, type="use_of_force", day=None, key="i2"), 1, "the same, without a day"),
    (Event((), type="use_of_force", key="i2"), 2, "force alone harms nobody: it raises nothing of its own"),
    (Event(THREE, type="other", key="i2"), 1, "what is called an event of another kind, with the same dead"),
    (Event((Number("killed", 2),), type="other", key="i2"), 2, "other dead are another event's"),
    (Event(THREE, AHERO, type="use_of_force", key="i2"), 2, "another town is another event"),
    (Event(THREE, key="i2"), 2, "two killings that the article tells apart are two"),
]


@pytest.mark.parametrize(("beside", "events", "why"), ROWS, ids=[why for *_, why in ROWS])
def test_the_dead_of_one_article_are_counted_once(engine: Engine, beside: Event, events: int, why: str) -> None:
    raised = record(told("a", KILLING, beside), engine, MORNING_AFTER, Policy())
    known = state(engine)["incidents"]
    harmful = [i for i in known if i["figures"]]
    assert len(known) == events, why
    assert len(raised) == len(harmful), "an alert for each event with people harmed, no more"
    assert harmful[0]["figures"]["killed"]["best"] in (2, 3)
    again = record(told("b", Event(THREE, KONDELE), published=later(2)), engine, MORNING_AFTER, Policy())
    assert again == []


def test_an_abduction_that_ended_in_death_is_one_event(engine: Engine) -> None:
    taken = Event((Number("abducted", 1),), type="abduction", victims=("Francis Mwangi Kariuki",), fate="abducted")
    found = Event((Number("killed", 1),), victims=("Francis Mwangi Kariuki",), key="i2")
    assert [a.kind for a in record(told("a", taken), engine, MORNING_AFTER, Policy())] == ["new_casualties"]
    raised = record(told("b", taken, found, published=later(24)), engine, later(24), Policy())
    assert [a.kind for a in raised] == ["toll_raised"]
    (known,) = state(engine)["incidents"]
    assert known["figures"]["killed"]["best"] == 1


def test_an_abduction_is_one_event_with_a_body_that_is_found_days_later(engine: Engine) -> None:
    taken = Event((Number("abducted", 1),), type="abduction", victims=("Francis Mwangi Kariuki",), fate="abducted")
    days = DAY + timedelta(days=3)
    found = Event((Number("killed", 1),), AHERO, days, victims=("Francis Mwangi Kariuki",), key="i2")
    record(told("a", taken), engine, MORNING_AFTER, Policy())
    raised = record(told("b", taken, found, published=later(96)), engine, later(96), Policy())
    assert [a.kind for a in raised] == ["toll_raised"]
    (known,) = state(engine)["incidents"]
    assert (known["date"]["start"], known["place"]["name"]) == (DAY.isoformat(), "Kondele, Kisumu")


def test_who_was_abducted_and_is_missing_is_one_person(engine: Engine) -> None:
    taken = Event((Number("abducted", 1),), type="abduction", victims=("Francis Mwangi Kariuki",), fate="abducted")
    missing = Event((Number("missing", 1),), type="abduction", victims=("Francis Mwangi Kariuki",), fate="missing")
    assert len(record(told("a", taken), engine, MORNING_AFTER, Policy())) == 1
    assert record(told("b", missing, published=later(24)), engine, later(24), Policy()) == []


def test_who_was_abducted_then_missing_then_found_dead_is_one_of_the_dead_alone(engine: Engine) -> None:
    name = ("Francis Mwangi Kariuki",)
    taken = Event((Number("abducted", 1),), type="abduction", victims=name, fate="abducted")
    missing = Event((Number("missing", 1),), type="abduction", victims=name, fate="missing")
    dead = Event((Number("killed", 1),), victims=name)
    for hours, event in ((0, taken), (24, missing), (48, dead)):
        record(told(f"after-{hours}", event, published=later(hours)), engine, later(hours), Policy())
    (known,) = state(engine)["incidents"]
    assert {kind: toll["best"] for kind, toll in known["figures"].items()} == {"killed": 1, "abducted": 0, "missing": 0}


def test_nobody_is_asked_about_two_events_that_an_article_tells_apart(engine: Engine) -> None:
    march = Event((), type="protest", key="i2")
    for article in ("a", "b"):
        record(told(article, KILLING, march), engine, MORNING_AFTER, Policy())
    with engine.connect() as db:
        assert db.execute(select(reviews)).all() == []
