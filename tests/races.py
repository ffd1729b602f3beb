"""Two workers, in processes of their own, record two outlets' reports of one event at the same moment, again and again:
each time there must be one incident of both, and one alert. `make races RACES=1000 DATABASE=sqlite|postgresql`.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from services.store.database import SCHEMA, open_store
from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from tests.databases import SqliteFiles, postgres_server
from tests.unit.store.told import MORNING_AFTER, Event, Number, told

WORKERS = ("a", "b")


def reports(name: str, races: int) -> Iterator[Any]:
    """One worker's report of each event; the events are a week apart, so that each is one of its own."""
    for race in range(races):
        back = timedelta(days=7 * race)
        event = Event([Number("killed", 2)], day=(MORNING_AFTER - timedelta(days=1) - back).date())
        yield told(f"{name}{race}", event, published=MORNING_AFTER - back)


def work(name: str, url: str, races: int, ready: Barrier) -> None:
    """Record each report when the other worker is about to."""
    engine = open_store(url)
    for reading in reports(name, races):
        ready.wait(60)
        record(reading, engine, MORNING_AFTER, Policy())
    engine.dispose()


def run(url: str, races: int) -> dict[str, Any]:
    """What came of so many races on this database, which holds the store's empty tables."""
    context = get_context("spawn")
    ready = context.Barrier(len(WORKERS))
    workers = [context.Process(target=work, args=(name, url, races, ready)) for name in WORKERS]
    started = perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = perf_counter() - started
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a worker failed; its error is above")
    engine = open_store(url)
    incidents = state(engine)["incidents"]
    with engine.connect() as db:
        alerts = db.exec_driver_sql("select count(*) from alerts").scalar()
    engine.dispose()
    whole = sum(len(incident["articles"]) == len(WORKERS) for incident in incidents)
    said = {"races": races, "incidents": len(incidents), "of_both": whole, "alerts": alerts, "seconds": round(took, 1)}
    return said | {"ok": len(incidents) == whole == alerts == races}


@contextmanager
def database(kind: str) -> Iterator[str]:
    """A new one, with the store's tables."""
    if kind == "postgresql":
        with postgres_server() as (_, server):
            yield server.new(SCHEMA)
    else:
        with TemporaryDirectory() as folder:
            yield SqliteFiles(Path(folder)).new(SCHEMA)


def main() -> None:
    """Run the races that the command line asks for; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--races", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args()
    with database(asked.database) as url:
        found = run(url, asked.races)
    print(json.dumps({"database": asked.database, **found}))
    sys.exit(not found["ok"])


if __name__ == "__main__":
    main()
