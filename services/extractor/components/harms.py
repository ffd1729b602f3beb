"""Each telling of harm in the article: what was done, to whom, by whom, and whether it happened at all.

One harm is one word that tells of it in one sentence; which harms are one event is for incidents.py to say.
Does not handle: irony, harm told by a metaphor, harm to animals (left out), sentences without a verb or noun of harm.
"""

from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from services.extractor.components.agents import Actor, agents_of
from services.extractor.components.harm_words import HarmWord, harm_word, lemmas, losing_lives
from services.extractor.components.harmed import is_passive
from services.extractor.components.modality import why_not_actual
from services.extractor.components.patients import Group
from services.extractor.components.protests import openers
from services.extractor.components.sufferers import sufferers
from services.extractor.lexicon import table, words
from services.extractor.reading import Range, Reading
from shared.messages import HarmKind, IncidentType

_BULLETS = " \t\r\n\f\v\u00a0•▪●◦‣·►▶"
_STATE = ("police", "military", "government", "private_security")


@dataclass(frozen=True)
class Harm:
    """One telling."""

    token: Token
    sentence: Range
    kind: HarmKind | None
    type: IncidentType
    groups: tuple[Group, ...] = ()
    agents: tuple[Actor, ...] = ()
    not_actual: str | None = None
    """Why it did not happen, or is not said to have: see modality.py."""
    nominal: bool = False
    """Told by a noun ("the killing of ..."), which may point to what is told elsewhere."""
    earlier: bool = False
    """Told in the past perfect: before what the sentence is about."""
    ordinal: int = 0
    """Which sentence of the article, counted from 0."""
    cause: Token | None = None
    """The wounding that the death came from ("shot on Monday, died on Thursday"): it dates the incident (Rule R12)."""

    @property
    def start(self) -> int:
        return self.token.idx

    @property
    def end(self) -> int:
        return self.token.idx + len(self.token)


@cache
def _starters() -> frozenset[str]:
    """Lemmas that tell of harm only with what stands beside them."""
    beside = ("take", "find", "leave", "charge", "hit", "strike", "fall", "pierce")
    ends = {line.split()[0] for line in words("custody_ends")}
    return openers() | frozenset(losing_lives()) | words("force_verbs") | words("wounds") | ends | frozenset(beside)


def find_harms(reading: Reading) -> list[Harm]:
    """All tellings in the order of the text, outside boilerplate."""
    found: list[Harm] = []
    for ordinal, sentence in enumerate(reading.doc.sents):
        if any(
            token.lemma_.lower() in lemmas()
            or token.lower_ in lemmas()
            or token.lemma_ in _starters()
            or token.lower_ in table("opening_participles")
            for token in sentence
        ):
            start, end = trimmed(sentence)
            if end > start and not reading.is_boilerplate(start, end):
                told = [h for t in sentence if (h := _harm(t, reading, (start, end)))]
                found += [replace(h, ordinal=ordinal) for h in _without_doubles(told)]
    return [_with_known_agents(harm, found) for harm in found]


def _with_known_agents(harm: Harm, all_harms: list[Harm]) -> Harm:
    """ "One person was injured in the firing": by whoever fired, as the sentences before said; "police fired and two
    people died": by them."""
    if harm.agents or harm.kind not in ("killed", "injured"):
        return harm
    firing = next((h for h in all_harms if _leads_to(h, harm)), None)
    if firing:
        return replace(harm, agents=firing.agents)
    named = {
        g.lower_
        for c in harm.token.children
        if c.dep_ == "prep" and c.lower_ in ("in", "during", "by")
        for g in c.children
        if any(d.lower_ in ("the", "this", "that") for d in g.children)
    }
    if named.isdisjoint(words("custody_nouns")):
        return harm
    before = [
        h
        for h in all_harms
        if h.start < harm.start and h.type in ("use_of_force", "attack") and h.agents and not h.not_actual
    ]
    return replace(harm, agents=before[-1].agents) if before else harm


def _leads_to(force: Harm, harm: Harm) -> bool:
    """Whether a clause of somebody hurt is joined to the one that told before it who used force."""
    if force.sentence != harm.sentence or force.type not in ("use_of_force", "attack") or force.not_actual:
        return False
    joined = harm.token.head == force.token and harm.token.dep_ in ("conj", "advcl", "ccomp", "parataxis")
    marked = any(c.dep_ == "mark" or c.tag_ == "WRB" for c in harm.token.children)  # "fired after two were hurt"
    return joined and not marked and force.start < harm.start and bool(force.agents)


def is_live_fire(harm: Harm) -> bool:
    """Whether force was used with what kills: "fired on traders", not "fired teargas", "lathi-charged"."""
    if harm.token.lemma_.lower() not in ("fire", "open", "shoot", "firing"):
        return False
    things = {c.lemma_.lower() for c in harm.token.children if c.dep_ in ("dobj", "pobj")}
    return not things & {"teargas", "gas", "canister", "shell", "cannon", "smoke"}


