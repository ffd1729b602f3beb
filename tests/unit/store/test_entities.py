"""Who is who across articles: never two people joined on a surname alone."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from services.store.entities import Entity, Kind, Naming, block_of, grouped, namings_of
from shared.messages import Claim, Party, Span
from shared.messages import Entity as Named
from tests.unit.store.told import told

TODAY = datetime(2024, 6, 21, tzinfo=UTC)


def person(name: str, article: str = "a", *titles: str, year: int = 2024) -> Naming:
    return Naming("person", name, article, TODAY.replace(year=year), frozenset(titles))


def body(name: str, article: str = "a") -> Naming:
    return Naming("organisation", name, article, TODAY)


def shown(entities: list[Entity]) -> list[tuple[list[str], list[str]]]:
    return sorted((sorted(a.name for a in e.names), sorted(a.name for a in e.proposed)) for e in entities)


IG = "inspector general"
ROWS: list[tuple[list[Naming], list[Any], str]] = [
    (
        [person("Japhet Koome"), person("Japheth Koome", "b")],
        [(["Japhet Koome", "Japheth Koome"], [])],
        "a letter more",
    ),
    ([person("Rex Masai"), person("Rex Kanyike Masai")], [(["Rex Kanyike Masai", "Rex Masai"], [])], "a name left out"),
    (
        [person("Wanjiru Kamau"), person("Wanjiku Kamau")],
        [(["Wanjiku Kamau"], []), (["Wanjiru Kamau"], [])],
        "two people of one surname",
    ),
    (
        [person("John Kamau"), person("John Mwangi Kamau"), person("John Otieno Kamau")],
        [(["John Mwangi Kamau"], ["John Kamau"]), (["John Otieno Kamau"], ["John Kamau"])],
        "a short name that two people bear joins neither",
    ),
    ([person("Japhet Koome"), person("Koome", "b")], [(["Japhet Koome"], ["Koome"])], "a surname alone is proposed"),
    (
        [person("Japhet Koome", "a", IG), person("Koome", "b", IG)],
        [(["Japhet Koome", "Koome"], [])],
        "a surname with the title that one held at that time is that one's",
    ),
    (
        [person("Japhet Koome", "a", IG), person("Koome", "b", IG, year=2029)],
        [(["Japhet Koome"], ["Koome"])],
        "years later the office may be another's",
    ),
    (
        [person("Japhet Koome", "a", IG), person("Ann Koome", "c", IG), person("Koome", "b", IG)],
        [(["Ann Koome"], ["Koome"]), (["Japhet Koome"], ["Koome"])],
        "two of that surname held it",
    ),
    (
        [body("Independent Policing Oversight Authority"), body("IPOA", "b")],
        [(["IPOA", "Independent Policing Oversight Authority"], [])],
        "initials of the only one",
    ),
    (
        [body("Kenya Medical Association"), body("Kenya Mountain Alliance"), body("KMA", "b")],
        [(["KMA"], []), (["Kenya Medical Association"], ["KMA"]), (["Kenya Mountain Alliance"], ["KMA"])],
        "initials of two",
    ),
]


@pytest.mark.parametrize(("namings", "expected", "why"), ROWS, ids=[why for *_, why in ROWS])
def test_names_are_one_persons_or_not(namings: list[Naming], expected: list[Any], why: str) -> None:
    assert len({block_of(n.kind, n.name) for n in namings}) == 1, "all who could be one are looked at together"
    for order in permutations(namings):
        assert shown(grouped(order)) == expected, why


def test_titles_change_over_time() -> None:
    (entity,) = grouped([person("Japhet Koome", "a", IG), person("Japhet Koome", "b", "ambassador", year=2026)])
    assert {title: (first and first.year, last and last.year) for title, (first, last) in entity.titles.items()} == {
        "ambassador": (2026, 2026),
        IG: (2024, 2024),
    }


def test_titles_are_taken_from_aliases_and_from_who_speaks() -> None:
    span = Span(start=0, end=4, text="From")
    claims = (Claim(key="c", kind="statement", speaker=Party(name="Ann Otieno", role="Governor"), evidence=(span,)),)
    kind: Kind = "person"
    entities = (
        Named(name="Japhet Koome", kind=kind, aliases=("IG Koome", "Koome")),
        Named(name="Ann Otieno", kind=kind),
        Named(name="Kisumu", kind="place"),
        Named(name="John Doe", kind=kind),
    )
    reading = told("a").model_copy(update={"entities": entities, "claims": claims})
    assert [(n.name, set(n.titles)) for n in namings_of(reading)] == [
        ("Japhet Koome", {"inspector general"}),
        ("Ann Otieno", {"governor"}),
    ]
