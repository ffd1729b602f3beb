"""Where hundreds of articles share their sentences, the next one costs no more than the one before, and what becomes of
them does not depend on which came first."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from string import ascii_lowercase

import pytest
from sqlalchemy import Engine, event

from services.store import linking
from services.store.database import migrate, open_store
from services.store.incidents import decider
from services.store.policies import Policy
from services.store.recording import recorded_together
from services.store.state import state
from shared.messages import ArticleExtracted
from tests.unit.store.told import DAY, KISUMU, KONDELE, MORNING_AFTER, Demand, Event, Number, later, prose, told

SENTENCES = [f"{prose(f'sentence {n}', 16)}." for n in range(60)]
ONE = [Number("killed", 1)]


def crowd(count: int) -> list[ArticleExtracted]:
    """Reports of one town, one a day, each of a victim of its own, all of them of the same sentences in another order;
    each with an event without day and place besides, and with the demand that all of them make."""
    readings = []
    for number in range(count):
        own = random.Random(number)
        victim = " ".join("".join(own.choices(ascii_lowercase, k=7)).title() for _ in range(2))
        shared = own.sample(SENTENCES, 20)
        day = DAY + timedelta(days=number)
        events = Event(ONE, KISUMU, day, victims=(victim,)), Event([], None, None, type="property_damage", key="i2")
        said = *events, Demand(f"Speaker {number}")
        readings.append(told(f"report{number:03}", *said, prose=" ".join(shared), published=later(24 * number)))
    return readings


@contextmanager
def counting_statements(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_db: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield said
    event.remove(engine, "before_cursor_execute", listen)


def test_the_last_of_a_crowd_is_compared_and_asked_about_no_more_than_those_before(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A crowd that is seen in a few seconds; with the numbers of the store itself it would have to be five times as big.
    monkeypatch.setattr(linking, "MOST_AROUND", 16)
    monkeypatch.setattr(linking, "MOST_ASKED_FOR", 4)
    readings, policy, compared, asked = crowd(64), Policy(), [], []
    for first in range(0, len(readings), 8):
        before = decider(policy.merge).cache_info().misses  # type: ignore[attr-defined]
        with counting_statements(engine) as statements:
            recorded_together(readings[first : first + 8], engine, MORNING_AFTER, policy)
        compared.append(decider(policy.merge).cache_info().misses - before)  # type: ignore[attr-defined]
        asked.append(len(statements))
    assert max(compared[4:]) <= 1.5 * max(compared[:4])
    assert max(asked[4:]) <= 1.5 * max(asked[:4])


def chain(days: int) -> list[ArticleExtracted]:
    """A town where somebody dies each day, told four times: by town and by estate, with the name; and without it, the
    last time of the next day, so that each day's reports could be of the next one's event, and those of the next."""
    readings = []
    for number in range(days):
        own, day = random.Random(number), DAY + timedelta(days=number)
        victim = " ".join("".join(own.choices(ascii_lowercase, k=7)).title() for _ in range(2))
        reports = (
            Event(ONE, KISUMU, day, victims=(victim,)),
            Event(ONE, KONDELE, day, victims=(victim,)),
            Event(ONE, KISUMU, day),
            Event(ONE, KISUMU, day + timedelta(days=1)),
        )
        readings += [
            told(f"day{number}-{n}", report, published=later(24 * number + n)) for n, report in enumerate(reports)
        ]
    return readings


def test_a_crowd_beyond_what_is_looked_at_ends_in_the_same_incidents_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 56 reports, each tied to the next, and at most about 32 of them looked at: as 80 of several hundred.
    monkeypatch.setattr(linking, "MOST_AROUND", 32)
    monkeypatch.setattr(linking, "MOST_ASKED_FOR", 4)
    readings, ends = chain(14), set[frozenset[tuple[str, ...]]]()
    for order in range(5):
        arrived = random.Random(order).sample(readings, len(readings)) if order else readings
        store = open_store(f"sqlite:///{tmp_path / str(order)}")
        migrate(store)
        for first in range(0, len(arrived), 8):
            recorded_together(arrived[first : first + 8], store, MORNING_AFTER, Policy())
        ends.add(frozenset(tuple(one["articles"]) for one in state(store)["incidents"]))
        store.dispose()
    assert len(ends) == 1
    assert max(len(articles) for articles in next(iter(ends))) < 32
