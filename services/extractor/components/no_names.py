"""Runs of capitalised words that name no person, body or place: plans, contests, offices without a holder, money.

Does not handle: brands and products ("a Toyota"), peoples without a listed name, titles of books.
"""

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from services.extractor.components.aliases import acronym_in_brackets
from services.extractor.components.first_names import is_first_name
from services.extractor.components.gazetteer import spots_of
from services.extractor.components.kinds import has_org_head, is_thing
from services.extractor.components.places import is_known_place
from services.extractor.components.runs import Run
from services.extractor.lexicon import table, words

_DIRECTIONS = frozenset(("north", "south", "east", "west", "northern", "southern", "eastern", "western", "central"))
_MONEY = frozenset(("dollar", "dollars", "$"))
_ABSTRACT = re.compile(r".{3}(?:tion|sion|ment|ness|ship|ism|ance|ence|ture|logy|ology|ities)$")
"""How words for what nobody can point at end: "in Response", "the Movement"."""
SHORT = 3
"""The most letters of a currency written before its amount: "KSh 300", "LE 5"."""


def names_only(doc: Doc, runs: Sequence[Run]) -> list[Run]:
    """`runs` without those that name nothing, wherever their acronyms stand ("the System (PIS)" ... "the PIS")."""
    nothing = [run for run in runs if is_thing(doc, run) or _is_short_of_a_thing(doc, run)]
    shorts = {doc[run.last + 1].text for run in nothing if acronym_in_brackets(doc, run.last)}
    shorts |= {doc[i + 1].text for i in _brackets(doc) if _abbreviates_words(doc, i)}
    shorts -= table("organisations").keys()
    left_out = shorts | {doc[run.first : run.last].text for run in runs if _is_a_people(doc, run)}
    dropped = set(nothing)
    surnames = {
        doc[run.last - 1].text for run in runs if is_first_name(doc[run.first].text) and run.last - run.first > 1
    }
    return [
        run
        for run in runs
        if run not in dropped and doc[run.first : run.last].text not in left_out and _names(doc, run, surnames)
    ]


def _brackets(doc: Doc) -> list[int]:
    """Where a bracket opens, with a word before it and two tokens behind."""
    opening = doc.vocab.strings["("]
    return [
        i for i, word in enumerate(doc.to_array(["ORTH"])[: max(0, len(doc) - 2)].tolist()) if word == opening and i
    ]


def _is_short_of_a_thing(doc: Doc, run: Run) -> bool:
    """ "Disability Inclusive Farming (DIF) project": a noun for plans behind the acronym of what is no body."""
    named = run.last - run.first > 1 and acronym_in_brackets(doc, run.last)
    after = doc[run.last + 3 : run.last + 4].text
    return named and after in words("thing_heads") and not has_org_head(doc[run.first : run.last].text.split())


def _is_a_people(doc: Doc, run: Run) -> bool:
    """ "the Berti ethnic group": a name with a noun for peoples behind it, unless it is a place's."""
    return doc[run.last : run.last + 1].text in words("ethnic_nouns") and not spots_of(doc[run.first : run.last].text)


def _abbreviates_words(doc: Doc, i: int) -> bool:
    """ "integrated payroll system (IPS)": an acronym behind words that are no name."""
    before = doc[i - 1]
    if not acronym_in_brackets(doc, i) or not before.is_lower or not doc[i + 1].text.isupper():
        return False
    body = before.lower_ in words("org_heads") or before.lower_ in words("group_nouns")
    return not body and before.text[0] == doc[i + 1].text[-1].lower()


def _names(doc: Doc, run: Run, surnames: set[str]) -> bool:
    """Whether a run names anything; `surnames`: last words of names that open with a first name ("James Baker")."""
    word, after = doc[run.first], doc[run.last : run.last + 1]
    with_article = run.first > 0 and doc[run.first - 1].pos_ == "DET"
    if run.last - run.first > 1 or (
        word.lower_ in words("person_nouns") and word.text in surnames and not with_article
    ):
        return True
    if word.lower_ in _DIRECTIONS or after.text.lower() in _MONEY:
        return False
    if not _may_stand_alone(word):
        return False
    amount = len(after) > 0 and after[0].like_num and after[0].pos_ == "NUM"
    return not (word.is_upper and len(word) <= SHORT and amount and "." not in word.text and not word.is_digit)


def _may_stand_alone(word: Token) -> bool:
    """ "the Park", "Footballer", "Accounting": a noun for a place, a person or a field of work names none by itself,
    whatever it is capitalised for; a title may stand for its holder."""
    lower = word.lower_
    if (
        lower in words("title_heads")
        or lower == "parliament"
        or is_known_place(word.text)
        or word.text in table("organisations")
    ):
        return True
    listed = any(lower in words(kind) for kind in ("place_nouns", "person_nouns", "fields"))
    headed = lower in words("of_heads") - words("org_heads")
    named = spots_of(word.text) or is_first_name(word.text) or lower in words("org_heads")
    return not (word.is_title and (listed or headed or (_ABSTRACT.search(lower) and not named)))
