"""What is asked, in one readable form: "tender their resignations for failing ..." is "resign"."""

import re
from dataclasses import dataclass

from spacy.tokens import Token

from services.extractor.components.clauses import (
    auxiliaries,
    child,
    children,
    conjuncts,
    has_to,
    is_passive,
    phrase,
    spread,
    text_at,
)
from services.extractor.components.nouns import is_group, is_person_noun
from services.extractor.lexicon import rows, table
from services.extractor.reading import Range

HASTE = re.compile(r"\b(?:immediately|urgently|forthwith|at once|promptly|now|also)\b")
REASON = re.compile(r"\s+(?:over|after|amid|amidst|following|because|for failing|in the wake)\b.*", re.DOTALL)
WHEN = re.compile(r"\s+(?:on|by|before|within)\s+.*")
_NEXT_CLAUSE = re.compile(r"(?<!\bthat\b)(?:,|\s+and)\s+that\s+[^,;]+\b(?:be|must|should)\b.*", re.DOTALL)
"""Another thing asked, which the parse hung on this one: "resign, that the families be compensated"."""
FREEING = frozenset({"free", "release", "compensate", "reinstate", "protect", "return", "reinstatement"})
"""Deeds whose object gains by them."""
NOT_IN_ACTION = frozenset({"nsubj", "nsubjpass", "aux", "mark", "cc", "csubj", "expl", "parataxis"})


@dataclass(frozen=True)
class Demand:
    """One thing asked. `addressees`: nouns of who is to act, or to whom it is to happen; `action`: its normal form."""

    addressees: tuple[Token, ...]
    action: str
    where: Range
    """The clause or phrase that holds it."""
    addressed: tuple[Range, str] | None = None
    """An addressee that only the article's names give, where the parse lost the clause."""
    deed: Token | None = None
    """The verb or noun of what is asked for, where the parse gives it."""


def own_subject(verb: Token) -> Token | None:
    """The subject that stands with this very verb."""
    return child(verb, "nsubj", "nsubjpass", "csubj")


def parties(noun: Token) -> tuple[Token, ...]:
    """The coordinated parties of a phrase; a first one that the parse made a modifier ("X and Commander Y") counts."""
    found = [part for part in conjuncts(noun) if part.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")]
    for part in children(noun, "nmod"):
        if child(part, "cc") is not None or children(part, "conj"):
            found.insert(0, part)
    return tuple(found)


def demand(addressees: tuple[Token, ...], verb: Token, where: Range) -> Demand:
    """A demand whose action is a clause: its base form, "be" kept in the passive, "not" kept."""
    rest = [token for token in _clause_words(verb) if token.i > verb.i and not token.is_space]
    while rest and (rest[-1].dep_ == "cc" or rest[-1].is_punct):
        rest.pop()
    tail = spread(rest)
    behind = text_at(verb.doc, *tail) if tail else ""
    passive = is_passive(verb) or _is_bare_participle(verb)
    negated = "not " if any(each.dep_ == "neg" for each in verb.children) else ""
    base = f"be {verb.text}" if passive else (verb.lemma_ or verb.text)
    return Demand(addressees, normal(f"{negated}{base} {behind}"), where, deed=verb)


def _is_bare_participle(verb: Token) -> bool:
    """ "wants the gunmen brought to justice": the participle says what is to be done to them."""
    wanted = verb.dep_ == "ccomp" and verb.head.lemma_ in ("want", "like", "need")
    return wanted and verb.tag_ in ("VBN", "VBD") and own_subject(verb) is not None and child(verb, "dobj") is None


def beneficiary(deed: Token) -> Token | None:
    """For whom it is asked: "justice for the medic", "compensate the families", "the release of X"."""
    for each in (deed, *children(deed, "dobj")):
        for prep in children(each, "prep", "dative"):
            helped = prep.lower_ == "for" or (prep.lower_ in ("of", "to") and each.lemma_.lower() in FREEING)
            found = child(prep, "pobj") if helped else None
            if found is not None and (found.pos_ == "PROPN" or is_person_noun(found) or is_group(found)):
                return found
    helped_by = child(deed, "dobj") if deed.lemma_.lower() in FREEING else None
    return helped_by if helped_by is not None and (helped_by.pos_ == "PROPN" or is_person_noun(helped_by)) else None


def reach(first: Token | None, verb: Token) -> Range:
    """From the addressee to the end of the clause."""
    start, end = spread(_clause_words(verb)) or (verb.idx, verb.idx + len(verb))
    return (min(start, phrase(first)[0]) if first is not None else start, end)


def goes_with(first: Token, link: Token) -> bool:
    """Whether a coordinated verb is asked for as well: with an own "to", or behind "that" with an own subject."""
    if has_to(link):
        return True
    return not has_to(first) and own_subject(link) is not None and not {"will", "would"} & set(auxiliaries(link))


def _clause_words(verb: Token) -> list[Token]:
    """The verb phrase without subject and helping verbs; coordinated verbs with a "to" or subject are their own."""
    leave = {token.i for part in children(verb, *NOT_IN_ACTION) for token in part.subtree if part.dep_ != "cc"}
    for link in children(verb, "conj"):
        if has_to(link) or own_subject(link) is not None:
            leave |= {token.i for token in link.subtree}
    before = {part.i for part in children(verb, "auxpass", "neg")}
    return [token for token in verb.subtree if token.i not in leave and (token.i >= verb.i or token.i in before)]


def normal(action: str) -> str:
    """One readable form: single blanks, no adverbs of haste, the usual word for it, no reason behind "resign"."""
    action = HASTE.sub("", trimmed(_NEXT_CLAUSE.sub("", action)))
    action = re.sub(r"\s+", " ", action).strip(" ,;")
    for variant, kept, *_ in rows("action_verbs"):
        if action.startswith(variant):
            action = kept + action[len(variant) :]
    head = REASON.sub("", action)
    head = WHEN.sub("", head) if head.split(" ")[0] in ("resign", "quit", "step") else head
    known = table("actions").get(head)
    if known:
        return known
    return "resign" if head.split(" ")[0] == "resign" and len(head.split()) <= 2 else action


def trimmed(said: str) -> str:
    """Words in one line, without an article in front and marks around."""
    flat = re.sub(r"\s+", " ", said).strip(" ,;:.”“\"'’‘!?")
    return re.sub(r"^(?:an?|the)\s+(?=\w)", "", flat)
