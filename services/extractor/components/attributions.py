"""Who says what: a cue ("said", "called on", "according to"), its speaker, and the words that it reports."""

from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Token

from services.extractor.components.clauses import agent, child, children, has_to, is_passive, subject
from services.extractor.components.colons import said_beside
from services.extractor.components.complements import (
    REPORTS,
    around,
    beside_according,
    complements,
    content_of,
    cue_frame,
    neighbour,
    own_speaker,
    speaker_of,
)  # fmt: skip
from services.extractor.components.modalities import Modality, modality
from services.extractor.components.nouns import can_act, lemma
from services.extractor.lexicon import table, words
from services.extractor.reading import Range, Reading

Quoted = Literal["direct", "indirect", "mixed"]
LIGHT_VERBS = frozenset(
    {"issue", "make", "renew", "repeat", "reiterate", "voice", "raise", "launch", "send", "give", "table", "present",
     "join", "lead", "echo", "add", "lend", "head", "amplify", "deliver", "sound", "file", "start", "sign"}
)  # fmt: skip
RECEIVES = frozenset({"receive", "get", "face", "come", "be"})
"""Whose subject is asked: "received an ultimatum from", "came under pressure from"."""


@dataclass(frozen=True)
class Attribution:
    """One thing said. Tokens are of the article's parse; ranges are characters of its text."""

    cue: Token
    cue_range: Range
    """Empty where a quotation goes on without a cue of its own."""
    frame: str
    """From the lexicon of cues: say, demand, ask, accuse, ..."""
    speaker: Token | None
    content: tuple[Range, ...]
    heads: tuple[Token, ...] = ()
    """The verbs or nouns at the head of what is said, as far as the parse gives them."""
    preposition: Token | None = None
    quoted: Quoted = "indirect"
    modality: Modality = "asserted"
    spoken: tuple[Range, ...] = ()
    """The inside of the quotations that belong to it: first person and imperatives in here are the speaker's."""
    told: Token | None = None
    """To whom it is said, where a headline says so: "Teachers to government: Pay us"."""


def find_attributions(reading: Reading) -> list[Attribution]:
    """Every attribution that the parse shows, in the order of the text. Boilerplate says nothing."""
    found: list[Attribution] = []
    for token in reading.doc:
        if token.is_space or reading.is_boilerplate(token.idx, token.idx + len(token)):
            continue
        made = _by_verb(token, reading) or _by_according(token) or _by_noun(token) or _by_sign(token, reading)
        if made is not None:
            found.append(made)
    return found


def _by_verb(verb: Token, reading: Reading) -> Attribution | None:
    is_verb = verb.pos_ in ("VERB", "AUX") or verb.tag_ in ("VBD", "VBZ", "VBP")
    if not is_verb or verb.dep_ in ("amod", "compound"):
        return None
    known = cue_frame(verb)
    if (known is None and not _opens_clause(verb, reading)) or _is_asked_for(verb):
        return None
    frame, preposition = known or ("say", None)
    parts = complements(verb, frame, preposition)
    if frame == "ask" and not any(map(_is_clause, parts)):
        return None
    content, speaker = content_of(verb, parts), speaker_of(verb)
    if not content and frame in REPORTS and not is_passive(verb):
        content, speaker = around(verb), own_speaker(verb, reading)
    if not content:
        return None
    if speaker is None and frame == "say":
        speaker = own_speaker(verb, reading) or neighbour(verb)
    end = preposition.idx + len(preposition) if preposition is not None else verb.idx + len(verb)
    return Attribution(
        verb, (verb.idx, end), frame, speaker, content, tuple(parts), preposition, modality=modality(verb)
    )  # fmt: skip


def _is_clause(part: Token) -> bool:
    """A clause, or a noun that stands for one ("the prosecution of X")."""
    holds_infinitive = any(has_to(each) for each in children(part, "relcl", "acl"))
    if part.dep_ == "dobj" and lemma(part) in table("actions"):
        return True
    return part.dep_ in ("xcomp", "ccomp", "advcl", "pcomp") or holds_infinitive


def _is_asked_for(verb: Token) -> bool:
    """Whether the verb is what is asked for: "urged the service to remind officers" reports none of its words."""
    first = verb.head if verb.dep_ == "conj" else verb
    if not has_to(verb) or first.dep_ not in ("xcomp", "ccomp", "advcl"):
        return False
    known = cue_frame(first.head)
    return known is not None and known[0] in ("demand", "ask") and first.head.i < verb.i


def _opens_clause(verb: Token, reading: Reading) -> bool:
    """Any verb can report what its subject says with a clause behind it ("testified that"): no list holds them all."""
    if lemma(verb) in words("never_cues") or verb.pos_ == "AUX":
        return False
    clause = next((each for each in children(verb, "ccomp") if each.i > verb.i), None)
    if clause is None or has_to(clause) or child(clause, "nsubj", "nsubjpass", "expl", "csubj") is None:
        return False
    who = subject(verb)
    return who is not None and can_act(who, reading)


