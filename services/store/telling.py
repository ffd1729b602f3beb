"""What an article speaks of, in words that few others use: names, streets, ages, things.

Two articles that share enough of them tell of one event, also where neither a day nor a place could be read.
"""

import re
from collections.abc import Collection, Iterable, Set
from datetime import date
from math import sqrt

from services.store.keys import key_of
from services.store.names import fold, unaccented
from services.store.words import word_set

MOST_CHARACTERS = 6000
"""Of a text that are looked at: its event is told at the beginning."""

MOST_WORDS = 80

FEWEST_WORDS = 6
"""Fewer say nothing: of a report of two sentences they are its town and the body that it names, as of every other."""

LANGUAGE = "en"
"""Of the lists of words that everybody uses; in another language every word would be telling."""

YEARS = range(1900, 2100)

EMERGENCY = frozenset({"911", "999", "112"})
"""Numbers that every report gives."""

PROPER = "^"
"""Before a word that the article never writes small, a name or an age: it counts twice."""

PERIOD_DAYS = 10
"""What is told of one event is looked for in the period of its day, that of its publication, and those beside."""


def telling_words(text: str, language: str | None) -> frozenset[str]:
    """The words of a text, folded, that tell it from other reports; none where there are too few."""
    if language not in (LANGUAGE, None):
        return frozenset()
    told = unaccented(text[:MOST_CHARACTERS])
    words = list(dict.fromkeys(w for w in fold(told).split() if _tells(w)))[:MOST_WORDS]
    words += [f"{a or b}y" for a, b in _AGE.findall(told)]
    if len(words) < FEWEST_WORDS:
        return frozenset()
    small = {w.casefold() for w in _WORD.findall(told) if w[0].islower() or w.isdecimal()}
    return frozenset(words) | {f"{PROPER}{w}" for w in words if w not in small}


# "A 27-year-old", "Baraka Juma, 27, ...": other numbers of two digits are days and hours.
_AGE = re.compile(r"\b(\d{1,2})-(?:year|month|week|day)s?-old|, (\d{1,2}),")
_WORD = re.compile(r"[^\W_]+")


def _tells(word: str) -> bool:
    if word.isdecimal():
        return len(word) > 2 and int(word[:5]) not in YEARS and word.strip("0") != "" and word not in EMERGENCY
    return len(word) > 2 and word not in word_set("common_words") and word not in word_set("news_words")


def names_a_person(name: str) -> bool:
    """Whether this is somebody's name, and not what he is: "Baraka Juma", but neither "Katwe man" nor "City Police"."""
    words = fold(name).split()
    capitals = all(w[0].isupper() for w in name.split())
    return len(words) > 1 and capitals and _tells(words[-1]) and not word_set("bodies") & set(words)


def people_in(words: Iterable[str]) -> list[str]:
    """The people named in full among what an article speaks of."""
    return [word for word in words if " " in word]


def cosine(a: Set[str], b: Set[str]) -> float:
    """How much of what two articles speak of is the same: 0 to 1."""
    return len(a & b) / sqrt(len(a) * len(b)) if a and b else 0.0


def told_keys(words: Collection[str], *when: date | None) -> set[int]:
    """Keys under which a mention is filed by what its article speaks of; none where nobody knows when."""
    periods = {day.toordinal() // PERIOD_DAYS for day in when if day}
    return {key_of(word, period) for word in words if word[0] != PROPER for period in periods}


def told_lookups(words: Collection[str], *when: date | None) -> set[int]:
    """Keys under which mentions of the same time lie whose articles speak of the same."""
    periods = {day.toordinal() // PERIOD_DAYS for day in when if day}
    around = {period + beside for period in periods for beside in (-1, 0, 1)}
    return {key_of(word, period) for word in words if word[0] != PROPER for period in around}