def trimmed(sentence: Tokens) -> Range:
    """Where a sentence stands, without the white space around it and the bullet before it."""
    text = sentence.text
    start = sentence.start_char + len(text) - len(text.lstrip(_BULLETS))
    return start, sentence.start_char + len(text.rstrip())


def _harm(token: Token, reading: Reading, sentence: Range) -> Harm | None:
    word = harm_word(token)
    if word is None or _is_a_name(token, reading):
        return None
    nominal = token.pos_ in ("NOUN", "PROPN") and word.frame in ("of", "none", "head")
    groups = sufferers(token, word, reading, nominal=nominal)
    if groups is None:
        return None
    subject_acts = word.frame in ("object", "at") and not is_passive(token) and not nominal
    agents = [
        a for a in agents_of(token, reading, subject_acts=subject_acts) if all(a.start != g.start for g in groups)
    ]
    if _is_search(token, agents):
        return None
    not_actual = why_not_actual(token) or ("negated" if any(g.nobody for g in groups) else None)
    if word.type == "property_damage" and word.kind is None and groups and token.lemma_.lower() == "burn":
        word = HarmWord("injured", "injury", word.frame)  # "three students were burnt"
    if word.type == "abduction" and word.kind == "abducted" and _is_taken_by_law(token, agents):
        word = HarmWord("arrested", "arrest", word.frame)
    attempt = _attempted(token, word, not_actual)
    if word.type == "use_of_force" and agents and not any(a.actor_class in _STATE for a in agents):
        word = replace(word, type="attack")
    return Harm(
        token,
        sentence,
        None if attempt else word.kind,
        "assassination_attempt" if attempt else word.type,
        tuple(groups),
        tuple(agents),
        None if attempt else not_actual,
        nominal,
        any(c.dep_ in ("aux", "auxpass") and c.lower_ in ("had", "'d") for c in token.children),
    )


def _is_search(token: Token, agents: list[Actor]) -> bool:
    """ "police raided the house": a search, not an attack."""
    by_law = bool(agents) and all(a.actor_class in ("police", "government") for a in agents)
    return token.lemma_.lower() in ("raid", "storm") and by_law


def _is_taken_by_law(token: Token, agents: list[Actor]) -> bool:
    """ "Police picked him up from his house": an arrest, until somebody says that he was not seen again."""
    by_law = bool(agents) and all(a.actor_class == "police" for a in agents)
    return token.lemma_.lower() in ("pick", "take") and by_law


def _attempted(token: Token, word: HarmWord, not_actual: str | None) -> bool:
    """ "attempts to assassinate", "assassination attempt", "tried to kill": an attack that did happen."""
    if word.type != "killing" or token.lemma_ not in ("assassinate", "assassination", "kill", "murder"):
        return False
    if token.dep_ == "compound" and token.head.lemma_ in ("attempt", "bid", "plot"):
        return token.head.lemma_ != "plot"
    if any(c.lower_ == "attempted" and c.dep_ in ("amod", "compound") for c in token.children):
        return True
    return not_actual in ("intent", "attempt") and token.head.lemma_ in ("attempt", "try", "bid")


def _is_a_name(token: Token, reading: Reading) -> bool:
    """Inside a name ("Killing Fields Memorial"), or such a word as part of an organisation's."""
    if token.is_sent_start and token.lower_ in table("opening_participles"):
        return False
    named = reading.names.at(token.idx, token.idx + len(token))
    return named is not None and token.text[:1].isupper()


def _without_doubles(harms: list[Harm]) -> list[Harm]:
    """ "shot and killed a man" is one death, not a death and an injury; "found dead" is told once."""
    kept: list[Harm] = []
    causes: dict[int, Token] = {}
    deaths = [h for h in harms if h.kind == "killed" and h.not_actual is None]
    for harm in harms:
        twins = (
            [d for d in deaths if d is not harm and _same_people(harm, d)] if harm.kind in ("injured", "killed") else []
        )
        if harm.kind == "injured" and twins:
            causes[twins[0].token.i] = harm.token
        elif not any(twin.token.i < harm.token.i for twin in twins):
            kept.append(harm)
    return [replace(h, cause=causes.get(h.token.i) or _cause_before(h)) for h in kept]


def _cause_before(harm: Harm) -> Token | None:
    """ "A trader shot on Monday died on Thursday": the model may take "shot" for what the trader did."""
    head = harm.token.head
    if harm.token.dep_ != "conj" or harm.token.lemma_.lower() not in words("dying_verbs"):
        return None
    word = harm_word(head)
    hurt = word is not None and word.kind == "injured" and not any(c.dep_ == "dobj" for c in head.children)
    return head if hurt else None


def _same_people(a: Harm, b: Harm) -> bool:
    spots = {(g.start, g.end) for g in b.groups}
    return bool(a.groups) and all((g.start, g.end) in spots for g in a.groups)
