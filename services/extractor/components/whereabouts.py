"""Which of its namesakes a place of an article is: by what stands beside it, what else is named, how many live there.

One sense for one name in one article. Does not handle: an article that speaks of two towns of one name.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from services.extractor.components.gazetteer import Spot, folded, spots_of
from services.extractor.components.places import depth
from services.extractor.reading import Range

CANDIDATES = 12
"""Namesakes weighed; those with the most people, and every country and first division."""
NAMES = 40
"""Names that speak for each other; those mentioned most."""
NEAR_KM = 150.0
SMALL = 100_000
"""People: a town of fewer is not known by its name alone."""
LARGE = 5_000_000
"""People: a city of so many is hardly ever another of its name."""
_JOINS = re.compile(
    r"\A\s*(?:,|\()?\s*(?:(?:in|of|near|at|on|within)\s+)?(?:the\s+)?(?:(?:city|town|county)\s+of\s+)?\Z"
)
_TOWN_BEFORE = re.compile(r"\b(?:city|town|village|capital|municipality)\s+of\s+\Z", re.IGNORECASE)
_TOWN_AFTER = re.compile(r"\A\s+(?:city|town|municipality)\b", re.IGNORECASE)
_QUALIFIER = re.compile(r"\A,?\s*(?:in\s+|\()?((?:[A-Z][\w.'’-]*\s?){1,4})")


def resolve(
    text: str, mentions: Mapping[str, Sequence[Range]], publisher_country: str | None = None
) -> dict[str, Spot]:
    """The spot of each name that the gazetteer has; `mentions` are the places of `text` by name."""
    found = {name: _candidates(name) for name in mentions}
    found = {name: spots for name, spots in found.items() if spots}
    told_where: set[str] = set()
    for name in found:
        if any(_is_called_a_town(text, mention) for mention in mentions[name]):
            found[name] = [s for s in found[name] if s.precision in ("town", "neighbourhood")] or found[name]
        told = [spot for start_end in mentions[name] for spot in _qualified(text, start_end[1], found[name])]
        if told:
            told_where.add(name)
            found[name] = sorted(set(told), key=lambda s: (-told.count(s), -s.people))[:1]
    weights = {name: len(mentions[name]) for name in found}
    speaking = sorted(found, key=lambda n: -weights[n])[:NAMES]
    belief = {name: _prior(spots, publisher_country) for name, spots in found.items()}
    for _ in range(2):
        belief = {name: _updated(name, found, belief, speaking, weights) for name in found}
    chosen = {name: max(zip(belief[name], spots, strict=True), key=lambda b: b[0])[1] for name, spots in found.items()}
    return {name: spot for name, spot in chosen.items() if name in told_where or not _is_stray(spot, chosen.values())}


def _is_stray(spot: Spot, others: Iterable[Spot]) -> bool:
    """A small namesake in a country that nothing else of the article speaks of: rather one that the gazetteer lacks.

    "Mirpur" beside "Dhaka" is no Mirpur of India.
    """
    if spot.people >= SMALL or spot.precision not in ("town", "neighbourhood"):
        return False
    elsewhere = [s for s in others if s != spot and s.country]
    sure = any(s.precision in ("country", "admin1") or s.people >= LARGE for s in elsewhere)
    return sure and spot.country not in {s.country for s in elsewhere}


def town_of(text: str, mention: Range, placed: Sequence[tuple[Range, Spot]]) -> Spot | None:
    """The town of a street or estate that the gazetteer lacks: the one that follows ("Moi Avenue in Nairobi"), or the
    only one that the article names, and no other division. `placed`: the mentions that have a spot, in order."""
    for (start, _), spot in placed:
        if mention[1] <= start <= mention[1] + 40 and _JOINS.match(text[mention[1] : start]):
            return spot if depth(spot.precision) > 1 else None
    towns = {spot for _, spot in placed if spot.precision in ("town", "neighbourhood")}
    around = {spot for _, spot in placed if spot.precision in ("admin1", "admin2")}
    only = towns or around
    town = next(iter(only)) if len(only) == 1 else None
    return town if town and all(spot.admin1 == town.admin1 for spot in around) else None


def _candidates(name: str) -> list[Spot]:
    spots = sorted(spots_of(name), key=lambda s: (-(s.precision in ("country", "none", "admin1")), -s.people))
    return spots[:CANDIDATES]


def _qualified(text: str, end: int, spots: Sequence[Spot]) -> list[Spot]:
    """The candidates that the words right behind a mention allow: "Paris, Texas", "Athens, Ga."."""
    match = _QUALIFIER.match(text[end : end + 40])
    if not match or text[end : end + 1] not in (",", " "):
        return []
    parts = match[1].split()
    for length in range(len(parts), 0, -1):
        around = spots_of(" ".join(parts[:length]).rstrip(",")) or spots_of(" ".join(parts[:length]).rstrip(".,"))
        wide = [s for s in around if s.precision in ("country", "admin1", "admin2")]
        if wide and (text[end] == "," or text[end : end + 2] == " ("):
            return [s for s in spots if any(_is_within(s, w) for w in wide)]
    return []


def _is_called_a_town(text: str, mention: Range) -> bool:
    """ "The lakeside city of Kisumu", "Kisumu town": not the county of that name."""
    before, after = text[max(0, mention[0] - 20) : mention[0]], text[mention[1] : mention[1] + 20]
    return _TOWN_BEFORE.search(before) is not None or _TOWN_AFTER.match(after) is not None


def _is_within(spot: Spot, around: Spot) -> bool:
    if spot.country != around.country or depth(spot.precision) <= depth(around.precision):
        return False
    if around.precision == "country":
        return True
    if around.precision == "admin1":
        return folded(spot.admin1) == folded(around.admin1)
    return folded(spot.admin1) == folded(around.admin1) and km(spot, around) < NEAR_KM


def _prior(spots: Sequence[Spot], country: str | None) -> list[float]:
    """By people: a country or state before all, a town by the square root of its size."""
    raw = [_size(s) * (4.0 if country and s.country == country else 1.0) for s in spots]
    whole = sum(raw) or 1.0
    return [value / whole for value in raw]


def _size(spot: Spot) -> float:
    people = max(spot.people, 1_000)
    return math.sqrt(people) * {"country": 30.0, "none": 3.0, "admin1": 2.0}.get(spot.precision, 1.0)


def _updated(
    name: str,
    found: Mapping[str, Sequence[Spot]],
    belief: Mapping[str, Sequence[float]],
    speaking: Sequence[str],
    weights: Mapping[str, int],
) -> list[float]:
    """The belief in each candidate, raised by the other places that lie near it or around it."""
    spots = found[name]
    if len(spots) == 1:
        return [1.0]
    raw = []
    for spot, before in zip(spots, belief[name], strict=True):
        support = sum(
            min(weights[other], 3) * max(p * _tie(spot, s) for p, s in zip(belief[other], found[other], strict=True))
            for other in speaking
            if other != name
        )
        raw.append(before * (0.05 + support))
    whole = sum(raw) or 1.0
    return [value / whole for value in raw]


def _tie(a: Spot, b: Spot) -> float:
    """How much the mention of one place speaks for another: around it, in one division, near, in one country."""
    if a.country != b.country or not a.country:
        return 0.6 * math.exp(-km(a, b) / NEAR_KM) if b.country else 0.0
    same = a.admin1 and a.admin1 == b.admin1
    near = math.exp(-km(a, b) / NEAR_KM)
    around = b.precision == "admin1" and same
    return 0.15 + (0.6 if around else 0.3 if same else 0.0) + near


def km(a: Spot, b: Spot) -> float:
    """Distance on a flat map, right to some percent up to 1,000 km."""
    x = (a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(x, a.lat - b.lat)
