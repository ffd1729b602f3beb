"""What an article speaks of, in words that few others use: names, streets, ages, things.

Two articles that share enough of them tell of one event, also where neither a day nor a place could be read.
"""

from collections.abc import Collection, Set
from datetime import date
from math import sqrt

from services.store.keys import key_of
from services.store.names import fold
from services.store.words import word_set

MOST_CHARACTERS = 6000
"""Of a text that are looked at: its event is told at the beginning."""

MOST_WORDS = 80

FEWEST_WORDS = 6
"""Fewer say nothing."""

LANGUAGE = "en"
"""Of the lists of words that everybody uses; in another language every word would be telling."""

YEARS = range(1900, 2100)

PERIOD_DAYS = 10
"""What is told of one event is looked for in the period of its day, that of its publication, and those beside."""


def telling_words(text: str, language: str | None) -> frozenset[str]:
    """The words of a text, folded, that tell it from other reports; none where there are too few."""
    if language not in (LANGUAGE, None):
        return frozenset()
    words = dict.fromkeys(w for w in fold(text[:MOST_CHARACTERS]).split() if _tells(w))
    found = frozenset(list(words)[:MOST_WORDS])
    return found if len(found) >= FEWEST_WORDS else frozenset()


def _tells(word: str) -> bool:
    if word.isdecimal():
        return len(word) == 2 or (len(word) > 2 and int(word[:5]) not in YEARS)
    return len(word) > 2 and word not in word_set("common_words") and word not in word_set("news_words")


def cosine(a: Set[str], b: Set[str]) -> float:
    """How much of what two articles speak of is the same: 0 to 1."""
    return len(a & b) / sqrt(len(a) * len(b)) if a and b else 0.0


def told_keys(words: Collection[str], *when: date | None) -> set[int]:
    """Keys under which a mention is filed by what its article speaks of; none where nobody knows when."""
    periods = {day.toordinal() // PERIOD_DAYS for day in when if day}
    return {key_of(word, period) for word in words for period in periods}


def told_lookups(words: Collection[str], *when: date | None) -> set[int]:
    """Keys under which mentions of the same time lie whose articles speak of the same."""
    periods = {day.toordinal() // PERIOD_DAYS for day in when if day}
    around = {period + beside for period in periods for beside in (-1, 0, 1)}
    return {key_of(word, period) for word in words for period in around}
