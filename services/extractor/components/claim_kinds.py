"""What kind of thing is said, decided by the words said; the cue alone decides only where it cannot mean another."""

import re
from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import (
    agent,
    auxiliaries,
    child,
    children,
    conjuncts,
    is_negated,
    is_passive,
    subject,
)
from services.extractor.components.nouns import AMOUNTS, FIRST_PERSON, can_act, is_group, is_person_noun, lemma, named, pronoun
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading
from shared.messages import ClaimKind

BY_CUE: dict[str, ClaimKind] = {
    "accuse": "accusation", "blame": "accusation", "condemn": "condemnation", "deny": "denial", "admit": "admission",
    "promise": "promise", "threaten": "threat",
}  # fmt: skip
MODALS = frozenset({"will", "would", "could", "may", "might", "should", "must", "can", "shall", "’ll", "'ll"})
OWN = frozenset({"they", "he", "she", "it"})
TOLL = re.compile(r"\bdeath toll\b|\b(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds|several)\b[^.;]{0,60}?\b(?:killed|dead|died|injured|wounded|missing|abducted|arrested|perished|lost their lives)\b", re.IGNORECASE)  # fmt: skip
STRONG_HARM = frozenset({"kill", "shoot", "murder", "torture", "abduct", "rape", "assault", "beat", "attack", "execute", "assassinate", "kidnap", "detain", "arrest", "use", "fire", "hold", "die", "injure", "harm", "involve", "order", "target"})


def kind_of(each: Attribution, said: Sequence[Token], reading: Reading) -> tuple[ClaimKind, tuple[Token, ...]]:
    """The kind of what is said other than a demand, and against whom it goes.

    `said`: the tokens of the content. An accusation that is only possible ("might accuse") or negated is a statement.
    """
    if each.modality not in ("asserted", "past"):
        return "statement", ()
    if each.frame == "reject":
        head = next(iter(each.heads), None)
        of_claim = head is not None and (head.dep_ == "ccomp" or lemma(head) in words("claim_nouns"))
        return ("denial", ()) if of_claim else ("statement", ())
    if each.frame in BY_CUE:
        return BY_CUE[each.frame], against(each, reading)
    if each.frame != "say":
        return "statement", ()
    if denies_harm(said, each):
        return "denial", ()
    accused = accused_in(said, each, reading)
    toll = has_toll(each.content, reading)
    if accused and not (toll and not _has_office(accused, reading)):
        return "accusation", accused
    if toll:
        return "reported_toll", ()
    if any(token.lower_ == "unless" for token in said) and any(token.lower_ in ("will", "would") for token in said):
        return "threat", ()
    return "statement", ()


def against(each: Attribution, reading: Reading) -> tuple[Token, ...]:
    """Whom an accusing or condemning cue names: "accused X of", "blamed Y on X", "X was accused of"."""
    if is_passive(each.cue):
        who = subject(each.cue)
        return tuple(conjuncts(who)) if who is not None else ()
    if each.frame == "blame":
        on = next((head for head in each.heads if head.dep_ == "prep" and head.lower_ == "on"), None)
        if on is not None:
            return tuple(part for noun in children(on, "pobj") for part in conjuncts(noun))
    found: list[Token] = []
    for head in each.heads:
        if head.dep_ in ("dobj", "dative"):
            found += [part for part in conjuncts(head) if can_act(part, reading)] or _doers(head, reading)
    return tuple(found)


def _doers(noun: Token, reading: Reading) -> list[Token]:
    """Of a deed ("the killing of X by the army", "police brutality"): who did it, where it is said."""
    inside = [noun, *(pobj for prep in children(noun, "prep") if prep.lower_ == "of" for pobj in children(prep, "pobj"))]
    for each in inside:
        doer = agent(each) or child(each, "poss")
        if doer is not None and can_act(doer, reading):
            return [doer]
        compound = next((part for part in children(each, "compound") if is_group(part) or is_person_noun(part)), None)
        if compound is not None and lemma(each) in words("harm_nouns"):
            return [compound]
    return []


def denies_harm(said: Sequence[Token], each: Attribution) -> bool:
    """"No one was shot", "our officers did not use live rounds": a deed denied, of the speaker's own or at all."""
    for token in said:
        if token.pos_ != "VERB" or lemma(token) not in STRONG_HARM or token.dep_ in ("relcl", "advcl"):
            continue
        who = subject(token)
        none = who is not None and (who.lower_ in ("none", "nobody", "no-one") or any(part.lower_ == "no" for part in who.children))
        if none and is_passive(token):
            return True
        own = who is not None and (pronoun(who) in FIRST_PERSON | OWN or any(part.lower_ in ("our", "its", "his", "their") for part in who.children))
        same = who is not None and each.speaker is not None and lemma(who) == lemma(each.speaker)
        if is_negated(token) and not MODALS & set(auxiliaries(token)) and (own or same):
            return True
    return False


def accused_in(said: Sequence[Token], each: Attribution, reading: Reading) -> tuple[Token, ...]:
    """Who is said to have done harm: the doer of a harmful verb that is asserted, other than the speaker."""
    for token in said:
        doer = _doer(token)
        if doer is None or lemma(token) not in words("harm_verbs") or is_negated(token):
            continue
        if MODALS & set(auxiliaries(token)) or not _is_accusable(doer, each, reading):
            continue
        return tuple(part for part in conjuncts(doer) if can_act(part, reading))
    return ()


def _doer(verb: Token) -> Token | None:
    if verb.pos_ != "VERB":
        return None
    if verb.dep_ in ("acl", "relcl") and lemma(verb.head) in ("attempt", "plan", "plot", "bid", "order", "decision"):
        return agent(verb.head) or child(verb.head, "poss")
    return agent(verb) if is_passive(verb) else subject(verb)


def _is_accusable(doer: Token, each: Attribution, reading: Reading) -> bool:
    if doer.pos_ == "PRON" or pronoun(doer) in FIRST_PERSON or not can_act(doer, reading):
        return False
    known = named(doer, reading)
    if known is not None and each.speaker is not None and named(each.speaker, reading) is known:
        return False
    return (known is not None and known.kind != "place") or is_person_noun(doer) or is_group(doer) or doer.pos_ == "PROPN" or lemma(doer) in AMOUNTS


def _has_office(accused: Sequence[Token], reading: Reading) -> bool:
    """Whether one of them is of the state or named: harm by unknown gunmen with a number is a toll, not an accusation."""
    for token in accused:
        known = named(token, reading)
        official = {lemma(part) for part in (token, *children(token, "compound", "amod"))} & words("authorities")
        if official or (known is not None and known.actor_class in ("police", "military", "government")):
            return True
    return False


def has_toll(content: Sequence[Range], reading: Reading) -> bool:
    """Whether the words said give a number of people harmed."""
    for start, end in content:
        if any(start <= figure.evidence.start < end and figure.role != "excluded" for figure in reading.figures):
            return True
        if TOLL.search(reading.text, start, end):
            return True
    return False
