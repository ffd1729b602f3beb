"""Where something happened, folded for comparing: are two places one, one inside the other, near, or apart?"""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, floor, radians, sin, sqrt

from services.store.names import fold
from services.store.words import lines
from shared.messages import Place

EARTH_KM = 6371.0
CELL_DEGREES = 0.25
"""Side of a cell of the neighbourhood grid: 28 km from north to south, just over the distance that may still merge."""

FINE = frozenset({"street", "neighbourhood"})
WIDE = frozenset({"admin2", "admin1", "country"})
"""Coordinates of these are the middle of an area: distances between them mean nothing."""


class Relation(StrEnum):
    """How two places stand to each other."""

    SAME = "same place"
    INSIDE = "one place is inside the other"
    NEAR = "places near each other"
    UNLIKE = "places of different names"
    """Nothing is known of where they lie."""
    APART = "different places"
    OTHER_COUNTY = "different counties"
    NAMESAKE = "towns of one name"
    """The gazetteer knows several, and took one article's for this and the other's for that."""
    UNKNOWN = "place unknown"


@dataclass(frozen=True)
class Spot:
    """A place, ready to compare. `parts`: folded names, from the finest outwards: ("kondele", "kisumu")."""

    parts: tuple[str, ...] = ()
    country: str | None = None
    admin1: str = ""
    point: tuple[float, float] | None = None
    precision: str = "none"


def spot_of(place: Place | None) -> Spot:
    """The place of an incident; an empty Spot where the text names none."""
    if place is None:
        return Spot()
    parts = tuple(part for part in map(_fold_place, (place.name or place.text).split(",")) if part)
    known = place.lat is not None and place.lon is not None and place.precision not in WIDE
    point = (place.lat, place.lon) if known and place.lat is not None and place.lon is not None else None
    return Spot(parts, place.country, _fold_place(place.admin1 or ""), point, place.precision)


def _fold_place(name: str) -> str:
    words = fold(name).split()
    return " ".join(w for w in words if w not in lines("place_words")) or " ".join(words)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) pairs in degrees."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    rise, turn = (lat_b - lat_a) / 2, radians(b[1] - a[1]) / 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(sin(rise) ** 2 + cos(lat_a) * cos(lat_b) * sin(turn) ** 2)))


def relation(a: Spot, b: Spot, near_km: float) -> Relation:
    """Rule R9 on places. A country is never a place where an event is: it is UNKNOWN."""
    if not (a.parts and b.parts) or "country" in (a.precision, b.precision):
        return Relation.UNKNOWN
    abroad = a.country and b.country and a.country != b.country
    county = a.admin1 and b.admin1 and a.admin1 != b.admin1 and not ({a.precision, b.precision} & WIDE)
    if abroad or county or (a.point and b.point and kilometres(a.point, b.point) > near_km):
        if _of_one_name(a, b):
            return Relation.NAMESAKE
        return Relation.APART if abroad or not county else Relation.OTHER_COUNTY
    if a.parts[0] == b.parts[0]:
        return Relation.APART if _two_streets(a, b) else Relation.SAME
    inside = _inside(a, b) or _inside(b, a)
    return Relation.INSIDE if inside else Relation.NEAR if a.point and b.point else Relation.UNLIKE


def _of_one_name(a: Spot, b: Spot) -> bool:
    """Both name one town, or a street in a town of that name, and no text says in which county that lies."""
    inside = b.parts[0] in a.parts[1:] or a.parts[0] in b.parts[1:]
    return inside or (a.parts[0] == b.parts[0] and not (a.parts[1:] and b.parts[1:]))


def _two_streets(a: Spot, b: Spot) -> bool:
    """Streets of one name in two towns: every town has one."""
    towns_a, towns_b = {*a.parts[1:], a.admin1} - {""}, {*b.parts[1:], b.admin1} - {""}
    return "street" in (a.precision, b.precision) and bool(towns_a and towns_b) and not towns_a & towns_b


def _inside(inner: Spot, outer: Spot) -> bool:
    return outer.parts[0] in inner.parts[1:] or (outer.parts[0] == inner.admin1 and outer.precision in WIDE)


def place_keys(spot: Spot) -> set[str]:
    """Keys under which a mention at this place is filed."""
    if not spot.parts or spot.precision == "country":
        return set()
    parents = {*spot.parts[1:], spot.admin1} - {""}
    return {f"at {spot.parts[0]}"} | {f"in {parent}" for parent in parents} | _cells(spot, 0.0)


def place_lookups(spot: Spot, near_km: float) -> set[str]:
    """Keys under which every place lies that this one could be SAME as, INSIDE of or NEAR to."""
    if not spot.parts or spot.precision == "country":
        return set()
    parents = {*spot.parts[1:], spot.admin1} - {""}
    around = {f"at {name}" for name in {spot.parts[0], *parents}}
    return around | {f"in {spot.parts[0]}"} | _cells(spot, near_km)


def _cells(spot: Spot, reach_km: float) -> set[str]:
    if spot.point is None:
        return set()
    lat, lon = spot.point
    up = reach_km / 111.0
    aside = up / max(0.1, cos(radians(lat)))
    rows = range(floor((lat - up) / CELL_DEGREES), floor((lat + up) / CELL_DEGREES) + 1)
    columns = range(floor((lon - aside) / CELL_DEGREES), floor((lon + aside) / CELL_DEGREES) + 1)
    return {f"cell {row} {column}" for row in rows for column in columns}
