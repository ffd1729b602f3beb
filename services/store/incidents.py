"""Same incident? Two mentions are compared by Rule R9; the answer is a verdict with its reason.

Type, place and day must allow it; then points are counted. A middle score is for people to review, not to merge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache, lru_cache

from services.store import points
from services.store.event_types import compatible
from services.store.features import Features, conflicting, days_between, exact, one_person, perhaps_shared
from services.store.names import same_person
from services.store.places import FINE, Relation, relation


class Verdict(StrEnum):
    """What to do with two mentions. `never` also forbids to join them through a third one."""

    MERGE = "merge"
    REVIEW = "review"
    APART = "apart"
    NEVER = "never"


@dataclass(frozen=True)
class Decision:
    """A verdict, why, and how many points it is based on."""

    verdict: Verdict
    reason: str
    score: int = 0
    of_days: bool = False
    """The days alone speak against it: who died later of what happened then outweighs them."""
    later_death: bool = False
    by_people: bool = False
    """A person decided it: no rule weighs against that."""


@dataclass(frozen=True)
class MergePolicy:
    """The thresholds of Rule R9."""

    near_km: float = 25.0
    merge_score: int = 6
    review_score: int = 4
    exact_days_apart: int = 2
    """Two exact days further apart than this are never one event."""


SURE = 20
"""Points of what needs no counting."""

LONGEST_DYING = timedelta(days=366)
"""Who dies later than a year and a day after he was hurt is not counted as killed in it."""

LEAST_TELLING = 4
"""Points for what their articles speak of, without which two mentions that no day or place ties are not compared."""

SAME_STORY = 6
"""Points for what two articles speak of, from which two streets are the corner where it happened."""

BEFORE, AFTER = 1, 1000
"""Days before and after an event in which an article that does not date it may have been published: until the trial."""


Decider = Callable[[Features, Features], Decision]


@cache
def decider(policy: MergePolicy) -> Decider:
    """`decide` by this policy, which remembers what it decided: the same pairs are asked for again with every report
    that comes to an event, and several times in one recording."""
    return lru_cache(maxsize=16_384)(lambda a, b: decide(a, b, policy))


def decide(a: Features, b: Features, policy: MergePolicy) -> Decision:
    """Rule R9, for mentions of two different articles. Symmetric."""
    if not compatible(a.type, b.type):
        return Decision(Verdict.APART, f"{a.type} and {b.type} are different events")
    if _died_later(a, b) or _died_later(b, a):
        return Decision(Verdict.MERGE, "who was hurt in it died later", SURE, later_death=True)
    dated = _dated(a, b)
    apart = _other_days(a, b, policy) if dated else _other_times(a, b)
    if apart is not None and dated:
        return apart
    shared = any(same_person(x, y) for x in a.names for y in b.names)
    tied = _tied_by_a_name(a, b, dated=dated) if shared else None
    if tied is not None:
        return tied
    if apart is not None:
        return apart
    where = relation(a.spot, b.spot, policy.near_km)
    barred = _barred(a, b, where) if dated else None
    untied = None if barred or _told_alike(a, b) else _untied(a, b, where, shared=shared, dated=dated)
    return barred or untied or _scored(a, b, where, policy)


def _tied_by_a_name(a: Features, b: Features, *, dated: bool) -> Decision | None:
    """Of two that name the same person, on days that fit or that nobody tells."""
    if dated:
        return Decision(Verdict.MERGE, "the same victim is named", SURE)
    return Decision(Verdict.MERGE, "the same person was killed", SURE) if _killed(a, b) else None


def within_one_article(a: Features, b: Features) -> Decision:
    """The same, for two mentions of one article, which tells two events apart; but the force that was used and those
    whom it killed, or an abduction and the death that it ended in, are one, and their dead are counted once."""
    two = Decision(Verdict.NEVER, "one article tells of both")
    if _perhaps_told_twice(a, b):
        two = Decision(Verdict.APART, "one article tells of both, perhaps of one event twice")
    if a.type == b.type or not compatible(a.type, b.type):
        return two
    if _died_later(a, b) or _died_later(b, a):
        return Decision(Verdict.MERGE, "who was hurt in it died later", SURE, later_death=True)
    if _elsewhere(a, b) or _at_other_times(a, b):
        return two
    if any(same_person(x, y) for x in a.names for y in b.names):
        return Decision(Verdict.MERGE, "one article tells it of the same person", SURE)
    told = {counted[0]: counted[1:] for counted in a.counts}
    same = any(told.get(kind) == tuple(counted) for kind, *counted in b.counts)
    return Decision(Verdict.MERGE, "one article counts the same people in both", SURE) if same else two


def _perhaps_told_twice(a: Features, b: Features) -> bool:
    """Nothing says that they are two: one of them leaves out the day or the place or the number, or both harm one
    person of one age."""
    if not compatible(a.type, b.type) or _elsewhere(a, b) or _at_other_times(a, b) or conflicting(a, b):
        return False
    if a.single and b.single and points.victim_points(a, b) < 0:
        return False
    vague = any(f.start is None or not f.spot.parts or not f.counts for f in (a, b))
    return vague or (a.single and b.single and a.age is not None and a.age == b.age)


def _dated(a: Features, b: Features) -> bool:
    return a.start is not None and b.start is not None


def _elsewhere(a: Features, b: Features) -> bool:
    return relation(a.spot, b.spot, 0.0) not in (Relation.SAME, Relation.INSIDE, Relation.UNKNOWN)


def _at_other_times(a: Features, b: Features) -> bool:
    return _dated(a, b) and days_between(a, b) > 0


def _died_later(hurt: Features, dead: Features) -> bool:
    """Rule R12: one article tells that somebody was hurt, another that this person died, on a later day."""
    if not (hurt.hurt and dead.dead):
        return False
    if not (hurt.start and dead.start and hurt.start < dead.start <= hurt.start + LONGEST_DYING):
        return False
    survivors = [name for name in hurt.hurt if not any(same_person(name, other) for other in hurt.dead)]
    return any(same_person(x, y) for x in survivors for y in dead.dead)


def _other_days(a: Features, b: Features, policy: MergePolicy) -> Decision | None:
    gap = days_between(a, b)
    if gap > policy.exact_days_apart and exact(a) and exact(b):
        return _exact_days(gap)
    touching = gap <= (1 if a.precision == b.precision == "day" else 0)
    if touching or (gap <= policy.exact_days_apart and _told_alike(a, b)):
        return None
    return DIFFERENT_DAYS


DIFFERENT_DAYS = Decision(Verdict.APART, "different days")


@lru_cache(maxsize=1_000)
def _exact_days(gap: int) -> Decision:
    return Decision(Verdict.NEVER, f"exact days {gap} days apart", of_days=True)


def _other_times(a: Features, b: Features) -> Decision | None:
    """An article that gives no day was published before the other's event, or long after it."""
    for dated, undated in ((a, b), (b, a)):
        if dated.start and dated.end and undated.published:
            before, after = (dated.start - undated.published).days, (undated.published - dated.end).days
            if before > BEFORE or after > AFTER:
                return Decision(Verdict.APART, "no date ties them, and they are told at different times")
    return None


