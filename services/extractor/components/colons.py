"""A name and a colon at the start of a line: headlines and transcripts so say who speaks."""

from spacy.tokens import Token

from services.extractor.components.clauses import CLAUSE_HEADS, spread
from services.extractor.components.nouns import can_act, is_person_noun, named
from services.extractor.reading import Range, Reading

LONGEST = 6
"""Words before the colon: "Former Justice Minister Amina Diallo:"."""
IN_A_NAME = frozenset({"PROPN", "NOUN", "ADJ", "ADP", "DET"})


def said_behind(colon: Token, reading: Reading) -> tuple[Token, Range] | None:
    """Who is named before this colon, and the rest of the line if it says something; None where it is no such colon."""
    if colon.text != ":" or colon.i == 0:
        return None
    before: list[Token] = []
    while len(before) <= LONGEST and colon.i > len(before) and not colon.nbor(-len(before) - 1).is_space:
        before.append(colon.nbor(-len(before) - 1))
    opens = colon.i == len(before) or "\n" in colon.nbor(-len(before) - 1).text
    if not before or not opens or len(before) > LONGEST or any(each.pos_ not in IN_A_NAME for each in before):
        return None
    who = before[0]
    if not (can_act(who, reading) and (named(who, reading) is not None or is_person_noun(who) or who.text.isupper())):
        return None
    after: list[Token] = []
    for each in colon.doc[colon.i + 1 :]:
        if "\n" in each.text:
            break
        after.append(each)
    said = spread(after)
    return (who, said) if said is not None and any(each.pos_ in CLAUSE_HEADS for each in after) else None
