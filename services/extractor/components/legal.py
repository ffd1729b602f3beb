"""Steps before the law: a suit, a petition, a complaint, a letter to a court, somebody reported or charged."""

from dataclasses import dataclass

from spacy.tokens import Token

from services.extractor.components.clauses import (
    agent,
    auxiliaries,
    children,
    conjuncts,
    has_to,
    is_negated,
    is_passive,
    spread,
    subject,
)  # fmt: skip
from services.extractor.components.nouns import can_act, lemma
from services.extractor.components.orders import JUDGES
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading

FILES = frozenset({"file", "lodge", "submit", "register", "bring", "institute", "initiate", "launch", "lay", "prefer"})
TAKES_TO = frozenset({"report", "refer", "take", "drag", "haul", "write", "complain", "petition", "move", "go", "turn"})
NEEDS_WHOM = frozenset({"report", "refer", "take", "drag", "haul"})
ALONE = frozenset({"sue", "indict", "arraign", "prosecute"})
RULES = frozenset({"convict", "sentence", "acquit", "find"})
"""What a court does to somebody; "find" only with "guilty"."""
UNREAL = frozenset({"be", "will", "would", "could", "may", "might", "should", "must", "can", "shall", "to"})


@dataclass(frozen=True)
class LegalStep:
    """Who goes to law, with which words, against whom; `verb` is the cue."""

    verb: Token
    speaker: Token | None
    accused: tuple[Token, ...]
    content: Range


def find_legal_steps(reading: Reading) -> list[LegalStep]:
    """Steps that were taken, in the order of the text: not those demanded, planned or denied."""
    found: list[LegalStep] = []
    for token in reading.doc:
        if token.pos_ != "VERB" or reading.is_boilerplate(token.idx, token.idx + len(token)):
            continue
        if has_to(token) or UNREAL & set(auxiliaries(token)) or not _is_step(token) or _is_none(token):
            continue
        reach = spread(each for each in token.subtree if each.dep_ != "punct") or (token.idx, token.idx + len(token))
        passive = is_passive(token)
        speaker = None if passive else subject(token)
        if speaker is not None and not can_act(speaker, reading):
            speaker = None
        found.append(LegalStep(token, speaker, tuple(_accused(token, reading)), reach))
    return found


def _is_none(verb: Token) -> bool:
    """ "no complaint was filed", "nobody was charged", "did not sue"."""
    parties = children(verb, "nsubj", "nsubjpass", "dobj")
    return is_negated(verb) or any(
        each.lower_ in ("nobody", "none") or any(part.lower_ == "no" for part in each.children) for each in parties
    )


def _objects(verb: Token) -> list[Token]:
    return [part for noun in children(verb, "dobj", "nsubjpass") for part in conjuncts(noun)]


def _is_step(verb: Token) -> bool:
    word = lemma(verb)
    if word in ALONE | RULES:
        return bool(_objects(verb)) and (word != "find" or any(each.lower_ == "guilty" for each in verb.children))
    if word in ("order", "issue"):
        return _is_of_court(verb) or any(lemma(noun) == "warrant" for noun in _objects(verb))
    if word in FILES:
        return any(lemma(noun) in words("legal_nouns") for noun in _objects(verb))
    if word == "charge":
        return bool(_objects(verb)) and any(prep.lower_ == "with" for prep in children(verb, "prep"))
    if word in TAKES_TO:
        before_court = any(_is_court(noun) for noun in _bodies(verb)) or (
            word == "petition" and any(map(_is_court, _objects(verb)))
        )
        return before_court and (word not in NEEDS_WHOM or bool(children(verb, "dobj", "nsubjpass")))
    return False


def _is_of_court(verb: Token) -> bool:
    who = None if is_passive(verb) else subject(verb)
    return who is not None and (
        lemma(who) in JUDGES or any(lemma(part) in JUDGES for part in children(who, "compound"))
    )


def body_of(verb: Token) -> Token | None:
    """The court or authority that a step is brought to or taken by, where the text names it."""
    if _is_of_court(verb):
        return subject(verb)
    by = agent(verb)
    holders = [verb, *_objects(verb)]
    named = [
        noun
        for holder in holders
        for prep in children(holder, "prep", "dative")
        if prep.lower_ in ("to", "before", "at", "in", "with")
        for noun in children(prep, "pobj")
        if _is_court(noun) or any(lemma(part) in words("courts") for part in noun.children)
    ]
    return next((noun for noun in ([by] if by is not None else []) + named), None)


def _bodies(verb: Token) -> list[Token]:
    return [
        noun
        for prep in children(verb, "prep", "dative")
        if prep.lower_ in ("to", "before")
        for noun in children(prep, "pobj")
    ]


def _is_court(noun: Token) -> bool:
    if lemma(noun) == "police":
        return any(lemma(part) in ("report", "complain") for part in (noun.head.head,))
    return lemma(noun) in words("courts") or noun.lower_ in words("courts")


def _is_reached(holder: Token, verb: Token) -> bool:
    """Whether this is the verb, or hangs on it by nouns alone: "issued a warrant of arrest against"."""
    while holder != verb and holder.dep_ in ("dobj", "nsubjpass", "pobj", "prep", "conj", "compound"):
        holder = holder.head
    return holder == verb


def _accused(verb: Token, reading: Reading) -> list[Token]:
    if lemma(verb) in NEEDS_WHOM | ALONE | RULES | {"charge", "order"}:
        return [noun for noun in _objects(verb) if can_act(noun, reading)]
    return [
        part
        for prep in verb.subtree
        for holder in (prep.head,)
        if prep.dep_ == "prep" and _is_reached(holder, verb)
        if prep.lower_ in ("against", "over", "about") or (prep.lower_ == "for" and lemma(holder) == "warrant")
        for noun in children(prep, "pobj")
        for part in conjuncts(noun)
        if can_act(part, reading)
    ]
