"""The gazetteer: all places that a name can stand for.

`lexicon/places.tsv` (over 100,000 lines, written by tools/gazetteer/build.py) stays one block of bytes, searched by
halves: it takes 5 MB and some milliseconds to load, and a line is read only when its name is asked for. Own additions
and other spellings stand in `places_own.tsv` and `place_aliases.tsv`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from services.extractor.lexicon import rows
from shared.messages import PlacePrecision

ADMIN = re.compile(
    r"\s+(?:City|County|Constituency|Sub-county|Sub-County|Subcounty|District|Province|Region|State|Township|Town|Ward|Estate|Village|Slums?)$"
)
"""A kind of place after its name: "Embakasi South Constituency" is looked up as "Embakasi South"."""
DIRECTION = re.compile(r"^(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Cc]entral)(?:ern)?[ -](?=[A-Z])")
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ß": "ss", "’": "'", "‘": "'", "`": "'"})


@dataclass(frozen=True)
class Spot:
    """One entry of the gazetteer; degrees WGS 84, `people` for choosing among namesakes (0: not known)."""

    name: str
    precision: PlacePrecision
    country: str
    admin1: str
    lat: float
    lon: float
    people: int


@cache
def _data() -> bytes:
    """The lines of places.tsv, sorted, without the comments before them."""
    data = (files("services.extractor.lexicon") / "places.tsv").read_bytes()
    return data[data.find(b"\n", data.rfind(b"\n#") + 1) :]


def _lines_of(wanted: bytes) -> Iterator[bytes]:
    """The lines that begin with these bytes, found by halving the file."""
    data = _data()
    low, high = 0, len(data) - 1
    while low < high:
        middle = data.rfind(b"\n", 0, (low + high) // 2 + 1)
        following = data.find(b"\n", middle + 1)
        if following < 0 or data[middle + 1 : following] >= wanted:
            high = middle
        else:
            low = following
    start = low + 1
    while data.startswith(wanted, start):
        end = data.find(b"\n", start)
        yield data[start:end]
        start = end + 1


@cache
def _own() -> dict[str, tuple[Spot, ...]]:
    found: dict[str, list[Spot]] = {}
    for columns in rows("places_own"):
        found.setdefault(columns[0], []).append(_spot(columns))
    return {name: tuple(spots) for name, spots in found.items()}


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for alias, name, *_ in rows("place_aliases"):
        found[alias] = (*found.get(alias, ()), name)
    return found


def _spot(columns: Sequence[str]) -> Spot:
    key, precision, country, admin1, lat, lon, people, *name = columns
    return Spot(
        name[0] if name else key,
        precision,  # type: ignore[arg-type]
        country,
        admin1,
        float(lat),
        float(lon),
        int(people),
    )


def folded(name: str) -> str:
    """Without accents, with straight apostrophes and single spaces: how names are looked up."""
    plain = name.translate(_LETTERS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.split())


@lru_cache(maxsize=8_192)
def listed(key: str) -> tuple[Spot, ...]:
    """All spots of exactly this name, other spellings included."""
    found = list(_own().get(key, ()))
    found += [_spot(line.decode().split("\t")) for line in _lines_of(f"{key}\t".encode())]
    for name in _aliases().get(key, ()):
        found.extend(listed(name))
    return tuple(found)


@lru_cache(maxsize=8_192)
def spots_of(name: str) -> tuple[Spot, ...]:
    """All that a name may stand for: also in capitals, without "the", and without "County", "Town" and the like."""
    plain = folded(name)
    bare = plain.removeprefix("the ").removeprefix("The ")
    short = ADMIN.sub("", bare)
    for key in (plain, bare, f"The {bare}", short, DIRECTION.sub("", short)):
        if found := listed(key):
            return found
    return listed(bare.title()) if bare.isupper() and len(bare) > 3 else ()


def is_well_known(name: str, *, people: int = 100_000) -> bool:
    """Whether a name is before all that of a place: a country, a first division, or a town of so many people."""
    return any(s.precision in ("country", "none", "admin1") or s.people >= people for s in spots_of(name))
