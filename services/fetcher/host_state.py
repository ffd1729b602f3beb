"""The rows of the hosts: when each may be asked next, whose turn it is to take a page there, what its robots.txt says.

The times stand in the database, so that a host is left in peace by all fetchers together, and by one that was started
again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.fetcher.feed_tables import WAITING, entries, hosts

A_VISIT = timedelta(minutes=5)
"""How long a page is its taker's; longer than robots.txt and page together may take."""


@dataclass(frozen=True)
class Robots:
    """`rules` None: not known, and why, until `until`."""

    rules: str | None
    until: datetime
    why: str | None = None


@dataclass(frozen=True)
class Visit:
    """A page to be taken: an entry whose turn it is at its host."""

    entry_id: str
    feed_id: str
    host: str
    url: str
    title: str | None
    summary: str | None
    published_at: datetime | None
    looks: int
    failures: int
    first_seen_at: datetime


def ensure(db: Connection, names: Collection[str]) -> None:
    """Rows for these hosts, where there are none."""
    if names:
        dialect = postgresql if db.dialect.name == "postgresql" else sqlite
        rows = [{"host": name, "failures": 0} for name in sorted(names)]
        db.execute(dialect.insert(hosts).on_conflict_do_nothing(), rows)


def reserve(db: Connection, host: str, now: datetime, gap: timedelta, most_wait: timedelta) -> tuple[datetime, bool]:
    """The time of this caller's next request to the host, at least `gap` after the one before, and whether it is
    reserved: it is not where it lies more than `most_wait` ahead, since other work can be done meanwhile."""
    ensure(db, [host])
    next_at: datetime | None = db.scalar(select(hosts.c.next_at).where(hosts.c.host == host))
    slot = max(now, next_at or now)
    if slot > now + most_wait:
        return slot, False
    db.execute(update(hosts).where(hosts.c.host == host).values(next_at=slot + gap))
    return slot, True


def failed(db: Connection, host: str, until: datetime) -> None:
    """Leave it alone until then."""
    ensure(db, [host])
    next_at = db.scalar(select(hosts.c.next_at).where(hosts.c.host == host))
    row = update(hosts).where(hosts.c.host == host)
    db.execute(row.values(failures=hosts.c.failures + 1, next_at=max(until, next_at or until)))


def failures(db: Connection, host: str) -> int:
    return int(db.scalar(select(hosts.c.failures).where(hosts.c.host == host)) or 0)


def answered(db: Connection, host: str) -> None:
    """It is well again."""
    db.execute(update(hosts).where(hosts.c.host == host, hosts.c.failures > 0).values(failures=0))


def robots(db: Connection, host: str, now: datetime) -> Robots | None:
    """What is known of its robots.txt and still holds."""
    row = db.execute(
        select(hosts.c.robots, hosts.c.robots_at, hosts.c.robots_why).where(
            hosts.c.host == host, hosts.c.robots_at > now
        )
    ).first()
    return Robots(*row) if row else None


def keep_robots(db: Connection, host: str, robots_txt: Robots) -> None:
    ensure(db, [host])
    known = {"robots": robots_txt.rules, "robots_at": robots_txt.until, "robots_why": robots_txt.why}
    db.execute(update(hosts).where(hosts.c.host == host).values(**known))


def call(db: Connection, names: Collection[str], now: datetime) -> None:
    """There are new entries at these hosts."""
    ensure(db, names)
    idle = (hosts.c.visit_at.is_(None)) | ((hosts.c.visitor.is_(None)) & (hosts.c.visit_at > now))
    db.execute(update(hosts).where(hosts.c.host.in_(names), idle).values(visit_at=now))


def claim_visits(db: Connection, now: datetime, most: int, visitor: str) -> list[Visit]:
    """At most so many pages to be taken now by this visitor, one of each host.

    A host is one visitor's until `finish_visit`: pages of one host are taken one after the other, however slow it is.
    """
    due = select(hosts.c.host, hosts.c.next_at).where(hosts.c.visit_at <= now).order_by(hosts.c.visit_at).limit(most)
    found = []
    for host, next_at in db.execute(due).all():
        visit = _first_due(db, host, now) if next_at is None or next_at <= now else None
        if visit is None:
            _plan(db, host)
            continue
        found.append(visit)
        # Behind the others, should it end without a word: what kills its reader must not keep them waiting for ever.
        db.execute(update(entries).where(entries.c.entry_id == visit.entry_id).values(due_at=now + A_VISIT))
        db.execute(update(hosts).where(hosts.c.host == host).values(visitor=visitor, visit_at=now + A_VISIT))
    return found


def _first_due(db: Connection, host: str, now: datetime) -> Visit | None:
    columns = [entries.c[name] for name in Visit.__dataclass_fields__]
    waits = (entries.c.host == host, entries.c.state == WAITING, entries.c.due_at <= now)
    row = db.execute(select(*columns).where(*waits).order_by(entries.c.due_at).limit(1)).first()
    return Visit(*row) if row else None


def _plan(db: Connection, host: str) -> None:
    """When the next page is due here, and the host may be asked."""
    waits = (entries.c.host == host, entries.c.state == WAITING)
    due: datetime | None = db.scalar(select(entries.c.due_at).where(*waits).order_by(entries.c.due_at).limit(1))
    next_at: datetime | None = db.scalar(select(hosts.c.next_at).where(hosts.c.host == host))
    visit_at = max(due, next_at) if due and next_at else due
    db.execute(update(hosts).where(hosts.c.host == host).values(visitor=None, visit_at=visit_at))


def finish_visit(db: Connection, visit: Visit, **values: object) -> None:
    """Write down what became of an entry, and give its host to the next."""
    db.execute(update(entries).where(entries.c.entry_id == visit.entry_id).values(**values))
    _plan(db, visit.host)


def next_visit_at(db: Connection) -> datetime | None:
    """When the next page is due anywhere; None when none waits."""
    found: datetime | None = db.scalar(
        select(hosts.c.visit_at).where(hosts.c.visit_at.is_not(None)).order_by(hosts.c.visit_at).limit(1)
    )
    return found


def release(db: Connection, visitor: str, now: datetime) -> None:
    """Let go of all hosts of a visitor that stops."""
    db.execute(update(hosts).where(hosts.c.visitor == visitor).values(visitor=None, visit_at=now))


def waiting(db: Connection) -> int:
    """Pages that wait to be taken for the first time."""
    first = select(func.count()).select_from(entries).where(entries.c.state == WAITING, entries.c.looks == 0)
    return int(db.scalar(first) or 0)
