"""What happened, to whom, by whom, where, when; which sentences are about one event."""

from datetime import UTC, datetime

import pytest
from spacy.language import Language

from shared.messages import Incident
from tests.unit.extractor.articles import extracted


def incidents(text: str, nlp: Language, type_: str | None = None) -> list[Incident]:
    return [i for i in extracted(text, nlp).incidents if type_ in (None, i.type)]


def only(text: str, nlp: Language, type_: str) -> Incident:
    (found,) = incidents(text, nlp, type_)
    return found


def test_a_killing_has_victim_weapon_place_and_day(nlp: Language) -> None:
    killing = only("Chipo Banda was fatally shot on Thursday evening along Cairo Road in Lusaka.", nlp, "killing")
    assert killing.date is not None
    assert killing.place is not None
    assert [v.name for v in killing.victims] == ["Chipo Banda"]
    assert (str(killing.date.start), killing.place.name, killing.weapon) == (
        "2024-06-20",
        "Cairo Road, Lusaka",
        "firearm",
    )


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Soldiers shot dead two herders near Wajir on Monday.", "killing"),
        ("A man was stabbed in Leeds on Monday.", "injury"),
        ("Officers arrested eleven students in Accra on Monday.", "arrest"),
        ("Gunmen kidnapped a priest near Kaduna on Monday.", "abduction"),
        ("Guards tortured a prisoner in Harare on Monday.", "torture"),
        ("Police fired teargas at traders in Kampala on Monday.", "use_of_force"),
        ("Two girls were raped in Goma on Monday.", "sexual_violence"),
        ("Youths torched a shop in Durban on Monday.", "property_damage"),
        ("Thousands protested in Dhaka on Monday.", "protest"),
        ("Gunmen tried to assassinate Mayor Luis Ortega in Quito on Monday.", "assassination_attempt"),
    ],
)
def test_each_type_is_recognised(sentence: str, type_: str, nlp: Language) -> None:
    assert [i.type for i in extracted(sentence, nlp).incidents] == [type_]


@pytest.mark.parametrize(
    ("sentence", "name", "class_"),
    [
        ("Two men were shot dead by police in Mombasa on Monday.", "police", "police"),
        ("Soldiers killed two men in Bukavu on Monday.", "Soldiers", "military"),
        ("Two men were lynched by a mob in Lagos on Monday.", "mob", "mob"),
        ("Al-Shabaab killed two men in Kismayo on Monday.", "Al-Shabaab", "armed_group"),
    ],
)
def test_who_did_it_has_a_class(sentence: str, name: str, class_: str, nlp: Language) -> None:
    (who,) = only(sentence, nlp, "killing").perpetrators
    assert (who.name, who.actor_class) == (name, class_)


def test_who_did_it_is_not_guessed_where_the_text_is_silent(nlp: Language) -> None:
    assert only("Two men were shot dead in Mombasa on Monday.", nlp, "killing").perpetrators == ()


def test_sentences_about_one_event_stay_together(nlp: Language) -> None:
    text = "Amina Yusuf was shot dead in Kano on Tuesday. Police fired on traders. The killing of Yusuf caused anger."
    killing = only(text, nlp, "killing")
    assert len(killing.evidence) == 3
    assert [p.actor_class for p in killing.perpetrators] == ["police"]


def test_events_at_two_places_on_two_days_stay_apart(nlp: Language) -> None:
    text = (
        "Two farmers were killed in Jos on Monday.\n\n"
        "In a separate incident, gunmen shot dead three drivers in Maiduguri on Wednesday."
    )
    assert [(str(i.date.start), i.place.name) for i in incidents(text, nlp, "killing") if i.date and i.place] == [
        ("2024-06-17", "Jos"),
        ("2024-06-19", "Maiduguri"),
    ]


def test_the_day_of_a_protest_is_not_the_day_of_the_killing_it_is_about(nlp: Language) -> None:
    text = "On Wednesday, students marched in Gulu after a guard killed their classmate."
    assert incidents(text, nlp, "killing") == []


def test_age_sex_and_occupation_are_read_beside_the_name(nlp: Language) -> None:
    text = "Student Peter Mwale, 24, was killed in Blantyre on Monday. He was his mother's only son."
    (victim,) = only(text, nlp, "killing").victims
    assert (victim.name, victim.age, victim.sex, victim.fate) == ("Peter Mwale", 24, "male", "killed")
    assert victim.occupation == "Student"


def test_a_person_without_a_name_is_described(nlp: Language) -> None:
    (victim,) = only("A 17-year-old schoolgirl was killed in Nakuru on Monday.", nlp, "killing").victims
    assert (victim.name, victim.age, victim.sex) == (None, 17, "female")


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Two men were shot dead in Mombasa on Monday.", "reported"),
        ("Police allegedly shot dead two men in Mombasa on Monday.", "alleged"),
        ("Police confirmed that two men were shot dead in Mombasa on Monday.", "confirmed"),
    ],
)
def test_how_sure_the_article_is(sentence: str, status: str, nlp: Language) -> None:
    assert only(sentence, nlp, "killing").status == status


