"""Rule R9: when are two mentions one event? Each row says why."""

from datetime import date, timedelta

import pytest

from services.store.features import features
from services.store.incidents import MergePolicy, Verdict, decide, within_one_article
from shared.messages import Place
from tests.unit.store.told import (
    AHERO,
    DAY,
    ELDORET,
    KENYA,
    KISUMU,
    KONDELE,
    NYALENDA,
    Event,
    Number,
    mention,
)  # fmt: skip

ONE, TWO, TWELVE = [Number("killed", 1)], [Number("killed", 2)], [Number("killed", 12)]
NEXT_DAY, TWO_DAYS_LATER, THREE_DAYS_LATER = (DAY + timedelta(days=n) for n in (1, 2, 3))
MASAI, MASAI_IN_FULL, OTHER = ("Rex Masai",), ("Rex Kanyike Masai",), ("Ann Otieno",)


def that_week(place: Place) -> Event:
    return Event(place=place, day=date(2024, 7, 1), last_day=date(2024, 7, 7), precision="week")


def hurt(day: date | None) -> Event:
    return Event([], day=day, victims=MASAI, type="torture", fate="injured")


PAIRS = (
    (Event(), Event(), Verdict.MERGE, "the same place, day, type and number"),
    (Event(), Event(place=KISUMU), Verdict.MERGE, "the town holds the estate"),
    (Event(), Event(day=NEXT_DAY), Verdict.MERGE, "a night belongs to two days"),
    (Event(), Event([Number("killed", 4)]), Verdict.MERGE, "a toll grows"),
    (Event(), Event(type="protest"), Verdict.MERGE, "one article tells of the protest, another of its dead"),
    (Event(place=KISUMU), that_week(KISUMU), Verdict.MERGE, "the day lies in the week"),
    (Event(place=KISUMU), Event(place=AHERO), Verdict.MERGE, "18 km apart, the same day and number"),
    (Event(), Event(day=TWO_DAYS_LATER), Verdict.APART, "two days apart is too far, but not certainly so"),
    (Event(), Event(day=THREE_DAYS_LATER), Verdict.NEVER, "two exact days more than two apart"),
    (Event(), Event(place=NYALENDA), Verdict.APART, "two estates, and no coordinates to call them near"),
    (Event(ONE), Event(ONE, NYALENDA), Verdict.NEVER, "one person each in two estates: not even a town joins them"),
    (Event(), Event(place=ELDORET), Verdict.NEVER, "two counties on one exact day"),
    (Event(place=KISUMU), that_week(ELDORET), Verdict.APART, "two counties, but a vague day"),
    (Event(), Event(place=KENYA), Verdict.APART, "a country is no place where an event is"),
    (Event(), Event(place=None), Verdict.APART, "without a place nothing but a name can tie them"),
    (Event(), Event(type="sexual_violence"), Verdict.MERGE, "a killing may be told as what it began with"),
    (Event(type="arrest"), Event(type="property_damage"), Verdict.APART, "an arrest is no burnt car"),
    (Event(day=None), Event(day=None), Verdict.APART, "no date: nothing ties two articles (R3)"),
    (Event(ONE), Event(day=None), Verdict.APART, "one date is not enough either (R3)"),
    (Event(ONE, day=None, victims=MASAI), Event(ONE, victims=MASAI), Verdict.MERGE, "one dies but once"),
    (hurt(None), hurt(DAY), Verdict.REVIEW, "one can be hurt twice: people decide"),
    (Event(ONE, victims=MASAI), Event(ONE, ELDORET, victims=MASAI_IN_FULL), Verdict.MERGE, "a name outweighs a place"),
    (Event(ONE, victims=MASAI), Event(ONE, NYALENDA, victims=OTHER), Verdict.NEVER, "two victims in two estates"),
    (Event(ONE, victims=MASAI), Event(ONE, KONDELE, victims=OTHER), Verdict.REVIEW, "two victims in one estate"),
    (Event(TWO, victims=MASAI), Event(TWO, victims=OTHER), Verdict.MERGE, "both can be among the two"),
    (Event(ONE, KISUMU), Event(TWELVE, KISUMU), Verdict.REVIEW, "one and twelve in one town: perhaps"),
    (Event(ONE, KISUMU, victims=("John Doe",)), Event(ONE, AHERO, day=NEXT_DAY, victims=("John Doe",)),
     Verdict.REVIEW, "a placeholder names nobody (R11)"),
)  # fmt: skip


@pytest.mark.parametrize(("a", "b", "expected", "why"), PAIRS, ids=[row[3] for row in PAIRS])
def test_two_mentions_are_one_event_by_place_day_and_who(a: Event, b: Event, expected: Verdict, why: str) -> None:
    first, second = features(mention("a", a)), features(mention("b", b))
    decision = decide(first, second, MergePolicy())
    assert (decision.verdict, decision.reason != "") == (expected, True), (why, decision)
    assert decide(second, first, MergePolicy()).verdict is expected, "a decision has no direction"


def test_an_operator_may_ask_for_more_before_a_merge() -> None:
    a, b = features(mention("a", Event())), features(mention("b", Event(place=KISUMU)))
    assert decide(a, b, MergePolicy()).verdict is Verdict.MERGE
    assert decide(a, b, MergePolicy(merge_score=9)).verdict is Verdict.REVIEW


def test_numbers_that_are_no_tolls_tie_nothing() -> None:
    running = Event([Number("killed", 30, role="cumulative")])
    assert features(mention("a", running)).counts == ()


TWICE = (
    (Event(ONE), Event([], day=None), Verdict.APART, "told again without its day"),
    (Event(ONE), Event(ONE, place=None), Verdict.APART, "told again without its place"),
    (Event(ONE), Event(ONE), Verdict.NEVER, "two, each with its day, place and number"),
    (Event(ONE), Event([], place=AHERO, day=None), Verdict.NEVER, "another town"),
    (Event(ONE), Event([], day=NEXT_DAY, place=None), Verdict.NEVER, "another day"),
    (Event(ONE, victims=MASAI), Event(ONE, None, victims=OTHER), Verdict.NEVER, "another person"),
    (Event(ONE), Event([], day=None, type="property_damage"), Verdict.NEVER, "another kind of event"),
)


@pytest.mark.parametrize(("a", "b", "expected", "why"), TWICE, ids=[row[3] for row in TWICE])
def test_one_article_may_tell_its_event_twice(a: Event, b: Event, expected: Verdict, why: str) -> None:
    """Apart, so that another report may join the two; never, where the article tells two events."""
    first, second = features(mention("a", a)), features(mention("a", b))
    assert within_one_article(first, second).verdict is within_one_article(second, first).verdict is expected, why
