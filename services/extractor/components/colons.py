"""Who speaks in a headline or transcript: "Moyo: Police must go", "Teachers to MPs: Pay us", "Pay us - teachers".

Does not handle: the letters of an interview ("Q:", "A:"), a headline that runs over two lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from services.extractor.components.clauses import CLAUSE_HEADS, spread
from services.extractor.components.nouns import can_act, is_group, is_person_noun, named
from services.extractor.reading import Range, Reading

LONGEST = 6
"""Words of a speaker: "Former Justice Minister Amina Diallo:"; as many again where somebody is spoken to."""
HEADLINE = 18
"""Words of a headline that ends with its speaker."""
IN_A_NAME = frozenset({"PROPN", "NOUN", "ADJ", "ADP", "DET"})
DASHES = ("-", "–", "—")


@dataclass(frozen=True)
class Headed:
    """Who speaks, what, and to whom where the headline says it."""

    who: Token
    said: Range
    told: Token | None = None


def said_beside(sign: Token, reading: Reading) -> Headed | None:
    """What a headline or transcript says around this colon or dash; null where it is no such sign."""
    if sign.text == ":":
        return _behind_colon(sign, reading)
    return _before_dash(sign, reading) if sign.text in DASHES else None


def _behind_colon(colon: Token, reading: Reading) -> Headed | None:
    before = _line_before(colon, 2 * LONGEST + 2)
    if not before or any(each.pos_ not in IN_A_NAME and each.lower_ != "to" for each in before):
        return None
    to = next((at for at, each in enumerate(before) if each.lower_ == "to" and 0 < at < len(before) - 1), None)
    who, told = before[to - 1 if to else -1], before[-1] if to else None
    after = _line_after(colon)
    if len(before) > (2 * LONGEST if to else LONGEST) or not _is_a_speaker(who, reading, named_only=told is None):
        return None
    said = _clause(after)
    if said is None or _is_only_where(who, after, reading) or (told is not None and not can_act(told, reading)):
        return None
    return Headed(who, said, told)


def _before_dash(dash: Token, reading: Reading) -> Headed | None:
    """Only where the line is a headline: short, and no sentence that ends."""
    if dash.i == 0 or not dash.nbor(-1).whitespace_ or not dash.whitespace_:
        return None
    before, after = _line_before(dash, HEADLINE), _line_after(dash)
    if not 0 < len(after) <= LONGEST or not before or any(each.pos_ not in IN_A_NAME for each in after):
        return None
    who = next((each for each in after if each.head not in after), after[-1])
    said = _clause(before)
    if said is None or any(each.text in (*DASHES, ":") for each in before):
        return None
    return Headed(who, said) if _is_a_speaker(who, reading, named_only=False) else None


def _is_a_speaker(who: Token, reading: Reading, *, named_only: bool) -> bool:
    """`named_only`: a body that is only described ("union:") heads a list rather than speaks."""
    if not can_act(who, reading):
        return False
    known = named(who, reading)
    if known is not None:
        return known.kind != "place" or named_only
    bare = not named_only and (is_group(who) or who.pos_ == "PROPN")
    return is_person_noun(who) or who.text.isupper() or bare


def _is_only_where(who: Token, after: Sequence[Token], reading: Reading) -> bool:
    """ "Colombia: two leaders murdered" says where; "Colombia: the raids must stop" who speaks."""
    known = named(who, reading)
    asks = any(each.tag_ == "MD" or each.lower_ in ("we", "our") for each in after)
    return known is not None and known.kind == "place" and not asks


def _line_before(sign: Token, most: int) -> list[Token]:
    """The words from the start of the line; none where it is longer."""
    before: list[Token] = []
    while len(before) <= most and sign.i > len(before) and "\n" not in sign.nbor(-len(before) - 1).text:
        before.append(sign.nbor(-len(before) - 1))
    words = [each for each in reversed(before) if not each.is_space]
    return words if len(before) <= most else []


def _line_after(sign: Token) -> list[Token]:
    after: list[Token] = []
    for each in sign.doc[sign.i + 1 :]:
        if "\n" in each.text:
            break
        after.append(each)
    return after


def _clause(tokens: Sequence[Token]) -> Range | None:
    """The extent of these words if they hold a clause."""
    holds = any(each.pos_ in CLAUSE_HEADS for each in tokens)
    return spread(list(tokens)) if holds else None
