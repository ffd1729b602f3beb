"""Running totals, later deaths and names: what the ledger of tolls makes of stories that span articles."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from services.store.filters import FigureFilters
from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from services.store.views.reported import list_figures
from shared.messages import AlertRaised, ArticleExtracted
from tests.unit.store.told import (
    DAY,
    KENYA,
    KISUMU,
    KONDELE,
    MORNING_AFTER,
    Event,
    Number,
    later,
    told,
)  # fmt: skip

MARCH = date(2024, 3, 20)
PROTESTS = Event([], KENYA, day=None, type="protest", key="p")


Tell = Callable[..., list[AlertRaised]]


@pytest.fixture
def tell(engine: Engine) -> Tell:
    def record_all(*readings: ArticleExtracted) -> list[AlertRaised]:
        return [alert for reading in readings for alert in record(reading, engine, MORNING_AFTER, Policy())]

    return record_all


def kinds(raised: list[AlertRaised]) -> list[str]:
    return [alert.kind for alert in raised]


def total(
    article: str, n: int, hours: int, *more: Event | Number, claimant: str | None = "Amnesty"
) -> ArticleExtracted:
    counted = Number("killed", n, n, None, role="cumulative", claimant=claimant, since=MARCH)
    return told(article, PROTESTS, counted, *more, published=later(hours))


def killed(n: int, day: date = DAY, **options: Any) -> Event:
    return Event([Number("killed", n)], day=day, **options)


def figures(engine: Engine) -> dict[str, Any]:
    (incident,) = state(engine)["incidents"]
    return {kind: toll["best"] for kind, toll in incident["figures"].items()}


def test_a_claimants_total_that_rises_by_what_was_alerted_is_no_news(tell: Tell) -> None:
    day = DAY - timedelta(days=1)
    story = [
        total("first", 24, -48),
        told("six", killed(6, day), published=later(0)),
        total("second", 30, 24),
    ]
    assert kinds(tell(*story)) == ["new_casualties"], "the six are the rise from 24 to 30"


def test_a_claimants_total_that_rises_by_more_is_news_once(tell: Tell) -> None:
    tell(total("first", 24, -48), told("six", killed(6, DAY), published=later(0)))
    (alert,) = tell(total("second", 34, 24), total("echo", 34, 30), total("first", 24, -48))
    assert (alert.kind, alert.speaker, alert.incident_id) == ("cumulative_raised", "Amnesty", None)
    said = "Amnesty counts at least 34 killed since 20 March 2024, up from at least 24 killed"
    assert alert.headline == f"{said}; 28 of them are of no incident known"
    assert (alert.figures["killed"].low, (alert.before or {})["killed"].low) == (34, 24)
    assert [proof.article_id for proof in alert.evidence] == ["second", "first"]


def test_totals_of_two_claimants_or_of_two_periods_are_never_chained(tell: Tell) -> None:
    this_year = Number("killed", 40, 40, None, role="cumulative", claimant="Amnesty", since=date(2024, 1, 1))
    hrw, year = total("hrw", 31, 9, claimant="HRW"), told("year", PROTESTS, this_year, published=later(20))
    assert tell(total("amnesty", 30, 0), hrw, year) == []
    assert tell(total("late", 20, -300)) == [], "an older total that comes late is no rise"


def test_thirty_since_march_are_twelve_and_twelve_and_the_six_that_are_new(engine: Engine, tell: Tell) -> None:
    parts = [Number("killed", 12, role="component"), Number("killed", 12, role="component")]
    raised = tell(total("report", 30, 24, *parts, killed(6)))
    assert kinds(raised) == ["new_casualties"]
    assert raised[0].figures["killed"].best == 6
    known = state(engine)
    (cumulative,) = known["figures"]
    assert cumulative["residual"] == {"low": 0, "best": 0}
    assert cumulative["incidents"] == [i["incident_id"] for i in known["incidents"] if i["figures"]]
    with engine.connect() as db:
        (shown,) = list_figures(db, FigureFilters(role=["cumulative"])).items
    assert shown.account is not None
    assert sorted(part.best or 0 for part in shown.account.parts) == [6, 12, 12], "what the article adds up"
    assert [(part.incident_id, part.toll.best) for part in shown.account.incidents] == [(raised[0].incident_id, 6)]
    assert (shown.account.counted, shown.account.unallocated_best) == (1, 0)


def test_what_no_incident_explains_of_a_total_is_unallocated_and_makes_no_incident(engine: Engine, tell: Tell) -> None:
    twelve = [told(f"twelve {n}", killed(12, MARCH + timedelta(days=40 * n)), published=later(0)) for n in (0, 1)]
    tell(*twelve, told("before", killed(9, MARCH - timedelta(days=9))), total("total", 30, 24))
    (cumulative,) = state(engine)["figures"]
    assert (cumulative["residual"]["best"], len(cumulative["incidents"])) == (6, 2)
    with engine.connect() as db:
        (shown,) = list_figures(db, FigureFilters(role=["cumulative"])).items
    assert shown.account is not None
    assert ([part.toll.best for part in shown.account.incidents], shown.account.unallocated_best) == ([12, 12], 6)
    assert len([i for i in state(engine)["incidents"] if i["type"] == "killing"]) == 3


def hurt(n: int, *names: str, dead: int = 0, day: date = DAY) -> Event:
    numbers = [Number("injured", n)] + ([Number("killed", dead)] if dead else [])
    return Event(numbers, KONDELE, day, victims=names, fate="injured")


def dies(name: str, day: date) -> Event:
    return Event([Number("killed", 1)], KISUMU, day, victims=(name,), key="d")


THURSDAY = DAY + timedelta(days=8)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_dies_later_moves_from_the_injured_to_the_dead_of_that_event(
    engine: Engine, tell: Tell, order: tuple[int, int]
) -> None:
    shot = told("shot", hurt(5, "Rex Masai", dead=2))
    died = told("died", dies("Rex Kanyike Masai", THURSDAY), published=later(24 * 9))
    raised = tell(*((shot, died)[n] for n in order))
    assert figures(engine) == {"killed": 3, "injured": 4}
    assert state(engine)["incidents"][0]["date"]["start"] == DAY.isoformat(), "the death has a day of its own"
    if order == (0, 1):
        assert kinds(raised) == ["new_casualties", "toll_raised"]
        assert raised[1].incident_id == raised[0].incident_id


def test_a_later_death_of_the_only_one_hurt_makes_one_dead(engine: Engine, tell: Tell) -> None:
    tell(told("shot", hurt(1, "Rex Masai")), told("died", dies("Rex Masai", THURSDAY), published=later(24 * 9)))
    assert figures(engine) == {"killed": 1, "injured": 0}


def test_reports_without_a_name_stay_with_the_event_when_one_of_its_hurt_dies(engine: Engine, tell: Tell) -> None:
    unnamed = told("unnamed", hurt(5, dead=2), published=later(2))
    tell(told("shot", hurt(5, "Rex Masai", dead=2)), unnamed)
    raised = tell(told("died", dies("Rex Masai", THURSDAY), published=later(24 * 9)))
    assert kinds(raised) == ["toll_raised"]
    assert figures(engine) == {"killed": 3, "injured": 4}


def test_two_who_share_a_surname_are_not_one_who_died(engine: Engine, tell: Tell) -> None:
    tell(told("shot", hurt(1, "Rex Masai")), told("died", dies("Ann Masai", THURSDAY), published=later(24 * 9)))
    assert len(state(engine)["incidents"]) == 2


def test_a_person_killed_is_news_by_name_once(tell: Tell) -> None:
    named = told("named", killed(2, victims=("Rex Masai",)), published=later(5))
    again = told("again", killed(2, victims=("Rex Kanyike Masai",)), published=later(6))
    other = told("other", killed(2, victims=("Rex Masai", "Ann Otieno")), published=later(9))
    raised = tell(told("first", killed(2)), named, again, other)
    assert kinds(raised) == ["new_casualties", "victim_named", "victim_named"]
    assert [alert.headline for alert in raised[1:]] == [
        "Rex Masai is named as killed in Kondele, Kisumu on 3 July 2024",
        "Ann Otieno is named as killed in Kondele, Kisumu on 3 July 2024",
    ]
    assert raised[1].evidence[0].article_id == "named"


def test_a_name_that_came_with_the_first_alert_is_no_news_again(tell: Tell) -> None:
    first = told("first", killed(1, victims=("Rex Masai",)))
    assert kinds(tell(first, told("second", killed(1, victims=("Rex Masai",)), published=later(3)))) == [
        "new_casualties"
    ]


def test_a_placeholder_names_nobody(tell: Tell) -> None:
    assert kinds(tell(told("a", killed(1)), told("b", killed(1, victims=("John Doe",)), published=later(3)))) == [
        "new_casualties"
    ]
