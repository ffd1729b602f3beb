"""What the article says of a name decides before the model does."""

import pytest
from spacy.language import Language

from services.extractor.components.aliases import is_acronym_of, one_slip_apart
from tests.unit.extractor.articles import extracted, reading


def known(text: str, nlp: Language) -> dict[str, tuple[str, str | None, set[str]]]:
    return {n.name: (n.kind, n.role, set(n.aliases)) for n in reading(text, nlp).names.all}


def test_a_short_form_belongs_to_the_full_name_seen_before(nlp: Language) -> None:
    names = known("Tadesse Bekele Worku was shot in Adama. Worku was 24. Friends of Tadesse mourned.", nlp)
    assert names["Tadesse Bekele Worku"] == ("person", None, {"Worku", "Tadesse"})


def test_a_title_makes_a_person_and_is_the_role(nlp: Language) -> None:
    names = known("Regional Police Commander Grace Nakimuli spoke. Nakimuli denied it.", nlp)
    assert names["Grace Nakimuli"] == ("person", "Regional Police Commander", {"Nakimuli"})


def test_an_office_with_its_complement_ends_where_the_name_begins(nlp: Language) -> None:
    names = known("Inspector General of Police Usman Baba resigned.", nlp)
    assert names["Usman Baba"] == ("person", "Inspector General of Police", set())


def test_the_initials_of_an_office_are_whoever_holds_it(nlp: Language) -> None:
    found = reading("Inspector General of Police Usman Baba left. The police IG said nothing.", nlp).names
    assert found.at(57, 59) == found.called("Usman Baba")


def test_an_acronym_in_brackets_is_another_name_of_the_same(nlp: Language) -> None:
    names = known("The Legal Resources Centre (LRC) sued. LRC won.", nlp)
    assert names["Legal Resources Centre"] == ("organisation", None, {"LRC"})


def test_two_spellings_one_letter_apart_are_one_person(nlp: Language) -> None:
    found = reading("Commander Japheth Koome spoke. IG Japhet Koome left.", nlp).names
    assert len([n for n in found.all if n.kind == "person"]) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rachel Moore and her five-year-old son, Colton, were found in Dallas.", {"Rachel Moore", "Colton Moore"}),
        (
            "Kelly Moore and her sons, Jaden, 7, and Tom, 5, live in Dallas.",
            {"Kelly Moore", "Jaden Moore", "Tom Moore"},
        ),
        ("Anne and Tom Moore lived in Kitale.", {"Anne Moore", "Tom Moore"}),
        ("Kelly Moore's daughter Willow was found in Dallas.", {"Kelly Moore", "Willow Moore"}),
        # Where children do not bear a parent's name, and who has a full name of their own.
        ("Brian Otieno and his son, Joseph, were found in Nairobi.", {"Brian Otieno", "Joseph"}),
        ("Kelly Moore and her son, Tom Baker, were found in Dallas.", {"Kelly Moore", "Tom Baker"}),
        ("Kelly Moore spoke in Dallas. A neighbour has a son. Peter left.", {"Kelly Moore"}),
    ],
)
def test_a_surname_beside_it_completes_a_first_name(text: str, names: set[str], nlp: Language) -> None:
    people = {e.name for e in extracted(text, nlp).entities if e.kind == "person"}
    assert people - {"Peter"} == names


def test_a_surname_that_is_also_a_town_stays_the_person(nlp: Language) -> None:
    found = reading("Rex Kanyike Masai was shot. The killing of Masai angered many.", nlp).names
    assert [n.name for n in found.all if n.kind == "place"] == []


def test_a_street_is_a_place_whose_town_nobody_guesses(nlp: Language) -> None:
    (street,) = [n for n in reading("He fell along Samora Machel Avenue.", nlp).names.all if n.kind == "place"]
    assert (street.name, street.country, street.lat) == ("Samora Machel Avenue", None, None)


@pytest.mark.parametrize(
    ("town", "country"), [("Kisumu", "KE"), ("Lusaka", "ZM"), ("Ahmedabad", "IN"), ("Kibera", "KE")]
)
def test_the_gazetteer_knows_towns_and_their_other_names(town: str, country: str, nlp: Language) -> None:
    (place,) = [n for n in reading(f"Two people died in {town}.", nlp).names.all if n.kind == "place"]
    assert (place.name, place.country) == (town, country)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Bungei", "Bunge", True),
        ("Japhet", "Japheth", True),
        ("Omar", "Amar", False),  # four letters: two people
        ("Kamau", "Kariuki", False),
        ("Wanjiru", "Banjiru", False),  # names that begin differently are different names
    ],
)
def test_one_letter_apart(a: str, b: str, same: bool) -> None:
    assert one_slip_apart(a, b) is same


