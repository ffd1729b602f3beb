"""When a feed is asked again: as often as it changes, never sooner than it may be, and not all at once.

Times are arguments and jitter comes from a hash, so that the same history always has the same plan.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_WAIT = timedelta(days=1)
"""However often it failed, and whatever it says: a feed is asked once a day, or nobody would notice its return. Also
what is left of a `Retry-After` in 2099."""
FAILED_ONCE = timedelta(minutes=5)
FASTER, SLOWER = 0.5, 1.25
"""By these the interval changes after news and after none. They are in balance where one poll in four brings something:
an entry is then found after an eighth of the time between two, at four requests each."""
JITTER = 0.1
"""Share of the interval, either way: feeds that were added together drift apart."""


@dataclass(frozen=True)
class Pace:
    """What an operator allows: the shortest and the longest interval."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=1)

    def within(self, interval: timedelta) -> timedelta:
        return max(self.shortest, min(self.longest, interval))


def interval_after(interval: timedelta, new_entries: int, pace: Pace) -> timedelta:
    """The interval of a feed whose last poll brought so many entries that were not known."""
    return pace.within(interval * (FASTER if new_entries else SLOWER))


def next_poll(feed_id: str, polls: int, interval: timedelta, now: datetime) -> datetime:
    """When it is asked again after a success. `polls`: how often it was asked so far."""
    return now + jittered(interval, f"{feed_id}:{polls}")


def next_try(
    feed_id: str, failures: int, interval: timedelta, now: datetime, retry_after: timedelta | None = None
) -> datetime:
    """When it is asked again after it failed for the `failures`th time in a row (from 1 on): twice as late each time,
    and never before what it asked for itself."""
    # 2**12 five minutes are two weeks: more doublings would only overflow.
    wait = max(FAILED_ONCE, min(interval, MOST_WAIT)) * float(2 ** min(failures - 1, 12))
    wait = min(MOST_WAIT, jittered(min(MOST_WAIT, wait), f"{feed_id}:failed:{failures}"))
    return now + max(wait, min(retry_after or timedelta(0), MOST_WAIT))


def jittered(interval: timedelta, of: str) -> timedelta:
    """The interval, longer or shorter by up to a tenth; always the same for the same `of`."""
    number = int.from_bytes(hashlib.sha256(of.encode()).digest()[:4], "big") / 2**32
    return interval * (1 + JITTER * (2 * number - 1))


def first_poll(number: int, now: datetime) -> datetime:
    """When a feed is asked for the first time: at once; the `number`th of a long list within a minute per thousand."""
    return now + timedelta(seconds=0.06 * number) if number else now


def next_visit(failures: int, now: datetime, retry_after: timedelta | None = None) -> datetime | None:
    """When a page that could not be had is asked for again: after 5 minutes, 30 minutes, 3 hours; then no more."""
    waits = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))
    if failures > len(waits):
        return None
    return now + max(waits[failures - 1], min(retry_after or timedelta(0), MOST_WAIT))


def host_pause(failures: int, retry_after: timedelta | None = None) -> timedelta:
    """How long a host is left alone after it failed for the `failures`th time in a row, or asked for patience."""
    wait = timedelta(seconds=30) * float(2 ** min(failures - 1, 6))
    return min(MOST_WAIT, max(wait, retry_after or timedelta(0)))
