"""Cursors: where the next page of a list starts, sealed so that nobody builds on what is inside.

A page is cut at the last row's own sort key, never at a count: rows that arrive between two pages shift nothing.
"""

import base64
import binascii
import json
from datetime import UTC, datetime

from services.store.filters import plain

NOT_OURS = "is not a cursor of this list: leave it out to start at the first page"


class BadCursor(ValueError):
    """The cursor is not one of ours, or belongs to another list."""


def cursor_of(name: str, *key: str | int | datetime) -> str:
    """The cursor behind a row of the list `name`, whose sort key is `key`."""
    parts = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps([name, *parts]).encode()).decode().rstrip("=")


def _parts(name: str, cursor: str, types: tuple[type, ...]) -> list[str | int]:
    try:
        read = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        read = None
    if not isinstance(read, list) or read[:1] != [name] or [type(part) for part in read[1:]] != list(types):
        raise BadCursor(NOT_OURS)
    return read[1:]


def moment_and_id(name: str, cursor: str) -> tuple[datetime, str]:
    """The key of a list that is sorted by time and id. Raises BadCursor."""
    moment, key = _parts(name, cursor, (str, str))
    try:
        return datetime.fromisoformat(str(moment)).astimezone(UTC), plain(str(key))
    except (ValueError, OverflowError):
        raise BadCursor(NOT_OURS) from None


def word(name: str, cursor: str) -> str:
    """The key of a list that is sorted by a word. Raises BadCursor."""
    (key,) = _parts(name, cursor, (str,))
    try:
        return plain(str(key))
    except ValueError:
        raise BadCursor(NOT_OURS) from None


def position(name: str, cursor: str) -> int:
    """The key of a list that is sorted by a number (64 bits). Raises BadCursor."""
    (number,) = _parts(name, cursor, (int,))
    if not 0 <= int(number) < 2**63:
        raise BadCursor(NOT_OURS)
    return int(number)
