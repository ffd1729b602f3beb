"""Who was harmed, by name: lists of the dead, suspects apart, wounds told by a noun."""

import pytest
from spacy.language import Language

from tests.unit.extractor.articles import extracted


def named(text: str, nlp: Language) -> dict[str, str | None]:
    return {v.name: v.fate for i in extracted(text, nlp).incidents for v in i.victims if v.name}


SHOT = "Three people were shot dead in Kisauni on Monday night. "


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The victims were identified as Amina Noor, 54, Brian Mutua, 28, of Thika, and Peter Kamau, 23.",
            {"Amina Noor", "Brian Mutua", "Peter Kamau"},
        ),
        (
            "The dead were 54-year-old Amina Noor; Brian Mutua, 28; and his cousin Peter Kamau.",
            {"Amina Noor", "Brian Mutua", "Peter Kamau"},
        ),
        ("A coroner identified the dead as Amina Noor and Brian Mutua.", {"Amina Noor", "Brian Mutua"}),
        ("The woman, identified as Amina Noor of Likoni, sold fish.", {"Amina Noor"}),
        ("One victim's name is Amina Noor.", {"Amina Noor"}),
        ("The coroner said that the woman was named Amina Noor.", {"Amina Noor"}),
        ("The victim's brother said that her name was Amina Noor.", {"Amina Noor"}),
        ("The woman later died. She was identified as Amina Noor.", {"Amina Noor"}),
        (
            "Officers found two more dead at the mill: Amina Noor, 40, and her son Brian Mutua.",
            {"Amina Noor", "Brian Mutua"},
        ),
        (
            "Amina Noor and Brian Mutua were identified on Tuesday as the victims who died.",
            {"Amina Noor", "Brian Mutua"},
        ),
        ("Amina Noor was also a victim of the Kisauni shooting.", {"Amina Noor"}),
        ("Amina Noor was among the three people whose bodies were found.", {"Amina Noor"}),
        (
            "Amina Noor, 40; her son, Brian Mutua; and Peter Kamau died in the raid.",
            {"Amina Noor", "Brian Mutua", "Peter Kamau"},
        ),
        ("Amina Noor was one of the three people killed.", {"Amina Noor"}),
        ("A vigil for Amina Noor was held on Wednesday.", {"Amina Noor"}),
        # Neither those who speak, nor the suspect, nor what only looks like a name.
        ("The victims were taken to hospital, said spokesman Brian Mutua.", set()),
        ("The suspected gunman has been identified as Brian Mutua.", set()),
        ("The victims were found on the Northeast Side.", set()),
        ("Brian Mutua was identified as the suspect who shot them.", set()),
        ("The officer was named Brian Mutua.", set()),
        ("A suspect was arrested. The man was named Brian Mutua.", set()),
        ("Brian Mutua was once a victim of fraud.", set()),
    ],
)
def test_the_article_names_the_victims_elsewhere(text: str, names: set[str], nlp: Language) -> None:
    assert named(SHOT + text, nlp) == dict.fromkeys(names, "killed")


def test_who_is_charged_with_it_is_no_victim_of_an_arrest(nlp: Language) -> None:
    text = (
        "Amina Noor was shot dead in Kisauni on Monday. Officers arrested Brian Mutua in Likoni on Tuesday. "
        "Mutua is charged with murder."
    )
    assert named(text, nlp) == {"Amina Noor": "killed"}


def test_where_the_victims_are_named_a_noun_tells_the_event(nlp: Language) -> None:
    text = (
        "Officers came to the scene of the drive-by shooting in Likoni on Monday evening. "
        "The victims were identified as Amina Noor, 25, and Brian Mutua, 30."
    )
    assert named(text, nlp) == {"Amina Noor": "injured", "Brian Mutua": "injured"}


def test_who_is_held_for_the_killing_is_no_victim_of_any_arrest_told_of(nlp: Language) -> None:
    text = (
        "Amina Noor was shot dead in Likoni on Monday. Police then shot Brian Mutua. "
        "Mutua is held on a charge of murder. When Mutua was arrested, officers found a gun on him."
    )
    assert named(text, nlp) == {"Amina Noor": "killed", "Brian Mutua": "injured"}


