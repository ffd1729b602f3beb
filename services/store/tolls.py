"""How many people: the toll of an incident, derived from what its mentions say (Rules R5, R6).

Derived, never accumulated: any order and any number of copies of the mentions give the same toll.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from services.store.later_deaths import LaterDeath, later_deaths, moved
from services.store.mentions import Mention, Source
from services.store.names import distinct, fold, names_nobody
from shared.messages import Figure, HarmKind, Span, Toll

COUNTING_ROLES = frozenset({"incident", "update"})
"""A component is a part of another figure; cumulative, historic, undated and excluded ones are not of this event."""

KINDS: tuple[HarmKind, ...] = ("killed", "injured", "abducted", "missing", "arrested", "displaced", "unspecified")
"""In the order in which they are told."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    """What one voice in one report says of one kind of harm: all of its figures for it, put together."""

    kind: HarmKind
    low: int
    best: int | None
    high: int | None
    update: bool
    """The report says that the toll has changed to this."""
    voice: str
    """The claimant, else the publisher, else the report itself: of each voice only the latest reading counts."""
    claimed: bool
    """Somebody is named who says so."""
    source: Source
    spans: tuple[Span, ...] = ()

    @property
    def age(self) -> tuple[datetime, int, str]:
        """For "the latest": time of publication, then the article's version."""
        return self.source.published_at or LONG_AGO, self.source.article_version, self.source.article_id


@dataclass(frozen=True)
class Count:
    """The toll of one kind, the readings that hold its best value, and all that still stand."""

    toll: Toll
    holders: tuple[Reading, ...]
    standing: tuple[Reading, ...]
    namers: tuple[Source, ...] = ()
    """Who names a victim, where it is the names that make `low`; and who tells of a later death."""
    disputed: bool = False
    gone: int = 0
    """Those who are no more among them, because they died (Rule R12)."""


def toll_of(mentions: Sequence[Mention]) -> dict[HarmKind, Count]:
    """The toll of the incident that these mentions are, for each kind of harm that any of them gives a number of."""
    deaths = later_deaths(mentions)
    known = [r for mention in mentions for r in _as_known_now(mention, deaths)]
    if not any(r.kind == "killed" for r in known):  # the later deaths are the only ones
        known += [r for mention in mentions for r in readings_of(mention) if r.kind == "killed"]
    readings = _without_reprints(known)
    tolls = {}
    for kind in KINDS:
        of_kind = [r for r in readings if r.kind == kind]
        if of_kind:
            tolls[kind] = _combined(_standing(of_kind), mentions, kind, deaths)
    return tolls


def readings_of(mention: Mention) -> list[Reading]:
    """What this mention says, one reading a kind and voice. Named victims without a figure count themselves."""
    readings = []
    for kind in KINDS:
        figures = [f for f in mention.figures if f.kind == kind and f.role in COUNTING_ROLES]
        for claimant in sorted({f.claimant or "" for f in figures}):
            said = [f for f in figures if (f.claimant or "") == claimant]
            readings.append(_put_together(mention.source, kind, claimant, said))
        victims = [v for v in mention.incident.victims if v.fate == kind and v.name and not names_nobody(v.name)]
        if victims and not figures:
            n = distinct(v.name for v in victims if v.name)
            spans = tuple(v.mention for v in victims if v.mention) or mention.incident.evidence[:1]
            readings.append(_reading(mention.source, kind, "", spans, Toll(low=n, best=n, high=n), update=False))
    return readings


def _as_known_now(mention: Mention, deaths: Sequence[LaterDeath]) -> list[Reading]:
    """What this mention says, after those who died later have moved from the injured to the dead (Rule R12).

    A report of such a death alone adds it to what is known, and counts nobody else.
    """
    if any(mention.mention_id in death.alone for death in deaths):
        return [r for r in readings_of(mention) if r.kind != "killed"]
    return [_moved(r, moved(mention, r.kind, deaths)) for r in readings_of(mention)]


def _moved(reading: Reading, by: int) -> Reading:
    def after(value: int | None) -> int | None:
        return None if value is None else max(0, value + by)

    return replace(reading, low=max(0, reading.low + by), best=after(reading.best), high=after(reading.high))


def named(mentions: Iterable[Mention], kind: HarmKind) -> int:
    """How many different people are named as having met this fate: a floor under the toll (Rule R6)."""
    return distinct(v.name for m in mentions for v in m.incident.victims if v.fate == kind and v.name)


def _put_together(source: Source, kind: HarmKind, claimant: str, figures: Sequence[Figure]) -> Reading:
    """Rule R5: several figures of one voice for one event. Two sentences give the more specific, not the sum; only
    groups that exclude each other add up: "nine protesters and a police officer" are ten.
    """
    largest: dict[str, Figure] = {}
    for figure in sorted(figures, key=lambda f: (f.role == "update", f.best or f.low, f.low)):
        largest[figure.victim_class or "unknown"] = figure
    apart = [figure for name, figure in largest.items() if name != "unknown"]
    total = _sum(apart)
    whole = largest.get("unknown")
    used = [whole] if whole and (total is None or (whole.best or whole.low) >= (total.best or total.low)) else apart
    toll = _sum(used) or Toll(low=0)
    update = any(f.role == "update" for f in used)
    return _reading(source, kind, claimant, tuple(f.evidence for f in used), toll, update=update)


