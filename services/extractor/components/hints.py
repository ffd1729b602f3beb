"""Hints at people's names where the model's own recogniser is not run: two to four capitalised words that name no
place, body, day or site are taken for a person. On news of harm the hint is right as often as the small model's.

Does not handle: single names, names in text without capitals, bodies named without a word that says so.
"""

import re

from spacy.tokens import Doc, Span

from services.extractor.components.places import spots_of
from services.extractor.lexicon import words

_WORD = re.compile(r"^(?:[A-Z][a-z’'.-]+(?:[A-Z][a-z]+)?|[A-Z]\.|Jr\.?|Sr\.?|II|III|al-[A-Z][a-z]+)$")
_LOCATIVE = frozenset(("in", "near", "at"))
LONGEST = 4
"""Words of a name."""


def hint_at_people(doc: Doc) -> None:
    """Mark runs of capitalised words in `doc` as PERSON entities, in place of those that the model would find."""
    found: list[Span] = []
    i = 0
    while i < len(doc):
        end = i
        while end < len(doc) and _may_be_of_a_name(doc[end].text):
            end += 1
        if 2 <= end - i <= LONGEST and _is_like_a_person(doc, i, end):
            found.append(Span(doc, i, end, label="PERSON"))
        i = max(end, i + 1)
    doc.set_ents(found)


def _may_be_of_a_name(word: str) -> bool:
    return _WORD.match(word) is not None and word not in words("no_name_words")


def _is_like_a_person(doc: Doc, start: int, end: int) -> bool:
    parts = [doc[i].lower_ for i in range(start, end)]
    if not words("no_person_words").isdisjoint(parts) or not _heads().isdisjoint(parts):
        return False
    behind_locative = start > 0 and doc[start - 1].lower_ in _LOCATIVE
    return not behind_locative and not spots_of(doc[start:end].text)


def _heads() -> frozenset[str]:
    return words("org_heads") | words("title_heads")
