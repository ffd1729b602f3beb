"""Words around a name that make it a place: a noun for places beside it, a dateline, a list of places.

Does not handle: places that only the gazetteer or the model knows.
"""

import re

from spacy.tokens import Doc, Token

from services.extractor.components.gazetteer import spots_of
from services.extractor.components.pieces import is_demonym
from services.extractor.components.runs import Run, is_name_word
from services.extractor.lexicon import words

_DATELINE = re.compile(
    r"(?:, [A-Z][\w. ]{1,20})?"
    r"(?:\s*\((?:AP|AFP|Reuters)\)|(?:\s*\([A-Z]\w+\))?\s*(?:[–—]|--|-(?=\s|$)))"
)
_TOWNS = frozenset(("town", "village", "city", "suburb", "township", "island", "province", "district", "neighbourhood"))
_JOINS = (",", "and", "or")
LOCATIVE = frozenset(("in", "at", "from", "near", "around", "across", "outside", "to", "of", "towards", "between"))


def stands_as_a_place(doc: Doc, run: Run) -> bool:
    """Whether any of the rules on this page holds."""
    rules = (_is_called_a_place, _is_a_seat, _heads_a_dateline, _is_beside_places)
    return any(rule(doc, run) for rule in rules)


def _is_called_a_place(doc: Doc, run: Run) -> bool:
    """ "Nithi bridge", "the town of Gursum": an unknown name with a noun for places beside it."""
    text = doc[run.first : run.last].text
    called = {t.ent_type_ for t in doc[run.first : run.last]}
    if run.last - run.first > 3 or text.isupper() or "DATE" in called or is_demonym(doc[run.last - 1].text):
        return False
    after = doc[run.last : run.last + 1].text
    before = [t.lower_ for t in doc[max(0, run.first - 2) : run.first]]
    nouns = words("place_nouns")
    if after in nouns or (len(before) == 2 and before[1] == "of" and before[0] in nouns):
        return True
    if doc[run.last : run.last + 2].text in words("place_phrases") or before[-1:] in (
        ["village"],
        ["island"],
        ["town"],
    ):
        return True
    if _is_told_a_place(doc, run):
        return True
    return after in words("local_people") and text not in words("given_names") and bool(spots_of(text))


def _is_told_a_place(doc: Doc, run: Run) -> bool:
    """ "Gursum, a farming town in the east", "Gursum is a town"."""
    says = doc[run.last : run.last + 2]
    if len(says) < 2 or says[0].lower_ not in (",", "is") or says[1].lower_ not in ("a", "an"):
        return False
    nouns = [t for t in doc[run.last + 2 : run.last + 6] if t.pos_ in ("NOUN", "PROPN", "ADP", "PUNCT")]
    named = [t.lower_ for t in nouns[:2] if t.pos_ == "NOUN"]
    return any(noun in _TOWNS for noun in named)


def _is_a_seat(doc: Doc, run: Run) -> bool:
    """ "D-Raleigh", "R-Elbow Lake": where an American politician was elected, behind the letter of the party."""
    before = doc[max(0, run.first - 2) : run.first].text
    return before in ("D-", "R-", "I-", "DFL-")


def _heads_a_dateline(doc: Doc, run: Run) -> bool:
    """ "BENTIU —", "GOMA, Congo (AP) -": a name in capitals that opens a text, or a line, before a dash."""
    opens = run.first == 0 or doc[run.first - 1].is_space or doc[run.first].is_sent_start
    if not opens or run.last - run.first > 3 or not doc[run.first : run.last].text.isupper():
        return False
    return len(doc[run.first]) > 3 and _DATELINE.match(doc[run.last : run.last + 10].text) is not None


def _is_beside_places(doc: Doc, run: Run) -> bool:
    """A name of the gazetteer in a list with places ("Lodwar, Baker and Turkana"), or as somebody's home ("Ali Wario,
    34, of Baker", "both of Baker")."""
    text = doc[run.first : run.last].text
    if run.first < 2 or not spots_of(text) or is_demonym(text):
        return False
    before, sign = doc[run.first - 2], doc[run.first - 1].lower_
    if sign == "of":
        listed = before.text == "," or before.like_num or before.lower_ in ("both", "all")
        return listed or before.ent_type_ == "PERSON"
    after = doc[run.last : run.last + 2]
    listed = len(after) == 2 and after[0].lower_ in _JOINS and _is_placed(after[1])
    return (listed and sign in (*_JOINS, *LOCATIVE)) or (
        sign in _JOINS and _is_placed(before) and text not in words("given_names")
    )


def _is_placed(token: Token) -> bool:
    return token.ent_type_ in ("GPE", "LOC") and is_name_word(token) and not is_demonym(token.text)
