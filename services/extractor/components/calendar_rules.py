"""What a phrase that names a time means, against the day of publication: past by default, never a default day.

Pure arithmetic on dates. A week is named by its ISO week, Monday to Sunday.
"""

import calendar
from datetime import date, timedelta

from services.extractor.components.tenses import Tense
from shared.messages import DateRange

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTH_STARTS = "|".join(sorted({name[:3] for name in MONTHS}))
"""The first three letters of each, in small letters, as an expression."""
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.lower(): n for n, name in enumerate(calendar.day_abbr)} | {"tues": 1, "thur": 3, "thurs": 3}

_FIRST = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
]  # fmt: skip
ORDINALS = {f"twenty-{name}": 21 + n for n, name in enumerate(_FIRST[:9])}
ORDINALS |= {name: n for n, name in enumerate(_FIRST, start=1)} | {"thirtieth": 30, "thirty-first": 31}
"""The days of a month in words; the longer ones first."""
SPOKEN_TENS = (
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
"""The second half of a year as it is spoken: "nineteen | ninety-four"."""

Resolved = tuple[DateRange, str | None]
"""The range, and its ISO form: 2024-03-04, 2024-W10, 2024-03, 2024 or an interval of two of these."""

ZONE_DAYS = 1
"""How far a past day may lie ahead of publication: the world is that wide."""

SOON_DAYS = 62
"""A day without a year that lies this close ahead is an announcement: eleven months ago would need its year."""

MONTH_DAYS = 30
"""How far back the month may have begun that is still to come."""

UNRESOLVED: Resolved = (DateRange(), None)


def month_number(name: str) -> int:
    """1 to 12, for a month in full or short."""
    return MONTHS[name.lower().rstrip(".")]


def weekday_number(name: str) -> int:
    """0 for Monday to 6, for a day in full or short."""
    return WEEKDAYS[name.lower().rstrip(".")]


def day_number(name: str) -> int:
    """1 to 31, for a day in digits or words."""
    return int(name) if name.isdigit() else ORDINALS[name.lower()]


def safe(year: int, month: int, day: int) -> date | None:
    """The date, or null where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def a_day(day: date | None) -> Resolved:
    """One day."""
    if day is None:
        return UNRESOLVED
    return DateRange(start=day, end=day, precision="day"), day.isoformat()


def a_week(day: date) -> Resolved:
    """The ISO week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return DateRange(start=monday, end=monday + timedelta(days=6), precision="week"), f"{year}-W{week:02d}"


def a_month(year: int, month: int) -> Resolved:
    """A calendar month; months beyond 1 to 12 carry over into the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not 1 <= year <= 9998:
        return UNRESOLVED
    last = calendar.monthrange(year, month)[1]
    return DateRange(start=date(year, month, 1), end=date(year, month, last), precision="month"), f"{year}-{month:02d}"


def a_year(year: int) -> Resolved:
    """A calendar year."""
    if not 1 <= year <= 9999:
        return UNRESOLVED
    return DateRange(start=date(year, 1, 1), end=date(year, 12, 31), precision="year"), f"{year:04d}"


def an_interval(start: date, end: date) -> Resolved:
    """From one day to another; its precision is the unit that it fits into."""
    if end < start:
        return UNRESOLVED
    days = (end - start).days
    precision = "day" if days == 0 else "week" if days < 8 else "month" if days < 32 else "year"
    return DateRange(start=start, end=end, precision=precision), f"{start}/{end}"


def a_decade(first: int) -> Resolved:
    """The ten years from `first`."""
    return an_interval(date(first, 1, 1), date(first + 9, 12, 31))


def a_century(n: int) -> Resolved:
    """The hundred years that the press calls the nth century: the 20th is 1900 to 1999."""
    if not 2 <= n <= 30:
        return UNRESOLVED
    return an_interval(date(100 * (n - 1), 1, 1), date(100 * (n - 1) + 99, 12, 31))


def a_quarter(year: int, n: int) -> Resolved:
    """Three months of a calendar year."""
    if not (1 <= year <= 9998 and 1 <= n <= 4):
        return UNRESOLVED
    last = 3 * n
    return an_interval(date(year, last - 2, 1), date(year, last, calendar.monthrange(year, last)[1]))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Butcher (1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def year_of(month: int, day: int | None, published: date | None, tense: Tense) -> int | None:
    """The year of a day or month without one: that of its last occurrence up to publication when told as past, of its
    next when told as to come. A day that lies at most `SOON_DAYS` to the other side, or a month that has just begun, is
    meant all the same: eleven months away, it would need its year."""
    if published is None:
        return None
    here = safe(published.year, month, day or 1)
    if here is None:
        return published.year
    ahead = timedelta(days=SOON_DAYS if day or tense == "open" else 0 if tense == "past" else 366)
    back = timedelta(days=SOON_DAYS if day else MONTH_DAYS) if tense == "future" else timedelta(days=365) - ahead
    if published - back <= here <= published + ahead:
        return published.year
    return published.year + (1 if here < published else -1)


def the_weekday(weekday: int, published: date | None, which: str, tense: Tense) -> Resolved:
    """ "Thursday" as of publication: that day itself, else the last one; the next one when told as to come."""
    if published is None:
        return UNRESOLVED
    if which == "next" or (tense == "future" and which not in ("last", "past", "previous")):
        ahead = (weekday - published.weekday()) % 7
        return a_day(published + timedelta(days=ahead or 7 if which == "next" else ahead))
    back = (published.weekday() - weekday) % 7
    if which in ("last", "past", "previous") and back == 0:
        back = 7
    return a_day(published - timedelta(days=back))


def moved(anchor: date | None, n: int, unit: str) -> Resolved:
    """`n` units (day, week, month, year; negative = back) from a day, as precise as the unit."""
    if anchor is None or abs(n) > 2000:
        return UNRESOLVED
    if unit == "day":
        return a_day(anchor + timedelta(days=n))
    if unit == "week":
        return a_week(anchor + timedelta(weeks=n))
    if unit == "month":
        return a_month(anchor.year, anchor.month + n)
    return a_year(anchor.year + n)


def before(anchor: date, n: int, unit: str) -> date:
    """The day `n` units before a day, for "in the past three months"."""
    if unit in ("day", "week", "weekend"):
        return anchor - timedelta(days=n * (1 if unit == "day" else 7))
    months = n * (12 if unit == "year" else 1)
    year, month = anchor.year + (anchor.month - 1 - months) // 12, (anchor.month - 1 - months) % 12 + 1
    return safe(year, month, min(anchor.day, calendar.monthrange(max(year, 1), month)[1])) or anchor
