"""What a phrase that names a time means, against the day of publication: past by default, never a default day.

Pure arithmetic on dates. A week is named by its ISO week, Monday to Sunday.
"""

import calendar
from datetime import date, timedelta

from shared.messages import DateRange

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.lower(): n for n, name in enumerate(calendar.day_abbr)} | {"tues": 1, "thur": 3, "thurs": 3}

Resolved = tuple[DateRange, str | None]
"""The range, and its ISO form: 2024-03-04, 2024-W10, 2024-03, 2024 or an interval of two of these."""

SOON_DAYS = 60
"""A day without a year that lies this close ahead is an announcement: eleven months ago would need its year."""

UNRESOLVED: Resolved = (DateRange(), None)


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


def year_of(month: int, day: int | None, published: date | None, *, future: bool) -> int | None:
    """The year of a day without one: that of its last occurrence up to publication (or shortly after), or with
    `future` its next."""
    if published is None:
        return None
    here = safe(published.year, month, day or (1 if not future else 28))
    if here is None:
        return published.year
    if future:
        return published.year if here >= published else published.year + 1
    if published < here <= published + timedelta(days=SOON_DAYS):
        return published.year
    return published.year if here <= published else published.year - 1


def the_weekday(weekday: int, published: date | None, which: str, *, future: bool) -> Resolved:
    """ "Thursday" as of publication: that day itself, else the last one; the next one with `future`."""
    if published is None:
        return UNRESOLVED
    if which == "next" or future:
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
