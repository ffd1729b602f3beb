"""python -m tests.press.scheduling: what it costs to find and to finish due feeds, with so many feeds in the database.

A feed in fifty is due, of as many hosts as feeds. Printed for each size: milliseconds for a look when nothing is due,
for claiming 32 feeds, and for finishing one: the lower quartile of many, since the rest is what else the machine does.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Engine, func, insert, select, update

from services.fetcher import feed_state, host_state
from services.fetcher.database import SCHEMA, open_inbox, transaction
from services.fetcher.feed_state import Feed
from services.fetcher.feed_tables import feeds
from services.fetcher.schedule import Pace
from services.fetcher.watching import feed_from
from tests.databases import NoDocker, SqliteFiles, postgres_server
from tests.press.clocks import START

AT_ONCE = 32
TIMES = 40
SECOND = timedelta(seconds=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000])
    asked = parser.parse_args()
    print("feeds   nothing due  claim 32  finish one   (ms)")
    with ExitStack() as stack:
        for size in asked.sizes:
            engine = open_inbox(stack.enter_context(_database(asked.database)))
            _fill(engine, size)
            print(f"{size:7} {_look(engine):11.2f} {_claim(engine):9.2f} {_finish(engine):11.2f}", flush=True)
            engine.dispose()


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "postgresql":
        with postgres_server() as (_, server):
            yield server.new(SCHEMA)
        return
    with TemporaryDirectory() as folder:
        yield SqliteFiles(Path(folder)).new(SCHEMA)


def _fill(engine: Engine, size: int) -> None:
    rows = []
    for number in range(size):
        feed = vars(feed_from(f"https://paper{number}.example/feed", START, Pace()))
        due_at = START - SECOND if number % 50 == 0 else START + timedelta(seconds=60 + number % 3_600)
        rows.append({**feed, "due_at": due_at, "succeeded_at": START})
    with transaction(engine) as db:
        for first in range(0, size, 1_000):
            db.execute(insert(feeds), rows[first : first + 1_000])
    with engine.connect() as db:
        assert db.scalar(select(func.count()).select_from(feeds)) == size


def _milliseconds(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    taken = []
    for _ in range(TIMES):
        before()
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1_000)
    return quantiles(taken, n=4)[0]


def _look(engine: Engine) -> float:
    def look() -> None:
        with engine.connect() as db:
            feed_state.next_due(db)
            host_state.next_visit_at(db)

    return _milliseconds(look)


def _claim(engine: Engine) -> float:
    def claim() -> list[Feed]:
        with transaction(engine) as db:
            return feed_state.claim(db, START, AT_ONCE, "me", SECOND)

    def put_back() -> None:
        with transaction(engine) as db:
            db.execute(update(feeds).where(feeds.c.holder == "me").values(holder=None, due_at=START - SECOND))

    return _milliseconds(claim, put_back)


def _finish(engine: Engine) -> float:
    with transaction(engine) as db:
        held = feed_state.claim(db, START, 1, "me", SECOND) or feed_state.listed(db, "", 1)

    def finish() -> None:
        with transaction(engine) as db:
            feed_state.change(db, held[0].feed_id, holder="me")
            feed_state.finish(db, held[0].feed_id, "me", due_at=START + timedelta(minutes=5), polls=1)

    return _milliseconds(finish)


if __name__ == "__main__":
    try:
        main()
    except NoDocker as error:
        sys.exit(f"scheduling: {error}")