def test_the_words_of_a_case_tell_whose_death_it_is_of(nlp: Language) -> None:
    assert named("Brian Mutua was charged on Tuesday with the murder of Amina Noor.", nlp)["Amina Noor"] == "killed"
    assert "Amina Noor" not in named("Residents marched over the murder of Amina Noor and were arrested.", nlp)


def test_whom_police_arrest_at_a_protest_that_they_shot_at_is_a_victim(nlp: Language) -> None:
    text = (
        "Police shot dead Amina Noor in Kisauni on Monday. Officers arrested Brian Mutua in Likoni on Tuesday. "
        "Mutua was charged with incitement."
    )
    assert named(text, nlp) == {"Amina Noor": "killed", "Brian Mutua": "arrested"}


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("Brian Mutua suffered a gunshot wound in Likoni on Monday.", "injured"),
        ("Officers found Brian Mutua with stab wounds in Likoni on Monday.", "injured"),
        ("Brian Mutua was treated for bullet wounds in Likoni on Monday.", "injured"),
        ("Brian Mutua suffered a fatal gunshot wound in Likoni on Monday.", "killed"),
        ("Officers were called to a house in Likoni, where Brian Mutua died on Monday.", "killed"),
    ],
)
def test_a_wound_has_a_bearer(text: str, fate: str, nlp: Language) -> None:
    assert named(text, nlp) == {"Brian Mutua": fate}


def test_a_fatal_shooting_is_a_killing(nlp: Language) -> None:
    said = extracted("Detectives looked into the fatal shooting of four herders near Wajir on Monday.", nlp)
    assert [(f.kind, f.best) for f in said.figures] == [("killed", 4)]


def test_an_age_behind_a_name_counts_nobody(nlp: Language) -> None:
    said = extracted("Amina Noor, 66 and Brian Mutua, 64 were found dead in Likoni on Monday.", nlp)
    assert max(f.best or 0 for f in said.figures) == 2


@pytest.mark.parametrize(
    "text",
    [
        "A man was shot in Likoni on Monday. He died on Thursday.",
        "A trader shot on Monday in Likoni succumbed to his injuries on Thursday.",
        "A man was found with bullet wounds in Likoni on Monday. He was pronounced dead at hospital.",
        "A boy was stabbed in Likoni on Monday. Doctors operated on him. The boy was pronounced dead on Thursday.",
    ],
)
def test_who_is_hurt_and_dies_later_is_one_death_of_the_day_of_the_wound(text: str, nlp: Language) -> None:
    said = extracted(text, nlp)
    (incident,) = (i for i in said.incidents if i.type in ("killing", "injury"))
    assert incident.type == "killing"
    assert incident.date is not None
    assert str(incident.date.start) == "2024-06-17"
    assert {(f.kind, f.best) for f in said.figures if f.role == "incident"} == {("killed", 1)}


def test_one_of_two_who_were_hurt_dies_later_in_the_same_incident(nlp: Language) -> None:
    said = extracted("Two men were shot in Likoni on Monday. One of them died on Thursday.", nlp)
    assert [(i.type, str(i.date.start)) for i in said.incidents if i.date] == [("killing", "2024-06-17")]


@pytest.mark.parametrize(
    ("text", "dead", "hurt"),
    [
        ("Four men were shot in Likoni on Monday. Two of them died in hospital.", 2, 2),
        ("Two people were shot in Likoni on Monday, one fatally.", 1, 1),
        ("Three men were stabbed in Likoni on Monday, one of them fatally.", 1, 2),
        ("Four people were shot in Likoni on Monday. One was killed on the spot. The three others were wounded.", 1, 3),
        (
            "Four people were shot in Likoni on Monday. Officers closed the road. A witness heard shots. "
            "Police said that two of the four victims had died.",
            2,
            2,
        ),
        (
            "Two men were found shot in Likoni on Monday. The house is near the market. It was quiet. "
            "An examination showed that both died of one shot.",
            2,
            0,
        ),
        (
            "Four people were shot in Likoni on Monday. Officers closed the road. A witness heard shots. "
            "On Tuesday two of the four died at a hospital in Nakuru.",
            2,
            2,
        ),
        (
            "One person was killed and three injured in Likoni on Monday. "
            "A gun used in the fatal shooting of the four victims was found.",
            1,
            3,
        ),
        # Not of those shot: told in one breath with them.
        ("One man was killed and three were shot in Likoni on Monday.", 1, 3),
        ("A shooting in Likoni on Monday left one person dead and three injured.", 1, 3),
    ],
)
def test_of_those_shot_who_died_is_not_also_hurt(text: str, dead: int, hurt: int, nlp: Language) -> None:
    told = [f for f in extracted(text, nlp).figures if f.role in ("incident", "update")]
    assert max((f.best or 0 for f in told if f.kind == "killed"), default=0) == dead
    assert max((f.best or 0 for f in told if f.kind == "injured"), default=0) == hurt


