"""Turns of the press of many countries: how deaths, doers, places and demands are told there."""

import pytest
from spacy.language import Language

from shared.messages import ArticleExtracted, Figure, Incident
from tests.unit.extractor.articles import extracted


def _violent(read: ArticleExtracted) -> list[Incident]:
    return [incident for incident in read.incidents if incident.type != "protest"]


def _only(text: str, nlp: Language) -> Incident:
    (incident,) = _violent(extracted(text, nlp))
    return incident


def _counts(figures: tuple[Figure, ...]) -> list[tuple[str, int, str]]:
    return [(f.kind, f.low, f.role) for f in figures]


@pytest.mark.parametrize(
    "text",
    [
        "Three people were martyred in Turbat on Wednesday.",
        "Three soldiers embraced martyrdom in Turbat on Wednesday.",
        "The attack took the lives of three villagers in Turbat on Wednesday.",
        "Three traders met their death in Turbat on Wednesday.",
    ],
)
def test_a_death_has_other_words_than_killed(text: str, nlp: Language) -> None:
    assert _counts(extracted(text, nlp).figures) == [("killed", 3, "incident")]


def test_to_take_somebodys_life_seriously_kills_nobody(nlp: Language) -> None:
    assert not extracted("Police in Turbat took his life seriously on Wednesday.", nlp).figures


@pytest.mark.parametrize(
    ("text", "name", "actor_class"),
    [
        ("Two men were hurt when personnel of the Frontier Corps fired on a crowd in Turbat on Wednesday.",
         "Frontier Corps", "military"),
        ("The New People's Army killed two farmers in Bais on Wednesday.", "New People's Army", "armed_group"),
        ("The 12th Infantry Battalion killed two farmers in Bais on Wednesday.", "12th Infantry Battalion", "military"),
        ("Unidentified men killed two farmers in Bais on Wednesday.", "Unidentified men", "unknown"),
        ("Armed men killed two farmers in Bais on Wednesday.", "Armed men", "armed_group"),
    ],
)  # fmt: skip
def test_who_did_it_by_the_name_of_the_body(text: str, name: str, actor_class: str, nlp: Language) -> None:
    assert [(p.name, p.actor_class) for p in _only(text, nlp).perpetrators] == [(name, actor_class)]


def test_an_officer_with_a_rank_and_then_a_name_is_one(nlp: Language) -> None:
    text = (
        "A police constable killed a rider in Kampala on Wednesday. "
        "Constable Denis Okot shot the rider, Musa Lule, at about 5pm on Wednesday."
    )
    assert [(p.name, p.actor_class) for p in _only(text, nlp).perpetrators] == [("Denis Okot", "police")]


@pytest.mark.parametrize(
    ("text", "weapon"),
    [
        ("Four dead as police fire on marchers in Puno on Wednesday", "firearm"),
        ("Two people were killed as security forces fire at a sit-in in Turbat on Wednesday", "firearm"),
        ("Two people were killed in a fire that rioters lit in Puno on Wednesday", "fire"),
    ],
)
def test_police_fire_is_of_guns(text: str, weapon: str, nlp: Language) -> None:
    assert _violent(extracted(text, nlp))[0].weapon == weapon


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gunmen killed the driver, Sunday Okpanachi, 45, in Lokoja on Wednesday.", {"Sunday Okpanachi"}),
        ("Friday Ekong was shot dead in Lokoja on Wednesday.", {"Friday Ekong"}),
        ("Two men were shot dead in Lokoja on Wednesday. Police gave their names as Musa Ocheja and Isa Bello.",
         {"Musa Ocheja", "Isa Bello"}),
        ("In Rangpur, Abu Rahim, 25, a student of Carmichael College, was shot dead by police on Wednesday.",
         {"Abu Rahim"}),
        ("Sepoy Nazir Ahmed was killed in Turbat on Wednesday.", {"Nazir Ahmed"}),
        ("A third victim, Rolando's wife Marites, was shot in the arm in Bais on Wednesday.", {"Marites"}),
    ],
)  # fmt: skip
def test_who_was_harmed_has_this_name(text: str, names: set[str], nlp: Language) -> None:
    assert {v.name for i in _violent(extracted(text, nlp)) for v in i.victims} == names


