"""Where in the sentence the people stand whom a harm befell: object, subject of a passive, owner of a clause.

Does not handle: people named only in another sentence.
"""

from spacy.tokens import Token

from services.extractor.components.harm_words import HarmWord
from services.extractor.components.patients import resolved
from services.extractor.components.wounds import bearers
from services.extractor.lexicon import table


def is_passive(token: Token) -> bool:
    """Whether the verb acts on its subject: "was shot", "people killed", "was reported killed"."""
    children = list(token.children)
    if any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in children):
        return True
    if token.dep_ == "acl" and token.tag_ == "VBN":
        return True
    if token.dep_ == "dep" and token.head.lemma_ == "be":
        return True  # "was on Monday shot dead"
    active = any(c.dep_ in ("nsubj", "dobj") for c in children)
    if token.dep_ in ("oprd", "ccomp", "xcomp", "acomp") and token.tag_ == "VBN" and token.head.pos_ == "VERB":
        return not active
    reported = token.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "as" for c in children)
    if (token.dep_ == "conj" or reported) and token.tag_ == "VBN" and not active:
        return is_passive(token.head)  # "was shot and killed", "was reported as killed"
    return False


def harmed_by(token: Token, word: HarmWord) -> list[Token]:
    """The heads of the noun phrases that name whom the harm at `token` befell; empty where there are none."""
    if word.frame in ("none", "head", "of", "bearer"):
        return bearers(token) if word.frame == "bearer" else _of(token) if word.frame == "of" else []
    children = list(token.children)
    objects = [c for c in children if c.dep_ in ("dobj", "oprd") and c.lower_ not in ("dead", "alive", "fire")]
    passive = [_counted_of(token) or c for c in children if c.dep_ == "nsubjpass"]
    if word.frame == "at":
        return [g for c in children if c.lower_ in ("at", "on", "into", "upon") for g in c.children if g.dep_ == "pobj"]
    if word.frame == "subject":
        return passive or [c for c in children if c.dep_ == "nsubj"] or _borrowed(token) or _owner_of_clause(token)
    found = _found_dead(token)
    if passive or objects or found:
        return found or passive or objects
    if is_passive(token):
        return _owner_of_clause(token) or _borrowed(token) or _behind_its_place(token)
    return _object_of_joined(token) or _subject_without_object(token, word)


def _behind_its_place(token: Token) -> list[Token]:
    """ "In Rangpur, Abu Sayed, a student, was shot": the subject, where the parse makes it a name of the place."""
    before = [
        prep for prep in token.lefts if prep.dep_ == "prep" and prep.lower_ in ("in", "at", "near", "on", "outside")
    ]
    places = [c for prep in before for c in prep.children if c.dep_ == "pobj"]
    return [c for p in places for c in p.children if c.dep_ == "appos" and c.pos_ in ("PROPN", "NOUN")][-1:]


def _counted_of(token: Token) -> Token | None:
    """ "One of the marchers being shot": the number, where the parse hangs the clause on its "of" or on the noun."""
    being = any(c.lower_ == "being" for c in token.children)
    of = token.head.head if token.dep_ == "acl" else token.head
    return of.head if being and of.lower_ == "of" and of.head.pos_ == "NUM" else None


def _of(token: Token) -> list[Token]:
    found = [
        g
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("of", "on", "against")
        for g in c.children
        if g.dep_ == "pobj"
    ]
    behind = token.nbor(1) if token.i + 1 < len(token.doc) else token
    if not found and behind.lower_ == "of":  # "the shooting death of", where the model takes "shooting" for a verb
        found += [g for g in behind.children if g.dep_ == "pobj"]
    found += [c for c in token.children if c.dep_ == "poss"]
    if token.dep_ == "compound" and token.head.lemma_ in ("victim", "suspect"):
        found.append(token.head)
    return found


_JOINED = frozenset(("conj", "advcl", "xcomp", "pcomp", "prep", "dep", "oprd", "acomp"))


def _found_dead(token: Token) -> list[Token]:
    """Whom others came upon: "neighbours found the couple dead", "was found fatally shot", and the number in "left one
    dead and three injured"."""
    if token.dep_ == "amod" and token.tag_ == "VBN" and token.head.pos_ == "NUM":
        return [token.head]
    if token.lemma_ == "find" and not is_passive(token):
        return [g for c in token.children if c.lower_ == "dead" for g in c.children if g.dep_ == "nsubj"]
    if token.dep_ == "ccomp" and token.tag_ == "VBN" and token.head.lemma_ == "find" and is_passive(token.head):
        return [c for c in token.head.children if c.dep_ == "nsubjpass"]
    return []


def _borrowed(token: Token) -> list[Token]:
    """The subject of the verb that a participle is joined to: "was shot and killed", "was shot before dying"."""
    step = token
    while step.dep_ in _JOINED and step.head != step:
        step = step.head
        subjects = [
            _counted_of(step) or resolved(c)
            for c in step.children
            if c.dep_ in ("nsubjpass", "nsubj") and not (c.is_sent_start and c.lower_ in table("opening_participles"))
        ]
        if subjects:
            return subjects
        if step.dep_ == "acl":
            return [_counted_of(step) or step.head]
    return []


def _owner_of_clause(token: Token) -> list[Token]:
    """ "the mother of the baby killed": the noun right before the participle, if the parse hangs both on one phrase."""
    if token.dep_ not in ("acl", "relcl") or token.head.pos_ not in ("NOUN", "PROPN", "NUM", "PRON"):
        return []
    before = token.nbor(-1) if token.i else token
    return [before] if before.pos_ in ("NOUN", "PROPN") and token.head in before.ancestors else [token.head]


def _object_of_joined(token: Token) -> list[Token]:
    """ "shot and killed a protester": the first verb has the object of the second."""
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ == "VERB":
            objects = [g for g in child.children if g.dep_ == "dobj"]
            if objects:
                return objects
            return _object_of_joined(child)
    return []


def _subject_without_object(token: Token, word: HarmWord) -> list[Token]:
    """ "30 killed in past 3 months", "two shot in Nairobi": headlines drop the auxiliary."""
    if token.tag_ not in ("VBN", "VBD") and word.frame != "either":
        return []
    return [
        c
        for c in token.children
        if c.dep_ in ("nsubj", "nummod", "npadvmod") and c.i < token.i and c.tag_ not in ("WP", "WDT")
    ]
