"""First names that a surname beside them completes: "Ann and Tom Roe", and, where children bear a parent's name, "Ann
Roe and her sons, Tom, 5, and Jim, 7".

Does not handle: kin named in another sentence than the parent, first names that the article also gives somebody else.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from services.extractor.components.first_names import is_first_name
from services.extractor.components.places import is_known_place
from services.extractor.lexicon import words
from services.extractor.reading import Named, Names, Range

_FIRST = r"[A-Z][a-z]*(?:['’-]?[A-Z]?[a-z]+)+"
_AGE = r"(?:\d[\w-]*(?:[- ](?:year|month|week)s?[- ]old)?\s+)?"
_NEXT = re.compile(
    rf"(?:,\s+\d{{1,2}}\b)?\s*(?:[,;]\s*(?:and\s+)?|\s+and\s+){_AGE}(?P<first>{_FIRST})(?!\s+[A-Z]|['’]s\b|\w)"
)
_PAIR = re.compile(rf"(?<![A-Z]\.\s)(?<![\w’'-])(?P<first>{_FIRST})\s+and\s+\Z")
_ENDS = re.compile(r"[.!?]\s+[A-Z“\"]|\n")
"""The end of a sentence."""
FAR = 200
"""Characters between a parent's name and the words for their kin."""


@cache
def _kin() -> re.Pattern[str]:
    nouns = "|".join(sorted(words("kin_nouns"), key=len, reverse=True))
    return re.compile(
        rf"(?P<whose>\b(?:his|her|their|the\s+couple['’]s)|['’]s)\s+(?:(?!(?:friend|neighbou?r|girlfriend|boyfriend)\b)[a-z\d][\w-]*\s+){{0,4}}?"
        rf"(?:{nouns})(?:\s*(?:[,:]|--|—|–))?\s+{_AGE}(?P<first>{_FIRST})(?!\s+[A-Z]|['’]s\b|\w)"
    )


def with_kin(names: Names, text: str, publisher_country: str | None) -> Names:
    """The names, and those that only their first name tells, each with the surname that the article gives beside it."""
    people = [(m, n) for n in names.all if n.kind == "person" and not n.office for m in n.mentions]
    full = sorted((m, _surname(n.name)) for m, n in people if " " in text[slice(*m)] and _surname(n.name))
    found: dict[str, Named] = {}
    for at, first, surname in (*_pairs(text, full), *_children(names, text, full, publisher_country)):
        known = names.at(at, at + len(first))
        if first in found or first.lower() in words("days") or (known is None and _is_a_place(first)):
            continue
        if known is None and (new := _named(first, surname, at, names, text)):
            found[first] = new
        elif known is not None and known.kind == "person" and known.name == first:
            found[first] = replace(known, name=f"{first} {surname}", aliases=(first, *known.aliases))
    if not found:
        return names
    kept = [n for n in names.all if n.kind != "person" or n.name not in found]
    return Names(tuple(sorted((*kept, *found.values()), key=lambda n: n.mentions[0])))


def _is_a_place(first: str) -> bool:
    return is_known_place(first) and not is_first_name(first)


def _surname(name: str) -> str:
    parts = [part for part in name.split() if part.strip(".,") not in ("Jr", "Sr", "II", "III", "IV")]
    return parts[-1] if len(parts) > 1 else ""


def _pairs(text: str, full: list[tuple[Range, str]]) -> Iterator[tuple[int, str, str]]:
    """ "Ann and Tom Roe": where the first is known as a first name."""
    for (start, end), surname in full:
        pair = _PAIR.search(text, max(0, start - 30), start)
        whole = text[start:end].split()
        if pair and len(whole) == 2 and is_first_name(pair["first"]):
            yield pair.start("first"), pair["first"], surname


def _children(
    names: Names, text: str, full: list[tuple[Range, str]], publisher_country: str | None
) -> Iterator[tuple[int, str, str]]:
    """ "Her sons, Tom, 5, and Jim, 7": with the surname of the person named last before, in the same sentence."""
    found = list(_kin().finditer(text)) if full else []
    if not found:
        return
    told = Counter(n.country for n in names.all if n.kind == "place" and n.country)
    home = publisher_country or next((country for country, _ in told.most_common(1)), None)
    if home not in words("shared_surnames"):
        return
    for kin in found:
        parent = next(((end, surname) for (_, end), surname in reversed(full) if end < kin.end("whose")), None)
        if parent is None or kin.start() - parent[0] >= FAR or _ENDS.search(text[parent[0] : kin.start()]):
            continue
        match: re.Match[str] | None = kin
        while match:
            yield match.start("first"), match["first"], parent[1]
            match = _NEXT.match(text, match.end("first"))


def _named(first: str, surname: str, at: int, names: Names, text: str) -> Named | None:
    every = (m.span() for m in re.finditer(rf"(?<![\w-]){re.escape(first)}(?![\w-])", text[at:]))
    mentions = tuple((at + s, at + e) for s, e in every if names.at(at + s, at + e) is None)
    return Named(f"{first} {surname}", "person", aliases=(first,), mentions=mentions) if mentions else None
