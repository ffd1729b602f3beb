"""When an article was published: what its caller says, else what its text says of itself, else nothing.

Never the present moment, and never a date that the text tells about something else.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from services.fetcher.datelines import date_at_the_head

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=48)
"""How far in the future a date may lie: a clock that is wrong and the furthest time zone (UTC+14), with room."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


class BadDate(ValueError):
    """Says why this can't be a publication date; repeats no more of it than the day it was understood as."""


def from_caller(said: str, now: datetime) -> datetime:
    """The time a caller gives: ISO 8601 (`2024-07-03`, `2024-07-03T08:00:00+03:00`) or that of RSS (RFC 2822).

    A day alone is its midnight, and a time without an offset is taken as UTC: who knows better must say so.
    Raises BadDate when it is no such date, lies before 1900 or more than 48 hours after `now`.
    """
    when = _parsed(said.strip())
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    try:
        return _in_range(when, now)
    except OverflowError:  # 0001-01-01T00:00+14:00 has no time in UTC
        raise BadDate("out of range") from None


def _parsed(said: str) -> datetime:
    try:
        if _ISO_DAY.fullmatch(said):
            return datetime.combine(date.fromisoformat(said), datetime.min.time())
        if _ISO.fullmatch(said):
            return datetime.fromisoformat(said)
        return parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise BadDate("not a date; write it as 2024-07-03 or 2024-07-03T08:00:00+03:00") from None


def _in_range(when: datetime, now: datetime) -> datetime:
    if when > now + AHEAD:
        raise BadDate(f"{when.date().isoformat()} lies in the future")
    if when < EARLIEST:
        raise BadDate(f"{when.date().isoformat()} lies before 1900")
    return when


def from_text(text: str, now: datetime) -> datetime | None:
    """Midnight UTC of the day that the text gives as its own at its head, or None where it gives none, one before
    1900 or one more than 48 hours after `now`."""
    day = date_at_the_head(text)
    if day is None:
        return None
    when = datetime.combine(day, datetime.min.time(), UTC)
    return when if EARLIEST <= when <= now + AHEAD else None
