"""An alert rule is tried on the past, without changing anything."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from services.store.database import open_store
from services.store.policies import Policy
from services.store.recording import record
from services.store.shadowing import shadow
from services.store.shadows import shadow_policy
from services.store.state import state
from tests.unit.store.told import ELDORET, KISUMU, Demand, Event, Number, later, told

TWO, FOUR = [Number("killed", 2)], [Number("killed", 4, role="update")]


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    engine = open_store(store_url)
    for hours, reading in (
        (0, told("a", Event(TWO))),
        (5, told("b", Event(FOUR, KISUMU), published=later(5))),
        (6, told("c", Event(TWO, ELDORET), Demand(), published=later(6))),
    ):
        record(reading, engine, later(hours), Policy())
    yield engine
    engine.dispose()


def told_of(engine: Engine, policy: Policy, days: int = 2) -> list[tuple[str, str, str]]:
    return [(c.by, c.alert.kind, c.alert.article_id) for c in shadow(engine, policy, days, later(24))]


SENT = [("new_casualties", "a"), ("toll_raised", "b"), ("new_casualties", "c"), ("new_demand", "c")]


def test_the_rules_of_now_would_have_sent_what_was_sent(engine: Engine) -> None:
    before = state(engine)
    assert told_of(engine, Policy()) == [("both", *alert) for alert in SENT]
    assert state(engine) == before


def test_without_a_rule_its_alerts_are_missing(engine: Engine) -> None:
    for rule, missing in (("toll_raised", SENT[1]), ("nobody made this demand before", SENT[3])):
        found = told_of(engine, shadow_policy(Policy(), {}, [rule]))
        assert found == [("sent" if alert == missing else "both", *alert) for alert in SENT]


def test_with_a_higher_score_two_reports_are_two_alerts(engine: Engine) -> None:
    found = told_of(engine, shadow_policy(Policy(), {"merge_score": "12"}))
    assert ("shadow", "new_casualties", "b") in found
    assert ("sent", "toll_raised", "b") in found


def test_what_was_known_before_those_days_is_no_news_in_them(engine: Engine) -> None:
    record(told("d", Event(TWO), published=later(48)), engine, later(48), Policy())
    assert [c.by for c in shadow(engine, Policy(), 1, later(49))] == []


WRONG = [
    ({"score": 7}, [], "no threshold 'score'"),
    ({"near_km": "far"}, [], "not a number"),
    ({}, ["rumours"], "no rule"),
]


@pytest.mark.parametrize(("shifted", "without", "part"), WRONG)
def test_what_is_not_there_to_shift_is_named(shifted: dict[str, str], without: list[str], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        shadow_policy(Policy(), shifted, without)
