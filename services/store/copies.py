"""Is one text a copy of another? Word for word, shortened, with words put around it, or set into another article.

Two outlets' own reports of one event share quotations and phrases; a copy shares most of its sentences, or one long
passage. Texts are compared as sets of three-word shingles; a sample of these is what likely copies are found by.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from services.store.keys import digest_of
from services.store.names import fold

SHINGLE = 3
"""Words in a row that are compared as one."""

MOST_CHARACTERS = 60_000
"""Of a text that are compared: many times the longest report, and bounded work on anything longer."""

FEWEST_SHINGLES = 40
"""A shorter text is a brief, and briefs resemble each other. The fetcher knows those that agree word for word."""

SAMPLE = 32
"""Shingles kept of each text, at least; twice as many at most."""

MOST_CONTAINED = 0.75
"""Share of the shorter text's shingles from which it is a copy. Of 156 pairs of own reports of one event, which drew
on the same agencies, the closest had .42; of copies edited, shortened or updated, the furthest .83 (measured)."""

LONGEST_RUN = 50
"""Words in a row from which a passage is taken over, not quoted; and it has to be"""

SHARE_OF_RUN = 0.2
"""of the shorter text. The longest run of two own reports had 75 words, an eighth of the shorter (measured)."""

MOST_PLACES = 8
"""Places at which one shingle of the other text is looked for: a text that repeats itself costs no more than others."""


@dataclass(frozen=True)
class Likeness:
    """How two texts are alike. `near`: most of the shorter is in the other; else a passage is. `words`: how many."""

    near: bool
    words: int


@dataclass(frozen=True)
class Text:
    """A text, ready to compare: its words, and its shingles as numbers that only this process knows."""

    words: tuple[str, ...]
    shingles: frozenset[int]
    in_order: tuple[int, ...] = ()
    """The shingles as they follow each other."""

    @property
    def is_brief(self) -> bool:
        """Too short to tell a copy from a likeness."""
        return len(self.shingles) < FEWEST_SHINGLES


@lru_cache(maxsize=512)
def text_of(text: str) -> Text:
    """What is compared of a text; kept, since what is a copy of one is held against those of it."""
    words = tuple(fold(text[:MOST_CHARACTERS]).split())
    in_order = tuple(map(hash, _shingles(words)))
    return Text(words, frozenset(in_order), in_order)


def _shingles(words: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)


def sample(text: Text) -> frozenset[int]:
    """The shingles that stand for a text in the index, as 63-bit numbers for ever.

    Those divisible by a power of two, so that what two texts share is in both samples, or in neither, as far as the
    longer one's sample goes: a passage is found as surely as a whole text. None of a brief.
    """
    if text.is_brief:
        return frozenset()
    divisor = 1 << max(0, (len(text.shingles) // SAMPLE).bit_length() - 1)
    numbers = {digest_of(f"{a} {b} {c}") >> 1 for a, b, c in _shingles(text.words)}
    return frozenset(sorted(n for n in numbers if n % divisor == 0)[: 2 * SAMPLE])


def month_of(published: datetime | None) -> int:
    """Months since the year 0; 0 where the day is not known. Copies appear within a month of each other."""
    return published.year * 12 + published.month if published else 0


def months_around(published: datetime | None) -> frozenset[int]:
    """The months in which an article's copies are looked for; none: in all."""
    month = month_of(published)
    return frozenset({0, month - 1, month, month + 1}) if month else frozenset()


def likeness(a: Text, b: Text) -> Likeness | None:
    """How two texts are alike, or None. Symmetric."""
    if a.is_brief or b.is_brief:
        return None
    shared, shorter = len(a.shingles & b.shingles), min(len(a.shingles), len(b.shingles))
    if shared >= MOST_CONTAINED * shorter:
        return Likeness(near=True, words=shared)
    if shared < LONGEST_RUN - SHINGLE + 1:
        return None
    shorter_text, longer_text = sorted((a, b), key=lambda text: len(text.in_order))
    if longest_streak(shorter_text.in_order, longer_text.shingles) < LONGEST_RUN - SHINGLE + 1:
        return None
    run = longest_run(*sorted((a.words, b.words)))
    enough = run >= LONGEST_RUN and run >= SHARE_OF_RUN * min(len(a.words), len(b.words))
    return Likeness(near=False, words=run) if enough else None


def longest_streak(in_order: Sequence[int], shingles: Set[int]) -> int:
    """The most shingles in a row of one text that stand anywhere in another: what no passage of both is longer than,
    and found in a fiftieth of the time. Texts that share their sentences in another order end here."""
    longest, length = 0, 0
    for shingle in in_order:
        length = length + 1 if shingle in shingles else 0
        longest = max(longest, length)
    return longest


def longest_run(a: Sequence[str], b: Sequence[str]) -> int:
    """Words of the longest passage that two texts share."""
    places: dict[Sequence[str], list[int]] = {}
    for at in range(len(b) - SHINGLE + 1):
        found = places.setdefault(b[at : at + SHINGLE], [])
        if len(found) < MOST_PLACES:
            found.append(at)
    longest, i = 0, 0
    while i < len(a) - SHINGLE + 1:
        here = max((_run(a, i, b, j) for j in places.get(a[i : i + SHINGLE], ())), default=1)
        longest = max(longest, here)
        i += here
    return longest


def _run(a: Sequence[str], i: int, b: Sequence[str], j: int) -> int:
    length = SHINGLE
    while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
        length += 1
    return length
