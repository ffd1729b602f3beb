"""Every number of people harmed becomes a figure with a role (Rules R1-R5, R11-R14), and incidents have theirs.

Does not handle: percentages ("a third of the victims"), totals that must be added up over sentences.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from services.extractor.components.agents import actor_at
from services.extractor.components.dating import find_dated, one_day_for_all
from services.extractor.components.disappearances import find_disappearances
from services.extractor.components.events import find_events
from services.extractor.components.gaps import with_gaps
from services.extractor.components.harm_words import harm_word
from services.extractor.components.harms import Harm, find_harms
from services.extractor.components.identified import adds_names, find_identified, shared_out
from services.extractor.components.incidents import incident_of
from services.extractor.components.later_deaths import hurt_before
from services.extractor.components.patients import Group
from services.extractor.components.quantities import Quantity
from services.extractor.components.roles import Setting, is_old, period_of, role_of, setting_of
from services.extractor.components.survivors import of_whom_some_died
from services.extractor.components.suspects import find_suspects
from services.extractor.components.tellings import Event
from services.extractor.components.tolls import find_tolls, names_a_total
from services.extractor.lexicon import words
from services.extractor.reading import Reading
from shared.messages import Figure, FigureRole, HarmKind, Incident, VictimClass

_ACCORDING = re.compile(r"\baccording\s+to\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Numbers:
    """How many the article counts without "the": "the 75 victims" then points to one of these numbers."""

    by_kind: Mapping[HarmKind | None, frozenset[int]]
    of_both: frozenset[int]
    """The dead and the hurt of any two counts together."""

    def told_before(self, harm: Harm) -> frozenset[int]:
        """Those that a telling of this kind, or a noun of any, may point to."""
        every = frozenset[int]().union(*self.by_kind.values())
        return self.of_both | (every if harm.nominal else self.by_kind.get(harm.kind, frozenset()))


def find_incidents(reading: Reading) -> tuple[tuple[Incident, ...], tuple[Figure, ...]]:
    """The incidents of the article in their order, keyed i1, i2, ..., and all its figures."""
    tellings = tellings_of(reading)
    harms = [harm for harm, _ in tellings]
    identified, dated = find_identified(reading, tellings), find_dated(reading)
    events = find_events(tellings, reading, victims_named=adds_names(identified, tellings))
    named = shared_out(identified, events)
    suspects = find_suspects(reading, harms)
    denials = [h for h in harms if h.not_actual in ("negated", "denied") and h.kind == "killed"]
    incidents = tuple(
        incident_of(
            f"i{n}",
            event,
            reading,
            denials if len(events) == 1 and event.family == "violence" else [],
            dated,
            (named[n - 1], suspects),
            alone=sum(e.family == event.family for e in events) == 1,
        )
        for n, event in enumerate(events, start=1)
    )
    incidents = one_day_for_all(incidents, events, reading)
    keys = {id(harm): (i, event) for i, event in zip(incidents, events, strict=True) for harm, _ in event.tellings}
    figures: list[Figure] = []
    said: set[tuple[object, ...]] = set()
    numbers = _counted_before(harms)
    deaths = {i.key: _dead(i, event) for i, event in zip(incidents, events, strict=True)}
    for harm, setting in tellings:
        known = keys.get(id(harm))
        said_of = of_whom_some_died(harm, known[1], deaths[known[0].key], reading) if known else harm
        for figure in _figures(said_of, setting, reading, known, numbers):
            keys_of_it = _says(figure)
            if said.isdisjoint(keys_of_it):
                figures.append(figure)
                said.update(keys_of_it)
    return incidents, tuple(sorted(figures, key=lambda f: f.evidence.start))


def _dead(incident: Incident, event: Event) -> int:
    """How many the event has killed, by name or number."""
    groups = [g for h, _ in event.tellings if h.kind == "killed" for g in h.groups if not g.component]
    counted = [g.amount.low for g in groups if g.amount and not g.amount.vague]
    return max([*counted, sum(v.fate == "killed" for v in incident.victims)], default=0)


def tellings_of(reading: Reading) -> list[tuple[Harm, Setting]]:
    """Every telling of harm with its day and place, in the order of the text."""
    tolls = find_tolls(reading)
    harms = [harm for harm in with_gaps(find_harms(reading), reading) if not names_a_total(harm, tolls)]
    told = [*harms, *tolls, *find_disappearances(reading)]
    return [(harm, setting_of(harm, reading)) for harm in sorted(told, key=lambda h: h.start)]


def _counted_before(harms: list[Harm]) -> Numbers:
    counted: dict[HarmKind | None, set[int]] = {}
    for harm in harms:
        counted.setdefault(harm.kind, set()).update(g.amount.low for g in harm.groups if g.amount and not g.definite)
    dead, hurt = counted.get("killed", ()), counted.get("injured", ())
    return Numbers(
        {kind: frozenset(numbers) for kind, numbers in counted.items()}, frozenset(a + b for a in dead for b in hurt)
    )


def _figures(
    harm: Harm, setting: Setting, reading: Reading, known: tuple[Incident, Event] | None, numbers: Numbers
) -> Iterator[Figure]:
    if harm.kind is None:
        return
    fates = {v.name: v.fate for v in known[0].victims} if known else {}
    if (
        harm.kind == "injured"
        and harm.groups
        and all(any(fates.get(n.name) == "killed" for n in g.named) for g in harm.groups)
    ):
        return
    if known and harm.kind == "injured" and _died_later(harm, known[1]):
        return
    told = numbers.told_before(harm)
    counted = [g for g in harm.groups if g.amount and not (g.definite and g.amount.low > 1 and g.amount.low in told)]
    whole = [g for g in counted if not g.component]
    joined = len(whole) > 1
    if joined:
        total = whole[0].amount
        for group in whole[1:]:
            if total and group.amount:
                total = total.plus(group.amount)
        together = Group(whole[0].start, max(g.end for g in whole), total, victim_class=_common_class(whole))
        yield _figure(harm, together, _role(harm, together, setting, reading, known), setting, reading, known)
    for figure in _each_figure(harm, counted, joined, setting, reading, known):
        yield figure
        if is_dead_or_hurt(harm):
            yield figure.model_copy(update={"kind": "injured"})


def _died_later(harm: Harm, event: Event) -> bool:
    """Whether the one person hurt is told to have died of it: counted among the dead, not also among the hurt."""
    told = [h for h, _ in event.known]
    one = [g for g in harm.groups if not g.component and g.amount and g.amount.best == 1]
    return bool(one) and any(hurt_before(h, told) is harm for h in told)


def _each_figure(
    harm: Harm,
    counted: list[Group],
    joined: bool,
    setting: Setting,
    reading: Reading,
    known: tuple[Incident, Event] | None,
) -> Iterator[Figure]:
    for group in counted:
        role = "component" if joined and not harm.not_actual else _role(harm, group, setting, reading, known)
        either = is_dead_or_hurt(harm) and group.amount is not None
        said = replace(group, amount=Quantity(0, 0, group.amount.high)) if either and group.amount else group
        yield _figure(harm, said, role, setting, reading, known)


def is_dead_or_hurt(harm: Harm) -> bool:
    """ "12 casualties", "killed or injured 12": how many of them died, nobody says (Rule R4)."""
    token = harm.token
    if token.lemma_.lower() == "casualty":
        return True
    joined = [c for c in token.children if c.dep_ == "conj" and (word := harm_word(c)) and word.kind == "injured"]
    return harm.kind == "killed" and bool(joined) and any(c.dep_ == "cc" and c.lower_ == "or" for c in token.children)


def _common_class(groups: list[Group]) -> VictimClass:
    classes = {g.victim_class for g in groups}
    return classes.pop() if len(classes) == 1 else "unknown"


def _role(
    harm: Harm, group: Group, setting: Setting, reading: Reading, known: tuple[Incident, Event] | None
) -> FigureRole:
    """What the sentence says, and of an incident only if the text places it in time or space (Rule R2 g, h)."""
    role = role_of(harm, group, setting, reading)
    if role not in ("incident", "update"):
        return role
    if known is None:
        return "undated"
    incident = known[0]
    if known[1].follows and is_old(incident.date, reading):
        return "historic"
    placed = incident.place is not None and incident.place.precision != "country"
    dated = incident.date is not None and incident.date.precision in ("day", "week")
    return role if dated or (placed and not known[1].follows) else "undated"


def _figure(
    harm: Harm, group: Group, role: FigureRole, setting: Setting, reading: Reading, known: tuple[Incident, Event] | None
) -> Figure:
    amount = group.amount or Quantity(0, 0, None)
    evidence = reading.span(group.start, group.end)
    return Figure(
        kind=harm.kind or "unspecified",
        low=amount.low,
        best=amount.best,
        high=amount.high,
        approx=amount.approx,
        role=role,
        incident=known[0].key if known and role in ("incident", "update", "component") else None,
        text=evidence.text,
        claimant=_claimant(harm, reading),
        victim_class=group.victim_class,
        period=period_of(setting) if role in ("cumulative", "historic") else None,
        evidence=evidence,
    )


def _says(figure: Figure) -> list[tuple[object, ...]]:
    """What a count that repeats another has in common with it, the one or the other: the first time stands for all."""
    told = [("words", figure.evidence.start, figure.evidence.end, figure.kind)]
    if figure.role not in ("incident", "update") or figure.incident is None:
        return [*told]
    return [*told, (figure.kind, figure.low, figure.best, figure.high, figure.role, figure.incident)]


def _claimant(harm: Harm, reading: Reading) -> str | None:
    """Who says so in the same sentence: "police said", "according to Amnesty International"."""
    for token in harm.token.sent:
        if token.lemma_.lower() in words("reporting_verbs") and token != harm.token and token.pos_ == "VERB":
            for child in token.children:
                if child.dep_ == "nsubj" and (actor := actor_at(child, reading)):
                    return actor.name
        if token.lower_ == "to" and _ACCORDING.search(reading.text[max(0, token.idx - 14) : token.idx + 3]):
            for child in token.children:
                if child.dep_ == "pobj" and (actor := actor_at(child, reading)):
                    return actor.name
    return None
