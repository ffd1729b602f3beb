"""Phrases that name a time, resolved against the publication date: own rules first, then dateparser.

A phrase that names no time that can be placed keeps its words and no value; nothing is ever filled in (Rule R3).
Does not handle: festivals whose day moves (Easter, Eid), school terms, seasons, times of day.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache

import dateparser
from spacy.tokens import Doc

from services.extractor.components import calendar_rules as cal
from services.extractor.components.quantities import NUMBER, number_of
from services.extractor.lexicon import rows, table
from services.extractor.reading import ResolvedDate

_SHORT = "|".join(name for name in cal.MONTHS if len(name) < 5 and name not in ("may", "june", "july"))
_LONG = "|".join(name for name in cal.MONTHS if len(name) > 4 or name in ("may", "june", "july"))
_MONTH = rf"(?:(?:{_LONG})\b|(?:{_SHORT})\b\.?)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
_PART = r"(?:\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening|night|midnight|midday|noon|dawn))?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)\b(?!-\d)"
_UNIT = r"(?P<unit>day|week|weekend|month|year|decade)s?"
_FUTURE = re.compile(
    r"\b(?:will|shall|to be held|scheduled|set to|set for|due|expected to|plans? to|planned|upcoming|coming|by|before"
    r"|until|till)\b[^.;]{0,90}$",
    re.IGNORECASE,
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    named = "|".join(sorted(map(re.escape, table("named_days")), key=len, reverse=True))
    parts = {"MONTH": _MONTH, "WEEKDAY": _WEEKDAY, "PART": _PART, "DAY": _DAY, "YEAR": _YEAR, "UNIT": _UNIT}
    parts |= {"NUMBER": NUMBER, "NAMED": named}
    return tuple(
        (rule, re.compile(re.sub(r"(?<!\?P)<([A-Z]+)>", lambda m: parts[m[1]], pattern), re.IGNORECASE))
        for rule, pattern in rows("time_phrases")
    )


MAX_PHRASES = 2_000
"""Of one article: beyond them the text is a table or noise, and nobody reads on."""


class _Context:
    """The day of publication, the day mentioned last, and whether this phrase looks ahead."""

    def __init__(self, published: date | None) -> None:
        self.published, self.last, self.future = published, published, False


def find_dates(text: str, published_at: datetime | None, doc: Doc | None = None) -> tuple[ResolvedDate, ...]:
    """The time phrases of `text` in their order, without overlaps; `doc` adds what the model saw and no rule did."""
    context = _Context(published_at.date() if published_at else None)
    found: list[ResolvedDate] = []
    for kind, match in _matches(text):
        context.future = bool(_FUTURE.search(text, max(0, match.start() - 120), match.start()))
        when, value = _HANDLERS[kind](match, context)
        start, end = match.span()
        when = when.model_copy(update={"text": text[start:end]})
        if when.precision == "day" and when.start:
            context.last = when.start
        found.append(ResolvedDate(start, end, when, value))
    return tuple(sorted([*found, *_model_dates(doc, found, context.published)], key=lambda d: d.start))


def _matches(text: str) -> list[tuple[str, re.Match[str]]]:
    """The first rule that claims a stretch of text has it; in the order of the text."""
    taken: list[tuple[str, re.Match[str]]] = []
    covered = bytearray(len(text))
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            if (
                len(taken) < MAX_PHRASES
                and match.end() > match.start()
                and not any(covered[match.start() : match.end()])
            ):
                covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                taken.append((kind, match))
    return sorted(taken, key=lambda item: item[1].start())


def _iso(m: re.Match[str], _: _Context) -> cal.Resolved:
    return cal.a_day(cal.safe(int(m["year"]), int(m["month"]), int(m["day"])))


def _month_number(name: str) -> int:
    return cal.MONTHS[name.lower().rstrip(".")]


def _day(m: re.Match[str], context: _Context) -> cal.Resolved:
    month, day = _month_number(m["month"]), int(m["day"])
    year = int(m["year"]) if m["year"] else cal.year_of(month, day, context.published, future=context.future)
    return cal.a_day(cal.safe(year, month, day)) if year else cal.UNRESOLVED


def _month(m: re.Match[str], context: _Context) -> cal.Resolved:
    groups = m.groupdict()
    name = groups["month"] or groups["month_"]
    if name.lower() in ("may", "march") and name.islower() and not groups.get("year"):
        return cal.UNRESOLVED
    month = _month_number(name)
    year = groups.get("year") or cal.year_of(month, None, context.published, future=context.future)
    return cal.a_month(int(year), month) if year else cal.UNRESOLVED


def _months(m: re.Match[str], context: _Context) -> cal.Resolved:
    first, last = _month_number(m["m1"]), _month_number(m["m2"])
    end_year = m["year"] or cal.year_of(last, None, context.published, future=False)
    if not end_year:
        return cal.UNRESOLVED
    start_year = int(m["y1"]) if m["y1"] else int(end_year) - (first > last)
    start, end = cal.a_month(start_year, first)[0].start, cal.a_month(int(end_year), last)[0].end
    return cal.an_interval(start, end) if start and end else cal.UNRESOLVED


def _since(m: re.Match[str], context: _Context) -> cal.Resolved:
    if context.published is None:
        return cal.UNRESOLVED
    if m["only"]:
        start = date(int(m["only"]), 1, 1)
    else:
        month = _month_number(m["month"])
        year = m["year"] or cal.year_of(month, None, context.published, future=False)
        start = date(int(year or context.published.year), month, 1)
    return cal.an_interval(start, context.published)


def _weekday(m: re.Match[str], context: _Context) -> cal.Resolved:
    weekday = cal.WEEKDAYS[m["weekday"].lower()]
    if m["week"] and context.published:
        shift = {"last": -7, "this": 0, "next": 7}[m["week"].lower()]
        monday = context.published.toordinal() - context.published.weekday() + shift
        return cal.a_day(date.fromordinal(monday + weekday))
    return cal.the_weekday(weekday, context.published, (m["which"] or "").lower(), future=context.future)


def _past_units(m: re.Match[str], context: _Context) -> cal.Resolved:
    n = number_of(m["n"])
    if context.published is None or not n or n > 1000:
        return cal.UNRESOLVED
    n, unit = (10 * n, "year") if m["unit"].lower() == "decade" else (n, m["unit"].lower())
    return cal.an_interval(cal.before(context.published, n, unit), context.published)


def _ago(m: re.Match[str], context: _Context) -> cal.Resolved:
    n = 1 if m["n"].lower() in ("a", "an") else number_of(m["n"])
    if not n:
        return cal.UNRESOLVED
    unit = m["unit"].lower()
    return cal.moved(context.published, -n * (10 if unit == "decade" else 1), "week" if unit == "weekend" else unit)


def _later(m: re.Match[str], context: _Context) -> cal.Resolved:
    n = 1 if m["n"].lower() in ("a", "an") else number_of(m["n"])
    if not n or m["unit"].lower() not in ("day", "week"):
        return cal.UNRESOLVED
    return cal.moved(context.last, n if m["dir"].lower() == "later" else -n, m["unit"].lower())


def _unit(m: re.Match[str], context: _Context) -> cal.Resolved:
    unit, which = m["unit"].lower(), m["which"].lower()
    shift = 1 if which == "next" else 0 if "this" in which else -1
    if context.published is None:
        return cal.UNRESOLVED
    if unit == "weekend":
        friday_back = (context.published.weekday() - 5) % 7
        saturday = date.fromordinal(context.published.toordinal() - friday_back + (7 if which == "next" else 0))
        return cal.an_interval(saturday, date.fromordinal(saturday.toordinal() + 1))
    return cal.moved(context.published, shift, unit)


def _near(m: re.Match[str], context: _Context) -> cal.Resolved:
    word = re.sub(r"\s+", " ", m["near"].lower())
    return cal.moved(context.published, {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0), "day")


def _anaphor(m: re.Match[str], context: _Context) -> cal.Resolved:
    word = (m["which"] or m["after"]).lower()
    if context.last is None:
        return cal.UNRESOLVED
    shift = -1 if "before" in word or word == "previous" else 0 if word == "same" else 1
    return cal.moved(context.last, shift, "day")


def _named(m: re.Match[str], context: _Context) -> cal.Resolved:
    month, day = (int(n) for n in table("named_days")[m["name"].lower()].split("-"))
    year = m["year"] or cal.year_of(month, day, context.published, future=context.future)
    return cal.a_day(cal.safe(int(year), month, day)) if year else cal.UNRESOLVED


def _year(m: re.Match[str], _: _Context) -> cal.Resolved:
    return cal.a_year(int(m["year"]))


_HANDLERS: dict[str, Callable[[re.Match[str], _Context], cal.Resolved]] = {
    "iso": _iso,
    "slashed": _iso,
    "day": _day,
    "month": _month,
    "months": _months,
    "since": _since,
    "weekday": _weekday,
    "past_units": _past_units,
    "ago": _ago,
    "later": _later,
    "unit": _unit,
    "near": _near,
    "anaphor": _anaphor,
    "named": _named,
    "year": _year,
}


def _model_dates(doc: Doc | None, found: list[ResolvedDate], published: date | None) -> Iterator[ResolvedDate]:
    """What the model calls a date and no rule covers, as dateparser reads it. Without a publication date: nothing,
    since dateparser would count from today."""
    if doc is None or published is None:
        return
    settings = {
        "PREFER_DATES_FROM": "past",
        "RELATIVE_BASE": datetime.combine(published, time()),
        "REQUIRE_PARTS": ["day", "month"],
    }
    for ent in doc.ents:
        start, end = ent.start_char, ent.end_char
        if ent.label_ != "DATE" or len(ent.text) > 40 or any(d.start < end and start < d.end for d in found):
            continue
        if not any(c.isdigit() for c in ent.text) or " and " in ent.text:
            continue
        parsed = dateparser.parse(ent.text, languages=["en"], settings=settings)
        if parsed:
            when, value = cal.a_day(parsed.date())
            yield ResolvedDate(start, end, when.model_copy(update={"text": ent.text}), value)
