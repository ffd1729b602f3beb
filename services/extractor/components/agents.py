"""Who did it, as the sentence says: the agent of a passive, an active verb's subject, "by police", "police firing".

A perpetrator that the text does not state stays unstated. Does not handle: agents named only in another sentence, but
for "they" and "it" whose sentence or the one before has the police, an army or a mob for its subject.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from services.extractor.components.actors import class_of_noun
from services.extractor.components.patients import resolved
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading
from shared.messages import ActorClass

_NOT_AN_ACTOR = frozenset(("police station", "state", "public"))

_ARMED_DEEDS = frozenset(("fire", "open", "lob", "shoot", "charge", "lathicharge", "teargas"))
_ARMED = ("police", "military", "armed_group", "mob")

_SOMEBODY_ELSE = frozenset(("he", "she", "someone", "somebody", "anyone"))
"""Subjects that are nobody known: no armed people named before them are meant."""
NEAR = 6
"""Words between those who fire and "firing", which has no subject of its own."""


@dataclass(frozen=True)
class Actor:
    """One who harms: the words that say so, and who that is."""

    start: int
    end: int
    name: str
    actor_class: ActorClass
    named: Named | None = None


def agents_of(token: Token, reading: Reading, *, subject_acts: bool) -> list[Actor]:
    """The agents of the harm at `token`; `subject_acts` says whether an active verb's subject is one."""
    candidates = _candidates(token, subject_acts=subject_acts)
    found = _actors(candidates, reading)
    lost = subject_acts and not any(c.lower_ in _SOMEBODY_ELSE for c in candidates)
    found = found or (_actors(_armed_before(token), reading) if lost else [])
    return found or [Actor(t.idx, t.idx + len(t), "police", "police") for t in _by_custody(token)]


def _by_custody(token: Token) -> list[Token]:
    """The word that says that it befell somebody in the hands of the police: "a custodial death", "custody deaths",
    "an encounter killing", "killed in a fake encounter"."""
    before = [c for c in token.children if c.dep_ in ("amod", "compound", "nmod")]
    told = [c for c in before if c.lower_ in ("custodial", "custody", "lock-up", "lockup", "encounter")]
    held = [g for c in token.children if c.lower_ in ("in", "at") and c.dep_ == "prep" for g in c.children]
    told += [g for g in held if g.lower_ == "encounter" and not any(c.lower_ == "with" for c in g.children)]
    return told[:1]


def _wielder(candidate: Token) -> Token:
    """Whose bullets or fire it was, or whose people: "a stray police bullet killed", "hit by bullets of the police",
    "personnel of the Frontier Corps"."""
    if candidate.lower_ in words("members"):
        bodies = [g for c in candidate.children if c.lower_ in ("of", "from") for g in c.children if g.dep_ == "pobj"]
        return bodies[0] if bodies else candidate
    if candidate.lower_ not in words("custody_nouns"):
        return candidate
    owners = [c for c in candidate.children if c.dep_ in ("compound", "poss", "amod", "nmod")]
    owners += [g for c in candidate.children if c.lower_ in ("of", "by", "from") for g in c.children]
    return next((o for o in owners if class_of_noun(o.lower_) is not None), candidate)


def _actors(candidates: list[Token], reading: Reading) -> list[Actor]:
    found: list[Actor] = []
    for candidate in map(_wielder, candidates):
        for member in [candidate, *(c for c in candidate.conjuncts if c.i > candidate.i)]:
            actor = actor_at(member, reading)
            if actor and all(actor.start != known.start for known in found):
                found.append(actor)
    return found


def _candidates(token: Token, *, subject_acts: bool) -> list[Token]:
    found: list[Token] = []
    for child in token.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ in ("by", "from")):
            found += [grand for grand in child.children if grand.dep_ == "pobj"]
        elif child.dep_ == "prep" and child.lower_ in ("at", "in", "to"):
            found += _in_the_hands_of(child)
        elif subject_acts and child.dep_ == "nsubj":
            found.append(meant_by(resolved(child)))
        elif token.pos_ in ("NOUN", "PROPN") and child.dep_ in ("compound", "poss", "amod", "nmod"):
            found.append(child)
        elif child.dep_ == "advcl" and _tells_how(child):
            found += [grand for grand in child.children if grand.dep_ == "nsubj"]
    if not found and subject_acts:
        found += _borrowed_subject(token)
    if not found and token.dep_ in ("dobj", "pobj", "pcomp", "nsubjpass"):
        found += _by_light_verb(token)
    return found


def _tells_how(clause: Token) -> bool:
    """ "was killed when police opened fire", but not "even as police looked on"."""
    marks = {g.lower_ for g in clause.children if g.dep_ in ("mark", "advmod")}
    return bool(marks & {"when", "after", "as"}) and "even" not in marks


