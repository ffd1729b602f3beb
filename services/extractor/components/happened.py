"""Days on which something can have happened: none after publication, none of the article's own ("Posted: Tuesday ...").

Does not handle: a weekday that an old article tells from its own day of publication.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from services.extractor.components.calendar_rules import safe
from services.extractor.components.datelines import datelines
from services.extractor.reading import Reading, ResolvedDate

_OWN = re.compile(
    r"(?:\b(?:posted|updated|published|modified|created|first\s+posted|last\s+updated)\s*:?\s*(?:on\s+|at\s+)?\Z)",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"\)\s*(?:[-–—]|:)")
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
HEAD = 200
"""Characters at the beginning in which a day in brackets is a dateline."""


def events_dates(dates: Iterable[ResolvedDate], text: str) -> tuple[ResolvedDate, ...]:
    """The dates that may be an event's: not when the page was posted, not that of a dateline."""
    lines = datelines(text)
    return tuple(
        d
        for d in dates
        if not (d.background or _is_of_the_page(d, text) or any(a <= d.start and d.end <= b for a, b in lines))
    )


def _is_of_the_page(found: ResolvedDate, text: str) -> bool:
    if _OWN.search(text[max(0, found.start - 30) : found.start]):
        return True
    bracketed = found.start < HEAD and text[max(0, found.start - 1) : found.start] == "("
    return bracketed and _DATELINE.match(text[found.end : found.end + 4]) is not None


def in_the_past(found: ResolvedDate, reading: Reading) -> ResolvedDate:
    """The date of something that has happened: a weekday or feast that was taken for the next one is the last one."""
    published = reading.published_at.date() if reading.published_at else None
    when = found.when
    phrase = reading.parsed[found.start : found.end]
    if (
        published is None
        or when.start is None
        or when.start <= published
        or when.precision != "day"
        or has_digit(phrase)
    ):
        return found
    day = (
        _week_before(when.start, published)
        if _WEEKDAY.search(phrase)
        else safe(when.start.year - 1, when.start.month, when.start.day)
    )
    if day is None or day > published:
        return found
    return replace(found, when=when.model_copy(update={"start": day, "end": day}), value=day.isoformat())


def has_digit(phrase: str) -> bool:
    """Whether a phrase of time names its day by a number."""
    return any(character.isdigit() for character in phrase)


def _week_before(day: date, published: date) -> date:
    return day - timedelta(days=7 * -(-(day - published).days // 7))
