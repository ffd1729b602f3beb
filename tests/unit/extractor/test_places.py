"""What a name of a place stands for, and which of its namesakes an article means."""

import tracemalloc
from importlib.resources import files

import pytest
from spacy.language import Language

from services.extractor.components import gazetteer
from services.extractor.components.gazetteer import spots_of
from services.extractor.components.places import choose, is_known_place, place_of
from services.extractor.components.whereabouts import resolve
from tests.unit.extractor.articles import extracted, reading


def test_every_line_of_the_gazetteer_can_be_found_again() -> None:
    lines = (files("services.extractor.lexicon") / "places.tsv").read_text("utf8").splitlines()
    keys = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    assert keys == sorted(keys)
    for key in [keys[0], keys[-1], *keys[::4001]]:
        assert len(list(gazetteer._lines_of(f"{key}\t".encode()))) == keys.count(key)


def test_the_gazetteer_takes_little_memory() -> None:
    gazetteer._data.cache_clear()
    tracemalloc.start()
    spots_of.__wrapped__("Mombasa")
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < 40e6


def test_what_is_only_known_to_be_in_a_state_lies_in_the_city_of_that_name_or_nowhere() -> None:
    corner, ward = (
        place_of(n, n, "US", choose(state, None)) for n, state in (("Zuri", "New York"), ("Zuri", "Louisiana"))
    )
    assert (corner.name, round(corner.lat or 0), corner.precision) == ("Zuri, New York", 41, "neighbourhood")
    assert (ward.name, ward.admin1, ward.lat, ward.precision) == ("Zuri, Louisiana", "Louisiana", None, "neighbourhood")


def test_whatever_is_in_kenya_lies_in_kenya() -> None:
    lines = (files("services.extractor.lexicon") / "places.tsv").read_text("utf8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    kenyan = [(r[0], float(r[4]), float(r[5])) for r in rows if r[2] == "KE"]
    assert len(kenyan) > 2_000
    assert [k for k in kenyan if not (-4.8 <= k[1] <= 5.1 and 33.8 <= k[2] <= 42)] == []


@pytest.mark.parametrize(
    ("name", "country", "precision"),
    [
        ("Kibra", "KE", "admin2"),
        ("Kibera", "KE", "admin2"),  # an alias
        ("Embakasi South Constituency", "KE", "admin2"),  # the kind of place after the name
        ("MOMBASA", "KE", "town"),  # a dateline
        ("Bogotá", "CO", "town"),
        ("Bogota", "CO", "town"),  # without its accent
        ("Fla.", "US", "admin1"),
        ("Uganda", "UG", "country"),
    ],
)
def test_a_place_is_known_by_each_of_its_spellings(name: str, country: str, precision: str) -> None:
    assert (country, precision) in {(s.country, s.precision) for s in spots_of(name)}


@pytest.mark.parametrize("word", ["Police", "Reading", "Union", "Hope"])
def test_a_word_that_some_village_is_called_by_is_no_place_by_itself(word: str) -> None:
    assert not is_known_place(word)


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("Two men died in Paris, Texas.", "Paris", "Texas"),  # what stands behind it
        ("Two men died in Paris.", "Paris", "Île-de-France"),  # where most people live
        ("Buses from Toronto and Hamilton stopped in London.", "London", "Ontario"),  # what else is named
    ],
)
def test_the_article_says_which_namesake_it_means(text: str, name: str, where: str) -> None:
    names = [n for n in ("Paris", "Texas", "Toronto", "Hamilton", "London") if n in text]
    spots = resolve(text, {n: [(text.index(n), text.index(n) + len(n))] for n in names})
    assert spots[name].admin1 == where


def place(text: str, name: str, nlp: Language) -> tuple[str | None, float | None]:
    found = reading(text, nlp).names.called(name)
    assert found is not None
    assert found.kind == "place"
    return found.country, found.lat and round(found.lat, 1)


