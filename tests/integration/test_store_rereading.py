"""Stored articles are read anew: a diff to accept or not, and no alerts."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from services.store.policies import Policy
from services.store.recording import record
from services.store.rereading import Read, accept, reread
from services.store.rereadings import after_revision
from services.store.state import state
from shared.messages import ArticleAccepted, ArticleExtracted
from tests.unit.store.told import ELDORET, MORNING_AFTER, Demand, Event, Number, later, told


def read_as(**by_article: ArticleExtracted) -> Read:
    """An extractor that reads these articles so."""

    def read(articles: Sequence[ArticleAccepted]) -> list[ArticleExtracted]:
        return [by_article[article.article_id] for article in articles]

    return read


OLD = told("a", Event([Number("killed", 2)]), Demand())
NEW = told("a", Event([Number("killed", 5)]), extractor="1")
SAME = told("b", Event([Number("killed", 1)], ELDORET))


def test_what_comes_goes_and_changes_is_told_and_nothing_changes(engine: Engine) -> None:
    record(OLD, engine, MORNING_AFTER, Policy())
    record(SAME, engine, MORNING_AFTER, Policy())
    before = state(engine)
    first, second = reread(engine, read_as(a=NEW, b=SAME))
    assert sorted((d.what, d.how) for d in first.differences) == [("claim", "goes"), ("figure", "changes")]
    (figure,) = [d for d in first.differences if d.what == "figure"]
    assert figure.before is not None
    assert figure.after is not None
    assert (figure.before["best"], figure.after["best"]) == (2, 5)
    assert second.differences == []
    assert state(engine) == before


def test_an_accepted_reading_replaces_the_old_one_and_wakes_nobody(engine: Engine) -> None:
    record(OLD, engine, MORNING_AFTER, Policy())
    (each,) = reread(engine, read_as(a=NEW))
    assert accept(each.reading, engine, later(1), Policy())
    (incident,) = state(engine)["incidents"]
    assert incident["figures"]["killed"]["best"] == 5
    assert state(engine)["demands"] == []
    assert next(reread(engine, read_as(a=NEW))).differences == [], "what was accepted is what is stored"
    told_later = record(told("c", Event([Number("killed", 5)]), published=later(2)), engine, later(2), Policy())
    assert [alert.kind for alert in told_later] == ["toll_raised"], "another report of it is news as ever"


def test_a_reading_of_a_version_that_is_not_the_newest_is_not_accepted(engine: Engine) -> None:
    record(OLD, engine, MORNING_AFTER, Policy())
    record(told("a", Event([Number("killed", 2)]), version=2), engine, MORNING_AFTER, Policy())
    assert not accept(NEW, engine, later(1), Policy())
    assert not accept(told("unknown", Event()), engine, later(1), Policy())


VERSIONS = [("0.1.0", "0.1.0", "0.1.0+r1"), ("0.1.0", "0.1.0+r1", "0.1.0+r2"), ("0.2.0", "0.1.0+r3", "0.2.0")]


@pytest.mark.parametrize(("own", "stored", "counts_as"), VERSIONS)
def test_a_new_reading_counts_before_the_stored_one(own: str, stored: str, counts_as: str) -> None:
    assert after_revision(told("a", extractor=own), stored).extractor.version == counts_as
