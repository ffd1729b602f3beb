"""Places: the same, one inside the other, near, or apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.places import Relation, kilometres, place_keys, place_lookups, relation, spot_of
from shared.messages import Place
from tests.unit.store.told import AHERO, ELDORET, KENYA, KISUMU, KONDELE, NYALENDA

COUNTY = Place(text="Kisumu County", admin1="Kisumu", precision="admin1")
SEYCHELLES, CAMEROON = (Place(text="Victoria", country=country, precision="town") for country in ("SC", "CM"))

KITALE = Place(text="Kitale", country="KE", admin1="Trans Nzoia", precision="town")
MALAWI_KITALE = Place(text="Kitale", country="MW", admin1="Dowa", precision="town")
KITALE_STREET = Place(
    text="Moi Avenue", name="Moi Avenue, Kitale", country="KE", admin1="Trans Nzoia", precision="street"
)


def at(lat: float, lon: float, name: str) -> Place:
    return Place(text=name, lat=lat, lon=lon, precision="town")


def street(town: str) -> Place:
    return Place(text="Moi Avenue", name=f"Moi Avenue, {town}", precision="street")


ROWS = (
    (KONDELE, Place(text="Kondele estate"), Relation.SAME, "what kind of place it is does not name it"),
    (KONDELE, KISUMU, Relation.INSIDE, "an estate of the town"),
    (KONDELE, COUNTY, Relation.INSIDE, "a town of the county"),
    (KISUMU, AHERO, Relation.NEAR, "19 km"),
    (KISUMU, ELDORET, Relation.OTHER_COUNTY, "two counties"),
    (KONDELE, NYALENDA, Relation.UNLIKE, "two estates without coordinates"),
    (KISUMU, KENYA, Relation.UNKNOWN, "a country holds everything"),
    (KISUMU, None, Relation.UNKNOWN, "no place at all"),
    (street("Nairobi"), street("Nairobi"), Relation.SAME, "one street"),
    (street("Nairobi"), street("Mombasa"), Relation.APART, "every town has a street of that name"),
    (SEYCHELLES, CAMEROON, Relation.NAMESAKE, "one name in two countries"),
    (at(0.3, 32.58, "Katwe"), at(-0.13, 29.87, "Katwe"), Relation.NAMESAKE, "one name, 300 km apart"),
    (KITALE, MALAWI_KITALE, Relation.NAMESAKE, "the gazetteer took one for a namesake abroad"),
    (street("Kitale"), MALAWI_KITALE, Relation.INSIDE, "a street in a town of that name"),
    (KITALE_STREET, MALAWI_KITALE, Relation.NAMESAKE, "a street in a town of that name, in another country"),
)


@pytest.mark.parametrize(("a", "b", "expected", "why"), ROWS, ids=[row[3] for row in ROWS])
def test_two_places_are_the_same_near_or_apart(a: Place, b: Place | None, expected: Relation, why: str) -> None:
    assert relation(spot_of(a), spot_of(b), 25) is relation(spot_of(b), spot_of(a), 25) is expected, why


@pytest.mark.parametrize(("a", "b", "expected", "why"), ROWS, ids=[row[3] for row in ROWS])
def test_places_that_may_be_one_are_looked_up_under_each_other(
    a: Place, b: Place | None, expected: Relation, why: str
) -> None:
    meet = bool(place_keys(spot_of(a)) & place_lookups(spot_of(b), 25))
    assert meet or expected in (Relation.UNLIKE, Relation.APART, Relation.OTHER_COUNTY, Relation.UNKNOWN), why


degrees = st.tuples(st.floats(-70, 70), st.floats(-179, 179), st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))


@given(degrees)
def test_whatever_is_near_enough_to_merge_is_found_by_the_grid(where: tuple[float, float, float, float]) -> None:
    lat, lon, up, aside = where
    a, b = spot_of(at(lat, lon, "a")), spot_of(at(lat + up, min(180.0, lon + aside), "b"))
    if relation(a, b, 25) is Relation.NEAR:
        assert place_keys(a) & place_lookups(b, 25)
        assert place_keys(b) & place_lookups(a, 25)


def test_distances_are_those_of_the_globe() -> None:
    assert kilometres((-1.286, 36.817), (-4.043, 39.668)) == pytest.approx(441, abs=3)  # Nairobi - Mombasa
