"""Which tellings of harm are one event: several sentences about one stay together, several events stay apart.

The default is one event an article and family of harm; another date, place or person, or words such as "in another
incident" make another. Does not handle: two events at one place on one day told without such words.
"""

import re
from dataclasses import dataclass, field

from services.extractor.components.anchors import is_country
from services.extractor.components.harms import Harm
from services.extractor.components.places import choose, depth
from services.extractor.components.reasons import is_reason, is_recent_only
from services.extractor.components.roles import Setting, role_of
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading
from shared.messages import IncidentType

_FAMILY: dict[IncidentType, str] = {
    "killing": "violence",
    "injury": "violence",
    "attack": "violence",
    "use_of_force": "violence",
    "assassination_attempt": "violence",
    "torture": "violence",
    "arrest": "custody",
    "abduction": "abduction",
    "sexual_violence": "sexual",
    "property_damage": "property",
    "protest": "protest",
    "other": "other",
}
_ANOTHER = re.compile(
    r"^\W*(?:in|at)\s+(?:another|a\s+separate|a\s+different|a\s+second|a\s+related|a\s+similar)\b|^\W*elsewhere\b|\bin\s+a\s+separate\s+(?:incident|attack|case)\b",
    re.IGNORECASE,
)


@dataclass
class Event:
    """An event while its tellings are collected."""

    family: str
    tellings: list[tuple[Harm, Setting]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {n.name for harm, _ in self.tellings for g in harm.groups for n in g.named}

    def dates(self) -> list[Setting]:
        return [s for _, s in self.tellings if s.date and s.date.when.precision == "day"]

    def places(self) -> list[Range]:
        return [s.place for _, s in self.tellings if s.place]


def find_events(tellings: list[tuple[Harm, Setting]], reading: Reading) -> list[Event]:
    """The events that are told of as having happened, in the order of their first telling."""
    events: list[Event] = []
    references: list[tuple[Harm, Setting]] = []
    for harm, setting in tellings:
        if harm.not_actual or not _is_current(harm, setting, reading):
            continue
        if _only_points(harm, setting):
            references.append((harm, setting))
            continue
        event = _matching(harm, setting, events, reading)
        if event is None:
            if _is_vague(harm) and not _is_anchored(setting, reading):
                continue
            event = Event(_FAMILY[harm.type])
            events.append(event)
        event.tellings.append((harm, setting))
    for harm, setting in references:
        event = _matching(harm, setting, events, reading)
        if event:
            event.tellings.append((harm, setting))
    for event in events:
        event.tellings.sort(key=lambda telling: telling[0].start)
    return [event for event in events if _is_worth_telling(event)]


def _is_current(harm: Harm, setting: Setting, reading: Reading) -> bool:
    roles = {role_of(harm, group, setting, reading) for group in harm.groups if not group.component}
    roles = roles or {role_of(harm, None, setting, reading)}
    own_day = setting.own_date and setting.date is not None and setting.date.when.precision == "day"
    return bool(roles & {"incident", "update"}) or (roles == {"historic"} and own_day)


def _only_points(harm: Harm, setting: Setting) -> bool:
    """Whether the harm is told for the sake of something else, without a date of its own."""
    if harm.type == "protest" or (setting.own_date and not harm.nominal):
        return False
    return (harm.nominal and not _reports(harm)) or is_reason(harm.token) or is_recent_only(harm.token)


def _reports(harm: Harm) -> bool:
    """Whether a noun tells the event ("two deaths were reported") or points to it ("protest over the killing")."""
    token = harm.token
    if harm.type == "protest":
        return True
    if token.dep_ == "ROOT" or (token.dep_ in ("conj", "appos") and token.head.dep_ == "ROOT"):
        return True
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


def _matching(harm: Harm, setting: Setting, events: list[Event], reading: Reading) -> Event | None:
    family = _FAMILY[harm.type]
    candidates = sorted((e for e in events if e.family == family), key=lambda e: _distance(e, harm))
    names = {n.name for g in harm.groups for n in g.named}
    shared = next((e for e in candidates if names & e.names), None)
    if shared:
        return shared
    sentence = reading.text[slice(*harm.sentence)]
    if _ANOTHER.search(sentence) and not any(h.sentence == harm.sentence for e in candidates for h, _ in e.tellings):
        return None
    return next((e for e in candidates if _fits(harm, setting, e, reading)), None)


def _distance(event: Event, harm: Harm) -> tuple[bool, int]:
    """Events told before the harm come first, the nearest of them; then those told after."""
    before = [harm.start - h.start for h, _ in event.tellings if h.start <= harm.start]
    return not before, min(before, default=event.tellings[0][0].start)


def _fits(harm: Harm, setting: Setting, event: Event, reading: Reading) -> bool:
    attempts = [h.type == "assassination_attempt" for h, _ in event.tellings]
    points_back = harm.nominal and not harm.groups and not any(c.lower_ in ("of", "on") for c in harm.token.children)
    if any(attempts) != (harm.type == "assassination_attempt") and not (points_back or _same_day(setting, event)):
        return False
    same_sentence = any(h.sentence == harm.sentence for h, _ in event.tellings)
    if not _dates_fit(setting, event) or not _places_fit(setting, event, reading):
        return False
    if same_sentence:
        return True
    if _others_did_it(harm, event) or _is_vague_total(harm, setting, event):
        return False
    return points_back or _is_linked(harm, setting, event, reading)


NEAR = 2
"""Sentences: what is told this close together is taken for one event unless something speaks against it."""


def _is_linked(harm: Harm, setting: Setting, event: Event, reading: Reading) -> bool:
    """What makes a telling further on one of the same event: its day, its place, its number, or nearness."""
    counts = {g.amount.low for h, _ in event.tellings if h.kind == harm.kind for g in h.groups if g.amount}
    own = {g.amount.low for g in harm.groups if g.amount and not g.component}
    if own and own <= counts:
        return True
    near = any(abs(h.ordinal - harm.ordinal) <= NEAR for h, _ in event.tellings)
    if near:
        return True
    if own and counts and not _same_day(setting, event):
        return False
    place = reading.text[slice(*setting.place)] if setting.place and setting.own_place else None
    return _same_day(setting, event) or place in {reading.text[slice(*p)] for p in event.places()}


def _others_did_it(harm: Harm, event: Event) -> bool:
    """Killed by police and killed by a mob stay apart (Rule R5)."""
    own = {a.actor_class for a in harm.agents} - {"unknown", "civilian"}
    known = {a.actor_class for h, _ in event.tellings for a in h.agents} - {"unknown", "civilian"}
    return bool(own) and bool(known) and not own & known


def _dates_fit(setting: Setting, event: Event) -> bool:
    if not (setting.own_date and setting.date and setting.date.when.start and setting.date.when.precision == "day"):
        return True
    days = [s.date.when.start for s in event.dates() if s.date and s.date.when.start]
    own = setting.date.when.start
    return not days or any(abs((day - own).days) <= 1 for day in days)


def _same_day(setting: Setting, event: Event) -> bool:
    return (
        setting.date is not None
        and setting.own_date
        and any(
            (s.date and s.date.when == setting.date.when)
            or (s.date and setting.date and s.date.value == setting.date.value)
            for s in event.dates()
        )
    )


def _places_fit(setting: Setting, event: Event, reading: Reading) -> bool:
    if not (setting.own_place and setting.place):
        return True
    known = event.places()
    return not known or any(
        _may_be_one_place(reading.text[slice(*setting.place)], reading.text[slice(*k)]) for k in known
    )


def _may_be_one_place(a: str, b: str) -> bool:
    if a == b or a in b or b in a:
        return True
    first, second = choose(a, None), choose(b, None)
    if first is None or second is None:
        return True
    if depth(first.precision) == depth(second.precision) == 4:
        return False
    return first.country == second.country and (
        not first.admin1
        or not second.admin1
        or first.admin1 == second.admin1
        or "country" in (first.precision, second.precision)
    )


def _is_vague_total(harm: Harm, setting: Setting, event: Event) -> bool:
    """ "many supporters lost their lives" beside one dead man with a name: not a further toll of that event."""
    if setting.own_date or setting.own_place:
        return False
    exact = [
        g for h, _ in event.tellings if h.kind == harm.kind for g in h.groups if g.amount and g.amount.high is not None
    ]
    return bool(exact) and _is_vague(harm)


def _is_vague(harm: Harm) -> bool:
    """People whom nobody counted: "many supporters", "protesters"."""
    amounts = [g.amount for g in harm.groups if g.amount]
    return harm.kind is not None and bool(amounts) and all(a.vague for a in amounts)


def _is_anchored(setting: Setting, reading: Reading) -> bool:
    """Whether the harm's own sentence gives a date, or a place finer than a country."""
    if setting.own_date:
        return True
    if not (setting.own_place and setting.place):
        return False
    return not is_country(setting.place, reading)


def _is_worth_telling(event: Event) -> bool:
    """An event told only by a noun without people, place or date says too little."""
    return any(not h.nominal or h.groups or h.agents or s.own_date for h, s in event.tellings)
