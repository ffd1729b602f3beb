"""Events that turn out to be one: the same number of dead told again further on, where nothing sets them apart,
or the one person of the lead again, with a name.

An article tells its dead in the headline, the lead and again at the end; with other sentences between, the last telling
may have begun an event of its own, and the dead would be counted twice. Does not handle: several
people told again one by one, without names.
"""

import re

from services.extractor.components.methods import unlike
from services.extractor.components.pointing import is_another
from services.extractor.components.same_events import may_be_one_place
from services.extractor.components.tellings import Event
from services.extractor.components.victims import sex_in
from services.extractor.lexicon import words
from services.extractor.reading import Reading
from shared.messages import ActorClass, HarmKind

_OF_THEM = re.compile(
    r"(?:all|both|\w+\s+of|\w+\s+from)\s+(?:(?:of\s+)?(?:the|them|those|these|whom)\b|(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b)|both\b",
    re.IGNORECASE,
)
"""Some or all of people told of before: "two of the four", "all four", "both men"."""
_NEXT_VICTIM = re.compile(
    r"(?:an?|the)\s+(?:second|third|fourth|fifth|sixth|seventh|last)\s+(?:victim|person)\b", re.IGNORECASE
)
_AGE = re.compile(r"\b(\d{1,3})[- ]years?[- ]old\b")


def joined(events: list[Event], reading: Reading) -> list[Event]:
    """The events in their order, each joined to an earlier one that it only repeats."""
    kept: list[Event] = []
    for event in events:
        first = next((k for k in kept if any(rule(event, k, reading) for rule in (_repeats, _goes_on, _ends))), None)
        first = first or _counted_on_from(event, kept, reading)
        if first is None:
            kept.append(event)
            continue
        first.tellings.extend(event.tellings)
        first.family = event.family
        first.tellings.sort(key=lambda telling: telling[0].start)
    return kept


def _counted_on_from(event: Event, kept: list[Event], reading: Reading) -> Event | None:
    """ "A third victim was hurt", with no day or place: of the violence told last before it."""
    told = [(h, s) for h, s in event.tellings if h.groups]
    if not told or any(s.own_date or s.own_place for _, s in event.tellings):
        return None
    if not all(_NEXT_VICTIM.match(reading.text, g.start) for h, _ in told for g in h.groups[:1]):
        return None
    before = [k for k in kept if k.family == event.family == "violence"]
    return max(before, key=lambda k: k.tellings[-1][0].start, default=None)


def _repeats(event: Event, known: Event, reading: Reading) -> bool:
    counts = _dead(event)
    if event.family != "violence" or known.family != "violence" or not counts or not counts <= _dead(known):
        return False
    if event.names and known.names and not event.names & known.names:
        return False
    methods = event.methods()
    if methods and all(unlike(method, known.methods()) for method in methods):
        return False
    return _days_fit(event, known) and _places_fit(event, known, reading) and _doers_fit(event, known)


def _goes_on(event: Event, known: Event, reading: Reading) -> bool:
    """ "A student was shot on Monday ... Brian Otieno was walking home when he was shot": who is told of further on,
    without a day or a place of their own, are those whom the article counted before."""
    if event.family != "violence" or known.family != "violence" or any(s.own_date for _, s in event.tellings):
        return False
    kind, other = _worst(event), _worst(known)
    if kind is None or kind != other or any(is_another(h, reading) for h, _ in event.tellings):
        return False
    room, people = _most(known, kind), len(event.names) or _most(event, kind)
    taken = len(known.names - event.names) if event.names else 0
    if not 0 < people <= room - taken or _most(event, kind) > room:
        return False
    methods = event.methods()
    if methods and all(unlike(method, known.methods()) for method in methods):
        return False
    if bool(_doers(event)) != bool(_doers(known)):
        return False
    return not _differ(event, known, reading) and _places_fit(event, known, reading) and _doers_fit(event, known)


def _ends(event: Event, known: Event, reading: Reading) -> bool:
    """ "Four people were shot ... Police said that two of the four had died in hospital": where and when they died is
    not where and when they were shot (Rule R12)."""
    if event.family != "violence" or known.family not in ("violence", "force") or _worst(known) != "injured":
        return False
    deaths = [h for h, _ in event.known if h.kind == "killed"]
    if not deaths or any(h.token.lemma_.lower() not in words("dying_verbs") or is_another(h, reading) for h in deaths):
        return False
    counted = [(g, reading.text[g.start : g.end]) for h in deaths for g in h.groups if not g.component]
    of_them = any(_OF_THEM.match(phrase) for _, phrase in counted)
    hurt = _most(known, "injured")
    if not 0 < _most(event, "killed") <= hurt:
        return False
    return of_them or (_places_fit(event, known, reading) and _days_fit(event, known))


def _worst(event: Event) -> HarmKind | None:
    kinds = {h.kind for h, _ in event.known}
    return "killed" if "killed" in kinds else "injured" if "injured" in kinds else None


def _most(event: Event, kind: HarmKind) -> int:
    """How many of a kind, as far as exact numbers are told; 0 where the article leaves it open."""
    groups = [g for h, _ in event.known if h.kind == kind for g in h.groups if g.amount and not g.component]
    if any(g.amount.vague for g in groups if g.amount):
        return 0
    return max((g.amount.low for g in groups if g.amount), default=0)


def _differ(event: Event, known: Event, reading: Reading) -> bool:
    """Whether the people of both are of another age or sex, where each tells of one."""
    own, others = _phrases(event, reading), _phrases(known, reading)
    if len(own) != 1 or len(others) != 1:
        return False
    ages, known_ages = set(_AGE.findall(own[0])), set(_AGE.findall(others[0]))
    sexes = {sex for sex in (sex_in(own[0], pronouns=True), sex_in(others[0], pronouns=True)) if sex}
    return len(sexes) > 1 or bool(ages and known_ages and not ages & known_ages)


def _phrases(event: Event, reading: Reading) -> list[str]:
    spans = {(g.start, g.end) for h, _ in event.known for g in h.groups if g.amount and g.amount.best == 1}
    return [reading.text[start:end] for start, end in sorted(spans)]


def _dead(event: Event) -> set[int]:
    """How many died, as far as exact numbers of two or more are told; a single death is told of too many people."""
    amounts = [g.amount for h, _ in event.known if h.kind == "killed" for g in h.groups if g.amount and not g.component]
    exact = {a.low for a in amounts if not a.vague}
    return exact if all(low > 1 for low in exact) else set()


def _days_fit(event: Event, known: Event) -> bool:
    own = [s.date.when.start for s in event.dates() if s.own_date and s.date and s.date.when.start]
    others = [s.date.when.start for s in known.dates() if s.date and s.date.when.start]
    return not own or not others or any(abs((a - b).days) <= 1 for a in own for b in others)


def _places_fit(event: Event, known: Event, reading: Reading) -> bool:
    own = [s.place for _, s in event.known if s.own_place and s.place]
    others = known.places()
    return not own or not others or any(may_be_one_place(a, b, reading) for a in own for b in others)


def _doers_fit(event: Event, known: Event) -> bool:
    """Killed by police and killed by a mob stay apart (Rule R5)."""
    own, others = _doers(event), _doers(known)
    return not own or not others or bool(own & others)


def _doers(event: Event) -> set[ActorClass]:
    return {a.actor_class for h, _ in event.known for a in h.agents} - {"unknown", "civilian"}
