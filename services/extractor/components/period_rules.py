"""What each kind of phrase for more than a day stands for: months, years, quarters, decades."""

import re
from datetime import date

from services.extractor.components import calendar_rules as cal
from services.extractor.components.date_context import Context
from services.extractor.components.quantities import number_of

Match = re.Match[str]
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_TENS = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
_CENTURIES = {"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21}


def month(m: Match, context: Context) -> cal.Resolved:
    """ "March 2022", "early August", "January this year", "a June agreement"."""
    groups = m.groupdict()
    number = cal.month_number(groups["month"])
    if groups.get("year"):
        return cal.a_month(int(groups["year"]), number)
    if context.published is None:
        return cal.UNRESOLVED
    shift = {"last": -1, "this": 0, "next": 1}.get((groups.get("of") or "").lower())
    if groups.get("same"):
        return cal.a_month(_told(context).year, number)
    if shift is not None:
        return cal.a_month(context.published.year + shift, number)
    which = (groups.get("which") or "").lower()
    tense = "past" if which in ("last", "past", "since") else "future" if which in ("next", "coming") else context.tense
    year = cal.year_of(number, None, context.published, tense)
    return cal.a_month(year, number) if year else cal.UNRESOLVED


def months(m: Match, context: Context) -> cal.Resolved:
    """ "between March and July 2022": the whole, and each end as named."""
    first, last = cal.month_number(m["m1"]), cal.month_number(m["m2"])
    end_year = m["year"] or cal.year_of(last, None, context.published, context.tense)
    if not end_year:
        return cal.UNRESOLVED
    start_year = int(m["y1"]) if m["y1"] else int(end_year) - (first > last)
    (start, named_start), (end, named_end) = cal.a_month(start_year, first), cal.a_month(int(end_year), last)
    split = m.end("y1") if m["y1"] else m.end("m1")
    context.parts = ((m.start("m1"), split, named_start), (m.start("m2"), m.end(), named_end))
    return cal.an_interval(start.start, end.end) if start.start and end.end else cal.UNRESOLVED


def years(m: Match, context: Context) -> cal.Resolved:
    """ "between 2008 and 2012", "1998-2003"."""
    first, last = int(m["y1"]), int(m["y2"])
    if last < first:
        return cal.UNRESOLVED
    context.parts = (
        (m.start("y1"), m.end("y1"), cal.a_year(first)[1]),
        (m.start("y2"), m.end("y2"), cal.a_year(last)[1]),
    )
    return cal.an_interval(date(first, 1, 1), date(last, 12, 31))


def since(m: Match, context: Context) -> cal.Resolved:
    """ "since March": up to publication; it names the month."""
    named = "only" if m["only"] else "month"
    if m["only"]:
        found, value = cal.a_year(int(m["only"]))
    else:
        number = cal.month_number(m["month"])
        year = m["year"] or cal.year_of(number, None, context.published, "past")
        found, value = cal.a_month(int(year), number) if year else cal.UNRESOLVED
    if found.start is None:
        return cal.UNRESOLVED
    context.parts = ((m.start(named), m.end(), value),)
    if context.published is None or found.start > context.published:
        return found, value
    return cal.an_interval(found.start, context.published)


def unit(m: Match, context: Context) -> cal.Resolved:
    """ "last week", "this weekend", "next year"."""
    name, which = m["unit"].lower(), m["which"].lower()
    shift = 1 if which in ("next", "coming") else 0 if "this" in which else -1
    if context.published is None:
        return cal.UNRESOLVED
    if name == "weekend":
        return _weekend(context.published, ahead=which == "next")
    return cal.moved(context.published, shift, name)


def weekend(_: Match, context: Context) -> cal.Resolved:
    """ "over the weekend": the last one, or the next where the verb looks ahead."""
    if context.published is None:
        return cal.UNRESOLVED
    return _weekend(context.published, ahead=context.tense == "future")


def _weekend(published: date, *, ahead: bool) -> cal.Resolved:
    saturday = published.toordinal() - (published.weekday() - 5) % 7 + (7 if ahead else 0)
    return cal.an_interval(date.fromordinal(saturday), date.fromordinal(saturday + 1))


def past_decade(_: Match, context: Context) -> cal.Resolved:
    """ "in the past decade": the ten years up to publication."""
    if context.published is None:
        return cal.UNRESOLVED
    return cal.an_interval(cal.before(context.published, 10, "year"), context.published)


def spoken_year(m: Match, _: Context) -> cal.Resolved:
    """ "nineteen ninety-four"."""
    return cal.a_year(100 * (number_of(m["hundreds"]) or 0) + (number_of(m["rest"].replace(" ", "-")) or 0))


def that_unit(m: Match, context: Context) -> cal.Resolved:
    """ "that year", "the same month": the one told before."""
    anchor = context.span.start if context.span else None
    return cal.moved(anchor, 0, m["unit"].lower())


def year_end(_: Match, context: Context) -> cal.Resolved:
    """ "the end of the year"."""
    return cal.moved(context.published, 0, "year")


def quarter(m: Match, context: Context) -> cal.Resolved:
    """ "the third quarter of 2019", "next year's first quarter", "the year-ago quarter", "the quarter"."""
    groups = m.groupdict()
    number, year = groups.get("nth"), groups.get("year") or groups.get("year_")
    back = -1 if groups.get("ago") else 0
    if number:
        n = _ORDINALS.get(number.lower()) or int(number[-1])
        if year:
            return cal.a_quarter(int(year), n)
        return cal.a_quarter(found + back, n) if (found := _year_of_quarter(n, m, context)) else cal.UNRESOLVED
    if context.quarter:
        return cal.a_quarter(context.quarter[0] + back, context.quarter[1])
    if context.published is None:
        return cal.UNRESOLVED
    ended = (context.published.month + 2) // 3 - 1
    return cal.a_quarter(context.published.year - (ended == 0) + back, ended or 4)


def _year_of_quarter(n: int, m: Match, context: Context) -> int | None:
    """Of the last one begun, or about to; "next year's" and "last year's" say it."""
    if context.published is None:
        return None
    which = (m["of"] or "").lower()
    if which:
        return context.published.year + {"last": -1, "this": 0, "next": 1}[which]
    begins = 3 * n - 2
    return context.published.year - (begins - context.published.month > 3)


def year(m: Match, _: Context) -> cal.Resolved:
    """A year of the calendar."""
    return cal.a_year(int(m["year"]))


def decade(m: Match, _: Context) -> cal.Resolved:
    """ "the late 1970s", "the sixties"; "the 1600s" is a century."""
    if m["word"]:
        return cal.a_decade(1900 + _TENS[m["word"].lower()])
    first = int(m["year"])
    if first % 100 == 0 and first < 1900:
        return cal.a_century(first // 100 + 1)
    return cal.a_decade(first)


def century(m: Match, _: Context) -> cal.Resolved:
    """ "the early 20th century"."""
    word = m["word"]
    return cal.a_century(_CENTURIES[re.sub(r"\s+", "-", word.lower())] if word else number_of(m["n"]) or 0)


def _told(context: Context) -> date:
    """The day told before, or that of publication."""
    start = context.span.start if context.span else None
    return start or context.published or date.min
