"""Whether a harm is told as having happened: not denied, wished for, feared, planned, asked or imagined (Rule R2 a)."""

from spacy.tokens import Token

from services.extractor.lexicon import table, words

_MODALS = frozenset(
    ("will", "would", "could", "may", "might", "should", "must", "can", "shall", "ca", "wo", "'ll", "'d")
)


def why_not_actual(token: Token) -> str | None:
    """Why the harm word at `token` tells of nothing that happened, or null if it does."""
    if token.sent.text.rstrip().endswith("?"):
        return "question"
    if _is_inverted(token):
        return "conditional"
    beside = next(filter(None, (_unmade_by(child, token) for child in token.children)), None)
    return beside or _infinitive(token) or _joined(token) or _above(token) or _imperative(token) or _undone(token)


def _undone(noun: Token) -> str | None:
    """ "They will order a baton charge", "may lead to a crackdown": a deed told by a noun is as real as the verb that
    does it."""
    if noun.pos_ not in ("NOUN", "PROPN") or noun.dep_ not in ("dobj", "pobj"):
        return None
    verb = noun.head if noun.dep_ == "dobj" else noun.head.head
    done = verb.pos_ == "VERB" and verb.lemma_.lower() in words("light_verbs") | words("ordering_verbs")
    return why_not_actual(verb) if done else None


def _unmade_by(child: Token, token: Token) -> str | None:
    """What a word that hangs on the harm makes of it."""
    word = child.lower_
    bare = child.dep_ == "auxpass" and word == "be" and not any(c.dep_ == "aux" for c in token.children)
    rules = (
        (child.dep_ == "neg" or word in ("never", "not", "n't"), "negated"),
        (child.dep_ == "advmod" and word in ("nearly", "almost"), "attempt"),
        (bare, "demand"),
        (child.dep_ == "aux" and word in _MODALS and not _certain(token), "hypothetical"),
        (child.dep_ == "mark" and word in ("if", "unless", "whether", "should", "lest"), "conditional"),
        (child.dep_ == "det" and word in ("no", "any"), "negated"),
        (child.dep_ in ("amod", "compound") and word in words("not_yet"), "hypothetical"),
    )
    return next((reason for holds, reason in rules if holds), None)


def _joined(token: Token) -> str | None:
    """ "will order a charge or arrest us", "to restrain and detain them": a bare verb shares what its first verb is."""
    if token.dep_ != "conj" or token.tag_ not in ("VB", "VBP") or token.head.pos_ not in ("VERB", "AUX"):
        return None
    if any(c.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for c in token.children):
        return None
    return why_not_actual(token.head)


def _certain(token: Token) -> bool:
    """ "must" of a court or "can confirm" are about the future or duty; "would later die" is a past told forward."""
    modal = next((c.lower_ for c in token.children if c.dep_ == "aux" and c.lower_ in _MODALS), "")
    return modal in ("would", "'d") and any(c.lower_ in ("later", "then") for c in token.children)


def _infinitive(token: Token) -> str | None:
    """ "to kill": intent or demand, unless what governs it reports a fact ("is said to have been killed")."""
    if token.pos_ not in ("VERB", "AUX"):
        return None
    has_to = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    if not has_to:
        return None
    if any(c.dep_ in ("aux", "auxpass") and c.lemma_ == "have" for c in token.children):
        return None
    governor = token.head
    if governor == token:
        return "intent"
    if governor.lemma_ != "hesitate" and any(c.dep_ == "neg" for c in governor.children):
        return "negated"
    return None if governor.lemma_.lower() in words("factive_verbs") or _had_to(governor) else "intent"


def _had_to(governor: Token) -> bool:
    """ "had to fire", "were forced to open fire", "was able to arrest": in the past, it was done."""
    past = governor.tag_ in ("VBD", "VBN") or any(
        c.dep_ in ("aux", "auxpass") and c.tag_ == "VBD" for c in governor.children
    )
    if governor.lemma_ == "have":
        return governor.tag_ == "VBD"
    if governor.lemma_ == "able":
        return governor.head.tag_ == "VBD"
    return past and governor.lemma_ in ("force", "compel", "oblige")


def _is_finite(token: Token) -> bool:
    """A clause of its own ("were arrested"), which nobody tries, plans or threatens."""
    if token.pos_ not in ("VERB", "AUX"):
        return False
    helped = any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP") for c in token.children)
    return helped or (token.tag_ == "VBD" and any(c.dep_ == "nsubj" for c in token.children))


_UNDONE_BY_INFINITIVE = frozenset(("attempt", "intent", "threat"))


def _above(token: Token) -> str | None:
    """Words above the harm that unmake it, up to the clause that tells it."""
    child = token
    for ancestor in token.ancestors:
        if child.dep_ in ("nsubj", "nsubjpass", "csubj", "relcl", "advcl", "parataxis"):
            break
        if child.dep_ == "prep" and child.lower_ in words("pointing_prepositions"):
            prepared = token.head == child and token.tag_ == "VBG"  # "arrangements for detaining them"
            reason = table("not_actual").get(ancestor.lemma_.lower()) if prepared else None
            if reason == "intent":
                return reason
            break
        if _is_inverted(ancestor):
            return "conditional"
        reason = table("not_actual").get(ancestor.lemma_.lower())
        if reason in _UNDONE_BY_INFINITIVE and _is_finite(token):
            reason = None
        if reason and not (reason == "denied" and child.dep_ == "conj"):
            return reason
        if ancestor.lemma_ in ("call", "demand", "urge") and child.dep_ in ("prep", "dobj") and token.pos_ == "VERB":
            return "demand"
        if child.dep_ in ("ccomp", "conj") and ancestor.pos_ == "VERB" and child.dep_ == "ccomp":
            break
        child = ancestor
    return None


def _is_inverted(verb: Token) -> bool:
    """ "should any officer be found guilty of", "had they fired": a condition that needs no "if"."""
    helpers = [c.i for c in verb.children if c.dep_ in ("aux", "auxpass") and c.lower_ in ("should", "had", "were")]
    subjects = [c.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    return any(helper < subject for helper in helpers for subject in subjects)


def _imperative(token: Token) -> str | None:
    bare = token.dep_ == "ROOT" and token.tag_ == "VB" and token.lower_ not in table("opening_participles")
    has_subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
    return "imperative" if bare and not has_subject and not any(c.dep_ == "aux" for c in token.children) else None
