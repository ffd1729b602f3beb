"""Values in words: how many, when, where, what is known. Nothing here is more exact than the value itself."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from shared.messages import DateRange, HarmKind, Place, Proof, Toll

HARMS: Mapping[HarmKind, str] = {
    "killed": "killed",
    "injured": "injured",
    "abducted": "abducted",
    "missing": "missing",
    "arrested": "arrested",
    "displaced": "displaced",
    "unspecified": "harmed",
}
"""The gravest first: the order in which tolls are told."""


def count(number: int) -> str:
    return f"{number:,}"


def how_many(toll: Toll) -> str:
    """ "12", "at least 12", "up to 12", "10 to 12", each with the best estimate where that says more."""
    low, best, high = toll.low, toll.best, toll.high
    if high is None:
        said = f"at least {count(low)}" if low else "an unknown number"
        known = low
    elif low == high:
        return count(low)
    elif low == 0 and best is None:
        return f"up to {count(high)}"
    else:
        said, known = f"{count(low)} to {count(high)}", high
    return said if best is None or best in (low, known) else f"{said}, best estimate {count(best)}"


def toll_in_words(figures: Mapping[HarmKind, Toll]) -> str:
    """ "2 killed, at least 5 injured"; empty where nothing is known."""
    return ", ".join(f"{how_many(figures[kind])} {word}" for kind, word in HARMS.items() if kind in figures)


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """ "21 June 2024, 09:00 UTC"."""
    at = value.astimezone(UTC)
    return f"{day(at)}, {at:%H:%M} UTC"


def when(value: DateRange | None) -> str:
    """The days, as exactly as they are known and no more."""
    if value is None or value.start is None or value.precision == "none":
        return "date not stated"
    start, end = value.start, value.end or value.start
    if value.precision == "year":
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    if value.precision == "month":
        return f"{start:%B %Y}" if (start.year, start.month) == (end.year, end.month) else _from_to(start, end)
    if value.precision == "week":
        return f"between {day(start)} and {day(end)}"
    return day(start) if start == end else _from_to(start, end)


def _from_to(start: date, end: date) -> str:
    return f"{day(start)} to {day(end)}"


def where(place: Place | None) -> str:
    """The place's name, else the words that name it."""
    return "place not stated" if place is None else place.name or place.text


def quoted(proof: Proof) -> str:
    """The words of a proof with who printed them and when: one line."""
    source = proof.publisher or "publisher not stated"
    printed = moment(proof.published_at) if proof.published_at else "date not stated"
    return f"“{' '.join(proof.text.split())}” ({source}, {printed})"


def spoken(word: str) -> str:
    """A word of the contract as people write it: `use_of_force` is "use of force"."""
    return word.replace("_", " ")