def _by_light_verb(token: Token) -> list[Token]:
    """ "police carried out arrests", "resorted to firing", "arrests were made by": whose deed the noun tells."""
    verb = token.head.head if token.dep_ in ("pobj", "pcomp") else token.head
    shared = token.head.lower_ == "in" and _takes_part(verb)
    if not shared and verb.lemma_.lower() not in words("light_verbs"):
        return []
    if token.dep_ == "nsubjpass":
        return [g for c in verb.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"]
    subjects = [resolved(c) for c in verb.children if c.dep_ == "nsubj" or (shared and c.dep_ == "nsubjpass")]
    return subjects or _borrowed_subject(verb)


def _takes_part(word: Token) -> bool:
    """ "took part in", "helped in the killings": whoever does so has a hand in the deed."""
    part = word.lemma_.lower() == "part" and word.head.lemma_.lower() in ("take", "play")
    return part or word.lemma_.lower() in words("taking_part")


def _armed_before(token: Token) -> list[Token]:
    """Who fired, where the parse lost the subject: the last armed people before the verb in its sentence."""
    if token.lemma_.lower() not in _ARMED_DEEDS:
        return []
    first = token.sent.start if token.tag_ in ("VBD", "VBN", "VBZ", "VBP") else max(token.sent.start, token.i - NEAR)
    before = [t for t in token.doc[first : token.i] if t.pos_ in ("NOUN", "PROPN")]
    armed = (t for t in reversed(before) if class_of_noun(t.lower_) in ("police", "military", "armed_group"))
    return [t for t in armed if not _only_says(t)][:1]


def _only_says(noun: Token) -> bool:
    """ "Police say that somebody shot", "arrested by officers for shooting": no doers of the deed that follows."""
    says = noun.dep_ == "nsubj" and noun.head.lemma_.lower() in words("reporting_verbs")
    return says or any(a.dep_ == "agent" for a in (noun, *noun.ancestors))


def _in_the_hands_of(prep: Token) -> list[Token]:
    """ "at the hands of police", "in police custody", "lost their lives to police officers"."""
    found: list[Token] = []
    for noun in prep.children:
        if noun.dep_ not in ("pobj", "pcomp"):
            continue
        after = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else noun
        if noun.dep_ == "pobj" and after.lower_ in words("custody_nouns") and after.dep_ in ("acl", "compound", "amod"):
            found.append(noun)
        elif corrected(noun) in words("custody_nouns"):
            found += [c for c in noun.children if c.dep_ in ("compound", "poss", "amod", "nmod", "nsubj", "npadvmod")]
            found += [g for c in noun.children if c.lower_ in ("of", "by", "with") for g in c.children]
        elif prep.lower_ == "to":
            found.append(noun)
    return found


def corrected(noun: Token) -> str:
    """ "Killed in police firng": a word behind "police" that lacks a letter of one that belongs to whoever did it is
    that one; any other is itself."""
    word = noun.lower_
    if noun.i == 0 or len(word) < 5 or class_of_noun(noun.nbor(-1).lower_) != "police":
        return word
    full = (known for known in words("custody_nouns") if len(known) == len(word) + 1)
    return next((known for known in full if any(known[:i] + known[i + 1 :] == word for i in range(len(known)))), word)


def meant_by(token: Token) -> Token:
    """Whom "they" or "it" means, where the last subject before it is one that bears arms or is a mob; else itself."""
    if token.lower_ not in ("they", "it"):
        return token
    first = token.sent.start
    for i in range(token.i - 1, (token.doc[first - 1].sent.start if first else first) - 1, -1):
        subject = token.doc[i]
        if subject.dep_ not in ("nsubj", "nsubjpass") or subject.pos_ not in ("NOUN", "PROPN"):
            continue
        if class_of_noun(subject.lower_) in _ARMED:
            return subject
        if (subject.tag_ in ("NNS", "NNPS")) == (token.lower_ == "they"):
            return token
    return token


def _borrowed_subject(token: Token) -> list[Token]:
    """The subject of the verb that this one is joined to: "officers approached and fired", "opened fire, killing"."""
    step = token
    if token.dep_ == "conj":  # "the gunmen fired, but sentries posted there killed one": the nearest clause before it
        before = [c for c in token.head.children if c.dep_ == "conj" and c.i < token.i and c != token]
        subjects = [resolved(g) for c in before[-1:] for g in c.children if g.dep_ == "nsubj"]
        if subjects:
            return subjects
    while step.dep_ in ("conj", "advcl", "xcomp", "pcomp", "prep", "ccomp") and step.head != step:
        step = step.head
        passive = any(c.dep_ == "nsubjpass" for c in step.children)
        subjects = [resolved(c) for c in step.children if c.dep_ == "nsubj"]
        if subjects or passive:
            return subjects
    return []


def actor_at(token: Token, reading: Reading) -> Actor | None:
    """The actor that the noun phrase headed by `token` names, or null if it names none."""
    named = reading.names.at(token.idx, token.idx + len(token))
    if named and named.kind != "place":
        mention = next((m for m in named.mentions if m[0] <= token.idx < m[1]), (token.idx, token.idx + len(token)))
        return Actor(*mention, name=named.name, actor_class=named.actor_class, named=named)
    if token.pos_ not in ("NOUN", "PROPN", "ADJ") or token.lower_ in _NOT_AN_ACTOR:
        return None
    first = token
    for child in token.lefts:
        if child.dep_ in ("amod", "compound", "nmod", "nummod", "poss"):
            first = child
            break
    phrase = reading.text[first.idx : token.idx + len(token)]
    actor = class_of_noun(phrase)
    if actor is None and token.lemma_.lower() not in words("person_nouns"):
        return None
    return Actor(first.idx, token.idx + len(token), phrase, actor or "unknown")
