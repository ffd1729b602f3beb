"""When two spellings name the same: short forms, acronyms, slips of one letter."""

import re
from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc

from services.extractor.lexicon import words
from shared.messages import EntityKind

SLIP = 5
"""A name shorter than this must match to the letter: "Omar" and "Amar" are two people."""


@lru_cache(maxsize=4_096)
def _parts(name: str) -> tuple[str, ...]:
    """Each name of an article is compared with all others."""
    return tuple(p for p in re.split(r"[\s.]+", name) if p)


def one_slip_apart(a: str, b: str) -> bool:
    """Equal, or one letter apart, in names of at least five letters: Bungei and Bunge, Japhet and Japheth."""
    if a == b:
        return True
    if min(len(a), len(b)) < SLIP or abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    i = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return i > 0 and (a[i:] == b[i + 1 :] or (len(a) == len(b) and a[i + 1 :] == b[i + 1 :]))


def same_name(a: str, b: str, kind: EntityKind) -> bool:
    """Whether a name that carries its own evidence is one already known."""
    if a.lower().removeprefix("the ") == b.lower().removeprefix("the "):
        return True
    if kind == "place":
        return False
    first, second = _parts(a), _parts(b)
    if kind == "person":
        if len(first) == 1 or len(second) == 1:
            return short_form_of(a, b, kind) or short_form_of(b, a, kind)
        if len(first) == len(second):
            return all(one_slip_apart(x, y) for x, y in zip(first, second, strict=True))
        long, short = (first, second) if len(first) > len(second) else (second, first)
        return all(any(one_slip_apart(s, w) for w in long) for s in short)
    return short_form_of(a, b, kind) or short_form_of(b, a, kind)


def short_form_of(short: str, full: str, kind: EntityKind) -> bool:
    """Whether `short` is how an article goes on to call `full`: part of a person's name, the distinctive first
    word or the acronym of an organisation."""
    if short == full:
        return True
    parts, whole = _parts(short), _parts(full)
    if kind == "person":
        return len(parts) < len(whole) and all(any(one_slip_apart(p, w) for w in whole) for p in parts)
    if kind == "organisation":
        if is_acronym_of(short, full):
            return True
        opening = whole[0] if whole else ""
        distinctive = opening not in words("common_openings") and len(opening) > 3
        return (
            distinctive
            and parts[0] == opening
            and (len(parts) == 1 or len(whole) == 1 or parts[1].lower() == whole[1].lower())
        )
    return False


def is_acronym_of(acronym: str, full: str) -> bool:
    """Whether the capitals of `acronym` are initials of `full`, in order, of which at most one is missing."""
    letters = [c for c in acronym if c.isupper()]
    if len(letters) < 2 or len(letters) < len(acronym.replace(".", "")) - 1 or " " in acronym:
        return False
    initials = [w[0] for w in re.split(r"[\s-]+", full) if w and (w[0].isupper())]
    if not initials or letters[0] != initials[0]:
        return False
    rest, position = 0, 0
    for letter in letters:
        if letter in initials[position:]:
            position = initials.index(letter, position) + 1
            rest += 1
    return rest >= len(letters) - (len(letters) > 3) and len(initials) <= len(letters) + 2


def is_cut_from(short: str, full: str) -> bool:
    """Whether `short` is put together from the beginnings of two or more words of `full`, in order, the first one
    included: "Unilag" from "University of Lagos", "Cran" from "Communications Regulatory Authority of Namibia"."""
    letters, heads = short.lower(), [word.lower() for word in re.split(r"[\s-]+", full) if word]
    if not (letters.isalpha() and 2 < len(letters) < 12) or not heads or heads[0][0] != letters[0]:
        return False

    def covered(at: int, word: int, used: int) -> bool:
        if at == len(letters):
            return used > 1
        if word == len(heads):
            return False
        longest = next((n for n, (a, b) in enumerate(zip(letters[at:], heads[word], strict=False)) if a != b), None)
        fits = longest if longest is not None else min(len(letters) - at, len(heads[word]))
        return any(covered(at + n, word + 1, used + (n > 0)) for n in range(fits, -1, -1))

    return covered(0, 0, 0)


def acronym_in_brackets(doc: Doc, i: int) -> bool:
    """Whether an acronym in brackets stands at token `i`."""
    return i < len(doc) and doc[i].text == "(" and sum(c.isupper() for c in word_in_brackets(doc, i)) > 1


def word_in_brackets(doc: Doc, i: int) -> str:
    """The one word in brackets at token `i`; empty where none stands there."""
    bracketed = i + 2 < len(doc) and doc[i].text == "(" and doc[i + 2].text == ")"
    return doc[i + 1].text if bracketed else ""


def not_shouted(name: str, spellings: Sequence[str]) -> str:
    """A place as the text writes it elsewhere, where it was first met in capitals ("KISUMU, Kenya —"), else with one
    capital a word. What has four letters or fewer may be an acronym."""
    if not name.isupper():
        return name
    elsewhere = (each for each in spellings if not each.isupper() and each.lower() == name.lower())
    return next(elsewhere, name.title() if len(name) > 4 and name.replace(" ", "").isalpha() else name)