def test_a_day_before_a_body_is_no_first_name(nlp: Language) -> None:
    read = extracted("On Sunday Police shot dead a man in Lokoja.", nlp)
    assert _only("On Sunday Police shot dead a man in Lokoja.", nlp).date is not None
    assert not [e for e in read.entities if e.kind == "person"]


def test_a_third_victim_who_is_hurt_is_one_of_the_same_event(nlp: Language) -> None:
    text = (
        "Two farmers were shot dead in Bais on Wednesday night.\n\n"
        "Officers secured the scene and spoke to neighbours until the morning.\n\n"
        "A third victim sustained a gunshot wound in her left arm."
    )
    read = extracted(text, nlp)
    assert len(_violent(read)) == 1
    assert _counts(read.figures) == [("killed", 2, "incident"), ("injured", 1, "incident")]


def test_numbers_with_towns_share_the_verb_before(nlp: Language) -> None:
    read = extracted("Three people died in Chattogram, two in Dhaka and one in Rangpur on Wednesday.", nlp)
    assert [(i.place.name, i.date is not None) for i in read.incidents if i.place] == [
        ("Chattogram", True), ("Dhaka", True), ("Rangpur", True),
    ]  # fmt: skip
    assert [f.low for f in read.figures] == [3, 2, 1]


def test_numbers_with_towns_behind_a_total_are_its_parts(nlp: Language) -> None:
    read = extracted("Six people were killed on Wednesday, three in Chattogram, two in Dhaka and one in Rangpur.", nlp)
    assert len(read.incidents) == 1
    assert read.incidents[0].place is None
    assert [(f.low, f.role) for f in read.figures] == [
        (6, "incident"), (3, "component"), (2, "component"), (1, "component"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Death in Negros\n\nA farmer was shot dead in Barangay Mabini, Bais City, Negros Oriental, on Wednesday.",
         "Barangay Mabini"),
        ("TURBAT | Police shot dead a student in Gwadar on Wednesday.", "Gwadar"),
        ("Isa Bello, 20, and Musa Ocheja, 21, both of Lokoja, were shot dead in Kabba on Wednesday.", "Kabba"),
    ],
)  # fmt: skip
def test_where_it_was(text: str, place: str, nlp: Language) -> None:
    told = _violent(extracted(text, nlp))[0].place
    assert told is not None
    assert (told.name or "").startswith(place)


def test_a_dateline_with_a_bar_is_no_evidence(nlp: Language) -> None:
    assert (
        _only("TURBAT | Police shot dead a student in Gwadar on Wednesday.", nlp).evidence[0].text.startswith("Police")
    )


def test_to_march_captives_off_is_no_protest(nlp: Language) -> None:
    read = extracted("Gunmen killed a driver in Kabba on Wednesday and marched the others into the forest.", nlp)
    assert [i.type for i in read.incidents] == ["killing"]


def test_whom_gunmen_take_they_abduct(nlp: Language) -> None:
    read = extracted("Fifteen people were taken by the gunmen in Kabba on Wednesday and have since been rescued.", nlp)
    assert _counts(read.figures) == [("abducted", 15, "incident")]


def test_a_dateline_with_a_day_and_an_agency_is_neither_the_event_nor_its_day(nlp: Language) -> None:
    text = "Dhaka, June 21, 2024 (BSS) - At least six people were killed on Wednesday in clashes in Rangpur."
    read = extracted(text, nlp)
    assert _counts(read.figures) == [("killed", 6, "incident")]
    (incident,) = _violent(read)
    assert incident.date is not None
    assert incident.date.text == "Wednesday"
    assert not [v.name for v in incident.victims]


def test_the_sex_of_whoever_is_named_next_is_not_ones_own(nlp: Language) -> None:
    text = "Police shot dead Edgar Quispe, 22, and a girl of 17 in Puno on Wednesday. Her name was withheld."
    assert [v.sex for v in _only(text, nlp).victims] == [None]
