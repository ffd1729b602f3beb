"""What people decide stands last: through new articles, edits and readings anew."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from services.store.deciding import ONE_OF, Impossible, Made, Unknown, decide
from services.store.decision_tables import decisions
from services.store.decisions import Answer, Confirm, Correct, Dismiss, Merge, Split, Undo
from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from services.store.tables import incident_mentions, incidents, mentions, reviews
from shared.messages import AlertRaised, ArticleExtracted, DateRange, Place, Toll
from tests.unit.store.told import AHERO, DAY, ELDORET, KISUMU, MORNING_AFTER, Event, Number, later, told

BY: dict[str, Any] = {"who": "Amina", "why": "I was there"}


Tell = Callable[..., list[AlertRaised]]
Decide = Callable[[ONE_OF], Made]


@pytest.fixture
def tell(engine: Engine) -> Tell:
    def record_all(*readings: ArticleExtracted, now: datetime = MORNING_AFTER) -> list[AlertRaised]:
        return [alert for reading in readings for alert in record(reading, engine, now, Policy())]

    return record_all


@pytest.fixture
def deciding(engine: Engine) -> Decide:
    return lambda asked: decide(asked, engine, later(1), Policy())


def killed(n: int, **options: Any) -> Event:
    return Event([Number("killed", n)], **options)


def only(engine: Engine) -> dict[str, Any]:
    (incident,) = state(engine)["incidents"]
    found: dict[str, Any] = incident
    return found


def articles_of(engine: Engine) -> list[list[str]]:
    return sorted(i["articles"] for i in state(engine)["incidents"])


def mention_of(engine: Engine, article: str) -> str:
    with engine.connect() as db:
        query = select(mentions.c.mention_id).where(mentions.c.article_id == article, mentions.c.active)
        return str(db.execute(query).scalar_one())


def incident_of(engine: Engine, article: str) -> str:
    link = incident_mentions.c
    with engine.connect() as db:
        query = select(link.incident_id).where(link.mention_id == mention_of(engine, article), link.active)
        return str(db.execute(query).scalar_one())


def kinds(raised: Any) -> list[str]:
    return [alert.kind for alert in raised]


def test_a_confirmed_incident_stays_confirmed_through_a_denial_and_another_reading(
    engine: Engine, tell: Tell, deciding: Decide
) -> None:
    tell(told("a", killed(2)))
    assert deciding(Confirm(incident_id=only(engine)["incident_id"], **BY)).alerts == ()
    tell(told("b", killed(2, more={"status": "denied"}), published=later(3)), told("a", killed(2), extractor="2"))
    assert only(engine)["status"] == "confirmed"


def test_a_dismissed_incident_is_corrected_and_alerts_no_more(engine: Engine, tell: Tell, deciding: Decide) -> None:
    (first,) = tell(told("a", killed(2)))
    made = deciding(Dismiss(incident_id=first.incident_id or "", who="Amina", why="a rehearsal"))
    (alert,) = made.alerts
    assert (alert.kind, alert.corrects) == ("toll_corrected", first.alert_id)
    assert alert.reason == "a person decided so: a rehearsal"
    assert alert.headline.startswith("Dismissed: 2 killed in Kondele")
    assert (alert.figures, alert.before) == ({}, {"killed": Toll(low=2, best=2, high=2)})
    assert state(engine)["incidents"] == []
    assert tell(told("b", killed(5), published=later(4))) == [], "another report of it wakes nobody"
    assert tell(told("a", killed(7), version=2)) == [], "nor does an edit"
    assert tell(told("a", killed(9), version=2, extractor="2")) == [], "nor another reading"


def test_a_dismissal_that_is_undone_lets_the_incident_stand_again(engine: Engine, tell: Tell, deciding: Decide) -> None:
    (first,) = tell(told("a", killed(2)))
    made = deciding(Dismiss(incident_id=first.incident_id or "", **BY))
    (alert,) = deciding(Undo(decision_id=made.decision_id, **BY)).alerts
    assert (alert.kind, alert.figures) == ("toll_raised", {"killed": Toll(low=2, best=2, high=2)})
    assert alert.headline.startswith("Stands again: 2 killed")
    assert only(engine)["incident_id"] == first.incident_id
    again = deciding(Dismiss(incident_id=first.incident_id or "", **BY))
    assert kinds(again.alerts) == ["toll_corrected"], "the same decision made anew is told anew"


def test_no_rule_merges_a_dismissed_incident_with_one_that_stands(engine: Engine, tell: Tell, deciding: Decide) -> None:
    kondele, ahero = Event([Number("killed", 1)]), Event([Number("killed", 1)], AHERO)
    tell(told("a", kondele), told("b", ahero))
    deciding(Dismiss(incident_id=incident_of(engine, "a"), **BY))
    named = Event([Number("killed", 1)], victims=("Rex Kanyike Masai",))
    # Both name the same man now, in an edit: by the rules one event.
    tell(told("a", named, version=2), told("b", Event([Number("killed", 1)], AHERO, victims=("Rex Masai",)), version=2))
    assert articles_of(engine) == [["b"]]


CORRECTIONS: list[tuple[dict[str, Any], str, Any]] = [
    ({"type": "attack"}, "type", "attack"),
    ({"date": DateRange(start=DAY, end=DAY, precision="day", text="a day")}, "date", "a day"),
    (
        {"place": Place(text="Migosi", name="Migosi, Kisumu", country="KE", precision="neighbourhood")},
        "place",
        "Migosi",
    ),
    ({"toll": {"injured": Toll(low=9, best=9, high=9)}}, "figures", 9),
]


@pytest.mark.parametrize(("what", "field", "value"), CORRECTIONS, ids=[field for _, field, _ in CORRECTIONS])
def test_a_corrected_field_survives_articles_edits_and_readings(
    engine: Engine, tell: Tell, deciding: Decide, what: dict[str, Any], field: str, value: Any
) -> None:
    tell(told("a", killed(2)))
    before = only(engine)[field]
    made = deciding(Correct(incident_id=only(engine)["incident_id"], **what, **BY))
    tell(told("b", killed(2), published=later(3)), told("a", killed(2), extractor="2"), told("b", killed(2), version=2))
    assert str(value) in str(only(engine)[field])
    deciding(Undo(decision_id=made.decision_id, **BY))
    assert only(engine)[field] == before


def test_a_corrected_toll_goes_to_whoever_got_the_other_and_holds_against_reports(
    engine: Engine, tell: Tell, deciding: Decide
) -> None:
    (first,) = tell(told("a", killed(4)))
    lower = Correct(incident_id=first.incident_id or "", toll={"killed": Toll(low=3, best=3, high=3)}, **BY)
    (alert,) = deciding(lower).alerts
    assert (alert.kind, alert.corrects, alert.figures["killed"].best) == ("toll_corrected", first.alert_id, 3)
    assert tell(told("b", killed(4), published=later(3))) == []
    higher = Correct(incident_id=first.incident_id or "", toll={"killed": Toll(low=5, best=5, high=5)}, **BY)
    (alert,) = deciding(higher).alerts
    assert (alert.kind, alert.figures["killed"].best) == ("toll_raised", 5)
    assert only(engine)["figures"]["killed"]["best"] == 5


def test_merged_incidents_stay_one_through_readings_anew_and_come_apart_when_that_is_undone(
    engine: Engine, tell: Tell, deciding: Decide
) -> None:
    tell(told("a", killed(2)), told("b", killed(2, place=ELDORET)))
    ids = incident_of(engine, "a"), incident_of(engine, "b")
    made = deciding(Merge(incident_id=ids[0], other_id=ids[1], **BY))
    assert made.alerts == (), "merging is no news"
    tell(told("a", killed(2), extractor="2"), told("b", killed(2, place=ELDORET), version=2))
    assert articles_of(engine) == [["a", "b"]]
    tell(told("c", killed(2, place=ELDORET), published=later(2)))
    assert articles_of(engine) == [["a", "b", "c"]]
    deciding(Undo(decision_id=made.decision_id, **BY))
    assert articles_of(engine) == [["a"], ["b", "c"]]
    assert {incident_of(engine, "a"), incident_of(engine, "b")} == set(ids), "each has its id again"


def test_a_split_mention_founds_its_own_incident_and_is_never_merged_back(
    engine: Engine, tell: Tell, deciding: Decide
) -> None:
    tell(told("a", killed(2)), told("b", killed(2, place=KISUMU)))
    before = only(engine)["incident_id"]
    made = deciding(Split(incident_id=before, mentions=(mention_of(engine, "b"),), **BY))
    assert made.alerts == (), "the news of both was told already"
    assert incident_of(engine, "a") == before
    tell(told("b", killed(2, place=KISUMU), extractor="2"), told("a", killed(2), version=2))
    tell(told("c", killed(2, place=KISUMU), published=later(2)))
    assert articles_of(engine) in ([["a"], ["b", "c"]], [["a", "c"], ["b"]])
    assert incident_of(engine, "a") == before
    deciding(Undo(decision_id=made.decision_id, **BY))
    assert articles_of(engine) == [["a", "b", "c"]]


def test_a_copy_goes_with_the_report_that_was_split_off(engine: Engine, tell: Tell, deciding: Decide) -> None:
    tell(told("a", killed(2)), told("b", killed(2)), told("copy", killed(2), origin="b"))
    deciding(Split(incident_id=only(engine)["incident_id"], mentions=(mention_of(engine, "b"),), **BY))
    assert articles_of(engine) == [["a"], ["b", "copy"]]


def test_a_split_corrects_a_toll_that_rested_on_what_was_split_off(
    engine: Engine, tell: Tell, deciding: Decide
) -> None:
    (first, second) = tell(told("a", killed(2)), told("b", killed(4, place=KISUMU), published=later(1)))
    assert (first.kind, second.kind) == ("new_casualties", "toll_raised")
    made = deciding(Split(incident_id=first.incident_id or "", mentions=(mention_of(engine, "b"),), **BY))
    (alert,) = made.alerts
    assert (alert.kind, alert.corrects, alert.figures["killed"].best) == ("toll_corrected", second.alert_id, 2)


@pytest.mark.parametrize(("answer", "expected"), [("same", [["a", "b"]]), ("different", [["a"], ["b"]])])
def test_the_answer_to_a_review_is_not_asked_again(
    engine: Engine, tell: Tell, deciding: Decide, answer: Any, expected: list[list[str]]
) -> None:
    undated = Event([Number("injured", 1)], day=None, victims=("Rex Masai",), fate="injured", type="injury")
    tell(told("a", Event([Number("injured", 1)], victims=("Rex Kanyike Masai",), fate="injured", type="injury")))
    tell(told("b", undated))
    with engine.connect() as db:
        (pair,) = db.execute(select(reviews)).all()
    deciding(Answer(action=answer, mentions=(pair.mention_a, pair.mention_b), **BY))
    tell(told("b", undated, extractor="2"))
    assert articles_of(engine) == expected
    with engine.connect() as db:
        assert len(db.execute(select(reviews)).all()) == 1


def test_the_last_decision_on_a_thing_stands(engine: Engine, tell: Tell, deciding: Decide) -> None:
    tell(told("a", killed(2)), told("b", killed(2)))
    pair = mention_of(engine, "a"), mention_of(engine, "b")
    for action, expected in (("different", [["a"], ["b"]]), ("same", [["a", "b"]]), ("different", [["a"], ["b"]])):
        deciding(Answer(action=action, mentions=pair, **BY))
        assert articles_of(engine) == expected


def test_decisions_are_rows_that_are_only_added(engine: Engine, tell: Tell, deciding: Decide) -> None:
    (first,) = tell(told("a", killed(2)))
    made = deciding(Confirm(incident_id=first.incident_id or "", **BY))
    deciding(Undo(decision_id=made.decision_id, who="Ben", why="too soon"))
    with engine.connect() as db:
        rows = db.execute(select(decisions).order_by(decisions.c.position)).all()
        kept = db.execute(select(incidents.c.status)).scalar_one()
    assert [(r.action, r.who, r.why, r.undoes) for r in rows] == [
        ("confirm", "Amina", "I was there", None),
        ("undo", "Ben", "too soon", made.decision_id),
    ]
    assert kept == "reported"


def test_what_cannot_be_decided_is_refused_and_leaves_nothing(engine: Engine, tell: Tell, deciding: Decide) -> None:
    tell(told("a", killed(2)), told("b", killed(2, place=ELDORET)))
    a, b = incident_of(engine, "a"), incident_of(engine, "b")
    with pytest.raises(Unknown, match="no incident x"):
        deciding(Confirm(incident_id="x", **BY))
    with pytest.raises(Impossible, match="one incident already"):
        deciding(Merge(incident_id=a, other_id=a, **BY))
    with pytest.raises(Impossible, match="has to stay"):
        deciding(Split(incident_id=a, mentions=(mention_of(engine, "a"),), **BY))
    with pytest.raises(Unknown, match="does not belong"):
        deciding(Split(incident_id=a, mentions=(mention_of(engine, "b"),), **BY))
    with pytest.raises(Unknown, match="no decision"):
        deciding(Undo(decision_id="x", **BY))
    made = deciding(Dismiss(incident_id=b, **BY))
    with pytest.raises(Impossible, match="dismissed"):
        deciding(Merge(incident_id=a, other_id=b, **BY))
    deciding(Undo(decision_id=made.decision_id, **BY))
    with pytest.raises(Unknown):
        deciding(Undo(decision_id=made.decision_id, **BY))
