"""What somebody is accused of having done, or denies or admits: "accused police of shooting two students" is "shoot two
students". In the form of a demand's action, so that an accusation and its denial can be laid side by side.

Does not handle: acts told in another sentence ("they did it"), acts told only by an adjective ("murderous").
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from services.extractor.components.accusations import MODALS
from services.extractor.components.actions import demand, normal
from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import auxiliaries, child, children, is_passive, subject, text_at
from services.extractor.components.nouns import lemma
from services.extractor.lexicon import words
from shared.messages import ClaimKind

WITH_ACTS: frozenset[ClaimKind] = frozenset({"accusation", "denial", "admission", "condemnation"})
LONGEST = 200
"""Characters of an act; what is longer is a broken parse."""


def act_alleged(each: Attribution, said: Sequence[Token], kind: ClaimKind) -> str | None:
    """The act in its normal form, or null where the words give none. `said`: the tokens of what is said."""
    if kind not in WITH_ACTS:
        return None
    acts = [*_of_cue(each), *_of_words(said)]
    return next((act for act in acts if act and len(act) <= LONGEST), None)


def _of_cue(each: Attribution) -> Iterator[str]:
    """What hangs on the cue: "accused X of shooting Y", "blamed X for the death of Y", "denied shooting Y"."""
    if each.frame == "say":
        return
    for prep in (*each.heads, *children(each.cue, "prep"), *_beside_targets(each)):
        if prep.dep_ == "prep" and prep.lower_ in ("of", "for", "over"):
            for verb in children(prep, "pcomp"):
                yield from _clause(verb)
            for noun in children(prep, "pobj"):
                yield from _deed(noun)
    for head in each.heads:
        if head.dep_ in ("xcomp", "ccomp", "pcomp") and head.pos_ == "VERB":
            yield from _clause(head)
        elif head.dep_ == "dobj":
            yield from _deed(head)


def _beside_targets(each: Attribution) -> list[Token]:
    """ "blamed X for": the parse may hang the "for" on X."""
    return [prep for head in each.heads if head.dep_ in ("dobj", "dative") for prep in children(head, "prep")]


def _of_words(said: Sequence[Token]) -> Iterator[str]:
    """The first harmful deed that is asserted or denied in what is said."""
    deeds = words("harm_verbs") | words("denied_deeds")
    for token in said:
        if token.pos_ == "VERB" and lemma(token) in deeds and not MODALS & set(auxiliaries(token)):
            yield from _clause(token)


def _clause(verb: Token) -> Iterator[str]:
    """ "shot two students", and "two students were shot by police", as "shoot two students"; a denial's "not" is not
    part of the act."""
    sufferer = subject(verb) if is_passive(verb) else None
    if sufferer is not None and child(verb, "nsubjpass") is not None:
        yield normal(f"{lemma(verb)} {_phrase(sufferer)}")
        return
    act = demand((), verb, (verb.idx, verb.idx + len(verb))).action.removeprefix("not ")
    yield act


def _deed(noun: Token) -> Iterator[str]:
    """ "the killing of two students": a noun of harm with what belongs to it."""
    known = words("harm_nouns") | words("harm_verbs")
    if lemma(noun) in known or noun.lower_ in known or noun.lower_.endswith("ing"):
        yield normal(_phrase(noun))


def _phrase(noun: Token) -> str:
    """The words of a noun phrase without side clauses; of "blamed the deaths on X" only the deaths."""
    on = [prep for prep in children(noun, "prep") if prep.lower_ == "on" and lemma(noun.head) == "blame"]
    left_out = {t.i for part in (*children(noun, "relcl", "appos", "punct", "poss"), *on) for t in part.subtree}
    inside = [t for t in noun.subtree if t.i not in left_out and t.sent == noun.sent]
    return text_at(noun.doc, inside[0].idx, inside[-1].idx + len(inside[-1])) if inside else noun.text
