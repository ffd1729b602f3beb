"""Whether a telling of harm fits an event: its kind, means, day, place, people and who did it.

Does not handle: two events at one place on one day told alike.
"""

from dataclasses import replace

from services.extractor.components.harms import Harm, is_live_fire
from services.extractor.components.methods import method_of, unlike
from services.extractor.components.places import Spot, choose, depth
from services.extractor.components.roles import Setting
from services.extractor.components.tellings import FAMILY, Event, is_vague
from services.extractor.components.whereabouts import km
from services.extractor.lexicon import table
from services.extractor.reading import Range, Reading

NEAR_KM = 25.0
"""An estate and the county that ends beside it ("Githurai", "Kiambu") may be one place (Rule R9)."""
NEAR = 2
"""Sentences: what is told this close together is taken for one event unless something speaks against it."""


def same_family(harm: Harm, event: Event) -> bool:
    """Of one kind; the use of force is told apart from the deaths of a story unless it says who caused them."""
    family = FAMILY[harm.type]
    if family == event.family:
        return True
    if {family, event.family} != {"violence", "force"}:
        return False
    gap = min(abs(h.ordinal - harm.ordinal) for h, _ in event.known)
    if gap == 0:
        return not any(_by_civil_means(h) for h in (harm, *(h for h, _ in event.known)))
    if {a.start for a in harm.agents} & {a.start for h, _ in event.known for a in h.agents}:
        return True  # "one was hurt in the firing": by those of whom an earlier sentence said that they fired
    if family == "violence":
        return gap == 1 and not harm.agents
    return gap == 1 and is_live_fire(harm) and not any(h.agents for h, _ in event.known)


def _by_civil_means(harm: Harm) -> bool:
    """Stabbed, hacked or burnt: not what those do who use force to disperse a crowd."""
    return method_of(harm) in ("blade", "burnt", "strangled", "drowned", "crash", "poisoned")


def fits(harm: Harm, setting: Setting, event: Event, reading: Reading) -> bool:
    """Whether nothing speaks against the telling being one of the event, and something for it."""
    if _is_of_him(harm, event):
        return True
    attempts = [h.type == "assassination_attempt" for h, _ in event.known]
    points_back = harm.nominal and not harm.groups and not any(c.lower_ in ("of", "on") for c in harm.token.children)
    if any(attempts) != (harm.type == "assassination_attempt") and not (points_back or _same_day(setting, event)):
        return False
    tells_how = harm.token.lemma_.lower() in table("methods")
    unlike_means = (not points_back or tells_how) and unlike(method_of(harm), event.methods())
    if unlike_means or not _dates_fit(setting, event) or not _places_fit(setting, event, reading):
        return False
    if _others_did_it(harm, event):
        return False
    if any(h.sentence == harm.sentence for h, _ in event.known):
        return True
    return not _is_vague_total(harm, setting, event) and (points_back or _is_linked(harm, setting, event, reading))


def _is_of_him(harm: Harm, event: Event) -> bool:
    """ "A man was shot dead (others say that he was beaten to death)": the same person, told of again."""
    if not harm.groups or not all(g.pronoun and not g.named and g.amount and g.amount.best == 1 for g in harm.groups):
        return False
    told = [h for h, _ in event.known if h.sentence == harm.sentence and h.kind == harm.kind]
    return any(g.amount and g.amount.best == 1 for h in told for g in h.groups)


def _is_linked(harm: Harm, setting: Setting, event: Event, reading: Reading) -> bool:
    """What makes a telling further on one of the same event: its day, its place, its number, or nearness."""
    counts = {g.amount.low for h, _ in event.known if h.kind == harm.kind for g in h.groups if g.amount}
    own = {g.amount.low for g in harm.groups if g.amount and not g.component}
    if own and own <= counts:
        return True
    near = any(abs(h.ordinal - harm.ordinal) <= NEAR for h, _ in event.known)
    if near:
        return True
    if own and counts and not _same_day(setting, event):
        return False
    place = reading.text[slice(*setting.place)] if setting.place and setting.own_place else None
    return _same_day(setting, event) or place in {reading.text[slice(*p)] for p in event.places()}


def _others_did_it(harm: Harm, event: Event) -> bool:
    """Killed by police and killed by a mob stay apart (Rule R5); what attackers did, the police did not."""
    if _are_raiders(harm) and any(a.actor_class == "police" for h, _ in event.known for a in h.agents):
        return True
    own = {a.actor_class for a in harm.agents} - {"unknown", "civilian"}
    known = {a.actor_class for h, _ in event.known for a in h.agents} - {"unknown", "civilian"}
    return bool(own) and bool(known) and not own & known


def _are_raiders(harm: Harm) -> bool:
    """ "The attackers", "two assailants"."""
    return bool(harm.agents) and all(a.name.lower().endswith(("attackers", "assailants")) for a in harm.agents)


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
    return not known or any(may_be_one_place(setting.place, k, reading) for k in known)


def may_be_one_place(a: Range, b: Range, reading: Reading) -> bool:
    """Whether two mentions may mean one place: the same words, or one inside the other, as far as the gazetteer knows.

    A part of a town that the gazetteer lacks lies in that town ("Mirpur", "Dhaka").
    """
    one, other = reading.text[slice(*a)], reading.text[slice(*b)]
    if one in other or other in one:
        return True
    first, second = _spot(a, reading), _spot(b, reading)
    if first is None or second is None:
        return True
    if depth(first.precision) == depth(second.precision) == 4:
        return False
    return first.country == second.country and (
        not first.admin1
        or not second.admin1
        or first.admin1 == second.admin1
        or "country" in (first.precision, second.precision)
        or (km(first, second) <= NEAR_KM and first.precision != second.precision)
    )


def _spot(mention: Range, reading: Reading) -> Spot | None:
    named = reading.names.at(*mention)
    if named and named.spot is None and named.town:
        return replace(named.town, precision="neighbourhood")
    return choose(reading.text[slice(*mention)], None)


def _is_vague_total(harm: Harm, setting: Setting, event: Event) -> bool:
    """ "many supporters lost their lives" beside one dead man with a name: not a further toll of that event."""
    if setting.own_date or setting.own_place:
        return False
    exact = [
        g for h, _ in event.known if h.kind == harm.kind for g in h.groups if g.amount and g.amount.high is not None
    ]
    return bool(exact) and is_vague(harm)