def _killed(a: Features, b: Features) -> bool:
    return any(kind == "killed" for f in (a, b) for kind, *_ in f.counts) or "killing" in (a.type, b.type)


def _barred(a: Features, b: Features, where: Relation) -> Decision | None:
    """What no likeness outweighs."""
    if where not in (Relation.SAME, Relation.INSIDE, Relation.UNKNOWN, Relation.NAMESAKE):
        if a.single and b.single and conflicting(a, b):
            return Decision(Verdict.NEVER, "two different victims in two different places")
        fine = a.spot.precision == b.spot.precision and a.spot.precision in FINE
        if fine and exact(a) and exact(b) and one_person(a) and one_person(b) and not _at_a_corner(a, b):
            return Decision(Verdict.NEVER, f"one person each in two {a.spot.precision}s")
    if where is Relation.OTHER_COUNTY and exact(a) and exact(b):
        return Decision(Verdict.NEVER, "different counties on an exact day")
    return None


def _at_a_corner(a: Features, b: Features) -> bool:
    """Two streets that two articles name for what they tell alike."""
    return a.spot.precision == "street" and points.telling_points(a, b) >= SAME_STORY


def _untied(a: Features, b: Features, where: Relation, *, shared: bool, dated: bool) -> Decision | None:
    """What keeps two mentions apart unless their articles speak of the same people and things."""
    if not dated:
        reason = "the same victim, but undated" if shared else "no date ties them"
        return Decision(Verdict.REVIEW if shared else Verdict.APART, reason)
    if where in (Relation.UNLIKE, Relation.APART, Relation.OTHER_COUNTY, Relation.NAMESAKE):
        return Decision(Verdict.APART, str(where))
    if where is Relation.UNKNOWN:
        return Decision(Verdict.REVIEW if perhaps_shared(a, b) else Verdict.APART, str(where))
    return None


def _told_alike(a: Features, b: Features) -> bool:
    return points.telling_points(a, b) >= LEAST_TELLING


def _scored(a: Features, b: Features, where: Relation, policy: MergePolicy) -> Decision:
    told = points.telling_points(a, b)
    counted = (
        (str(where), points.place_points(a, b, where)),
        ("days", points.day_points(a, b)),
        ("type", int(a.type == b.type)),
        ("numbers", points.number_points(a, b)),
        ("victims", points.victim_points(a, b)),
        ("perpetrators", points.perpetrator_points(a, b)),
        ("what the articles speak of", told),
        ("publication", points.publication_points(a, b) if told else 0),
    )
    score = sum(value for _, value in counted)
    verdict = (
        Verdict.MERGE
        if score >= policy.merge_score
        else Verdict.REVIEW
        if score >= policy.review_score
        else Verdict.APART
    )
    return Decision(verdict, ", ".join(f"{what} {value:+d}" for what, value in counted if value), score)
