"""The day of publication at the head of a text: "date 2023-07-21 ...", "Saturday, April 15, 2023 – ..."."""

import re
from datetime import UTC, datetime

from services.extractor.components.calendar_rules import MONTHS, safe

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_HEADS = (
    re.compile(
        r"\A\s*(?:date|published|posted|updated)?:?\s*(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<day>\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\A\s*(?:[A-Z][\w' ]{1,30},\s+){0,2}(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
        rf"(?:(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\s+(?P<month2>{_MONTH})\.?),?\s+"
        r"(?P<year>(?:19|20)\d\d)\s*(?:[–—:|-]|\()",
        re.IGNORECASE,
    ),
)


def published_in(text: str) -> datetime | None:
    """Midnight UTC of the date at the head of `text`, or null. Only the head: a date in the story is not its own."""
    for pattern in _HEADS:
        if match := pattern.match(text):
            groups = match.groupdict()
            name = groups.get("month") or groups.get("month2")
            month = MONTHS[name.lower()] if name else int(groups["m"])
            day = safe(int(groups["year"]), month, int(groups.get("day") or groups["day2"]))
            return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    return None