def test_who_died_later_died_of_the_day_he_was_shot(nlp: Language) -> None:
    killing = only("A man shot on Monday in Nyeri died on Thursday.", nlp, "killing")
    assert killing.date is not None
    assert str(killing.date.start) == "2024-06-17"


def test_a_teaser_is_not_in_the_articles_mouth(nlp: Language) -> None:
    text = "The council met on Monday.\n\nRead: Nine Killed in Market Fire in Kumasi\n\nIt will meet again."
    assert extracted(text, nlp).incidents == ()
    assert extracted(text, nlp).figures == ()


def test_without_a_day_of_publication_no_day_is_invented(nlp: Language) -> None:
    (killing,) = extracted("Two men were shot dead in Mombasa on Monday.", nlp, None).incidents
    assert killing.date is None or killing.date.start is None


def test_a_text_that_carries_its_date_is_read_by_it(nlp: Language) -> None:
    text = "Tuesday, March 5, 2024 – Two men were shot dead in Mombasa on Monday."
    said = extracted(text, nlp, None)
    assert said.published_at == datetime(2024, 3, 5, tzinfo=UTC)
    assert [str(i.date.start) for i in said.incidents if i.date] == ["2024-03-04"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Soldiers took the teacher in Bangui on Monday and he has not been seen since.",
        "The activist's whereabouts remain unknown since Monday, said her family in Bangui.",
        "The whereabouts of one student, held in Bangui on Monday, remain unknown.",
        "Two brothers went missing in Bangui on Monday.",
    ],
)
def test_who_is_not_seen_again_has_disappeared(sentence: str, nlp: Language) -> None:
    assert "abduction" in [i.type for i in extracted(sentence, nlp).incidents]
    assert "missing" in [f.kind for f in extracted(sentence, nlp).figures]


def test_a_thing_that_went_missing_is_no_disappearance(nlp: Language) -> None:
    assert incidents("The laptop went missing in Bangui on Monday.", nlp, "abduction") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # The hour tells what happened
        ("A boy of 9 was shot dead in Webuye. He was walking home about 8 p.m. Tuesday.", "2024-06-18"),
        ("A boy of 9 was shot dead in Webuye. The family was asleep on Tuesday around 4 a.m.", "2024-06-18"),
        # ... unless it tells a statement, or what is still to come
        ("A boy of 9 was shot dead in Webuye. Police spoke at 8 p.m. on Tuesday.", None),
        ("A boy of 9 was shot dead in Webuye. A service will be held at 8 p.m. on Saturday.", None),
        # Those who were called
        ("A boy of 9 was shot dead in Webuye. Medics were called on Tuesday.", "2024-06-18"),
        ("A boy of 9 was shot dead in Webuye. The minister called on Tuesday for calm.", None),
    ],
)  # fmt: skip
def test_a_day_told_to_the_hour_is_that_of_the_event(text: str, day: str | None, nlp: Language) -> None:
    (incident,) = extracted(text, nlp).incidents
    assert (incident.date and str(incident.date.start)) == day


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ali Noor and Sara Wafula left home on Monday. Both were shot dead in Kitale.", ["Ali Noor", "Sara Wafula"]),
        ("Ali Noor and Sara Wafula ran a shop. The pair were shot dead in Kitale.", ["Ali Noor", "Sara Wafula"]),
        ("Ali Noor and Jo Wafula patrolled. The two officers were shot dead.", ["Ali Noor", "Jo Wafula"]),
        ("Ali Noor met Sara Wafula and Jane Otieno. Both were shot dead in Kitale.", []),  # which two, nobody says
    ],
)
def test_both_and_the_two_officers_are_those_named_before(text: str, names: list[str], nlp: Language) -> None:
    found = [victim.name for incident in incidents(text, nlp, "killing") for victim in incident.victims]
    assert [name for name in found if name] == names


def test_whose_whereabouts_are_unknown_is_missing_by_name(nlp: Language) -> None:
    text = "The whereabouts of two of them – Ali Moyo and Grace Phiri – remain unknown."
    assert [(v.name, v.fate) for i in extracted(text, nlp).incidents for v in i.victims] == [
        ("Ali Moyo", "missing"),
        ("Grace Phiri", "missing"),
    ]


def test_the_day_of_an_arrest_is_not_that_of_the_death(nlp: Language) -> None:
    text = "A trader who was picked up by police on Sunday has died in their custody."
    assert {i.type: i.date is not None for i in extracted(text, nlp).incidents}["killing"] is False


def test_the_day_on_which_a_family_alleges_a_death_is_not_its_day(nlp: Language) -> None:
    (incident,) = extracted("A trader has died in police custody, his family alleged on Wednesday.", nlp).incidents
    assert incident.date is None