def _sum(figures: Sequence[Figure]) -> Toll | None:
    if not figures:
        return None
    bests = [f.best for f in figures if f.best is not None]
    highs = [f.high for f in figures if f.high is not None]
    return Toll(
        low=sum(f.low for f in figures),
        best=sum(bests) if len(bests) == len(figures) else None,
        high=sum(highs) if len(highs) == len(figures) else None,
    )


def _reading(
    source: Source, kind: HarmKind, claimant: str, spans: tuple[Span, ...], toll: Toll, *, update: bool
) -> Reading:
    voice = f"says {fold(claimant)}" if claimant else f"reports {fold(source.publisher or '') or source.origin_id}"
    # "People were killed" gives no number: its 0 is a want of knowledge, not an estimate.
    best = None if toll.low == 0 and toll.best == 0 and toll.high != 0 else toll.best
    return Reading(kind, toll.low, best, toll.high, update, voice, bool(claimant), source, spans)


def _without_reprints(readings: Sequence[Reading]) -> list[Reading]:
    """Of all copies of one report its original, or else its latest copy, speaks; but a later copy that gives more is
    an update of it, and goes before.
    """
    reports: dict[tuple[str, str], dict[str, list[Reading]]] = {}
    for r in readings:
        reports.setdefault((r.source.origin_id, r.kind), {}).setdefault(r.source.article_id, []).append(r)
    return [r for (origin, _), copies in reports.items() for r in _speaking(origin, copies)]


def _speaking(origin: str, copies: Mapping[str, list[Reading]]) -> list[Reading]:
    def age(article: str) -> tuple[datetime, int, str]:
        return max(r.age for r in copies[article])

    def most(article: str) -> int:
        return max(r.best or r.low for r in copies[article])

    first = origin if origin in copies else max(copies, key=age)
    updates = [i for i in copies if age(i)[0] > age(first)[0] and most(i) > most(first)]
    return copies[max(updates, key=lambda i: (most(i), age(i)), default=first)]


def _standing(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that still stand: of each voice the latest, and none that a later update leaves behind (Rule R6).

    A report that says the toll has risen leaves lower counts behind, earlier ones and its own of those who died since,
    that nobody in particular vouched for;
    what a named claimant said stands until that claimant says otherwise. A reading without any number falls silent as
    soon as another has one.
    """
    latest: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (r.age[0], -(r.best or r.low), r.age)):
        latest[reading.voice] = reading
    standing = [r for r in readings if _value(r) == _value(latest[r.voice])]
    updates = [r for r in standing if r.update]
    standing = [r for r in standing if r.claimed or not any(_leaves_behind(u, r) for u in updates)]
    informed = [r for r in standing if r.low > 0 or r.best is not None]
    return informed or standing


def _leaves_behind(update: Reading, other: Reading) -> bool:
    later = update.age[0] > other.age[0] or update.source.article_id == other.source.article_id
    return later and (update.best or update.low) > (other.best or other.low)


def _value(reading: Reading) -> tuple[int, int | None, int | None]:
    return reading.low, reading.best, reading.high


def _combined(
    readings: Sequence[Reading], mentions: Sequence[Mention], kind: HarmKind, deaths: Sequence[LaterDeath]
) -> Count:
    """Rule R6: lowest low, highest high, best held by most independent origins; never averaged."""
    gone = sum(kind in death.hurt for death in deaths)
    floor = max(0, named(mentions, kind) - gone)
    holders = _holders(readings)
    best = holders[0].best if holders else None
    low = max(min(r.low for r in readings), floor)
    highs = [r.high for r in readings if r.high is not None]
    high = max([*highs, low, best or 0]) if len(highs) == len(readings) else None
    toll = Toll(low=low, best=None if best is None else max(best, low), high=high)
    naming = [m.source for m in mentions if named([m], kind)] if floor == low else []
    naming += [m.source for death in deaths for m in death.telling] if kind == "killed" else []
    return Count(toll, tuple(holders), tuple(readings), tuple(naming), _disputed(readings), gone)


def _holders(readings: Sequence[Reading]) -> list[Reading]:
    """Those who hold the best value: most independent origins; then the more recent; then the lower."""
    by_value: dict[int, list[Reading]] = {}
    for reading in readings:
        if reading.best is not None:
            by_value.setdefault(reading.best, []).append(reading)
    ranked = sorted(
        by_value.items(),
        key=lambda held: (len(origins(held[1])), max(r.age[0] for r in held[1]), -held[0]),
    )
    return sorted(ranked[-1][1], key=lambda r: r.age) if ranked else []


def _disputed(readings: Sequence[Reading]) -> bool:
    """Two named claimants, or a claimant and a report, whose ranges exclude each other."""
    ranges = [(r.low, r.high, r.voice) for r in readings if r.claimed]
    return any(
        high is not None and high < low and voice != other for _, high, voice in ranges for low, _, other in ranges
    )


def origins(readings: Iterable[Reading]) -> set[str]:
    """The independent reports behind these readings."""
    return {r.source.origin_id for r in readings}


def voices(readings: Iterable[Reading]) -> set[str]:
    """Who holds these readings: whoever is quoted with one in several reports said it once."""
    return {r.voice if r.claimed else r.source.origin_id for r in readings}


def tolls(counts: Mapping[HarmKind, Count]) -> dict[HarmKind, Toll]:
    """Only the numbers."""
    return {kind: count.toll for kind, count in counts.items()}
