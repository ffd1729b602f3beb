"""Kenya's counties, constituencies and wards, from the npm package kenya."""

import math
import re
from collections.abc import Iterator
from typing import Any

from lines import Line, Sources, line

KENYA = (-4.8, 5.1, 33.85, 41.95)
"""South, north, west, east."""
KENYAN_PEOPLE = {"admin1": 500_000, "admin2": 1_000, "neighbourhood": 500}
"""Orders of size of Kenya's divisions, for choosing among namesakes: the package gives none."""
NO_NAMES = re.compile(
    r"(?:Central|Township|Market|Hospital|Airport|Railways|North|South|East|West|Upper|Lower|Town|Kenya|Mountain|View"
    r"|Freedom|Magnet|Kong|Mosque|Shirikisho|California)$"
)
"""Wards whose name alone means anything."""


class KenyaDivisions:
    """Kenya's counties, constituencies and wards."""

    def __init__(self, sources: Sources) -> None:
        self.counties = sources.json("kenya", "package/dist/json/kenyacounties.json")
        self.constituencies = sources.json("kenya", "package/dist/json/kenyaconstituencies.json")
        self.county_of = {q["code"]: nice(c["name"]) for c in self.counties for q in c["constituencies"]}

    @staticmethod
    def inside(at: Any) -> tuple[float, float] | None:
        """The position, where it lies in Kenya."""
        if not at:
            return None
        south, north, west, east = KENYA
        return (at["lat"], at["lon"]) if south <= at["lat"] <= north and west <= at["lon"] <= east else None

    def county_at(self, at: tuple[float, float]) -> str:
        """The county whose constituency has the nearest centre."""
        near = (
            (math.dist(at, centre), nice(county["name"]))
            for county in self.counties
            for q in county["constituencies"]
            if (centre := self.inside(q["center"]))
        )
        return min(near)[1]

    def lines(self) -> Iterator[Line]:
        """Every division whose centre lies in Kenya."""
        for county in self.counties:
            if at := self.inside(county["center"]):
                yield line(nice(county["name"]), "admin1", "KE", nice(county["name"]), at, KENYAN_PEOPLE["admin1"])
        for constituency in self.constituencies:
            county = self.county_of.get(constituency["code"])
            if county is None:
                continue
            if at := self.inside(constituency["center"]):
                yield line(nice(constituency["name"]), "admin2", "KE", county, at, KENYAN_PEOPLE["admin2"])
            for ward in constituency["wards"]:
                names = [n for n in nice(ward["name"]).split("/") if len(n) > 3 and not NO_NAMES.match(n)]
                if at := self.inside(ward["center"]):
                    for name in names:
                        yield line(name, "neighbourhood", "KE", county, at, KENYAN_PEOPLE["neighbourhood"])


def nice(name: str) -> str:
    """ "HOMABAY" as the press writes it."""
    name = (
        re.sub(r"\s*/\s*", "/", " ".join(name.replace("’", "'").split()))
        .title()
        .replace("'S", "'s")
        .replace("'A", "'a")
    )
    usual = {
        "Nairobi City": "Nairobi",
        "Muranga": "Murang'a",
        "Taita-Taveta": "Taita Taveta",
        "Elgeyo-Marakwet": "Elgeyo Marakwet",
        "Tharaka - Nithi": "Tharaka Nithi",
        "Tharaka-Nithi": "Tharaka Nithi",
        "Trans-Nzoia": "Trans Nzoia",
        "Transnzoia": "Trans Nzoia",
        "Homabay": "Homa Bay",
    }
    return usual.get(name, name)
