"""Which words of a text belong to one name, and what the words around it say of its kind."""

import pytest
from spacy.language import Language

from services.extractor.components.aliases import is_cut_from
from tests.unit.extractor.articles import reading


def of_kind(text: str, kind: str, nlp: Language) -> set[str]:
    """Every mention, as it stands in the text."""
    names = [n for n in reading(text, nlp).names.all if n.kind == kind and not n.office]
    return {text[start:end] for n in names for start, end in n.mentions}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Four people drowned in Dar es Salaam on Monday.", "Dar es Salaam"),  # small words inside
        ("The aid was sent to Port-au-Prince by ship.", "Port-au-Prince"),
        ("They fled from the West Bank to Jordan.", "West Bank"),  # no bank
        ("He left the Democratic Republic of Congo (DRC) in May.", "Democratic Republic of Congo"),
        ("The City of Nairobi was sued over the fire.", "Nairobi"),  # of a town's government, its town
        ("The aide of Peter Dunn, D-Raleigh, was hurt.", "Raleigh"),  # where a politician was elected
        ("Lamar County Commissioners met after the shooting.", "Lamar County"),
        ("A Grovetown man was shot on Friday.", "Grovetown"),
        ("The boat sank on Lake Turkwel before dawn.", "Lake Turkwel"),
        ("The fire broke out at Abu Marwe refugee camp.", "Abu Marwe"),  # two words behind it
        ("She was born in the village Dvarani in 1990.", "Dvarani"),  # a noun right before it
        ("He grew up around Dogu Baran, a farming town in the east.", "Dogu Baran"),  # what the text says it is
        ("Florida Highway Patrols stopped the car.", "Florida"),  # the land that an unknown name opens with
        ("The pope spoke of the Soviet Union again.", "Soviet Union"),
        ("LODWAR, Kenya (AP) Two people died on Monday.", "LODWAR"),
        ("He was robbed near Otto du Preez Drive on Friday.", "Otto du Preez Drive"),
    ],
)
def test_a_place_is_named_by_all_its_words_and_no_others(text: str, place: str, nlp: Language) -> None:
    assert place in of_kind(text, "place", nlp)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("She appeared at the Kitale Magistrate's Court on Monday.", "Kitale Magistrate's Court"),
        ("The Front for Unity and Justice won. The Front for Unity and Justice rules.", "Front for Unity and Justice"),
        ("ILO Director-General Anna Moyo resigned.", "ILO"),  # the body that an office opens with
        ("National Assembly Speaker Anna Moyo resigned.", "National Assembly"),
    ],
)
def test_a_body_is_named_by_all_its_words_and_no_others(text: str, body: str, nlp: Language) -> None:
    assert body in of_kind(text, "organisation", nlp)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (
            "The chairman of the union at Ilorin, Tunde Falowo, wrote to them.",
            "Tunde Falowo",
        ),  # whose office stands before
        ("The boxer will now meet Valentina Mbeki of Uganda.", "Valentina Mbeki"),  # a first name
    ],
)
def test_a_person_is_told_by_an_office_or_a_first_name(text: str, person: str, nlp: Language) -> None:
    assert person in of_kind(text, "person", nlp)


@pytest.mark.parametrize(
    "text",
    [
        "They walked back to the Village after the march.",  # a place's noun
        "He waited in the Plaza for hours.",  # what stands in every town
        "She holds a degree in Accounting from there.",  # a field of work
        "He was named the best Footballer of the year.",  # a person's noun
        "The theme was Inclusion in Reconciliation for all.",  # what nobody can point at
        "Many Northerners stayed away.",
        "They gained from the Rural Inclusive Farming (RIF) project. RIF pays for seed.",  # an acronym of a plan
    ],
)
def test_a_noun_that_is_only_capitalised_names_nobody(text: str, nlp: Language) -> None:
    assert [n.name for n in reading(text, nlp).names.all] == []


def test_who_is_killed_is_nobody_s_town(nlp: Language) -> None:
    text = "Jackson was at a bar with a friend. The friend later learned that Jackson had been shot and killed."
    assert of_kind(text, "person", nlp) == {"Jackson"}
    assert of_kind(text, "place", nlp) == set()
    assert of_kind("Welch fled. They later stabbed Welch in the arm.", "place", nlp) == set()


def test_a_school_may_be_called_after_somebody(nlp: Language) -> None:
    assert of_kind("She runs the Webb Center for children.", "place", nlp) == set()
    assert "Webb" in of_kind("The Webb Police Department arrested him.", "place", nlp)


def test_a_surname_that_is_also_a_trade_stays_one(nlp: Language) -> None:
    text = "James Baker was shot on Monday. Friends of Baker wept."
    assert of_kind(text, "person", nlp) == {"James Baker", "Baker"}


def test_nobody_is_called_by_a_plural(nlp: Language) -> None:
    assert of_kind("They bought Kasi Socks at the market. Kasi Socks are cheap.", "person", nlp) == set()


def test_a_place_told_once_stays_one_beside_a_body_that_is_called_after_it(nlp: Language) -> None:
    text = "The Agaleng Fishing Company grew. Boats left Agaleng island. The minister visited Agaleng twice."
    assert "Agaleng" in of_kind(text, "place", nlp)
    assert "Agaleng" not in of_kind(text, "organisation", nlp)


@pytest.mark.parametrize(
    ("short", "full", "cut"),
    [
        ("Unilag", "University of Lagos", True),
        ("Cran", "Communications Regulatory Authority of Namibia", True),
        ("Kenya", "Kenya Red Cross", False),  # one word of it
        ("Nambo", "University of Lagos", False),
    ],
)
def test_a_short_name_is_put_together_from_the_beginnings_of_words(short: str, full: str, cut: bool) -> None:
    assert is_cut_from(short, full) is cut
