"""What is asked for by a noun: "an inquiry", "the resignation of X", "answers from the army"."""

from spacy.tokens import Token

from services.extractor.components.actions import Demand, parties, trimmed
from services.extractor.components.clauses import child, children, phrase, sentence_of, spread, text_at, under
from services.extractor.components.nouns import FIRST_PERSON, can_act, can_be_asked, lemma, pronoun
from services.extractor.lexicon import table
from services.extractor.reading import Range, Reading


def of_noun(head: Token, reading: Reading) -> list[Demand]:
    """ "demanded an immediate de-escalation", "called for the resignation of X", "demands answers from the army"."""
    if head.pos_ == "PRON" or head.ent_type_ in ("MONEY", "PERCENT", "CARDINAL", "QUANTITY"):
        return []
    if can_be_asked(head) and lemma(head) not in table("actions"):
        return []
    asked = [
        noun
        for prep in sentence_of(head)
        if prep.lower_ == "from" and prep.head in (head, head.head)
        for noun in children(prep, "pobj")
        if can_act(noun, reading)
    ]
    of = [noun for prep in children(head, "prep") if prep.lower_ in ("of", "by") for noun in children(prep, "pobj")]
    done_to = [noun for noun in (child(head, "poss"), *of) if noun is not None and pronoun(noun) not in FIRST_PERSON]
    known = table("actions").get(lemma(head))
    if not asked and known is None:
        done_to = [noun for noun in done_to if can_act(noun, reading)]
    named = [part for noun in (asked or done_to) for part in parties(noun)]
    further = [part for part in named if part.dep_ == "conj" and _is_a_deed(part)]
    addressees = tuple(part for part in named if part not in further)
    where = _reach_of_noun(head)
    if further:
        where = (
            where[0],
            where[0] + len(text_at(head.doc, where[0], phrase(further[0])[0]).rstrip().removesuffix(" and")),
        )
    action = known if known and addressees and not asked else trimmed(text_at(head.doc, *where))
    return [
        Demand(addressees, action, where, deed=head),
        *(each for deed in further for each in of_noun(deed, reading)),
    ]


def _is_a_deed(noun: Token) -> bool:
    """ "The release of those held and the reopening of roads": the parse hangs the second thing asked on the first."""
    done = lemma(noun) in table("actions") or (noun.pos_ == "NOUN" and noun.lower_.endswith("ing"))
    return done and any(prep.lower_ == "of" for prep in children(noun, "prep"))


def _reach_of_noun(head: Token) -> Range:
    """The whole of what is asked for: with what a hyphen joins to it before, and "in the use of force" behind it."""
    start, end = spread(under(head, frozenset({"conj", "cc", "relcl"}))) or phrase(head)
    first = head
    while first.i > 1 and first.nbor(-1).text in "-–" and not first.nbor(-1).whitespace_:
        first = first.nbor(-2)
        start = min(start, (spread(under(first)) or (first.idx, 0))[0])
    for each in head.head.rights:
        follows = each.i > head.i and not text_at(head.doc, end, each.idx).strip()
        dated = any(token.ent_type_ in ("DATE", "TIME", "GPE") for token in each.subtree)
        if follows and each.dep_ == "prep" and each.lower_ in ("in", "of", "into") and not dated:
            end = (spread(each.subtree) or (start, end))[1]
    return start, end
