"""Points for and against two mentions being one event (Rule R9), each for one thing that they say."""

from services.store.features import Features, conflicting, days_between, exact, perhaps_shared
from services.store.places import FINE, Relation
from services.store.telling import cosine

TELLING = ((0.36, 9), (0.26, 7), (0.20, 6), (0.16, 5), (0.13, 4), (0.10, 2))
"""From how alike two articles are in what they speak of: points."""

AGAINST = {
    Relation.NAMESAKE: 1,
    Relation.UNKNOWN: 0,
    Relation.UNLIKE: -1,
    Relation.APART: -3,
    Relation.OTHER_COUNTY: -4,
}
"""Where an event is said to be elsewhere: one may name the road, another the shop; or the court, and the town."""

DAYS_APART = -2
"""For days that do not touch, of articles that speak of the same: one may have the day of the death, or the arrest."""

SAME_PERSON = 4
"""Points where both name one person in full among those harmed, arrested or accused."""

TWO_PEOPLE = -4
"""Points where each tells of one person, by another name: what a story that is told alike does not outweigh alone."""

SOON, LATER, LATE = 3, 20, 400
"""Days between two publications: news of one event comes soon, later news is of another one as likely; trials take
a year."""


def place_points(a: Features, b: Features, where: Relation) -> int:
    """How well the places agree."""
    fine = {a.spot.precision, b.spot.precision} <= FINE
    if where is Relation.SAME:
        return 4 if fine else 3
    if where in AGAINST:
        return AGAINST[where]
    return 2 if where is Relation.INSIDE else 0 if fine else 1


def day_points(a: Features, b: Features) -> int:
    """How well the days agree; nothing where one is not known."""
    if a.start is None or b.start is None:
        return 0
    gap = days_between(a, b)
    if gap > 1:
        return DAYS_APART
    if exact(a) and exact(b):
        return 1 if gap else 2
    return 1 if {a.precision, b.precision} <= {"day", "week"} else -1


def number_points(a: Features, b: Features) -> int:
    """Of the first kind that both count. A toll may have grown from one report to the other, but not beyond belief."""
    other = {counted[0]: counted for counted in b.counts}
    for kind, low, best, high in a.counts:
        if kind not in other:
            continue
        _, low_b, best_b, high_b = other[kind]
        if best is not None and best == best_b:
            return 2 if best >= 2 else 1
        overlap = (high is None or low_b <= high) and (high_b is None or low <= high_b)
        few, many = sorted((best or low, best_b or low_b))
        return 1 if overlap or many - few <= 2 or many <= 3 * few else -2
    return 0


def victim_points(a: Features, b: Features) -> int:
    """How well agree who was harmed."""
    if perhaps_shared(a, b):
        return 2
    described = [f for f in (a, b) if f.single]
    if len(described) == 2 and not (a.names and b.names):
        ages = a.age is not None and b.age is not None and abs(a.age - b.age) > 1
        sexes = bool(a.sex and b.sex and a.sex != b.sex) and not (a.names or b.names)
        return -3 if ages or sexes else 0
    room = max((best or low for f in (a, b) for _, low, best, _ in f.counts), default=0)
    if not conflicting(a, b) or room >= len(a.names | b.names):
        return 0
    return TWO_PEOPLE if a.single and b.single else -3


def perpetrator_points(a: Features, b: Features) -> int:
    """How well agree who did it."""
    if not (a.perpetrators and b.perpetrators):
        return 0
    return 1 if a.perpetrators & b.perpetrators else -1


def telling_points(a: Features, b: Features) -> int:
    """How much the two articles speak of the same people and things; none where one leads with another event."""
    alike = cosine(a.telling, b.telling)
    told = next((points for least, points in TELLING if alike >= least), 0)
    return SAME_PERSON if told < SAME_PERSON and not a.people.isdisjoint(b.people) else told


def publication_points(a: Features, b: Features) -> int:
    """How close two articles followed each other. Only beside `telling_points`: on its own it says nothing; and a
    story that is told again after months is no other one where both say on which day it was."""
    if a.published is None or b.published is None:
        return 0
    gap = abs((a.published - b.published).days)
    if a.start and b.start:
        return 1 if gap <= SOON else 0
    return 1 if gap <= SOON else 0 if gap <= LATER else -1 if gap <= LATE else -2
