"""Floors under names, places and dates, on texts written for the purpose.

The floors are what was last measured: they may rise, and not fall. docs/quality.md says what the figures mean.
"""

from datetime import UTC, datetime
from importlib.resources import files

import pytest
from spacy.language import Language

from tests.unit.extractor.articles import extracted

PUBLISHED = datetime(2025, 8, 14, 6, tzinfo=UTC)
"""A Thursday."""
TEXTS = {
    "market": (
        "ELDORET, Kenya - Two traders were shot dead in Langas on Tuesday night, police said. Uasin Gishu "
        "County Police Commander Beatrice Chebet told reporters that officers from Kapsabet had been called "
        'in. "We have begun an investigation," Chebet said. The Traders Welfare Union (TWU) plans a march on '
        "Saturday. TWU last marched in March 2023, when Governor Samuel Rotich promised stalls. The county "
        "council had closed the market."
    ),
    "border": (
        "Kampala - Villagers in Moroto, Uganda, said on Wednesday that soldiers had taken 12 herders since "
        "June. The Ugandan army denied it. Joseph Lokiru, 31, a teacher, said his brother had not been seen "
        "for two weeks. The Centre for Border Rights, a group in Lodwar, Kenya, counted 40 cases between "
        "January and July this year and 95 in 2024. Lokiru said the men were driven towards Kotido. The "
        "ministry will answer in September, spokesperson Grace Nabirye said."
    ),
    "strike": (
        "Nurses at the Kaduna General Hospital walked out on 4 August after Halima Bello was beaten on Ahmadu "
        "Bello Way, Kaduna, the Nigerian Nurses Association said on Monday. Its chair, Musa Danladi, called "
        "the beating the worst since the 1990s. Danladi and Bello work in one ward. A court in Abuja is to "
        "hear the case next week. In 1998 a strike in Lagos lasted a year; two years later it was forgotten."
    ),
    "lake": (
        "MWANZA, Tanzania - Minister of Roads and Housing Neema Kessy said on Wednesday that the Lake Transport "
        "Permit System (LTPS) had failed. LTPS cost millions. The Fishers' Union of Ukerewe and the Food and "
        "Livestock Board want it gone. Two boats sank off Kasalazi island over the weekend. Kessy left for Bukoba, "
        "Musoma and Dodoma; her aide Amani Rwechungura stayed. Rwechungura called it a loss. Talks resume on Monday."
    ),
}
PEOPLE = {
    "market": {"Beatrice Chebet", "Samuel Rotich"},
    "border": {"Joseph Lokiru", "Grace Nabirye"},
    "strike": {"Halima Bello", "Musa Danladi"},
    "lake": {"Neema Kessy", "Amani Rwechungura"},
}
ORGANISATIONS = {
    "market": {"Traders Welfare Union"},
    "border": {"Centre for Border Rights"},
    "strike": {"Nigerian Nurses Association", "Kaduna General Hospital"},
    "lake": {"Fishers' Union of Ukerewe", "Food and Livestock Board"},
}
PLACES = {
    "market": {"ELDORET": "KE", "Kenya": "KE", "Langas": "KE", "Kapsabet": "KE", "Uasin Gishu County": "KE"},
    "border": {"Kampala": "UG", "Moroto": "UG", "Uganda": "UG", "Lodwar": "KE", "Kenya": "KE", "Kotido": "UG"},
    "strike": {"Kaduna": "NG", "Ahmadu Bello Way": "NG", "Abuja": "NG", "Lagos": "NG"},
    "lake": {"MWANZA": "TZ", "Tanzania": "TZ", "Bukoba": "TZ", "Musoma": "TZ", "Dodoma": "TZ"},
}
DATES = {
    "market": ["2025-08-12", "2025-08-16", "2023-03"],
    "border": ["2025-08-13", "2025-06", "2025-01", "2025-07", "2024", "2025-09"],
    "strike": ["2025-08-04", "2025-08-11", "1990-01-01/1999-12-31", "2025-W34", "1998", "2000"],
    "lake": ["2025-08-13", "2025-08-09/2025-08-10", "2025-08-18"],
}
FLOORS = {"person": 1.0, "organisation": 1.0, "place": 1.0}


Said = dict[str, tuple[dict[str, str], dict[str, str | None], list[str | None]]]


@pytest.fixture(scope="module")
def said(nlp: Language) -> Said:
    """Of each text: its names with their kinds, its places with their countries, the values of its dates."""
    found: Said = {}
    for name, text in TEXTS.items():
        x = extracted(text, nlp, PUBLISHED)
        kinds: dict[str, str] = {spelling: e.kind for e in x.entities for spelling in (e.name, *e.aliases)}
        where = {spelling: e.country for e in x.entities if e.kind == "place" for spelling in (e.name, *e.aliases)}
        found[name] = kinds, where, [d.value for d in x.dates]
    return found


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("person", PEOPLE), ("organisation", ORGANISATIONS), ("place", {t: set(PLACES[t]) for t in PLACES})],
)
def test_names_are_found(said: Said, kind: str, wanted: dict[str, set[str]]) -> None:
    hits = sum(len(wanted[t] & {n for n, k in said[t][0].items() if k == kind}) for t in TEXTS)
    assert hits / sum(map(len, wanted.values())) >= FLOORS[kind]


def test_nothing_else_is_a_person(said: Said) -> None:
    found = {t: {n for n, k in said[t][0].items() if k == "person"} for t in TEXTS}
    wrong = [n for t in TEXTS for n in found[t] if not any(n in full for full in PEOPLE[t])]
    assert wrong == []


def test_a_plan_and_its_acronym_are_no_names(said: Said) -> None:
    assert "LTPS" not in said["lake"][0]


def test_places_lie_in_their_countries(said: Said) -> None:
    right = [said[t][1].get(place) == country for t in TEXTS for place, country in PLACES[t].items()]
    assert sum(right) / len(right) >= 1.0


def test_dates_have_their_values(said: Said) -> None:
    right = [value in said[t][2] for t in TEXTS for value in DATES[t]]
    assert sum(right) / len(right) >= 1.0


def test_the_lexicon_of_places_is_small_enough_to_ship() -> None:
    assert len((files("services.extractor.lexicon") / "places.tsv").read_bytes()) < 6_000_000
