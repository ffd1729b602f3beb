"""Whether something is said to be done at all: asserted, negated, only possible, or long done."""

from typing import Literal

from spacy.tokens import Token

from services.extractor.components.clauses import CLAUSE_HEADS, SUBJECTS, auxiliaries, children, has_to, is_negated

Modality = Literal["asserted", "negated", "hypothetical", "past"]

UNREAL_AUX = frozenset({"would", "could", "might", "may", "should", "will", "'ll", "’ll", "shall", "must", "can"})
CONDITIONS = frozenset({"if", "unless", "whether", "should"})
NOT_DONE = frozenset({"stop", "refuse", "decline", "refrain", "avoid", "fail", "short"})
"""What governs a verb that is then not done: "refused to call for", "stopped short of calling for"."""
NOT_YET_DONE = frozenset({"plan", "consider", "expect", "threaten", "likely"})
HABITUAL = frozenset({"rarely", "seldom", "often", "usually", "always", "sometimes", "routinely", "once", "previously"})
"""A thing said so is not said anew."""
NOBODY = frozenset({"nobody", "none", "no-one", "neither"})
GOVERNED = frozenset({"xcomp", "ccomp", "pcomp", "acl"})


def modality(verb: Token) -> Modality:
    """Whether somebody does what this verb says.

    "did not demand" is negated, "may demand", "if they demand" and "plans to demand" are hypothetical, "had demanded"
    and "often demands" are past. "last year" and dates are read elsewhere, with the dates.
    """
    if is_negated(verb) or _is_nobody(verb):
        return "negated"
    aux = auxiliaries(verb)
    conditional = any(each.dep_ == "mark" and each.lower_ in CONDITIONS for each in verb.children)
    if conditional or UNREAL_AUX & set(aux):
        return "hypothetical"
    habit = any(each.lower_ in HABITUAL for each in children(verb, "advmod"))
    if habit or ("had" in aux and verb.tag_ in ("VBN", "VBD")):
        return "past"
    if verb.dep_ == "conj" and verb.head.pos_ in CLAUSE_HEADS and not children(verb, *SUBJECTS):
        return modality(verb.head)
    return _governed(verb)


def _is_nobody(verb: Token) -> bool:
    """ "nobody demanded", "neither party called for"."""
    who = children(verb, "nsubj")
    return any(each.lower_ in NOBODY or any(part.lower_ in ("no", "neither") for part in each.children) for each in who)


def _governed(verb: Token) -> Modality:
    """What the word makes of it on which the verb hangs as an infinitive or a form in -ing."""
    if verb.dep_ not in GOVERNED or verb.head == verb or not (has_to(verb) or verb.tag_ == "VBG"):
        return "asserted"
    governor = verb.head.head if verb.head.pos_ == "ADP" else verb.head
    if governor.lemma_ == "use" and governor.tag_ in ("VBD", "VBN"):
        return "past"
    negated = governor.pos_ in CLAUSE_HEADS and has_to(verb) and is_negated(governor)
    if negated or governor.lemma_ in NOT_DONE:
        return "negated"
    return "hypothetical" if governor.lemma_ in NOT_YET_DONE else "asserted"
