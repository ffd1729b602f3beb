"""What a name of a place stands for: among its namesakes the one that fits the article's country.

Does not handle: streets beyond their shape ("Moi Avenue"), roads between towns, hospitals and other sites.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from services.extractor.components.gazetteer import ADMIN, Spot, spots_of
from services.extractor.lexicon import words
from shared.messages import Place, PlacePrecision

STREET = re.compile(
    r"^(?:[A-Z][\w.'’-]*\s+(?:d[eu]\s+|van\s+)?){1,4}(?:Avenue|Ave\.?|Street|St\.?|Road|Rd\.?|Boulevard|Blvd\.?|Drive|Lane|Highway|Way|Close|Crescent|Bypass|Roundabout|Square"
    r"|Expressway|Motorway|Flyover|Superhighway)$"
)
_DEPTH = {"street": 6, "neighbourhood": 5, "town": 4, "admin2": 3, "admin1": 2, "country": 1, "none": 0}
_KNOWN = {"US": 60_000, **dict.fromkeys(("UG", "TZ", "ET", "SO", "SS", "RW", "BI", "SD", "CD", "ER", "DJ"), 15_000)}
KNOWN = 100_000
"""A town of so many people is known by its name alone; fewer where the press that is read here writes of them."""


@lru_cache(maxsize=8_192)
def is_known_place(name: str) -> bool:
    """Whether a name alone is likely to mean a place: the gazetteer also lists villages called Police or Moses."""
    plain = name.removeprefix("the ").removeprefix("The ")
    return plain not in words("not_places") and any(_is_known(spot) for spot in spots_of(name))


def _is_known(spot: Spot) -> bool:
    if spot.precision in ("country", "none", "admin1") or spot.people == 0:
        return spot.precision != "admin2" or spot.country != "US"
    if spot.country == "KE":
        return spot.precision != "neighbourhood" and (spot.precision == "admin2" or spot.people >= 15_000)
    return spot.people >= _KNOWN.get(spot.country, KNOWN)


def is_street(name: str) -> bool:
    """Whether the words have the shape of a street."""
    return STREET.match(name) is not None


def home_country(names: Iterable[str]) -> str | None:
    """The country that most of these place names have in common, or null where they do not agree on one."""
    votes: Counter[str] = Counter()
    for name in names:
        countries = {spot.country for spot in spots_of(name) if _is_known(spot)}
        for country in countries:
            votes[country] += 3 if len(countries) == 1 else 1
    (best, n), *others = votes.most_common(2) or [("", 0)]
    return best if n and not (others and others[0][1] == n) else None


def choose(name: str, country: str | None) -> Spot | None:
    """Among namesakes: a country itself first, then in the article's country, then where most people live."""
    return max(spots_of(name), key=lambda s: rank(s, country), default=None)


def rank(spot: Spot, country: str | None) -> tuple[bool, bool, int, int, float]:
    """What makes a spot the likelier of its namesakes, the weightiest first; a town goes before its district."""
    own = spot.country == country
    return spot.precision == "country", own, spot.people, depth(spot.precision), -spot.lat


def place_of(text: str, name: str, country: str | None, within: Spot | None = None, spot: Spot | None = None) -> Place:
    """The place as a message. A name that the gazetteer lacks keeps its words; `within` is the town that the text
    puts it in, whose position it then has with the precision of a street or neighbourhood; `spot` is which one it is,
    where that is known."""
    spot = spot or choose(name, country)
    if spot is None:
        return place_within(text, name, within, country)
    return _at(spot, text, name, spot.precision)


def place_within(text: str, name: str, town: Spot | None, country: str | None) -> Place:
    """A place that the gazetteer lacks, where its town lies if the text gives one; else no more than its country."""
    precision: PlacePrecision = "street" if is_street(name) else "neighbourhood" if town else "none"
    if town is None:
        return Place(text=text, name=name, country=country, precision=precision)
    there = town if town.precision != "admin1" else _city_of(town)
    return _at(there, text, f"{name}, {town.name}", precision)


def _city_of(state: Spot) -> Spot:
    """The town that a street or estate "in New York" is in: the one named like the state; else it is anywhere there."""
    towns = [s for s in spots_of(state.name) if s.precision == "town" and s.admin1 == state.admin1]
    own = [s for s in towns if s.country == state.country]
    return max(own, key=lambda s: s.people, default=replace(state, precision="none"))


def _at(spot: Spot, text: str, name: str, precision: PlacePrecision) -> Place:
    """A sea or a continent has no position that a map could show."""
    placed = spot.precision != "none"
    return Place(
        text=text,
        name=name,
        country=spot.country or None,
        admin1=spot.admin1 or None,
        lat=spot.lat if placed else None,
        lon=spot.lon if placed else None,
        precision=precision,
    )


def depth(precision: str) -> int:
    """How fine a place is: 6 for a street to 0 for none."""
    return _DEPTH[precision]


__all__ = [
    "ADMIN",
    "Spot",
    "choose",
    "depth",
    "home_country",
    "is_known_place",
    "is_street",
    "place_of",
    "rank",
    "spots_of",
]
