"""Who says what: a cue ("said", "called on", "according to"), its speaker, and the words that it reports."""

from dataclasses import dataclass, field, replace
from typing import Literal

from spacy.tokens import Token

from services.extractor.components.clauses import (
    CLAUSE_HEADS,
    Modality,
    agent,
    child,
    children,
    conjuncts,
    has_to,
    is_passive,
    modality,
    spread,
    subject,
)
from services.extractor.components.nouns import can_act, lemma
from services.extractor.components.speakers import is_document
from services.extractor.lexicon import table, words
from services.extractor.reading import Range, Reading

Quoted = Literal["direct", "indirect", "mixed"]

TAKES_CLAUSE = frozenset(
    {"say", "think", "admit", "deny", "promise", "threaten", "demand", "ask", "want", "condemn", "reject", "stance"}
)
TAKES_NOUN = frozenset(
    {"demand", "want", "condemn", "deny", "reject", "admit", "accuse", "blame", "promise", "threaten", "stance"}
)
TAKES_INFINITIVE = frozenset({"demand", "ask", "want", "promise", "threaten", "deny"})
OWN_PREPOSITIONS = {"accuse": ("of",), "blame": ("for", "on"), "condemn": ("for", "as")}


@dataclass(frozen=True)
class Attribution:
    """One thing said. Tokens are of the article's parse; ranges are characters of its text."""

    cue: Token
    cue_range: Range
    frame: str
    speaker: Token | None
    content: tuple[Range, ...]
    heads: tuple[Token, ...] = ()
    """The verbs or nouns at the head of what is said, as far as the parse gives them."""
    preposition: Token | None = None
    quoted: Quoted = "indirect"
    modality: Modality = "asserted"
    spoken: tuple[Range, ...] = field(default=())
    """The ranges of a quotation that belong to it: first person and imperatives in here are the speaker's."""


def find_attributions(reading: Reading) -> list[Attribution]:
    """Every attribution that the parse shows, in the order of the text. Boilerplate says nothing."""
    found: list[Attribution] = []
    for token in reading.doc:
        if token.is_space or reading.is_boilerplate(token.idx, token.idx + len(token)):
            continue
        made = _by_verb(token, reading) or _by_according(token) or _by_noun(token)
        if made is not None:
            found.append(made)
    return found


def cue_frame(verb: Token) -> tuple[str, Token | None] | None:
    """The frame of a verb, with the preposition that is part of the cue ("call on"); None if it is no cue."""
    cues = table("cues")
    for preposition in (
        each for each in verb.children if each.dep_ in ("prep", "prt", "dative", "mark", "aux") or each.tag_ == "IN"
    ):
        frame = cues.get(f"{lemma(verb)} {preposition.lower_}")
        if frame and preposition.i > verb.i:
            return frame, preposition
    following = verb.nbor() if verb.i + 1 < len(verb.doc) else None
    if following is not None and f"{lemma(verb)} {following.lower_}" in cues:
        return cues[f"{lemma(verb)} {following.lower_}"], following
    frame = cues.get(lemma(verb))
    return (frame, None) if frame else None


def _by_verb(verb: Token, reading: Reading) -> Attribution | None:
    if verb.pos_ not in ("VERB", "AUX") and verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    known = cue_frame(verb)
    if known is None and not _opens_clause(verb, reading):
        return None
    frame, preposition = known or ("say", None)
    if verb.dep_ in ("amod", "compound"):
        return None
    frame = _asking(verb, frame)
    speaker = speaker_of(verb)
    parts = complements(verb, frame, preposition)
    if frame == "ask" and not any(part.dep_ in ("xcomp", "ccomp", "advcl", "pcomp") or _holds_infinitive(part) for part in parts):
        return None
    if _is_asked_for(verb):
        return None
    content = _content(verb, parts)
    if not content and frame in ("say", "think", "admit", "deny", "promise"):
        content = _around(verb)
        speaker = _own_speaker(verb, reading)
    if not content:
        return None
    end = preposition.idx + len(preposition) if preposition is not None else verb.idx + len(verb)
    return Attribution(
        verb, (verb.idx, end), frame, speaker, content, tuple(parts), preposition, "indirect", modality(verb)
    )


def _holds_infinitive(noun: Token) -> bool:
    return any(has_to(each) for each in children(noun, "relcl", "acl"))


