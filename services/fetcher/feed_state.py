"""The rows of the feeds: who polls which next, and how each has fared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.fetcher.feed_tables import ACTIVE, GONE, PAUSED, WAITING, entries, feeds, hosts

A_HOLD = timedelta(minutes=10)
"""How long a feed is its poller's: twice the longest poll. A fetcher that died holds its feeds no longer than this."""


@dataclass(frozen=True)
class Feed:
    """One feed, as it stands."""

    feed_id: str
    url: str
    host: str
    state: str
    added_at: datetime
    interval_s: float
    publisher: str | None = None
    title: str | None = None
    due_at: datetime | None = None
    holder: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    polls: int = 0
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    note: str | None = None
    items: int = 0
    entries: int = 0
    newest_at: datetime | None = None


_COLUMNS = [feeds.c[name] for name in Feed.__dataclass_fields__]


def add(db: Connection, added: Sequence[Feed]) -> set[str]:
    """The ids of those that were not there; those that were stay as they are."""
    if not added:
        return set()
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    there = {found.feed_id for found in by_ids(db, [feed.feed_id for feed in added])}
    rows = [vars(feed) for feed in added if feed.feed_id not in there]
    if rows:
        db.execute(dialect.insert(feeds).on_conflict_do_nothing(), rows)
    return {row["feed_id"] for row in rows}


def by_ids(db: Connection, ids: Sequence[str]) -> list[Feed]:
    found = []
    for first in range(0, len(ids), 500):
        some = select(*_COLUMNS).where(feeds.c.feed_id.in_(ids[first : first + 500]))
        found += [Feed(*row) for row in db.execute(some)]
    return found


def by_id(db: Connection, feed_id: str) -> Feed | None:
    return next(iter(by_ids(db, [feed_id])), None)


def listed(db: Connection, after: str, most: int, health: str | None = None) -> list[Feed]:
    """Those with an id behind `after`, in the order of their ids; all, or those in that state of health."""
    query = select(*_COLUMNS).where(feeds.c.feed_id > after)
    if health:
        query = query.where(HEALTH.in_([health]))
    return [Feed(*row) for row in db.execute(query.order_by(feeds.c.feed_id).limit(most))]


HEALTH = case(
    (feeds.c.state != ACTIVE, feeds.c.state),
    (feeds.c.failures > 0, "failing"),
    (feeds.c.succeeded_at.is_(None), "new"),
    else_="ok",
)
"""In one word: ok, failing, new (not polled yet), paused or gone."""


def health_of(feed: Feed) -> str:
    if feed.state != ACTIVE:
        return feed.state
    return "failing" if feed.failures else "ok" if feed.succeeded_at else "new"


def counts(db: Connection) -> dict[str, int]:
    """How many feeds are in which health; each is there, also with none."""
    found: dict[str, int] = dict.fromkeys(("ok", "failing", "new", PAUSED, GONE), 0)
    rows = db.execute(select(HEALTH, func.count()).group_by(HEALTH))
    return found | {name: number for name, number in rows}  # noqa: C416 - dict() does not know what a row is


def remove(db: Connection, feed_id: str) -> bool:
    """With what waits of it. Entries that were taken stay known, or adding it again would bring them again."""
    db.execute(delete(entries).where(entries.c.feed_id == feed_id, entries.c.state == WAITING))
    return bool(db.execute(delete(feeds).where(feeds.c.feed_id == feed_id)).rowcount)


def change(db: Connection, feed_id: str, **values: object) -> bool:
    return bool(db.execute(update(feeds).where(feeds.c.feed_id == feed_id).values(**values)).rowcount)


@dataclass
class Claimed:
    """What was claimed, and when to look again."""

    feeds: list[Feed] = field(default_factory=list)
    next_at: datetime | None = None


def claim(
    db: Connection, now: datetime, most: int, holder: str, pace: timedelta, busy: Collection[str] = ()
) -> list[Feed]:
    """At most so many due feeds, for this holder, of hosts that may be asked now; one of each host.

    The others are put off until their host has had time for those before them, so that fifty feeds of one host
    neither wait in line nor take the places of fifty others. `busy`: hosts that this holder is asking right now.
    """
    due = select(*_COLUMNS).where(feeds.c.due_at <= now).order_by(feeds.c.due_at).limit(most)
    rows = [Feed(*row) for row in db.execute(due)]
    free_at = _free_at(db, {row.host for row in rows}, now)
    free_at |= {host: max(free_at.get(host, now), now + pace) for host in busy}
    claimed: list[Feed] = []
    for row in rows:
        slot = free_at.get(row.host, now)
        free_at[row.host] = max(slot, now) + pace
        if slot <= now:
            claimed.append(row)
        else:
            change(db, row.feed_id, due_at=slot, holder=None)
    ids = [feed.feed_id for feed in claimed]
    if ids:
        db.execute(update(feeds).where(feeds.c.feed_id.in_(ids)).values(holder=holder, due_at=now + A_HOLD))
    return claimed


def _free_at(db: Connection, names: Collection[str], now: datetime) -> dict[str, datetime]:
    if not names:
        return {}
    found = db.execute(select(hosts.c.host, hosts.c.next_at).where(hosts.c.host.in_(names), hosts.c.next_at > now))
    return {host: next_at for host, next_at in found}  # noqa: C416 - dict() does not know what a row is


def next_due(db: Connection) -> datetime | None:
    """When the next feed is due; None when there is none."""
    found: datetime | None = db.scalar(select(feeds.c.due_at).where(feeds.c.due_at.is_not(None)).order_by(
        feeds.c.due_at).limit(1))  # fmt: skip
    return found


def finish(db: Connection, feed_id: str, holder: str, **values: object) -> bool:
    """Write down how a poll went and let the feed go. False where it is not this holder's any more: it was paused or
    removed meanwhile, or another took it over; then nothing is written."""
    mine = update(feeds).where(feeds.c.feed_id == feed_id, feeds.c.holder == holder)
    return bool(db.execute(mine.values(holder=None, **values)).rowcount)


def release(db: Connection, holder: str, now: datetime) -> None:
    """Let go of all feeds of a holder that stops; they are due at once."""
    db.execute(update(feeds).where(feeds.c.holder == holder).values(holder=None, due_at=now))
