"""The rows of the entries: every article that a feed ever pointed to, so that each is taken once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.fetcher.feed_tables import WAITING, entries

SEEN_AGAIN_AFTER = timedelta(days=7)
"""How often it is written down that an entry still stands in a feed."""
KEPT_FOR = timedelta(days=60)
"""After it stood in a feed for the last time; what comes back later is old by its date."""


@dataclass(frozen=True)
class Known:
    """An entry that stood in a feed before."""

    entry_id: str
    seen_at: datetime
    state: str
    text_sha256: str | None


def known(db: Connection, ids: Sequence[str]) -> dict[str, Known]:
    """Those of these entries that are known."""
    columns = [entries.c[name] for name in Known.__dataclass_fields__]
    found: dict[str, Known] = {}
    for first in range(0, len(ids), 500):
        some = select(*columns).where(entries.c.entry_id.in_(ids[first : first + 500]))
        found |= {row[0]: Known(*row) for row in db.execute(some)}
    return found


def add(db: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Those that another feed named at the same moment stay as they are."""
    if rows:
        dialect = postgresql if db.dialect.name == "postgresql" else sqlite
        db.execute(dialect.insert(entries).on_conflict_do_nothing(), rows)


def keep_texts(db: Connection, texts: Mapping[str, str]) -> None:
    """`texts`: entry_id -> hash of what its feed says now."""
    for entry_id, text_sha256 in texts.items():
        db.execute(update(entries).where(entries.c.entry_id == entry_id).values(text_sha256=text_sha256))


def seen_again(db: Connection, ids: Sequence[str], now: datetime) -> None:
    for first in range(0, len(ids), 500):
        db.execute(update(entries).where(entries.c.entry_id.in_(ids[first : first + 500])).values(seen_at=now))


def forget(db: Connection, now: datetime, most: int) -> int:
    """Drop what stands in no feed any more. Returns how many that were."""
    gone = select(entries.c.entry_id).where(entries.c.seen_at < now - KEPT_FOR, entries.c.state != WAITING).limit(most)
    return db.execute(delete(entries).where(entries.c.entry_id.in_(gone))).rowcount