def _is_asked_for(verb: Token) -> bool:
    """Whether the verb is itself what is asked for: "urged the service to remind officers" reports no words of the service."""
    first = verb.head if verb.dep_ == "conj" else verb
    if not has_to(verb) or first.dep_ not in ("xcomp", "ccomp", "advcl"):
        return False
    known = cue_frame(first.head)
    return known is not None and known[0] in ("demand", "ask") and first.head.i < verb.i


ASKS_WITH_TO = {"warn": "ask", "remind": "ask", "caution": "ask", "tell": "want"}


def _asking(verb: Token, frame: str) -> str:
    """"warned the junta to leave" asks, "warned that" reports."""
    asked = frame == "say" and child(verb, "dobj", "nsubjpass") is not None
    infinitive = any(has_to(each) for each in children(verb, "xcomp", "ccomp", "advcl"))
    return ASKS_WITH_TO.get(lemma(verb), frame) if asked and infinitive else frame


def _own_speaker(verb: Token, reading: Reading) -> Token | None:
    """Beside the words that it reports, a cue has its own subject: "...," chanted the protesters."""
    own = child(verb, "nsubj", "nsubjpass")
    if own is None:
        own = next((each for each in children(verb, "dobj") if can_act(each, reading)), None)
    return own or (speaker_of(verb) if verb.dep_ == "conj" else None)


def _opens_clause(verb: Token, reading: Reading) -> bool:
    """Any verb can report what its subject says with a clause ("testified that", "is adamant that"): few lists hold it."""
    if lemma(verb) in words("never_cues") or verb.pos_ == "AUX":
        return False
    clause = next((each for each in children(verb, "ccomp") if each.i > verb.i), None)
    if clause is None or has_to(clause) or not children(clause, "nsubj", "nsubjpass", "expl", "csubj"):
        return False
    who = subject(verb)
    return who is not None and can_act(who, reading)


def speaker_of(verb: Token) -> Token | None:
    """Who speaks: the subject, behind "by" where the cue is passive; the writer's name behind a comma is not it."""
    if is_passive(verb):
        return agent(verb)
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return agent(verb)
    who = subject(verb)
    return _behind_apposition(who) if who is not None else None


def _behind_apposition(who: Token) -> Token:
    """In "a letter written by X's lawyer, Paul Mwangi, A and B accused" the parse counts the lawyer among the speakers."""
    linked = [each for each in conjuncts(who) if each != who]
    begin = min((each.i for each in who.subtree), default=who.i)
    if len(linked) < 2 or begin < 2 or who.doc[begin - 1].text != ",":
        return who
    before = who.doc[begin - 2]
    in_phrase = before.dep_ == "pobj" and before.head.lower_ in ("by", "of", "with", "from", "through")
    return linked[0] if in_phrase and before.pos_ == "NOUN" else who


def complements(verb: Token, frame: str, preposition: Token | None) -> list[Token]:
    """The phrases that hold what is said, wanted or held against somebody, in the order of the text.

    A clause before the cue is reported only if none follows: in "A fled, B insists C did" the first is the writer's.
    """
    own = children(preposition, "pobj", "pcomp") if preposition is not None else []
    after = [each for each in verb.rights if each != preposition and _is_complement(each, verb, frame)]
    if any(each.dep_ == "ccomp" for each in after) or frame not in TAKES_CLAUSE:
        return [*own, *after]
    return [*(each for each in verb.lefts if each.dep_ == "ccomp"), *own, *after]


def _is_complement(each: Token, verb: Token, frame: str) -> bool:
    if each.dep_ == "prep":
        return each.lower_ in OWN_PREPOSITIONS.get(frame, ())
    if each.dep_ in ("dobj", "dative"):
        return frame in TAKES_NOUN or frame == "ask"
    if has_to(each) and each.dep_ in ("xcomp", "advcl", "ccomp"):
        return frame in TAKES_INFINITIVE or lemma(verb) in ("agree", "claim", "offer")
    if each.dep_ == "ccomp":
        return frame in TAKES_CLAUSE
    return each.dep_ == "xcomp" and frame in TAKES_NOUN and frame != "want"


