"""The rows of the entries: every article that a feed ever pointed to, so that each is taken once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from services.fetcher.feed_tables import WAITING, entries

SEEN_AGAIN_AFTER = timedelta(days=7)
"""How often it is written down that an entry still stands in a feed."""
KEPT_FOR = timedelta(days=60)
"""After it stood in a feed for the last time; what comes back later is old by its date."""


def known(db: Connection, ids: Sequence[str]) -> dict[str, datetime]:
    """Those of these entries that are known, and when they were last seen."""
    found: dict[str, datetime] = {}
    for first in range(0, len(ids), 500):
        some = select(entries.c.entry_id, entries.c.seen_at).where(entries.c.entry_id.in_(ids[first : first + 500]))
        found |= {entry_id: seen_at for entry_id, seen_at in db.execute(some)}  # noqa: C416 - rows are no pairs
    return found


def add(db: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(entries), rows)


def seen_again(db: Connection, ids: Sequence[str], now: datetime) -> None:
    for first in range(0, len(ids), 500):
        db.execute(update(entries).where(entries.c.entry_id.in_(ids[first : first + 500])).values(seen_at=now))


def forget(db: Connection, now: datetime, most: int) -> int:
    """Drop what stands in no feed any more. Returns how many that were."""
    gone = select(entries.c.entry_id).where(entries.c.seen_at < now - KEPT_FOR, entries.c.state != WAITING).limit(most)
    return db.execute(delete(entries).where(entries.c.entry_id.in_(gone))).rowcount
