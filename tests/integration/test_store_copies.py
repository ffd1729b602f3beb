"""Copies of one text count as one report, whichever comes first and however they are cut."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from services.store.copy_tables import article_copies, text_keys
from services.store.database import SCHEMA, open_store
from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from shared.messages import AlertRaised, ArticleExtracted
from tests.databases import Databases
from tests.unit.store.told import ELDORET, KONDELE, MORNING_AFTER, Demand, Event, Number, later, prose, told

WIRE = prose("wire")
FIRST = told("first", Event([Number("killed", 2)], KONDELE), prose=WIRE)
CUT = told("cut", Event([Number("killed", 2)], KONDELE), prose=WIRE[:700], published=later(1))
FRAMED = told(
    "framed", Event([Number("killed", 2)], KONDELE), prose=f"Agency copy. {WIRE} Read more.", published=later(2)
)
SET_IN = told("set in", Event([Number("killed", 2)], KONDELE), published=later(3),
              prose=f"{prose('before', 80)} {WIRE[200:900]} {prose('after', 80)}")  # fmt: skip
OWN = told("own", Event([Number("killed", 2)], KONDELE), prose=prose("own words"), published=later(4))


Tell = Callable[..., list[AlertRaised]]


@pytest.fixture
def tell(engine: Engine) -> Tell:
    def record_all(*readings: ArticleExtracted) -> list[AlertRaised]:
        return [alert for reading in readings for alert in record(reading, engine, MORNING_AFTER, Policy())]

    return record_all


def origins(known: dict[str, Any]) -> dict[str, str]:
    return {a["article_id"]: a["origin_id"] for a in known["articles"]}


def kinds(raised: list[AlertRaised]) -> list[str]:
    return [alert.kind for alert in raised]


def test_copies_have_one_origin_and_an_own_report_another_in_any_order(databases: Databases) -> None:
    everything = (FIRST, CUT, FRAMED, SET_IN, OWN)
    for ordered in list(permutations(everything))[:: 11 if databases.kind == "sqlite" else 40]:
        engine = open_store(databases.new(SCHEMA))
        alerts = [a for reading in ordered for a in record(reading, engine, MORNING_AFTER, Policy())]
        known = state(engine)
        engine.dispose()
        databases.drop()
        assert origins(known) == {**dict.fromkeys(("first", "cut", "framed", "set in"), "first"), "own": "own"}
        assert [i["independent_sources"] for i in known["incidents"]] == [2]
        assert kinds(alerts) == ["new_casualties"]


def test_a_copy_that_was_published_first_is_the_origin_when_it_comes(engine: Engine, tell: Tell) -> None:
    tell(CUT, FRAMED)
    assert origins(state(engine)) == {"cut": "cut", "framed": "cut"}
    assert tell(FIRST) == []
    assert set(origins(state(engine)).values()) == {"first"}


def test_a_generic_demand_that_is_tied_to_another_origin_is_not_news_again(engine: Engine, tell: Tell) -> None:
    ask = Demand("Azimio", ("the government",), "open the records")
    late = told("late", ask, prose=WIRE, published=later(5))
    early = told("early", ask, prose=WIRE, published=later(1))
    assert kinds(tell(late, early)) == ["new_demand"]
    (demand,) = state(engine)["demands"]
    assert (demand["articles"], demand["independent_sources"]) == (["early", "late"], 1)


def test_an_edit_that_is_a_copy_no_more_stands_for_itself(engine: Engine, tell: Tell) -> None:
    tell(FIRST, CUT)
    tell(told("cut", Event([Number("killed", 2)], KONDELE), prose=prose("rewritten"), published=later(6), version=2))
    assert origins(state(engine)) == {"first": "first", "cut": "cut"}
    assert state(engine)["incidents"][0]["independent_sources"] == 2
    with engine.connect() as db:
        assert db.scalar(select(func.count()).select_from(article_copies)) == 0
        assert set(db.scalars(select(text_keys.c.article_id))) == {"first", "cut"}


def test_an_agency_update_raises_the_toll_once_however_many_carry_it(engine: Engine, tell: Tell) -> None:
    more = [
        told(name, Event([Number("killed", 4)], KONDELE), prose=f"{WIRE} now four", published=later(8 + n))
        for n, name in enumerate(("update", "update again", "and again"))
    ]
    assert kinds(tell(FIRST, *more)) == ["new_casualties", "toll_raised"]
    (incident,) = state(engine)["incidents"]
    assert incident["figures"]["killed"]["best"] == 4
    assert incident["independent_sources"] == 1


def test_a_year_later_the_same_words_are_looked_for_no_more(engine: Engine, tell: Tell) -> None:
    tell(FIRST, told("anniversary", Event([Number("killed", 9)], ELDORET), prose=WIRE, published=later(24 * 365)))
    assert origins(state(engine)) == {"first": "first", "anniversary": "anniversary"}