def test_a_street_lies_in_the_town_that_the_text_puts_it_in(nlp: Language) -> None:
    assert place("A man was shot on Moi Avenue in Nairobi.", "Moi Avenue", nlp) == ("KE", -1.3)
    assert place("Crowds filled Harbour Road. Mombasa was calm by noon.", "Harbour Road", nlp) == ("KE", -4.0)


def test_a_street_between_two_towns_is_not_guessed(nlp: Language) -> None:
    text = "Crowds left Kisumu for Nakuru. Shops on Harbour Road were shut."
    assert place(text, "Harbour Road", nlp) == (None, None)


def test_a_people_is_no_place_and_no_person(nlp: Language) -> None:
    assert reading("The Ugandan government blamed Kenyans and a Sudanese trader.", nlp).names.all == ()


def test_a_body_also_names_the_town_that_it_serves(nlp: Language) -> None:
    kinds = {(n.name, n.kind) for n in reading("Lusaka Police Department arrested nobody.", nlp).names.all}
    assert kinds == {("Lusaka Police Department", "organisation"), ("Lusaka", "place")}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Turkana County Livestock Office was shut.", "Turkana County"),  # a body that serves a place
        ("BENTIU, South Sudan (AP) - Two people drowned.", "Bentiu"),  # a dateline
        ("Wafula Otieno, 34, of Webuye, drowned.", "Webuye"),  # somebody's home
        ("Floods hit Lodwar, Kakuma and Kitale.", "Kakuma"),  # a list of places
    ],
)
def test_where_a_place_can_stand(text: str, name: str, nlp: Language) -> None:
    assert name in {n.name for n in reading(text, nlp).names.all if n.kind == "place"}


def test_washington_alone_is_the_city(nlp: Language) -> None:
    (place,) = [n for n in reading("Talks in Washington failed.", nlp).names.all if n.kind == "place"]
    assert place.spot is not None
    assert place.spot.admin1 == "District of Columbia"


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("A man was shot on Monday in the lakeside city of Kisumu.", "town"),
        ("A man was shot on Monday in Kisumu town.", "town"),
        ("A man was shot on Monday in Kisumu County.", "admin1"),
    ],
)
def test_a_city_is_not_the_county_of_its_name(text: str, precision: str, nlp: Language) -> None:
    assert [i.place.precision for i in extracted(text, nlp).incidents if i.place] == [precision]


def test_a_place_in_capitals_is_called_as_it_is_written_elsewhere(nlp: Language) -> None:
    names = {n.name: n.aliases for n in reading("ZOMBA, Malawi — Shops closed.\n\nZomba was calm.", nlp).names.all}
    assert names["Zomba"] == ("ZOMBA",)


def test_a_small_namesake_abroad_is_rather_a_part_of_the_town(nlp: Language) -> None:
    (incident,) = extracted("A student was shot at his home in Mirpur, his family in Dhaka said.", nlp).incidents
    assert incident.place is not None
    assert (incident.place.name, incident.place.country) == ("Mirpur, Dhaka", "BD")
    assert incident.place.precision == "neighbourhood"


def test_a_place_that_no_list_has_lies_in_the_country_of_the_others(nlp: Language) -> None:
    text = "A man was shot dead in the village of Quirrimba on Monday. Police in Maputo and Beira, Mozambique, came."
    places = [incident.place for incident in extracted(text, nlp).incidents]
    assert [(p.country, p.lat, p.precision) for p in places if p] == [("MZ", None, "none")]


def test_a_road_between_two_towns_is_a_street(nlp: Language) -> None:
    (incident,) = extracted("A man was shot dead on the Lagos-Ibadan Expressway on Monday.", nlp).incidents
    assert incident.place is not None
    assert incident.place.precision == "street"


def test_a_paper_in_capitals_is_no_place(nlp: Language) -> None:
    assert [n.name for n in reading("A trader was shot, she told PUNCH.", nlp).names.all if n.kind == "place"] == []
