"""Who is said to have done harm, and who denies it."""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.actors import class_of_noun
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
)  # fmt: skip
from services.extractor.components.harm_words import harm_word
from services.extractor.components.harmed import harmed_by
from services.extractor.components.nouns import (
    AMOUNTS,
    FIRST_PERSON,
    can_act,
    is_group,
    is_person_noun,
    lemma,
    named,
    pronoun,
)  # fmt: skip
from services.extractor.lexicon import words
from services.extractor.reading import Reading

MODALS = frozenset({"will", "would", "could", "may", "might", "should", "must", "can", "shall", "’ll", "'ll"})
THIRD_PERSON = frozenset({"they", "he", "she", "it"})
OWNERS = frozenset({"our", "its", "his", "her", "their", "my"})
NOBODY = frozenset({"none", "nobody", "no-one"})
SCHEMES = frozenset({"attempt", "plan", "plot", "bid", "order", "decision"})
"""Nouns with an infinitive: "attempts by the police to assassinate"."""


def against(each: Attribution, reading: Reading) -> tuple[Token, ...]:
    """Whom an accusing or condemning cue names: "accused X of", "blamed Y on X", "X was accused of"."""
    if is_passive(each.cue):
        who = subject(each.cue)
        return tuple(conjuncts(who)) if who is not None else ()
    if each.frame == "blame":
        held = [head for head in each.heads if head.dep_ == "dobj" and not can_act(head, reading)]
        preps = [*each.heads, *(prep for deed in held for prep in children(deed, "prep"))]
        on = next((prep for prep in preps if prep.dep_ == "prep" and prep.lower_ == "on"), None)
        if on is not None:
            return tuple(part for noun in children(on, "pobj") for part in conjuncts(noun))
    found: list[Token] = []
    for head in each.heads:
        if head.dep_ in ("dobj", "dative"):
            found += [part for part in conjuncts(head) if _can_do_harm(part, reading)] or _doers(head, reading)
    return tuple(found)


def _can_do_harm(part: Token, reading: Reading) -> bool:
    return can_act(part, reading) or class_of_noun(lemma(part)) is not None


def _doers(noun: Token, reading: Reading) -> list[Token]:
    """Of a deed ("the killing of X by the army", "police brutality"): who did it, where it is said."""
    of = [prep for prep in children(noun, "prep") if prep.lower_ == "of"]
    for each in (noun, *(pobj for prep in of for pobj in children(prep, "pobj"))):
        doer = agent(each) or child(each, "poss")
        if doer is not None and can_act(doer, reading):
            return [doer]
        compound = next((part for part in children(each, "compound") if is_group(part) or is_person_noun(part)), None)
        if compound is not None and lemma(each) in words("harm_nouns"):
            return [compound]
    return []


def accused_in(said: Sequence[Token], each: Attribution, reading: Reading) -> tuple[Token, ...]:
    """Who is said to have done harm: the doer of the first harmful verb that is asserted, other than the speaker."""
    for token in said:
        if lemma(token) not in words("harm_verbs") or is_negated(token) or MODALS & set(auxiliaries(token)):
            continue
        doer = _doer(token)
        if doer is not None and _is_accusable(doer, each, reading):
            return tuple(part for part in conjuncts(doer) if can_act(part, reading))
    return ()


def _doer(verb: Token) -> Token | None:
    if verb.pos_ != "VERB":
        return None
    if verb.dep_ in ("acl", "relcl") and lemma(verb.head) in SCHEMES:
        return agent(verb.head) or child(verb.head, "poss")
    done_by = agent(verb)
    return done_by if done_by is not None or is_passive(verb) or _befell_its_subject(verb) else subject(verb)


def _befell_its_subject(verb: Token) -> bool:
    """ "Two leaders murdered in Cauca": the headline leaves out "were"."""
    word, who = harm_word(verb), subject(verb)
    return word is not None and who is not None and who in harmed_by(verb, word)


def _is_accusable(doer: Token, each: Attribution, reading: Reading) -> bool:
    """A third party: named, or people, or a body; not the speaker."""
    if doer.pos_ == "PRON" or pronoun(doer) in FIRST_PERSON or not can_act(doer, reading):
        return False
    known = named(doer, reading)
    if known is not None:
        is_speaker = each.speaker is not None and named(each.speaker, reading) is known
        return known.kind != "place" and not is_speaker
    return is_person_noun(doer) or is_group(doer) or doer.pos_ == "PROPN" or lemma(doer) in AMOUNTS


def denies_harm(said: Sequence[Token], each: Attribution) -> bool:
    """Whether a deed is denied, of the speaker's own or at all: "no one was shot", "our officers did not fire"."""
    deeds = words("denied_deeds")
    for token in said:
        if token.pos_ != "VERB" or lemma(token) not in deeds or token.dep_ in ("relcl", "advcl"):
            continue
        who = subject(token)
        if who is None or MODALS & set(auxiliaries(token)):
            continue
        nobody = who.lower_ in NOBODY or any(part.lower_ == "no" for part in who.children)
        if nobody and is_passive(token) and not _is_of_doers(who):
            return True
        if is_negated(token) and _is_own(who, each):
            return True
    return False


def _is_of_doers(who: Token) -> bool:
    """ "None of the killers has been arrested" is a complaint, and no denial."""
    of = (g for c in who.children if c.lower_ == "of" for g in c.children)
    doers = [who, *of]
    return any(lemma(each) in words("suspects") or lemma(each) in ("officer", "policeman") for each in doers)


def _is_own(who: Token, each: Attribution) -> bool:
    """The speaker himself, or his people: "we", "its officers", "police ... the police"."""
    if pronoun(who) in FIRST_PERSON | THIRD_PERSON or any(part.lower_ in OWNERS for part in who.children):
        return True
    return each.speaker is not None and lemma(who) == lemma(each.speaker)
