"""Whether a harm is told only as the reason of something else: a protest over it, a call for justice, a vigil.

Such a harm happened before what the sentence is about, so the sentence's date is not its own.
"""

from spacy.tokens import Token

from services.extractor.lexicon import words

_EARLIER_MARKS = frozenset(("after", "because", "since", "following", "over", "against", "about", "for"))


def is_reason(token: Token) -> bool:
    """Whether the harm at `token` hangs below a word of protest, in a clause or phrase that gives its reason."""
    crossed = False
    child = token
    for ancestor in token.ancestors:
        crossed = crossed or _opens_reason(child)
        protest = ancestor.lemma_.lower() in words("protest_words") or any(
            c.dep_ in ("dobj", "nsubj") and c is not child and c.lemma_.lower() in words("protest_words")
            for c in ancestor.children
        )
        if crossed and protest:
            return True
        child = ancestor
    return False


def is_recent_only(token: Token) -> bool:
    """ "recently killed", "the recent killing": when, nobody says."""
    return any(
        c.lower_ in ("recent", "recently", "previously", "earlier") and c.dep_ in ("amod", "advmod")
        for c in token.children
    )


def hangs_below(token: Token, verb: Token) -> bool:
    """Whether a clause or phrase that looks back stands between the harm and a verb above it.

    A verb joined by "and" does not count: the small model joins it to the wrong clause too often.
    """
    child = token
    for ancestor in token.ancestors:
        if _opens_reason(child) and token.dep_ != "conj":
            return True
        if ancestor is verb:
            return False
        child = ancestor
    return False


def _opens_reason(token: Token) -> bool:
    if token.dep_ in ("relcl", "pcomp"):
        return True
    if token.dep_ == "acl":
        return token.tag_ in ("VBN", "VBD")
    if token.dep_ == "advcl":
        return any(c.dep_ in ("mark", "prep", "advmod") and c.lower_ in _EARLIER_MARKS for c in token.children)
    return token.dep_ == "prep" and token.lower_ in _EARLIER_MARKS