def _by_sign(sign: Token, reading: Reading) -> Attribution | None:
    """ "Moyo: Police must explain the shooting", "Police must explain the shooting - Moyo"."""
    found = said_beside(sign, reading)
    if found is None:
        return None
    where = (sign.idx, sign.idx + 1)
    return Attribution(sign, where, "say", found.who, (found.said,), spoken=(found.said,), told=found.told)


def _by_according(token: Token) -> Attribution | None:
    """According to the NGO, the service should be reformed."""
    if token.lower_ != "according" or token.i + 1 >= len(token.doc) or token.nbor().lower_ != "to":
        return None
    to = token.nbor()
    who = child(to, "pobj") or child(token, "pobj")
    if who is None or token.head == token:
        return None
    content, clause = beside_according(token, {each.i for part in (token, to) for each in part.subtree})
    if not content:
        return None
    return Attribution(token, (token.idx, to.idx + len(to)), "say", who, content, (clause,))


def _by_noun(noun: Token) -> Attribution | None:
    """ "The union's call for an inquiry", "issued an ultimatum to the council", "claims by the army that"."""
    if noun.pos_ != "NOUN":
        return None
    asking = lemma(noun) in words("demand_nouns")
    light = _light(noun)
    linked = children(noun, "acl", "ccomp", "relcl")
    linked += children(noun, "advcl")
    if light is not None and asking:
        linked += [each for each in children(light, "advcl", "xcomp") if has_to(each) and each.i > noun.i]
    clause = next((each for each in linked if child(each, "mark") is not None or has_to(each)), None)
    preposition = next((each for each in children(noun, "prep") if each.lower_ in ("for", "that")), None)
    reporting = lemma(noun) in words("claim_nouns") and clause is not None and not has_to(clause)
    if not (reporting or (asking and (clause is not None or preposition is not None))):
        return None
    source = _from(noun, light)
    speaker = child(noun, "poss") or agent(noun) or source
    if speaker is None and light is not None and lemma(light) not in RECEIVES:
        speaker = speaker_of(light)
    parts = [
        *([clause] if clause is not None else []),
        *(children(preposition, "pobj", "pcomp") if preposition else []),
    ]
    content = content_of(noun, parts)
    if speaker is None or not content:
        return None
    end = preposition.idx + len(preposition) if preposition is not None and asking else noun.idx + len(noun)
    frame = "demand" if asking else "say"
    return Attribution(
        noun, (noun.idx, end), frame, speaker, content, tuple(parts), preposition, modality=_of_noun(noun, light)
    )  # fmt: skip


def _light(noun: Token) -> Token | None:
    """The verb that only carries the noun: "made a call", "added her voice to calls", "came under pressure"."""
    carrier = noun.head
    if noun.dep_ == "pobj" and carrier.lower_ in ("to", "with", "under", "in"):
        carrier = carrier.head.head if lemma(carrier.head) == "voice" else carrier.head
    elif noun.dep_ != "dobj":
        return None
    return carrier if lemma(carrier) in LIGHT_VERBS | RECEIVES else None


def _from(noun: Token, light: Token | None) -> Token | None:
    """ "an ultimatum from the lecturers": who gives it; only where it is received."""
    if light is None or lemma(light) not in RECEIVES:
        return None
    holders = (noun, light)
    preps = [each for holder in holders for each in children(holder, "prep") if each.lower_ == "from"]
    return next((pobj for each in preps for pobj in children(each, "pobj")), None)


def _of_noun(noun: Token, light: Token | None) -> Modality:
    """A call that is made now is asserted; one that is answered, rejected or recalled was made before."""
    if light is not None:
        return modality(light)
    return "asserted" if noun.dep_ in ("nsubj", "nsubjpass", "ROOT") else "past"


def without_document(each: Attribution, reading: Reading) -> Attribution:
    """ "The judge's letter states": the speaker is whoever wrote it; "a plan calling for": who has it."""
    if each.speaker is None:
        return each
    is_document = lemma(each.speaker) in words("reporting_nouns")
    if not is_document and (can_act(each.speaker, reading) or each.speaker.pos_ not in ("NOUN", "PROPN")):
        return each
    writer = child(each.speaker, "poss") or agent(each.speaker) or _bearer(each.speaker)
    if writer is None or writer.pos_ == "PRON" or not can_act(writer, reading):
        return each
    return replace(each, speaker=writer)


def _bearer(document: Token) -> Token | None:
    """ "40,000 people have signed a petition calling on": who carries the words before the world says them."""
    if document.dep_ != "dobj" or document.head.pos_ != "VERB":
        return None
    return speaker_of(document.head)
