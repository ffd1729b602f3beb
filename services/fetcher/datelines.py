"""The day that an article gives as its own, in a date line at its head.

A date stands clearly as the article's own where it opens a line and is set off from the sentence: behind a label
("date 2023-07-21 ...", "Published: 3 July 2024"), before a dash ("Saturday, April 15, 2023 – ..."), behind the place
it was written in ("NAIROBI, 3 July 2024 –", "Kisumu, July 3, 2024 (Reuters) -"), behind the author, or alone on
its line. A date inside a sentence is about something else, and so is one half of a range.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

HEAD = 200
"""Characters in which a date line may begin: a headline and an author's name come before it, a paragraph does not."""
CHRONICLE = 2_000
"""Characters in which a second line that opens with another date shows that the dates are those of events."""


@dataclass(frozen=True)
class _Grammar:
    date: re.Pattern[str]
    forms: tuple[re.Pattern[str], ...]
    months: dict[str, int]
    weekdays: dict[str, int]


def date_at_the_head(text: str) -> date | None:
    """The article's own day, or None: where no line gives one, where lines give different ones (a chronicle), where
    the day does not exist or does not fall on the weekday it is said to be."""
    grammar = _grammar()
    days = list(_days_in_lines(text, grammar))
    own = {day for start, day in days if start < HEAD}
    return own.pop() if len(own) == 1 and len({day for _, day in days}) == 1 else None


def _days_in_lines(text: str, grammar: _Grammar) -> Iterator[tuple[int, date | None]]:
    """Where a line opens with a date line, and its day; None where that is no day."""
    for line in _LINE.finditer(text, 0, CHRONICLE):
        start = line.start() + len(line[0]) - len(line[0].lstrip("\u200b \t\xa0"))
        for form in grammar.forms:
            found = form.match(text, start, line.end())
            if found and not _is_half_of_a_range(text[found.end() : found.end() + 40], grammar):
                yield start, _day(found.groupdict(), grammar)
                break


_LINE = re.compile(r"[^\n\r]+")


def _is_half_of_a_range(rest: str, grammar: _Grammar) -> bool:
    return grammar.date.match(rest.lstrip(" \t-–—")) is not None


def _day(said: dict[str, str | None], grammar: _Grammar) -> date | None:
    try:
        if iso := said.get("iso"):
            return date.fromisoformat(iso)
        if slashed := said.get("slashed"):
            return _day_of_numbers(slashed)
        month = said.get("month") or said.get("month2") or ""
        day = date(int(said["year"] or 0), grammar.months[month.casefold()], int(said["day"] or said["day2"] or 0))
    except ValueError:
        return None
    weekday = said["weekday"]
    return day if not weekday or grammar.weekdays[weekday.casefold()] == day.isoweekday() else None


def _day_of_numbers(slashed: str) -> date | None:
    """Of 23/07/2024, where only one order is possible. 03/07/2024 is July in Nairobi and March in New York."""
    first, second, year = (int(number) for number in re.split(r"[/.]", slashed))
    if first == second or second <= 12 < first:
        return date(year, second, first)
    return date(year, first, second) if first <= 12 < second else None


def _names(file: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for line in files("services.fetcher").joinpath(f"data/{file}").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            number, *words = line.split()
            names |= {word.casefold(): int(number) for word in words}
    return names


def _labels() -> list[str]:
    lines = files("services.fetcher").joinpath("data/date_labels.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _one_of(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    months, weekdays = _names("months.txt"), _names("weekdays.txt")
    month, weekday = _one_of(list(months)), _one_of(list(weekdays))
    named = (
        rf"(?:(?P<weekday>{weekday})\.?,?[ ])?"
        rf"(?:(?P<month>{month})\.?[ ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ ]"
        rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?(?P<month2>{month})\.?,?[ ])(?P<year>\d{{4}})(?!\d)"
    )
    iso = r"(?P<iso>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d-])"
    own = rf"(?:{iso}|{named})"
    slashed = r"(?P<slashed>\d{1,2}(?P<mark>[/.])\d{1,2}(?P=mark)\d{4})(?!\d)"
    label = _one_of(_labels())
    word = rf"(?!(?:{month}|{weekday}|in|on|at|as|by|since|until|after|before|during|from|the)\b)(?-i:[A-Z])[\w.'’-]*"
    words = rf"{word}(?:[ ]{word}){{0,3}}"
    # What sets a date off: a time of day, a place, the agency in brackets; then a dash or bar, or the end of the line.
    clock = r"(?:,?[ ](?:at[ ])?\d{1,2}[:.]\d{2}(?:[ ]?[ap]\.?m\.?)?(?:[ ][A-Z]{2,4})?)?"
    agency = r"(?:[ ]?[(\[][^()\[\]\n]{2,40}[)\]])"
    dash = rf"{clock}(?:,[ ]{words})?{agency}?[ ]*(?:[–—|]|--?(?=[ ]))"
    off = rf"(?:{dash}|{clock}{agency}?[ ]*$)"
    forms = (
        rf"{label}[ ]?:[ ]*(?:{own}|{slashed})",
        rf"{label}[ ]{own}{off}",
        rf"(?:{label}[ ])?{iso}[ ][“\"‘']?(?-i:[A-Z])",
        rf"{own}{off}",
        rf"{words}(?:,[ ]{words})?(?:,[ ]?|[ ]?[|–—][ ]?){own}(?:{dash}|{clock}{agency}[ ]*$)",
        rf"(?-i:[A-Z]{{3,20}}(?:[ ][A-Z]{{2,20}}){{0,2}})[ ]{own}{dash}",
        rf"{word}(?:,[ ]{word})?,[ ]{own}[ ]*$",
        rf"by[ ]{words}(?:[ ]and[ ]{words})?(?:,[ ]?|[ ]?[|–—-][ ]?|[ ]){own}{off}",
    )
    either = rf"(?:\d{{4}}-\d{{2}}|(?:{weekday}\.?,?[ ])?(?:{month}\.?[ ]\d|\d{{1,2}}(?:st|nd|rd|th)?[ ]{month}\b))"
    return _Grammar(
        date=re.compile(either, re.IGNORECASE),
        forms=tuple(re.compile(form, re.IGNORECASE) for form in forms),
        months=months,
        weekdays=weekdays,
    )
