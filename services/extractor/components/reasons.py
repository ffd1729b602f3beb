"""Whether a harm is told only as the reason of something else: a protest over it, a call for justice, a vigil.

Such a harm happened before what the sentence is about, so the sentence's date is not its own.
Does not handle: a reason told two sentences away from what it is the reason of.
"""

import re

from spacy.tokens import Token

from services.extractor.components.clauses import sentence_of
from services.extractor.lexicon import words

_EARLIER_MARKS = frozenset(("after", "because", "since", "following", "over", "against", "about", "for"))
_THIS_FOLLOWS = re.compile(r"^\W*(?:this|that|it|the\s+\w+)\s+(?:is|was|comes?|came|follow(?:s|ed))\b", re.IGNORECASE)


def reason_of(token: Token) -> Token | None:
    """What opens the clause or phrase that tells the harm at `token` as the reason of a protest told before it; null
    where it is told for itself.

    "protested in Kitale against the killing", "blocked the road after a boy was killed", "This is after a man died".
    """
    sentence = sentence_of(token)
    protests = [t for t in sentence if t != token and _protests(t)]
    for step in (token, *token.ancestors):
        if _is_decried(step, protests):
            return step
        if not _opens_reason(step):
            continue
        if any(t.i < step.left_edge.i for t in protests) or _is_why(step, protests):
            return step
        if step.dep_ != "relcl" and _THIS_FOLLOWS.match(sentence.text) and step.head.dep_ == "ROOT":
            return step
    return None


def _protests(word: Token) -> bool:
    """A word of protest; "call" only as "call for", not "police were called to"."""
    if word.lemma_.lower() not in words("protest_words"):
        return False
    return word.lemma_ != "call" or any(c.lower_ in ("for", "on", "upon") for c in word.children)


def _is_decried(step: Token, protests: list[Token]) -> bool:
    """ "denounced the killing", "protesting his death"."""
    return step.dep_ == "dobj" and step.head in protests and step.head.pos_ == "VERB"


def _is_why(step: Token, protests: list[Token]) -> bool:
    """Whether a word of protest stands above an opening that precedes it: "Over the killing, students marched"."""
    return any(ancestor in protests for ancestor in step.ancestors)


def is_recent_only(token: Token) -> bool:
    """ "recently killed", "the recent killing": when, nobody says."""
    return any(
        c.lower_ in ("recent", "recently", "previously", "earlier") and c.dep_ in ("amod", "advmod")
        for c in token.children
    )


def hangs_below(token: Token, verb: Token) -> bool:
    """Whether a clause or phrase that looks back stands between the harm and a verb above it.

    A verb joined by "and" counts only right behind the verb it is joined to ("abducted and killed"): further on, the
    small model joins it to the wrong clause too often.
    """
    child = token
    while child.dep_ == "conj" and child.i - child.head.i <= 2:
        child = child.head
    joined = token.dep_ == "conj" and child == token
    for ancestor in child.ancestors:
        if _opens_reason(child) and not joined:
            return True
        if ancestor == verb:
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
