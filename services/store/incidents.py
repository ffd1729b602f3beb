"""Same incident? Two mentions are compared by Rule R9; the answer is a verdict with its reason.

Type, place and day must allow it; then points are counted. A middle score is for people to review, not to merge.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from services.store.mentions import Mention
from services.store.names import may_be, names_nobody, same_person
from services.store.places import FINE, Relation, Spot, relation, spot_of


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


@dataclass(frozen=True)
class MergePolicy:
    """The thresholds of Rule R9."""

    near_km: float = 25.0
    merge_score: int = 6
    review_score: int = 4
    exact_days_apart: int = 2
    """Two exact days further apart than this are never one event."""


_LETHAL = {"killing", "injury", "attack", "use_of_force", "torture"}
COMPATIBLE: dict[str, set[str]] = {
    "killing": _LETHAL | {"protest", "abduction", "sexual_violence"},
    "injury": _LETHAL | {"protest", "assassination_attempt"},
    "attack": _LETHAL | {"protest", "assassination_attempt", "property_damage", "sexual_violence"},
    "use_of_force": _LETHAL | {"protest", "arrest", "assassination_attempt"},
    "torture": _LETHAL | {"arrest", "abduction"},
    "arrest": {"protest", "abduction"},
    "abduction": {"attack"},
    "protest": {"property_damage"},
}
"""Types that two articles may give to one event; read both ways; every type goes with itself and `other`."""

FATAL_KINDS = ("killed", "injured", "abducted", "missing", "arrested", "displaced", "unspecified")
"""In the order in which a toll identifies an event."""

SURE = 20
"""Points of what needs no counting."""


@dataclass(frozen=True)
class Features:
    """All of a mention that is compared; equal features are the same statement."""

    type: str
    start: date | None
    end: date | None
    precision: str
    spot: Spot
    names: frozenset[str] = frozenset()
    single: bool = False
    """One person was harmed, and no more."""
    counts: tuple[tuple[str, int, int | None, int | None], ...] = ()
    """(kind, low, best, high)."""
    perpetrators: frozenset[str] = frozenset()
    age: int | None = None
    sex: str | None = None


@lru_cache(maxsize=2048)
def features(mention: Mention) -> Features:
    """What of a mention is compared; kept while one recording asks for it again and again."""
    incident, when = mention.incident, mention.incident.date
    start = when.start if when else None
    counts = tuple(largest for kind in FATAL_KINDS if (largest := _largest(mention, kind)))
    victim = incident.victims[0] if len(incident.victims) == 1 else None
    return Features(
        type=incident.type,
        start=start,
        end=(when.end or start) if when else None,
        precision=when.precision if when else "none",
        spot=spot_of(incident.place),
        names=frozenset(v.name for v in incident.victims if v.name and not names_nobody(v.name)),
        single=victim is not None and all(high == 1 for _, _, _, high in counts),
        counts=counts,
        perpetrators=frozenset(p.actor_class for p in incident.perpetrators) - {"unknown"},
        age=victim.age if victim else None,
        sex=victim.sex if victim else None,
    )


def _largest(mention: Mention, kind: str) -> tuple[str, int, int | None, int | None] | None:
    counting = [f for f in mention.figures if f.kind == kind and f.role in ("incident", "update")]
    figure = max(counting, key=lambda f: (f.best or f.low, f.low), default=None)
    return (kind, figure.low, figure.best, figure.high) if figure else None


def decide(a: Features, b: Features, policy: MergePolicy) -> Decision:
    """Rule R9, for mentions of two different articles. Symmetric."""
    if not compatible(a.type, b.type):
        return Decision(Verdict.APART, f"{a.type} and {b.type} are different events")
    shared = any(same_person(x, y) for x in a.names for y in b.names)
    if a.start is None or b.start is None:
        return _undated(a, b, shared)
    gap = days_between(a, b)
    if gap > policy.exact_days_apart and exact(a) and exact(b):
        return Decision(Verdict.NEVER, f"exact days {gap} days apart")
    if gap > (1 if a.precision == b.precision == "day" else 0):
        return Decision(Verdict.APART, "different days")
    if shared:
        return Decision(Verdict.MERGE, "the same victim is named", SURE)
    where = relation(a.spot, b.spot, policy.near_km)
    return _barred(a, b, where) or _scored(a, b, where, policy)


def compatible(a: str, b: str) -> bool:
    """Whether two articles may call one event so."""
    return a == b or "other" in (a, b) or b in COMPATIBLE.get(a, ()) or a in COMPATIBLE.get(b, ())


def exact(f: Features) -> bool:
    """One day, known exactly."""
    return f.precision == "day" and f.start is not None and f.start == f.end


def days_between(a: Features, b: Features) -> int:
    """Days from the end of the earlier range to the start of the later one; 0 where they overlap or touch a day."""
    if a.start is None or b.start is None or a.end is None or b.end is None:
        raise ValueError("only dated mentions have days between them")
    return max(0, (b.start - a.end).days, (a.start - b.end).days)


def _undated(a: Features, b: Features, shared: bool) -> Decision:
    if not shared:
        return Decision(Verdict.APART, "no date ties them")
    if any(kind == "killed" for f in (a, b) for kind, *_ in f.counts) or "killing" in (a.type, b.type):
        return Decision(Verdict.MERGE, "the same person was killed", SURE)
    return Decision(Verdict.REVIEW, "the same victim, but undated")


def _barred(a: Features, b: Features, where: Relation) -> Decision | None:
    if where not in (Relation.SAME, Relation.INSIDE, Relation.UNKNOWN):
        if a.single and b.single and _conflict(a, b):
            return Decision(Verdict.NEVER, "two different victims in two different places")
        fine = a.spot.precision == b.spot.precision and a.spot.precision in FINE
        if fine and exact(a) and exact(b) and _one(a) and _one(b):
            return Decision(Verdict.NEVER, f"one person each in two {a.spot.precision}s")
    if where is Relation.OTHER_COUNTY and exact(a) and exact(b):
        return Decision(Verdict.NEVER, "different counties on an exact day")
    if where in (Relation.APART, Relation.OTHER_COUNTY):
        return Decision(Verdict.APART, str(where))
    if where is Relation.UNKNOWN:
        verdict = Verdict.REVIEW if _perhaps_shared(a, b) else Verdict.APART
        return Decision(verdict, str(where))
    return None


def _one(f: Features) -> bool:
    """One person was harmed, named or not."""
    return bool(f.counts) and all(high == 1 for _, _, _, high in f.counts)


def _scored(a: Features, b: Features, where: Relation, policy: MergePolicy) -> Decision:
    points = (
        (str(where), _place_points(a, b, where)),
        ("days", _day_points(a, b)),
        ("type", int(a.type == b.type)),
        ("numbers", _number_points(a, b)),
        ("victims", _victim_points(a, b)),
        ("perpetrators", _perpetrator_points(a, b)),
    )
    score = sum(value for _, value in points)
    verdict = (
        Verdict.MERGE
        if score >= policy.merge_score
        else Verdict.REVIEW
        if score >= policy.review_score
        else Verdict.APART
    )
    return Decision(verdict, ", ".join(f"{what} {value:+d}" for what, value in points if value), score)


def _place_points(a: Features, b: Features, where: Relation) -> int:
    fine = {a.spot.precision, b.spot.precision} <= FINE
    if where is Relation.SAME:
        return 4 if fine else 3
    return 2 if where is Relation.INSIDE else 0 if fine else 1


def _day_points(a: Features, b: Features) -> int:
    if exact(a) and exact(b):
        return 2 if a.start == b.start else 1
    return 1 if {a.precision, b.precision} <= {"day", "week"} else -1


def _number_points(a: Features, b: Features) -> int:
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


def _victim_points(a: Features, b: Features) -> int:
    if _perhaps_shared(a, b):
        return 2
    described = [f for f in (a, b) if f.single]
    if len(described) == 2 and not (a.names or b.names):
        ages = a.age is not None and b.age is not None and abs(a.age - b.age) > 1
        return -3 if ages or (a.sex and b.sex and a.sex != b.sex) else 0
    room = max((best or low for f in (a, b) for _, low, best, _ in f.counts), default=0)
    return -3 if _conflict(a, b) and room < len(a.names | b.names) else 0


def _conflict(a: Features, b: Features) -> bool:
    return bool(a.names and b.names) and not _perhaps_shared(a, b)


def _perhaps_shared(a: Features, b: Features) -> bool:
    return any(may_be(x, y) for x in a.names for y in b.names)


def _perpetrator_points(a: Features, b: Features) -> int:
    if not (a.perpetrators and b.perpetrators):
        return 0
    return 1 if a.perpetrators & b.perpetrators else -1
