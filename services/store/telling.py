"""What an article speaks of, in words that few others use: names, streets, ages, things.

Two articles that share enough of them tell of one event, also where neither a day nor a place could be read.
"""

import re
from collections.abc import Collection, Iterable, Set
from datetime import date
from functools import cache, lru_cache
from math import sqrt

from services.store.keys import key_of, number_of
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

MOST_FILED = 56
"""Words under which an article is filed; it is looked up by all."""

PERIOD_DAYS = 10
"""What is told of one event is looked for in the period of its day, that of its publication, and those beside."""


def telling_words(text: str, language: str | None) -> frozenset[str]:
    """The words of a text, folded, that tell it from other reports; none where there are too few."""
    if language not in (LANGUAGE, None):
        return frozenset()
    told = unaccented(text[:MOST_CHARACTERS])
    words = [w for w in dict.fromkeys(fold(told).split()) if _tells(w)][:MOST_WORDS]
    words += [f"{a or b}y" for a, b in _AGE.findall(told)]
    if len(words) < FEWEST_WORDS:
        return frozenset()
    small = {w.casefold() for w in set(_WORD.findall(told)) if w[0].islower() or w.isdecimal()}
    return frozenset(words) | {f"{PROPER}{w}" for w in words if w not in small}


# "A 27-year-old", "Baraka Juma, 27, ...": other numbers of two digits are days and hours.
_AGE = re.compile(r"\b(\d{1,2})-(?:year|month|week|day)s?-old|, (\d{1,2}),")
_WORD = re.compile(r"[^\W_]+")


def _tells(word: str) -> bool:
    if word.isdecimal():
        return len(word) > 2 and int(word[:5]) not in YEARS and word.strip("0") != "" and word not in EMERGENCY
    return len(word) > 2 and word not in _everybodys()


@cache
def _everybodys() -> frozenset[str]:
    return word_set("common_words") | word_set("news_words")


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
    # The same of them in every article: who speak of the same share as many of these as of all.
    filed = sorted((word for word in words if word[0] != PROPER), key=number_of)[:MOST_FILED]
    return {key_of(word, period) for word in filed for period in periods}


def told_lookups(words: Collection[str], *when: date | None) -> set[int]:
    """Keys under which mentions of the same time lie whose articles speak of the same."""
    periods = {day.toordinal() // PERIOD_DAYS for day in when if day}
    around = {period + beside for period in periods for beside in (-1, 0, 1)}
    return {key_of(word, period) for word in words if word[0] != PROPER for period in around}


def story_keys(words: Set[str], published: date | None) -> set[int]:
    """Keys under which a mention is filed whenever its event was: pairs of names, drawn from all that its article
    names so that two articles draw some of the same ones where they name the same (min-wise hashing)."""
    return {key_of(pair, published.year) for pair in _drawn(frozenset(words))} if published else set()


def story_lookups(words: Set[str], published: date | None) -> set[int]:
    """Keys under which stories of many names in common lie, told within a year or so of this one."""
    years = (published.year - 1, published.year, published.year + 1) if published else ()
    return {key_of(pair, year) for pair in _drawn(frozenset(words)) for year in years}


@lru_cache(maxsize=4_096)
def _drawn(words: frozenset[str]) -> tuple[str, ...]:
    """`DRAWN` pairs of names, each of its own draw; none of an article that hardly names anybody."""
    names = {number_of(word): word for word in words if word[0] == PROPER or " " in word}
    if len(names) < FEWEST_NAMES:
        return ()
    draws = [names[min(names, key=lambda n: (n * odd) & _MASK)] for odd in _ODD]
    return tuple(f"{n} {a} {b}" for n, (a, b) in enumerate(zip(draws[::2], draws[1::2], strict=True)))


DRAWN = 24
"""Pairs drawn of one article. Two articles share a pair as often as the square of the share of names that they have in
common: of two that have half of them, 6 pairs; of two that have a tenth, one in four times."""

FEWEST_NAMES = 4
_MASK = (1 << 64) - 1
_ODD = tuple((0x9E3779B97F4A7C15 * (2 * n + 1) ** 5) & _MASK | 1 for n in range(2 * DRAWN))
"""Multipliers: each puts the names in another order."""
