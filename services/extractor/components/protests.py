"""Protests told by what people do: they take to the streets, down tools, block a road, carry placards, sit in.

Does not handle: gatherings of which nobody says what they were for, deeds told in another tongue than English.
"""

from functools import cache

from spacy.tokens import Token

from services.extractor.components.actors import class_of_noun
from services.extractor.lexicon import rows, words

_PARTS = ("dobj", "pobj", "nsubjpass", "nsubj")
_ARMED = ("police", "military", "government", "armed_group", "private_security")
_HYPHENS = ("-", "–")


@cache
def openers() -> frozenset[str]:
    """The words, verbs as lemmas, at which `is_protest` may find one."""
    return frozenset({verb for verb, *_ in rows("protest_deeds")} | {w.split("-")[0] for w in words("protest_nouns")})


def is_protest(token: Token) -> bool:
    """Whether a verb, with what it acts on, or a noun of two parts tells of a protest."""
    lemma = token.lemma_.lower()
    if lemma not in openers() and token.lower_ not in openers():
        return False
    if token.i + 2 < len(token.doc) and token.nbor().text in _HYPHENS:
        return f"{token.lower_}-{token.nbor(2).lower_}" in words("protest_nouns")
    if token.pos_ not in ("VERB", "AUX") and token.tag_ not in ("VBD", "VBN", "VBG"):
        return False
    return any(_does(token, thing, who) for verb, thing, who in rows("protest_deeds") if verb == lemma)


def _does(verb: Token, thing: str, who: str) -> bool:
    """Whether the verb acts on such a thing; where anything may (a fallen tree blocks a road), people must do it."""
    nouns = [c for c in verb.children if c.dep_ in _PARTS]
    nouns += [g for c in verb.children if c.dep_ in ("prep", "prt") for g in c.children if g.dep_ in _PARTS]
    if not any(noun.lemma_.lower() == thing for noun in nouns):
        return False
    return who == "any" or _is_done_by_people(verb, thing)


def _is_done_by_people(verb: Token, thing: str) -> bool:
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    doers += [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    step = verb
    while not doers and step.dep_ in ("conj", "advcl", "xcomp", "acl") and step.head != step:
        clause, step = step, step.head
        doers = [step] if clause.dep_ == "acl" else [c for c in step.children if c.dep_ in ("nsubj", "nsubjpass")]
    if any(class_of_noun(d.lower_) in _ARMED for d in doers):
        return False
    heads = [t for d in doers for t in (d, *d.subtree) if t.lemma_.lower() != thing]
    return any(
        t.lemma_.lower() in words("person_nouns") or t.lower_ in ("they", "we", "who") or _are_people(t) for t in heads
    )


def _are_people(noun: Token) -> bool:
    return class_of_noun(noun.lower_) in ("civilian", "mob") or (
        noun.tag_ == "NNS" and noun.lower_.endswith(("ers", "ors", "ists", "ants", "ees", "men", "women", "people"))
    )
