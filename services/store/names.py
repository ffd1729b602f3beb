"""Names of people, folded for comparing. Never joins two people on one shared word."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from services.store.words import lines

VARIANT_LENGTH = 4
"""Letters that a given name must share before one more letter counts as spelling: Japhet, Japheth."""


def fold(text: str) -> str:
    """Lower case, no accents, only letters and digits with single spaces between: "Ngũgĩ's" is "ngugi s"."""
    plain = unaccented(text).casefold()
    if plain.isascii():  # a fifth of the time; the same words
        return " ".join(plain.translate(_ASCII_BETWEEN_WORDS).split())
    return _BETWEEN_WORDS.sub(" ", plain).strip()


def unaccented(text: str) -> str:
    """The same letters without their accents: "Ngũgĩ" is "Ngugi"."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_ACCENTS)


class _Accents(dict[int, int | None]):
    """For `str.translate`: what becomes of each character, found out once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_ACCENTS = _Accents()
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_ASCII_BETWEEN_WORDS = {code: " " for code in range(128) if not chr(code).isalnum()}


def names_nobody(name: str) -> bool:
    """A placeholder such as "John Doe" (Rule R11)."""
    return fold(name) in lines("placeholders")


def is_full(name: str) -> bool:
    """At least two words, and somebody: only such a name identifies a person across articles."""
    return len(_words_of(name)) >= 2


@lru_cache(maxsize=8_192)
def _words_of(name: str) -> tuple[str, ...]:
    """The folded words of somebody's name; kept, since each is compared with hundreds. None where it names nobody."""
    return () if names_nobody(name) else tuple(_spelt(word) for word in fold(_APOSTROPHES.sub("", name)).split())


_APOSTROPHES = re.compile(r"(?<=\w)['’‘`](?=\w\w)")
_DOUBLED = re.compile(r"([^\W\d])\1")


def _spelt(word: str) -> str:
    """Without what two papers spell differently: Mohammed and Mohamed, Joseph and Josef, Ng'ang'a and Nganga."""
    return _DOUBLED.sub(r"\1", word.replace("ph", "f").replace("ie", "i"))


def _same_word(a: str, b: str) -> bool:
    if a == b:
        return True
    short, long = (a, b) if len(a) < len(b) else (b, a)
    return len(long) == len(short) + 1 and len(short) >= VARIANT_LENGTH and long.startswith(short)


def _contained(short: Sequence[str], long: Sequence[str]) -> bool:
    return all(any(_same_word(a, b) for b in long) for a in short)


def contains(words: list[str], name: list[str]) -> bool:
    """Whether every one of these folded words stands in a folded name, give or take one letter at its end."""
    return _contained(words, name)


def same_person(a: str, b: str) -> bool:
    """Two full names of one person: every word of the shorter one is in the longer one.

    "Rex Masai" and "Rex Kanyike Masai" are; "Wanjiru Kamau" and "Wanjiku Kamau" are not.
    """
    short, long = _by_length(a, b)
    return len(short) >= 2 and _contained(short, long)


def _by_length(a: str, b: str) -> tuple[Sequence[str], Sequence[str]]:
    """The words of two names, the shorter one's first."""
    left, right = _words_of(a), _words_of(b)
    return (left, right) if len(left) <= len(right) else (right, left)


def may_be(a: str, b: str) -> bool:
    """One name is a part of the other, as a surname alone: the same person perhaps, not surely."""
    short, long = _by_length(a, b)
    return bool(short) and _contained(short, long)


def distinct(names: Iterable[str]) -> int:
    """How many different people these names name at least: what may be one person counts as one."""
    people: list[str] = []
    for name in sorted({fold(n) for n in names if fold(n) and not names_nobody(n)}, key=lambda n: (-len(n.split()), n)):
        if not any(may_be(name, other) for other in people):
            people.append(name)
    return len(people)


def name_keys(name: str) -> set[str]:
    """Keys that two spellings of one full name share: each pair of its words, cut to where spellings still agree."""
    if not is_full(name):
        return set()
    words = sorted({word[: VARIANT_LENGTH + 1] for word in _words_of(name)[:6]})
    return {f"{a} {b}" for i, a in enumerate(words) for b in words[i + 1 :]}