def test_a_death_elsewhere_takes_nobody_from_the_wounded(nlp: Language) -> None:
    text = "Two people were shot in Likoni on Monday. A man was killed in Nakuru on Sunday."
    assert ("injured", 2) in {(f.kind, f.best) for f in extracted(text, nlp).figures}


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("A family of four was found shot dead in Likoni on Monday.", 4),
        ("A family of five, including three children, was found fatally shot in Likoni on Monday.", 5),
        ("Neighbours found the two women dead in Likoni on Monday.", 2),
        ("Neighbours found the family dead in Likoni on Monday.", 0),
        ("A blast shook Likoni on Monday. In total, two people were killed and six others injured.", 2),
        ("Police found the bodies of two men in Likoni.", 2),
        (
            "Amina Noor was shot dead in Likoni on Monday, a month after gunmen killed 20 children at a school.",
            1,
        ),
        ("One of the two people who died in Likoni on Monday was a trader. Two others were wounded.", 2),
    ],
)
def test_the_dead_of_one_event_are_counted_as_told(text: str, dead: int, nlp: Language) -> None:
    told = [f for f in extracted(text, nlp).figures if f.role in ("incident", "update")]
    assert max((f.best or 0 for f in told if f.kind == "killed"), default=0) == dead


def test_the_number_of_a_day_counts_nobody(nlp: Language) -> None:
    said = extracted("The March 9 shooting in Likoni shocked neighbours.", nlp)
    assert [f.best for f in said.figures if f.kind == "injured"] == []


def test_the_dead_trader_is_the_one_named_before(nlp: Language) -> None:
    text = "Amina Noor was shot on Monday in Likoni. Doctors operated on her. The trader succumbed on Thursday."
    assert named(text, nlp) == {"Amina Noor": "killed"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Amina Noor, 25, of Likoni, was taken to Coast General Hospital.", {"Amina Noor"}),
        (
            "Amina Noor and her son Brian Mutua, 9, were treated at a clinic and released.",
            {"Amina Noor", "Brian Mutua"},
        ),
        ("A stray bullet struck Amina Noor in the leg.", {"Amina Noor"}),
        ("The gun went off, hitting 9-year-old Brian Mutua.", {"Brian Mutua"}),
        ("Injured were Amina Noor, Brian Mutua and Peter Kamau.", {"Amina Noor", "Brian Mutua", "Peter Kamau"}),
        (
            "The three wounded men are Brian Mutua, Peter Kamau and Ali Hassan.",
            {"Brian Mutua", "Peter Kamau", "Ali Hassan"},
        ),
        (
            "Hospital staff named the wounded:\n\nAmina Noor, 25\n\nBrian Mutua, 31, of Thika\n",
            {"Amina Noor", "Brian Mutua"},
        ),
        ("Brian Mutua was walking home when a bullet hit him and wounded him.", {"Brian Mutua"}),
        ("Amina Noor was sitting in a bus when gunmen fired at it, hitting her in the arm.", {"Amina Noor"}),
        ("Brian Mutua was cleaning a gun and shot himself.", {"Brian Mutua"}),
        (
            "Officers found Amina Noor, 30, and Brian Mutua in the yard, suffering from gunshot wounds.",
            {"Amina Noor", "Brian Mutua"},
        ),
        ("Brian Mutua was asleep when a stray bullet struck the back of his head.", {"Brian Mutua"}),
        ("Amina Noor was flown to St. Luke's Hospital.", {"Amina Noor"}),
        (
            "Amina Noor, Brian Mutua, and the second boy, all of Likoni, were taken to hospital.",
            {"Amina Noor", "Brian Mutua"},
        ),
        # Who tells of it, who was only named beside them, and who was not hit.
        ("Peter Kamau told officers that the boy shot himself.", set()),
        ("The victims were taken to hospital, Brian Mutua said.", set()),
        ("Officers spoke to Brian Mutua outside the hospital.", set()),
        ("According to nurse Faith Wanjiru, Amina Noor was taken to hospital.", {"Amina Noor"}),
        ("According to Sgt. Faith Wanjiru, Amina Noor was taken to hospital.", {"Amina Noor"}),
    ],
)
def test_the_words_beside_a_name_tell_of_a_wound(text: str, names: set[str], nlp: Language) -> None:
    assert named("Several people were wounded in Kisauni on Monday night. " + text, nlp) == dict.fromkeys(
        names, "injured"
    )


