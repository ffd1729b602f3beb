"""Which tellings of harm are one event: several sentences about one stay together, several events stay apart.

The default is one event an article and family of harm; another date, place, person or means, or words such as "in
another incident" make another. Does not handle: two events at one place on one day told without such words.
"""

from services.extractor.components.anchors import is_country
from services.extractor.components.followed import followed
from services.extractor.components.harms import Harm
from services.extractor.components.joining import joined
from services.extractor.components.later_deaths import died_in_time, hurt_before
from services.extractor.components.pointing import is_another, is_done, may_refer, only_points, tells_whose_death
from services.extractor.components.roles import Setting, role_of
from services.extractor.components.same_events import fits, same_family
from services.extractor.components.tellings import FAMILY, FIRST, LAST, Event, Told, is_vague
from services.extractor.reading import Reading


def find_events(tellings: Told, reading: Reading, *, victims_named: bool = False) -> list[Event]:
    """The events that are told of as having happened, in the order of their first telling.

    `victims_named`: the article names people as the victims, so that a noun ("the shooting") is enough to tell of it.
    """
    events: list[Event] = []
    references: Told = []
    for harm, setting in tellings:
        if harm.not_actual or not _is_current(harm, setting, reading):
            continue
        if only_points(harm, setting):
            references.append((harm, setting))
            continue
        event = _matching(harm, setting, events, reading)
        if event is None:
            if _is_known_from(references, harm, setting):
                references.append((harm, setting))
                continue
            if is_vague(harm) and not _is_anchored(setting, reading):
                continue
            event = Event(FAMILY[harm.type])
            events.append(event)
        event.add(harm, setting)
    _refer(references, tellings, events, reading)
    events.sort(key=lambda e: e.tellings[0][0].start)
    for event in events:
        event.tellings.sort(key=lambda telling: telling[0].start)
    told = joined([event for event in events if _is_worth_telling(event)], reading)
    harm_before = followed(tellings, told, reading) or (_only_named(references, told) if victims_named else None)
    return sorted([*told, harm_before], key=lambda e: e.tellings[0][0].start) if harm_before else told


def _only_named(references: Told, told: list[Event]) -> Event | None:
    """The violence that the article tells by a noun alone, where it tells of no other and of no protest."""
    if any(event.family in ("violence", "force", "protest") for event in told):
        return None
    pointing = [(h, s) for h, s in references if FAMILY[h.type] == "violence" and h.nominal and h.kind is not None]
    hurt = [(h, s) for h, s in pointing if h.kind == "injured"] or pointing
    return Event("violence", hurt) if hurt else None


def _refer(references: Told, tellings: Told, events: list[Event], reading: Reading) -> None:
    """Add each telling that only points to the event that it may mean; whose death a case at law is about is one."""
    protests = any(harm.type == "protest" for harm, _ in tellings)
    for harm, setting in _of_harm_done(references, tellings):
        likely = events if len(events) <= FIRST + LAST else [*events[:FIRST], *events[-LAST:]]
        event = _matching(harm, setting, [e for e in likely if may_refer(harm, setting, e, reading)], reading)
        if event:
            event.tellings.append((harm, setting))
        elif not protests and tells_whose_death(harm, reading):
            events.append(Event(FAMILY[harm.type], [(harm, setting)]))


def _of_harm_done(references: Told, tellings: Told) -> Told:
    """Those that do not only say whom it spared: "no one was hurt in the shooting"."""
    spared = [harm.token for harm, _ in tellings if harm.not_actual == "negated" and not harm.nominal]
    return [(harm, setting) for harm, setting in references if not any(t.is_ancestor(harm.token) for t in spared)]


def _is_known_from(references: Told, harm: Harm, setting: Setting) -> bool:
    """ "The victim was killed after a quarrel", in an article about a protest over the killing: nothing new."""
    counted = [g for g in harm.groups if not g.component]
    points = bool(counted) and all(g.definite and not g.named for g in counted) and not setting.own_date
    return points and harm.kind == "killed" and any(known.kind == harm.kind for known, _ in references)


def _is_current(harm: Harm, setting: Setting, reading: Reading) -> bool:
    roles = {role_of(harm, group, setting, reading) for group in harm.groups if not group.component}
    roles = roles or {role_of(harm, None, setting, reading)}
    own_day = setting.own_date and setting.date is not None and setting.date.when.precision == "day"
    return bool(roles & {"incident", "update"}) or (roles == {"historic"} and own_day)


def _matching(harm: Harm, setting: Setting, events: list[Event], reading: Reading) -> Event | None:
    likely = events if len(events) <= FIRST + LAST else [*events[:FIRST], *events[-LAST:]]
    candidates = sorted((e for e in likely if same_family(harm, e)), key=lambda e: _distance(e, harm))
    names = {n.name for g in harm.groups for n in g.named}
    shared = next((e for e in candidates if names & e.names), None)
    if shared:
        return shared
    hurt = [(e, hurt_before(harm, [h for h, _ in e.known])) for e in candidates]
    wounded = max(((h.start, e) for e, h in hurt if h), key=lambda found: found[0], default=None)
    if wounded and died_in_time(wounded[1], setting):
        return wounded[1]
    if is_another(harm, reading) and not any(h.sentence == harm.sentence for e in candidates for h, _ in e.known):
        return None
    return next((e for e in candidates if fits(harm, setting, e, reading)), None)


def _distance(event: Event, harm: Harm) -> tuple[bool, int]:
    """Events told before the harm come first, the nearest of them; then those told after."""
    before = [harm.start - h.start for h, _ in event.known if h.start <= harm.start]
    return not before, min(before, default=event.tellings[0][0].start)


def _is_anchored(setting: Setting, reading: Reading) -> bool:
    """Whether the harm's own sentence gives a date, or a place finer than a country."""
    if setting.own_date:
        return True
    if not (setting.own_place and setting.place):
        return False
    return not is_country(setting.place, reading)


def _is_worth_telling(event: Event) -> bool:
    """An event told only by a noun without people, place or date says too little; a protest told of twice enough."""
    if event.family == "protest" and (len(event.tellings) > 1 or any(s.own_place for _, s in event.tellings)):
        return True
    return any(not h.nominal or h.groups or h.agents or s.own_date or is_done(h.token) for h, s in event.tellings)