def _content(verb: Token, parts: list[Token]) -> tuple[Range, ...]:
    """The characters of the complements; one range, or two where the cue stands between them."""
    speaker = {token.i for each in children(verb, "nsubj", "nsubjpass") for token in each.subtree}
    ranges: list[Range] = []
    for side in (lambda i: i < verb.i, lambda i: i > verb.i):
        tokens = [token for part in parts for token in part.subtree if side(token.i) and token.i not in speaker]
        reach = spread(sorted({token.i: token for token in tokens}.values(), key=lambda token: token.i))
        if reach:
            ranges.append(reach)
    return tuple(ranges)


def _around(verb: Token) -> tuple[Range, ...]:
    """ "The road, he said, is closed": the cue hangs inside the clause that it reports."""
    if (
        verb.dep_ not in ("parataxis", "advcl", "ccomp", "dep")
        or verb.head == verb
        or verb.head.pos_ not in CLAUSE_HEADS
    ):
        return ()
    mark = child(verb, "mark", "advmod")
    if verb.dep_ == "advcl" and (mark is None or mark.lower_ != "as"):
        return ()
    if verb.dep_ in ("ccomp", "dep") and "," not in {each.text for each in verb.head.children}:
        return ()
    own = {token.i for token in verb.subtree}
    tokens = [token for token in verb.head.subtree if token.i not in own]
    before = spread([token for token in tokens if token.i < min(own)])
    after = spread([token for token in tokens if token.i > max(own)])
    return tuple(each for each in (before, after) if each)


def _by_according(token: Token) -> Attribution | None:
    """"According to the NGO, the service should be reformed.""" ""
    if token.lower_ != "according" or token.i + 1 >= len(token.doc) or token.nbor().lower_ != "to":
        return None
    to = token.nbor()
    who = child(to, "pobj") or child(token, "pobj")
    head = token.head
    if who is None or head == token:
        return None
    own = {each.i for each in token.subtree} | {each.i for each in to.subtree}
    clause = head if head.pos_ in CLAUSE_HEADS else token.sent.root
    tokens = [each for each in clause.subtree if each.i not in own]
    before = spread([each for each in tokens if each.i < token.i])
    after = spread([each for each in tokens if each.i > max(own)])
    content = tuple(each for each in (before, after) if each)
    if not content:
        return None
    return Attribution(token, (token.idx, to.idx + len(to)), "say", who, content, (clause,))


LIGHT_VERBS = frozenset(
    {
        "issue",
        "make",
        "renew",
        "repeat",
        "reiterate",
        "voice",
        "raise",
        "launch",
        "send",
        "give",
        "table",
        "present",
        "add",
    }
)


def _by_noun(noun: Token) -> Attribution | None:
    """ "The union's call for an inquiry", "issued an ultimatum to the council", "claims by the army that"."""
    if noun.pos_ != "NOUN":
        return None
    asking = lemma(noun) in words("demand_nouns")
    clause = next(
        (each for each in children(noun, "acl", "ccomp", "relcl") if child(each, "mark") is not None or has_to(each)),
        None,
    )
    preposition = next((each for each in children(noun, "prep") if each.lower_ in ("for", "that")), None)
    if not (asking and (clause or preposition)) and not (
        lemma(noun) in words("claim_nouns") and clause and not has_to(clause)
    ):
        return None
    owner = child(noun, "poss") or agent(noun)
    light = noun.head if noun.dep_ in ("dobj", "pobj") and lemma(noun.head) in LIGHT_VERBS else None
    speaker = owner or (speaker_of(light) if light is not None else None)
    if speaker is None:
        return None
    parts = [
        part
        for part in (clause, *(children(preposition, "pobj", "pcomp") if preposition is not None else ()))
        if part is not None
    ]
    content = _content(noun, parts)
    if not content:
        return None
    how: Modality = modality(light) if light is not None else ("asserted" if noun.dep_ in ("nsubj", "nsubjpass", "ROOT") else "past")
    cue_end = preposition.idx + len(preposition) if preposition is not None and asking else noun.idx + len(noun)
    return Attribution(
        noun,
        (noun.idx, cue_end),
        "demand" if asking else "say",
        speaker,
        content,
        tuple(parts),
        preposition,
        modality=how,
    )


def without_document(attribution: Attribution) -> Attribution:
    """ "The letter states": the speaker is whoever wrote it, who is looked for elsewhere."""
    if attribution.speaker is not None and is_document(attribution.speaker):
        writer = child(attribution.speaker, "poss") or agent(attribution.speaker)
        if writer is not None and writer.pos_ != "PRON":
            return replace(attribution, speaker=writer)
    return attribution
