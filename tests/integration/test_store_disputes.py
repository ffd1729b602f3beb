"""One accuses, another denies: told once an incident, and no toll changes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from services.store.views.sides import untied_claims
from shared.messages import AlertRaised, ArticleExtracted
from tests.unit.store.told import ELDORET, MORNING_AFTER, Event, Number, Said, later, told

SHOT = Event([Number("killed", 2)], key="i1")
ACCUSES = Said("Azimio", "the police of shooting them", "accusation", targets=("police",), event="i1")
DENIES = Said("Japhet Koome", "that any officer fired", "denial", event="i1")


Tell = Callable[..., list[AlertRaised]]


@pytest.fixture
def tell(engine: Engine) -> Tell:
    def record_all(*readings: ArticleExtracted) -> list[AlertRaised]:
        return [alert for reading in readings for alert in record(reading, engine, MORNING_AFTER, Policy())]

    return record_all


def article(name: str, *said: Said | Event, **options: Any) -> ArticleExtracted:
    return told(name, SHOT, *said, **options)


def kinds(raised: list[AlertRaised]) -> list[str]:
    return [alert.kind for alert in raised]


@pytest.mark.parametrize(("first", "second"), [(ACCUSES, DENIES), (DENIES, ACCUSES)])
def test_an_accusation_that_is_denied_is_news_once_whichever_comes_first(
    engine: Engine, tell: Tell, first: Said, second: Said
) -> None:
    raised = tell(article("one", first), article("two", second, published=later(5)),
                  article("three", ACCUSES, published=later(9)))  # fmt: skip
    assert kinds(raised) == ["new_casualties", "claim_disputed"]
    assert raised[1].headline == "Disputed: Azimio accuses police; Japhet Koome denies it"
    assert raised[1].incident_id == raised[0].incident_id
    assert [proof.article_id for proof in raised[1].evidence] == ["two", "one"]
    assert state(engine)["incidents"][0]["figures"]["killed"]["best"] == 2


UNDISPUTED = (
    ([article("one", ACCUSES), article("two", ACCUSES)], "two accuse"),
    ([article("one", ACCUSES), told("two", Said("Japhet Koome", "it", "denial"))], "a denial of something else"),
    ([article("one", ACCUSES, DENIES)], "an article that tells of both is news of neither"),
    ([article("one", ACCUSES), article("copy", DENIES, origin="one")], "a copy cannot contradict its original"),
    ([article("one", ACCUSES), article("two", Said("Azimio", "it", "denial", event="i1"))], "nobody denies for others"),
)


@pytest.mark.parametrize(("story", "why"), UNDISPUTED, ids=[row[1] for row in UNDISPUTED])
def test_what_is_no_dispute(tell: Tell, story: list[ArticleExtracted], why: str) -> None:
    assert kinds(tell(*story)) == ["new_casualties"], why


NOT_US = Said("Japhet Koome", "it", "denial")
FORCE = Event([Number("killed", 2)], type="use_of_force", key="i2")
ELSEWHERE = Event([Number("killed", 1)], ELDORET, key="i2")


def test_a_denial_that_names_no_event_is_of_the_one_that_its_article_tells(engine: Engine, tell: Tell) -> None:
    raised = tell(article("one", ACCUSES), article("two", FORCE, NOT_US, published=later(5)))
    assert kinds(raised) == ["new_casualties", "claim_disputed"], "told as force and as a death, and one incident"
    with engine.connect() as db:
        (shown,) = untied_claims(db, raised[0].incident_id or "", ("denial",))
    assert shown.article.article_id == "two", "the page shows the same"


def test_a_denial_that_may_be_of_either_of_two_events_is_of_none(engine: Engine, tell: Tell) -> None:
    raised = tell(article("one", ACCUSES), article("two", ELSEWHERE, NOT_US, published=later(5)))
    assert kinds(raised) == ["new_casualties", "new_casualties"]
    with engine.connect() as db:
        assert [untied_claims(db, alert.incident_id or "", ("denial",)) for alert in raised] == [(), ()]