@pytest.mark.parametrize(
    ("acronym", "full", "is_one"),
    [
        ("IPOA", "Independent Policing Oversight Authority", True),
        ("ICC", "International Criminal Court", True),
        ("KNCHR", "Kenya National Commission on Human Rights", True),
        ("ABC", "International Criminal Court", False),
        ("Ic", "International Criminal Court", False),
    ],
)
def test_acronyms(acronym: str, full: str, is_one: bool) -> None:
    assert is_acronym_of(acronym, full) is is_one


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        # Fields of work are joined inside a name
        ("The Ministry of Water, Trade and Tourism closed.", "Ministry of Water, Trade and Tourism", "organisation"),
        ("He called the Seeds and Livestock Board a failure.", "Seeds and Livestock Board", None),
        ("He called the Food and Livestock Board a failure.", "Food and Livestock Board", "organisation"),
        ("The Women's Guild of Mwanza met.", "Women's Guild of Mwanza", None),
        ("The Farmers' Union of Mwanza met.", "Farmers' Union of Mwanza", "organisation"),
        ("The All Savings Congress lost.", "All Savings Congress", "organisation"),
        # A noun for places behind an unknown name, or before it
        ("The bus fell off Kwambira bridge.", "Kwambira", "place"),
        ("They fled the town of Dolbuna.", "Dolbuna", "place"),
        ("Soldiers entered the Dolbuna division at dawn.", "Dolbuna", "place"),
        # Plans, contests, laws and what they are called by for short
        ("The Farm Payment System (FPS) failed. The FPS had cost millions.", "FPS", None),
        ("They won the Lakes Cup of Nations.", "Lakes Cup of Nations", None),
        # Offices without a holder, and what they are for
        ("She is Head of Loan Management there.", "Loan Management", None),
        ("Minister of Labour and Housing Peter Wambua left.", "Peter Wambua", "person"),
        # Two lands side by side
        ("The Uganda-Rwanda border was shut.", "Rwanda", "place"),
        # Money, peoples, directions
        ("They paid US dollars 500.", "US", None),
        ("Elders of the Bertika tribe met.", "Bertika", None),
    ],
)  # fmt: skip
def test_what_a_name_is_made_of(text: str, name: str, kind: str | None, nlp: Language) -> None:
    found = {n.name: n.kind for n in reading(text, nlp).names.all if not n.office}
    assert found.get(name) == kind


def test_who_speaks_by_a_surname_is_a_person_by_the_full_name(nlp: Language) -> None:
    found = reading("Tulonga Hamwele joined Bricks Namibia. Hamwele said it was late.", nlp).names
    assert [n.name for n in found.all if n.kind == "person"] == ["Tulonga Hamwele"]


def test_a_place_told_once_is_one_wherever_its_name_stands(nlp: Language) -> None:
    found = reading("Boats reached Mulanda island. Nobody had seen Mulanda burn before.", nlp).names
    (place,) = [n for n in found.all if n.name == "Mulanda"]
    assert (place.kind, len(place.mentions)) == ("place", 2)


def test_a_bare_office_is_no_name_of_its_holder(nlp: Language) -> None:
    said = extracted("President Amina Okello left. The President said nothing.", nlp)
    (person,) = [e for e in said.entities if e.kind == "person"]
    assert (person.aliases, [m.text for m in person.mentions]) == ((), ["Amina Okello"])


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("UN Secretary-General António Guterres spoke.", "António Guterres", "person"),
        ("Inspector-General of Police Ali Moyo spoke.", "Ali Moyo", "person"),
        ("DSP Ali Moyo spoke.", "Ali Moyo", "person"),
        (
            "They died at Moi University Teaching, Referral and Research Hospital.",
            "Moi University Teaching, Referral and Research Hospital",
            "organisation",
        ),
        (
            "They died at Jaramogi Teaching and Referral Hospital.",
            "Jaramogi Teaching and Referral Hospital",
            "organisation",
        ),
    ],
)
def test_hyphens_and_lists_stand_inside_offices_and_hospitals(text: str, name: str, kind: str, nlp: Language) -> None:
    assert {n.name: n.kind for n in reading(text, nlp).names.all}.get(name) == kind