@pytest.mark.parametrize(
    "text",
    [
        "A man was charged on Friday with the murder of Amina Noor.",
        "Detectives look into the death of 25-year-old Amina Noor.",
        "Amina Noor, 25, was found dead on the floor.",
        "The woman, Amina Noor, sold fish.",
        "Amina Noor was flown to a hospital, where she later died.",
    ],
)
def test_a_death_told_of_a_name_is_that_of_the_victim(text: str, nlp: Language) -> None:
    assert named("A woman was shot dead in Kisauni on Monday night. " + text, nlp) == {"Amina Noor": "killed"}


def test_a_killer_who_dies_by_no_other_hand_is_no_victim(nlp: Language) -> None:
    text = "Brian Mutua shot and killed Amina Noor in Likoni on Monday. Mutua died of a gunshot wound at the scene."
    assert named(text, nlp) == {"Amina Noor": "killed"}


def test_a_killer_whom_officers_shoot_is_one_of_the_dead(nlp: Language) -> None:
    text = "Brian Mutua shot and killed Amina Noor in Likoni on Monday. Officers then shot and killed Mutua."
    assert named(text, nlp) == {"Amina Noor": "killed", "Brian Mutua": "killed"}


def test_where_all_the_dead_have_names_the_others_are_the_wounded(nlp: Language) -> None:
    text = (
        "Gunmen killed Amina Noor in Likoni on Monday, and three people were injured. "
        "The other victims were identified as Brian Mutua, Peter Kamau and Ali Hassan."
    )
    wounded = dict.fromkeys(("Brian Mutua", "Peter Kamau", "Ali Hassan"), "injured")
    assert named(text, nlp) == {"Amina Noor": "killed"} | wounded


def test_shot_once_is_not_shot_long_ago(nlp: Language) -> None:
    assert named("Brian Mutua was shot once in the leg in Likoni on Monday night.", nlp) == {"Brian Mutua": "injured"}


def test_he_whom_a_mob_killed_is_not_of_the_mob(nlp: Language) -> None:
    text = "Constable Ali Moyo shot a trader before a mob lynched him in Gulu on Monday."
    assert ("Ali Moyo", "killed") in [(v.name, v.fate) for i in extracted(text, nlp).incidents for v in i.victims]


def test_a_triple_murder_is_three_dead_and_their_deaths_are_no_more(nlp: Language) -> None:
    said = extracted("Police in Thika look into Saturday's triple murder. Officers found a man and his son dead.", nlp)
    assert max(f.best or 0 for f in said.figures if f.kind == "killed") == 3
    again = extracted("A man and his son were found dead in Thika on Monday. Police look into their deaths.", nlp)
    assert max(f.best or 0 for f in again.figures if f.kind == "killed") == 2


def test_was_shot_is_no_victim_of_this_where_it_was_last_year(nlp: Language) -> None:
    text = "Several people were wounded in Kisauni on Monday night. Last year Amina Noor, 25, was shot in Likoni."
    assert named(text, nlp) == {}
