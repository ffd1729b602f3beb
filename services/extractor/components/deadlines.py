"""When a demand is to be met by, and whether it was made long ago."""

import re
from datetime import timedelta

from spacy.tokens import Token

from services.extractor.components.clauses import children
from services.extractor.lexicon import words
from services.extractor.reading import Reading
from shared.messages import DateRange

COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "fourteen": 14}
WITHIN = re.compile(
    r"\b(?:within|in the next|next|after)?\s*(?:the\s+)?(\d+|"
    + "|".join(COUNTS)
    + r")[\s-]+(hours?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
UNITS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30}
BY = re.compile(r"\b(?:by|before|until|till|not later than)\s+(?:the\s+)?(?:end of\s+)?$", re.IGNORECASE)
WEEKDAY = re.compile(r"^\W*(?:on |by |before )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
YEAR = re.compile(r"\bin (?:\w+ )?((?:19|20)\d\d)s?\b", re.IGNORECASE)
OLD = timedelta(days=60)


def deadline_in(start: int, end: int, reading: Reading) -> DateRange | None:
    """ "by Friday", "within 48 hours" among these characters. An hour count needs the date of the article."""
    for each in reading.dates:
        named_before = BY.search(reading.text[max(0, each.start - 24) : each.start])
        if start <= each.start < end and each.when.start and named_before:
            return _ahead(each.when, reading)
    for match in WITHIN.finditer(reading.text, start, end):
        lead = match.group().lower().strip()
        ultimatum = re.search(r"\b(?:gave|give|given|ultimatum)\b", reading.text[max(0, start - 80) : end])
        if not (lead.startswith(("within", "in the next")) or ultimatum):
            continue
        if reading.published_at is None:
            return DateRange(precision="none", text=match.group().strip())
        count = COUNTS.get(match.group(1).lower()) or int(match.group(1))
        last = (reading.published_at + timedelta(days=count * UNITS[match.group(2).lower().rstrip("s")])).date()
        return DateRange(start=last, end=last, precision="day", text=match.group().strip())
    return None


def _ahead(when: DateRange, reading: Reading) -> DateRange:
    """A weekday is read backwards from publication; what is to be done by it lies ahead."""
    published = reading.published_at
    weekday = WEEKDAY.search(when.text or "")
    if published is None or when.end is None or when.start is None or not weekday or when.end >= published.date():
        return when
    week = timedelta(days=7)
    return when.model_copy(update={"start": when.start + week, "end": when.end + week})


def is_long_ago(cue: Token, reading: Reading) -> bool:
    """Whether the article tells of a demand made before: "last year demanded", "in 2019 called on"."""
    told = " ".join(
        " ".join(token.text for token in each.subtree)
        for each in children(cue, "npadvmod", "advmod", "prep")
        if len(list(each.subtree)) < 9
    )
    if any(re.search(rf"\b{phrase}\b", told, re.IGNORECASE) for phrase in words("long_ago")):
        return True
    year = YEAR.search(told)
    published = reading.published_at
    if year and (published is None or int(year.group(1)) < published.year):
        return True
    if published is None:
        return False
    hung = {token.idx for each in children(cue, "npadvmod", "prep") for token in each.subtree}
    return any(
        each.start in hung and each.when.end and each.when.end < published.date() - OLD for each in reading.dates
    )
