"""How many readings a second the store records, alerts and all, on one database.

python -m services.cli.bench.stores URL [--readings 2000] [--after INCIDENTS]

`--after`: on a store that `millions` filled with so many incidents; half of the readings tell of the last of these.
"""

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.cli.bench.readings import reading
from services.store.database import migrate, open_store
from services.store.recording import recorded, recorded_together
from services.store.settings import StoreSettings
from shared.messages import ArticleExtracted


@dataclass(frozen=True)
class Recording:
    """Readings/s in batches, as a worker takes them from the stream, by the clock and by this process's own processor
    seconds; and milliseconds that one alone takes, its own commit included: by the clock, and of the processor."""

    per_s: float
    per_core_s: float
    p50_ms: float
    p95_ms: float
    p95_core_ms: float


def recording(readings: Sequence[ArticleExtracted], singly: Sequence[ArticleExtracted], url: str) -> Recording:
    """Record the first in batches and the others one by one; on PostgreSQL the server's processor is not counted."""
    settings, engine = StoreSettings(), open_store(url)
    migrate(engine)
    began, worked = time.perf_counter(), time.process_time()
    for first in range(0, len(readings), settings.batch):
        recorded_together(readings[first : first + settings.batch], engine, datetime.now(UTC), settings.policy)
    took, busy = time.perf_counter() - began, time.process_time() - worked
    clock, core = list[float](), list[float]()
    for one in singly:
        at, worked = time.perf_counter(), time.process_time()
        recorded(one, engine, datetime.now(UTC), settings.policy)
        clock.append(1_000 * (time.perf_counter() - at))
        core.append(1_000 * (time.process_time() - worked))
    engine.dispose()
    cuts, of_core = (statistics.quantiles(times, n=20, method="inclusive") for times in (clock, core))
    return Recording(len(readings) / took, len(readings) / busy, cuts[9], cuts[18], of_core[18])


def made_up(count: int, first: int = 0) -> list[ArticleExtracted]:
    """So many readings, from this one on."""
    return [reading(number) for number in range(first, first + count)]


def main() -> None:
    """What this page says at its head."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--readings", type=int, default=2_000)
    parser.add_argument("--after", type=int, default=0, metavar="INCIDENTS")
    said = parser.parse_args()
    readings = made_up(said.readings, max(0, 2 * said.after - said.readings // 2))
    part = len(readings) * 3 // 4
    measured = recording(readings[:part], readings[part:], said.url)
    print(json.dumps({name: round(value, 2) for name, value in vars(measured).items()}))


if __name__ == "__main__":
    main()
