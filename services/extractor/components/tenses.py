"""Whether a phrase of time looks back or ahead, as the verb that it hangs on tells.

Does not handle: a plan that was called off ("the march planned for Friday was banned"), irony, dreams.
"""

import re
from typing import Literal

from spacy.tokens import Doc, Token

from services.extractor.lexicon import words

Tense = Literal["past", "future", "open"]

_AHEAD = re.compile(
    r"\b(?:will|shall|to be held|scheduled|set to|set for|due|expected to|plans? to|planned|upcoming|coming)\b"
    r"[^.;]{0,90}$",
    re.IGNORECASE,
)
_FUTURE_AUX = frozenset(("will", "shall", "wo", "'ll", "’ll", "ll", "can", "may", "might", "must", "should"))
DEEP = 12
"""Steps up the tree; more are a list or a broken parse."""


def tense_at(text: str, start: int, end: int, doc: Doc | None) -> Tense:
    """The tense of the characters from `start` to `end`; without a parse, whether words of planning stand before."""
    if doc is None:
        return "future" if _AHEAD.search(text, max(0, start - 120), start) else "open"
    span = doc.char_span(start, end, alignment_mode="expand")
    return _tense_of(span.root) if span else "open"


def _tense_of(token: Token) -> Tense:
    """The first verb above that has a tense of its own decides."""
    aimed = token.head.lower_ in ("for", "to", "until")
    for _ in range(DEEP):
        if token.pos_ in ("VERB", "AUX"):
            tense = _own_tense(token, aimed=aimed)
            if tense is not None:
                return tense
        if token.head == token:
            break
        token = token.head
    return "open"


def _own_tense(verb: Token, *, aimed: bool) -> Tense | None:
    """Null for an infinitive or participle that has the tense of what it hangs on; `aimed`: the time follows "for"."""
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    forms = {h.lower_ for h in helpers}
    if forms & _FUTURE_AUX:
        return "future"
    if any(h.tag_ == "TO" for h in helpers):
        return _of_infinitive(verb)
    if "would" not in forms and any(h.lemma_ == "have" for h in helpers):
        return "future" if verb.lemma_.lower() in words("schedule_verbs") else "past"
    if verb.lemma_ == "be" and verb.tag_ in ("VBZ", "VBP") and any(_is_to_come(c) for c in verb.children):
        return "future"
    return (
        None
        if verb.tag_ == "VB" and not forms
        else "open"
        if "would" in forms
        else _of_form(verb, helpers, aimed=aimed)
    )


def _of_form(verb: Token, helpers: list[Token], *, aimed: bool) -> Tense | None:
    """What the form of the verb itself tells: "said", "was shot", "is leaving", "was called for Friday"."""
    lemma, plans = verb.lemma_.lower(), verb.lemma_.lower() in words("plan_verbs")
    if verb.tag_ == "VBD" or any(h.tag_ == "VBD" for h in helpers):
        return "future" if lemma in words("schedule_verbs") or (plans and aimed and verb.tag_ != "VBD") else "past"
    present = any(h.tag_ in ("VBZ", "VBP") for h in helpers)
    if verb.tag_ == "VBN":
        return "future" if plans else "open" if present else "past"
    if verb.tag_ == "VBG":
        return "future" if present else None
    ahead = plans or lemma in words("beginning_verbs")
    return "future" if ahead and verb.tag_ in ("VBZ", "VBP") else "open"


def _is_to_come(verb: Token) -> bool:
    """ "on Friday they are | to leave"."""
    return verb.dep_ == "xcomp" and verb.tag_ == "VB" and any(c.tag_ == "TO" for c in verb.children)


def _of_infinitive(verb: Token) -> Tense | None:
    """ "is to speak", "plans to march", "rules to be published": what is to come."""
    if verb.head.lemma_.lower() in words("plan_verbs") or verb.dep_ in ("acl", "relcl"):
        return "future"
    return "future" if verb.head.lemma_ == "be" and verb.head.tag_ in ("VBZ", "VBP") else None
