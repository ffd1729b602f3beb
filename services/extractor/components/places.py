"""The gazetteer: what a name of a place stands for, among its namesakes the one that fits the article.

Does not handle: streets beyond their shape ("Moi Avenue"), rivers, roads between towns, hospitals and other sites.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from services.extractor.lexicon import rows, table
from shared.messages import Place, PlacePrecision

STREET = re.compile(
    r"^(?:[A-Z][\w.'’-]*\s+){1,4}(?:Avenue|Ave\.?|Street|St\.?|Road|Rd\.?|Boulevard|Blvd\.?|Drive|Lane|Highway|Way|Close|Crescent|Bypass|Roundabout|Square)$"
)
ADMIN = re.compile(
    r"\s+(?:City|County|Constituency|Sub-county|Sub-County|Subcounty|District|Province|Region|State|Township|Town|Ward|Estate|Village|Slums?)$"
)
"""A kind of place after its name: "Embakasi South Constituency" is looked up as "Embakasi South"."""
_DEPTH = {"street": 6, "neighbourhood": 5, "town": 4, "admin2": 3, "admin1": 2, "country": 1, "none": 0}


@dataclass(frozen=True)
class Spot:
    """One entry of the gazetteer; degrees WGS 84, `people` for choosing among namesakes."""

    name: str
    precision: PlacePrecision
    country: str
    admin1: str
    lat: float
    lon: float
    people: int


@cache
def gazetteer() -> dict[str, tuple[Spot, ...]]:
    """All spots by name. Read once a process (about 8,000 lines, 20 ms)."""
    found: dict[str, list[Spot]] = {}
    for name, precision, country, admin1, lat, lon, people in (*rows("places"), *rows("places_own")):
        spot = Spot(name, precision, country, admin1, float(lat), float(lon), int(people))  # type: ignore[arg-type]
        found.setdefault(name, []).append(spot)
    for alias, name in table("place_aliases").items():
        found.setdefault(alias, []).extend(found.get(name, []))
    return {name: tuple(spots) for name, spots in found.items()}


def spots_of(name: str) -> tuple[Spot, ...]:
    """All that the gazetteer knows by this name; also without "County", "Town" and the like after it."""
    known = gazetteer()
    plain = re.sub(r"\s+", " ", name.strip()).removeprefix("the ").removeprefix("The ")
    return known.get(plain) or known.get(f"The {plain}") or known.get(ADMIN.sub("", plain)) or ()


def is_street(name: str) -> bool:
    """Whether the words have the shape of a street."""
    return STREET.match(name) is not None


def home_country(names: Iterable[str]) -> str | None:
    """The country that most of these place names have in common, or null where they do not agree on one."""
    votes: Counter[str] = Counter()
    for name in names:
        countries = {spot.country for spot in spots_of(name)}
        for country in countries:
            votes[country] += 3 if len(countries) == 1 else 1
    (best, n), *others = votes.most_common(2) or [("", 0)]
    return best if n and not (others and others[0][1] == n) else None


def choose(name: str, country: str | None) -> Spot | None:
    """Among namesakes: in the article's country first, then a country itself, then where most people live."""
    spots = spots_of(name)
    if not spots:
        return None
    return max(
        spots,
        key=lambda s: (s.precision == "country", s.country == country, s.precision == "town", s.people, -s.lat),
    )


def place_of(text: str, name: str, country: str | None, within: Spot | None = None) -> Place:
    """The place as a message. A name that the gazetteer lacks keeps its words; `within` is the town that the text
    puts it in, whose position it then has with the precision of a street or neighbourhood."""
    spot = choose(name, country)
    if spot is None:
        precision: PlacePrecision = "street" if is_street(name) else "neighbourhood" if within else "none"
        if within is None:
            return Place(text=text, name=name, precision=precision)
        return Place(
            text=text,
            name=f"{name}, {within.name}",
            country=within.country,
            admin1=within.admin1 or None,
            lat=within.lat,
            lon=within.lon,
            precision=precision,
        )
    return Place(
        text=text,
        name=name,
        country=spot.country,
        admin1=spot.admin1 or None,
        lat=spot.lat,
        lon=spot.lon,
        precision=spot.precision,
    )


def depth(precision: str) -> int:
    """How fine a place is: 6 for a street to 0 for none."""
    return _DEPTH[precision]
