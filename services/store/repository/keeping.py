"""What was loaded or written a moment ago, in memory: by the connections to one database, and bounded."""

from collections.abc import Mapping
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool

Key = TypeVar("Key")
Value = TypeVar("Value")

Kept = WeakKeyDictionary[Pool, dict[Key, Value]]
"""Only what no row ever changes may be kept: another worker may have written since."""


def kept_of(db: Connection, kept: "Kept[Key, Value]") -> dict[Key, Value]:
    """What is kept of the database of this connection."""
    return kept.setdefault(db.engine.pool, {})


def keep(kept: dict[Key, Value], found: Mapping[Key, Value], most: int) -> None:
    """Keep these as well; of more than `most` those go that came first."""
    kept |= found
    if len(kept) > most:
        for old in list(kept)[: len(kept) - most]:
            kept.pop(old, None)
