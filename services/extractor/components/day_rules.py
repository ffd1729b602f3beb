"""What each kind of phrase for a day, or for a stretch counted from one, stands for: `time_phrases.tsv` names them."""

import re
from datetime import date, timedelta

from services.extractor.components import calendar_rules as cal
from services.extractor.components.date_context import Context
from services.extractor.components.quantities import number_of
from services.extractor.lexicon import table

Match = re.Match[str]


def iso(m: Match, _: Context) -> cal.Resolved:
    """2024-03-04."""
    return cal.a_day(cal.safe(int(m["year"]), int(m["month"]), int(m["day"])))


def slashed(m: Match, context: Context) -> cal.Resolved:
    """Day first, as most of the world writes; month first where only that is a date, or lies in the month before
    publication."""
    year = int(m["year"])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    days_first, months_first = cal.safe(year, int(m["b"]), int(m["a"])), cal.safe(year, int(m["a"]), int(m["b"]))
    if context.published and days_first and months_first:
        near = timedelta(days=31)
        if abs(months_first - context.published) < near <= abs(days_first - context.published):
            return cal.a_day(months_first)
    return cal.a_day(days_first or months_first)


def day_month(m: Match, context: Context) -> cal.Resolved:
    """ "on 22/05": the reading nearest before publication, day first where both are as near."""
    if context.published is None:
        return cal.UNRESOLVED
    found: list[date] = []
    for day, month in ((int(m["a"]), int(m["b"])), (int(m["b"]), int(m["a"]))):
        year = cal.year_of(month, day, context.published, context.tense) if 1 <= month <= 12 else None
        if year and (read := cal.safe(year, month, day)):
            found.append(read)
    near = [read for read in found if abs(read - context.published) < timedelta(days=31)]
    return cal.a_day(next(iter(near or found), None))


def day(m: Match, context: Context) -> cal.Resolved:
    """ "3rd of May 2024", "May 3"; "3-5 May" and "3 and 4 May" are intervals."""
    month, first = cal.month_number(m["month"]), cal.day_number(m["day"])
    year = int(m["year"]) if m["year"] else cal.year_of(month, first, context.published, context.tense)
    if not year:
        return cal.UNRESOLVED
    start, groups = cal.safe(year, month, first), m.groupdict()
    if not groups.get("to"):
        return cal.a_day(start)
    end = cal.safe(year, month, int(groups["to"]))
    return cal.an_interval(start, end) if start and end else cal.UNRESOLVED


def weekday(m: Match, context: Context) -> cal.Resolved:
    """ "Thursday", "last Friday", "Tuesday of last week"."""
    number = cal.weekday_number(m["weekday"])
    if m["week"] and context.published:
        shift = {"last": -7, "this": 0, "next": 7}[m["week"].lower()]
        monday = context.published.toordinal() - context.published.weekday() + shift
        return cal.a_day(date.fromordinal(monday + number))
    return cal.the_weekday(number, context.published, (m["which"] or "").lower(), context.tense)


def past_units(m: Match, context: Context) -> cal.Resolved:
    """ "in the past three months": up to publication."""
    n = number_of(m["n"])
    if context.published is None or not n or n > 1000:
        return cal.UNRESOLVED
    n, unit = (10 * n, "year") if m["unit"].lower() == "decade" else (n, m["unit"].lower())
    return cal.an_interval(cal.before(context.published, n, unit), context.published)


def ago(m: Match, context: Context) -> cal.Resolved:
    """ "two weeks ago", as wide as its unit; "a year ago" in a report of quarters is that quarter."""
    unit = m["unit"].lower()
    n = 1 if m["n"].lower() in ("a", "an") else number_of(m["n"])
    if not n:
        return cal.UNRESOLVED
    compared = context.quarter_before(m.start()) if unit == "year" and n == 1 else None
    n *= 10 if unit == "decade" else 1
    return compared or cal.moved(context.published, -n, "week" if unit == "weekend" else unit)


def ahead(m: Match, context: Context) -> cal.Resolved:
    """ "in two weeks' time"."""
    n = 1 if m["n"].lower() in ("a", "an") else number_of(m["n"])
    return cal.moved(context.published, n, m["unit"].lower()) if n else cal.UNRESOLVED


def later(m: Match, context: Context) -> cal.Resolved:
    """ "three days later", "a year earlier": from the time told before it."""
    unit, back = m["unit"].lower(), m["dir"].lower() == "earlier"
    n = 1 if m["n"].lower() in ("a", "an") else number_of(m["n"])
    if not n:
        return cal.UNRESOLVED
    n *= (10 if unit == "decade" else 1) * (-1 if back else 1)
    if unit in ("day", "week"):
        return cal.moved(context.last, n, unit)
    compared = context.quarter_before(m.start()) if n == -1 and unit == "year" else None
    anchor = context.span.start if context.span else None
    return compared or cal.moved(anchor, n, "year" if unit == "decade" else unit)


def near(m: Match, context: Context) -> cal.Resolved:
    """ "yesterday", "tonight", "the day before yesterday"."""
    word = re.sub(r"\s+", " ", m["near"].lower())
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2}.get(word, 0)
    return cal.moved(context.published, shift, "day")


def anaphor(m: Match, context: Context) -> cal.Resolved:
    """ "the next day", "that night": from the day told before it."""
    word = (m["which"] or m["after"] or "same").lower()
    if context.last is None:
        return cal.UNRESOLVED
    shift = -1 if "before" in word or word == "previous" else 0 if word == "same" else 1
    return cal.moved(context.last, shift, "day")


def named(m: Match, context: Context) -> cal.Resolved:
    """A day that the press calls by its name; Easter and the days counted from it move."""
    value = table("named_days")[re.sub(r"\s+", " ", m["name"].lower()).replace("’", "'")]
    years = [int(m["year"])] if m["year"] else []
    if not years and context.published:
        years = [context.published.year + n for n in (-1, 0, 1)]
    days = [found for found in (_named_in(value, year) for year in years) if found]
    if m["year"] or not days:
        return cal.a_day(days[0] if days else None)
    published = context.published or days[0]
    if context.tense == "future":
        return cal.a_day(min(found for found in days if found >= published))
    slack = timedelta(days=cal.SOON_DAYS if context.tense == "open" else cal.ZONE_DAYS)
    return cal.a_day(max(found for found in days if found <= published + slack))


def _named_in(value: str, year: int) -> date | None:
    if value.startswith("easter"):
        return cal.easter(year) + timedelta(days=int(value.removeprefix("easter") or 0))
    month, number, *weekday = (int(n) for n in value.split("-"))
    if weekday:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday[0] - first.weekday()) % 7 + 7 * (number - 1))
    return cal.safe(year, month, number)
