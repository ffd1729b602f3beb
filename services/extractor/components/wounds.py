"""Who bears a wound: "suffered a gunshot wound", "was found with stab wounds", "a man with bullet wounds".

Does not handle: wounds told without their cause or a verb of suffering ("his wounds were dressed").
"""

from spacy.tokens import Token

from services.extractor.components.patients import resolved
from services.extractor.lexicon import words

_SUFFER = frozenset(("suffer", "sustain", "receive"))
_FIND = frozenset(
    ("find", "discover", "transport", "treat", "take", "rush", "hospitalize", "hospitalise", "see", "locate")
)
_DEATH = frozenset(("die", "succumb", "pronounce", "bleed", "consist", "kill"))


def tells_a_wound(token: Token) -> bool:
    """Whether this noun is a wound that somebody was given: by its cause, or by a verb of suffering."""
    if token.lemma_.lower() not in words("wounds") or token.pos_ not in ("NOUN", "PROPN"):
        return False
    return _is_caused(token) or (token.dep_ == "dobj" and token.head.lemma_ in _SUFFER)


def is_fatal(token: Token) -> bool:
    """ "A fatal gunshot wound", "mortal wounds", "the deadly shooting"."""
    return any(c.lower_ in ("fatal", "deadly", "lethal", "mortal") for c in token.children)


def bearers(token: Token) -> list[Token]:
    """The nouns or pronouns of those who bear the wound; empty where they stand elsewhere, or died of it."""
    above = token.head
    if token.dep_ == "dobj":
        return _subject(above) if above.lemma_ in _SUFFER or above.lemma_ == "have" else []
    if token.dep_ != "pobj" or above.lower_ not in ("with", "from", "of", "for"):
        return []
    holder = above.head
    if holder.pos_ in ("NOUN", "PROPN", "PRON"):
        return [holder]
    if holder.lemma_ in _DEATH:
        return []
    found = (
        [c for c in holder.children if c.dep_ == "dobj"] if holder.lemma_ in _FIND or holder.lemma_ == "leave" else []
    )
    return found or _subject(holder)


def _subject(verb: Token) -> list[Token]:
    own = [resolved(c) for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if own or verb.dep_ not in ("conj", "acl", "advcl", "xcomp", "pcomp"):
        return own
    if verb.dep_ == "acl":
        return [verb.head]
    return _subject(verb.head) if verb.head.pos_ in ("VERB", "AUX") else []


def _is_caused(token: Token) -> bool:
    return any(c.lower_ in words("wounding") for c in token.children if c.dep_ in ("compound", "amod", "nmod"))
