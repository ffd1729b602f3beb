"""What becomes of demands: answered by who was asked, or by the clock."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Engine

from services.store.database import SCHEMA, open_store
from services.store.lapsing import lapse
from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from shared.messages import AlertRaised, ArticleExtracted
from tests.databases import Databases
from tests.unit.store.told import MORNING_AFTER, Demand, Said, later, told

ASKED = told("asked", Demand("Azimio", ("Japhet Koome",), "immediately tender his resignation"))


Tell = Callable[..., list[AlertRaised]]


@pytest.fixture
def tell(engine: Engine) -> Tell:
    def record_all(*readings: ArticleExtracted) -> list[AlertRaised]:
        return [alert for reading in readings for alert in record(reading, engine, MORNING_AFTER, Policy())]

    return record_all


def kinds(raised: list[AlertRaised]) -> list[str]:
    return [alert.kind for alert in raised]


def thread(engine: Engine) -> dict[str, Any]:
    (demand,) = state(engine)["demands"]
    return demand  # type: ignore[no-any-return]


def reply(*said: Said, hours: int = 30, article: str = "reply", **options: Any) -> ArticleExtracted:
    return told(article, *said, published=later(hours), **options)


REPLIES = (
    (Said("IG Japhet Koome", "he had tendered his resignation"), "met", "Met: ", "who was asked says that he did"),
    (Said("Koome", "that he will not resign"), "refused", "Refused: ", "no is no"),
    (Said("Japhet Koome", "having resigned", "denial"), "refused", "Refused: ", "he denies it"),
    (Said("Japhet Koome", "to step down next month", "promise"), "partly", "Promised, not yet met: ", "a promise"),
)


@pytest.mark.parametrize(("said", "status", "line", "why"), REPLIES, ids=[row[3] for row in REPLIES])
def test_who_was_asked_answers(engine: Engine, tell: Tell, said: Said, status: str, line: str, why: str) -> None:
    raised = tell(ASKED, reply(said), reply(said, article="another", hours=40))
    assert kinds(raised) == ["new_demand", "demand_answered"], why
    assert raised[1].headline == f"{line}the demand on Japhet Koome: immediately tender his resignation"
    assert (raised[1].article_id, raised[1].demand_id) == ("reply", raised[0].demand_id)
    assert [proof.article_id for proof in raised[1].evidence] == ["reply", "asked"]
    known = thread(engine)
    assert (known["status"], known["answer"]["outcome"]) == (status, status)
    assert known["answer"]["evidence"][0]["text"]


NO_REPLIES = (
    (Said("Kithure Kindiki", "that he will not resign"), 30, "somebody else speaks of himself"),
    (Said("Japhet Koome", "that the protests must end"), 30, "he speaks of something else"),
    (Said("Japhet Koome", "that he will not resign"), -30, "he said so before anybody asked"),
    (Said("Japhet Koome", "resign", "accusation"), 30, "an accusation answers nothing"),
)


@pytest.mark.parametrize(("said", "hours", "why"), NO_REPLIES, ids=[row[2] for row in NO_REPLIES])
def test_what_is_no_answer(engine: Engine, tell: Tell, said: Said, hours: int, why: str) -> None:
    assert kinds(tell(ASKED, reply(said, hours=hours))) == ["new_demand"], why
    assert (thread(engine)["status"], thread(engine)["answer"]) == ("made", None)


def test_an_arrest_answers_who_wanted_somebody_arrested(engine: Engine, tell: Tell) -> None:
    asked = told("asked", Demand("IJM", ("Koome",), "be arrested"))
    done = reply(Said("DCI", "arrested", "legal_action", targets=("Japhet Koome",)))
    assert kinds(tell(asked, done)) == ["new_demand", "demand_answered"]
    assert thread(engine)["status"] == "met"


def test_a_refusal_that_gives_way_is_news_again_and_the_last_word_stands(engine: Engine, tell: Tell) -> None:
    no, yes = (
        reply(Said("Koome", "he will not resign")),
        reply(Said("Koome", "he had resigned"), hours=90, article="yes"),
    )
    assert kinds(tell(ASKED, no, yes, no)) == ["new_demand", "demand_answered", "demand_answered"]
    assert thread(engine)["status"] == "met"


def test_replies_in_any_order_end_in_the_same_thread(databases: Databases) -> None:
    again = told("again", Demand("IJM", ("IG Koome",), "resign"), published=later(5))
    story = (ASKED, again, reply(Said("Koome", "he will not resign")), reply(Said("Koome", "he had resigned"), hours=90,
             article="yes"))  # fmt: skip
    ends = []
    for order in list(permutations(story))[:: 2 if databases.kind == "sqlite" else 8]:
        engine = open_store(databases.new(SCHEMA))
        for reading in order:
            record(reading, engine, MORNING_AFTER, Policy())
        ends.append(thread(engine))
        engine.dispose()
        databases.drop()
    assert all(end == ends[0] for end in ends)
    assert (ends[0]["status"], ends[0]["speakers"]) == ("met", ["Azimio", "IJM"])


def test_an_edit_that_takes_the_reply_back_opens_the_demand_again(engine: Engine, tell: Tell) -> None:
    tell(ASKED, reply(Said("Koome", "he had resigned")), reply(version=2))
    assert thread(engine)["status"] == "made"


SUNDAY = date(2024, 7, 7)


def test_a_deadline_passes_without_any_article(engine: Engine, tell: Tell) -> None:
    (asked,) = tell(told("asked", Demand("Azimio", until=SUNDAY)))
    assert thread(engine)["deadline"] == "2024-07-07"
    assert lapse(engine, later(72)) == [], "on the last day there is still time"
    (alert,) = lapse(engine, later(96))
    assert (alert.kind, alert.reason) == ("demand_answered", "the deadline of a known demand has passed")
    assert alert.headline == "Not answered by 7 July 2024: the demand on Japhet Koome: resign"
    assert (alert.demand_id, alert.article_id) == (asked.demand_id, "asked")
    assert thread(engine)["status"] == "lapsed"
    assert lapse(engine, later(120)) == []


def test_a_reply_after_the_deadline_still_answers(engine: Engine, tell: Tell) -> None:
    tell(told("asked", Demand("Azimio", until=SUNDAY)))
    lapse(engine, later(96))
    assert kinds(tell(reply(Said("Koome", "he had resigned"), hours=120))) == ["demand_answered"]
    assert thread(engine)["status"] == "met"


def test_what_was_answered_in_time_does_not_lapse(engine: Engine, tell: Tell) -> None:
    tell(told("asked", Demand("Azimio", until=SUNDAY)), reply(Said("Koome", "he had resigned")))
    assert lapse(engine, later(96)) == []


def test_a_deadline_that_passed_long_ago_lapses_in_silence(engine: Engine, tell: Tell) -> None:
    tell(told("asked", Demand("Azimio", until=SUNDAY)))
    assert lapse(engine, MORNING_AFTER + timedelta(days=60)) == []
    assert thread(engine)["status"] == "lapsed"
