"""Harm that is told only for the sake of something else: words that point to an event told elsewhere.

Does not handle: a pointing without any noun or verb of harm ("the incident", "what happened").
"""

import re

from spacy.tokens import Token

from services.extractor.components.actors import class_of_noun
from services.extractor.components.harms import Harm
from services.extractor.components.reasons import is_recent_only, reason_of
from services.extractor.components.roles import Setting
from services.extractor.components.tellings import FAMILY, Event
from services.extractor.lexicon import table, words
from services.extractor.reading import Reading

_ANOTHER = re.compile(
    r"^\W*(?:the\s+(?:following|next)\s+(?:day|morning|night|week)|a\s+day\s+later)\b"
    r"|^\W*(?:in|at)\s+(?:another|a\s+separate|a\s+different|a\s+second|a\s+related|a\s+similar)\b"
    r"|^\W*elsewhere\b|\bin\s+a\s+separate\s+(?:incident|attack|case)\b",
    re.IGNORECASE,
)


_LEGAL = re.compile(
    r"\b(?:charge[sd]?|arrested|accused|indicted|convicted|sentenced|pleaded|pled|guilty|manslaughter)\b", re.IGNORECASE
)
"""Words of a crime before the law."""


def is_another(harm: Harm, reading: Reading) -> bool:
    """ "In another incident", "the next day", "elsewhere": words that begin another event."""
    return _ANOTHER.search(reading.text[slice(*harm.sentence)]) is not None


def only_points(harm: Harm, setting: Setting) -> bool:
    """Whether the harm is told for the sake of something else, without a date of its own."""
    if harm.type == "protest":
        return False
    if (
        harm.kind != "arrested"
        and harm.token.dep_ == "amod"
        and not harm.nominal
        and harm.token.head.pos_ in ("NOUN", "PROPN")
    ):
        return True  # "a murdered businessman"
    opener = reason_of(harm.token)
    if opener is not None:
        dated = setting.own_date and setting.date is not None and setting.date.start >= opener.left_edge.idx
        return harm.nominal or not dated
    if _is_dated_noun(harm, setting) or (setting.own_date and not harm.nominal):
        return False
    return (harm.nominal and not _reports(harm)) or is_recent_only(harm.token)


def _is_dated_noun(harm: Harm, setting: Setting) -> bool:
    """ "Friday's shooting", "the shooting on Monday": a noun of violence with a day of its own tells an event."""
    day = setting.own_date and setting.date is not None and setting.date.when.precision == "day"
    return day and harm.nominal and FAMILY[harm.type] == "violence"


def is_done(noun: Token) -> bool:
    """ "Arrests were made": the verb does what the noun says, so that the noun tells the event."""
    return noun.dep_ in ("nsubjpass", "dobj") and noun.head.lemma_.lower() in words("light_verbs")


def _reports(harm: Harm) -> bool:
    """Whether a noun tells the event ("two deaths were reported") or points to it ("protest over the killing")."""
    token = harm.token
    if harm.type == "protest":
        return True
    if token.dep_ == "ROOT" or (token.dep_ in ("conj", "appos") and token.head.dep_ == "ROOT"):
        return True
    if token.lemma_.lower() in ("body", "corpse") and token.dep_ in ("nsubjpass", "dobj"):
        return token.head.lemma_.lower() in words("finding_verbs") or token.head.lemma_ == "recover"
    if token.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
        return token.head.lemma_.lower() in words("happening_verbs")
    if token.dep_ in ("pobj", "pcomp"):
        governor = token.head.head.lemma_.lower()
        return governor in ("result", "lead", "order", "accuse", "blame") and token.head.lower_ in (
            "in",
            "to",
            "of",
            "for",
        )
    return False


def tells_whose_death(harm: Harm, reading: Reading) -> bool:
    """ "Charged in the shooting death of Amina Noor": where nothing else tells it, the words of the case do."""
    if harm.kind != "killed" or not harm.nominal or not any(g.named and not g.pronoun for g in harm.groups):
        return False
    return _LEGAL.search(reading.text, *harm.sentence) is not None and reason_of(harm.token) is None


_POINTING = frozenset(("the", "this", "that", "these", "those", "his", "her", "their", "its"))


def may_refer(harm: Harm, setting: Setting, event: Event, reading: Reading) -> bool:
    """Whether words that only point can mean this event: they speak of the same harm, and of this one ("the killing")
    or of its people, place or day. "Such killings", "got away with murder" and "killings in Gujarat" mean no one event.
    """
    if {n.name for g in harm.groups for n in g.named} & event.names:
        return True
    if not _speaks_of_the_like(harm, event):
        return False
    if any(h.sentence == harm.sentence for h, _ in event.known):
        return True
    points = any(c.lower_ in _POINTING or c.dep_ == "poss" for c in harm.token.children) or not harm.nominal
    counted = {g.amount.low for g in harm.groups if g.amount and not g.amount.vague}
    known = {g.amount.low for h, _ in event.known for g in h.groups if g.amount}
    place = reading.text[slice(*setting.place)] if setting.place and setting.own_place else None
    return points or bool(counted & known) or place in {reading.text[slice(*p)] for p in event.places()}


def _speaks_of_the_like(harm: Harm, event: Event) -> bool:
    """Deaths of deaths, "killings" of several, "the Godhra killings" of what names Godhra."""
    if harm.kind == "killed" and not any(h.kind == "killed" for h, _ in event.known):
        return False
    details = _details(harm.token)
    if details and details.isdisjoint(event.words()):
        return False
    several = any(g.amount is None or g.amount.best != 1 for h, _ in event.known for g in h.groups)
    plural = harm.token.tag_ in ("NNS", "NNPS") and harm.kind is not None
    vague = bool(harm.groups) and all(g.amount is None or g.amount.vague for g in harm.groups)
    return several or not (plural or vague)


def _says_who_or_how(token: Token) -> bool:
    """ "Student killings", "gun attack": no name of an event."""
    lemma = token.lemma_.lower()
    return lemma in words("person_nouns") or class_of_noun(lemma) is not None or lemma in table("methods")


def _details(token: Token) -> set[str]:
    """What a noun of harm is of, on, or named after: {"godhra"} of "the Godhra killings"; people without a name not."""
    found = [c for c in token.children if c.dep_ in ("compound", "nmod", "poss")]
    found += [
        g
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("of", "on", "against", "in", "at")
        for g in c.children
    ]
    return {
        t.lower_
        for t in found
        if (t.pos_ == "PROPN" or (t.dep_ == "compound" and t.pos_ == "NOUN" and not _says_who_or_how(t)))
        and t.ent_type_ not in ("DATE", "TIME")
        and t.lower_ != "police"
    }
