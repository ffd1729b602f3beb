"""The same dead told several times are counted once; what is another event stays one."""

import pytest
from spacy.language import Language

from tests.unit.extractor.articles import extracted


def dead(text: str, nlp: Language) -> list[int | None]:
    return [f.best for f in extracted(text, nlp).figures if f.kind == "killed" and f.role in ("incident", "update")]


def killings(text: str, nlp: Language) -> int:
    return sum(i.type in ("killing", "other") for i in extracted(text, nlp).incidents)


LEAD = "Four people were shot dead by police in Kisumu on Monday during a protest."


@pytest.mark.parametrize(
    "text",
    [
        # Headline, lead, and the end; with force told between.
        f"Four killed in Kisumu\n\n{LEAD}\n\nPolice used teargas.\n\nBy evening, four bodies were at the mortuary.",
        f"{LEAD} Officers lobbed teargas at mourners and fired live bullets. Four people died, the hospital said.",
        f"{LEAD} Traders closed their shops. Schools stayed shut. The four were killed when officers opened fire.",
    ],
)
def test_the_same_dead_are_one_incident(text: str, nlp: Language) -> None:
    assert killings(text, nlp) == 1
    assert dead(text, nlp) == [4]


def test_the_dead_of_a_fire_are_not_told_twice(nlp: Language) -> None:
    text = (
        "Three students died in a fire at a school in Nakuru on Monday. Police fired teargas to disperse parents. "
        "The three students were burnt beyond recognition."
    )
    assert dead(text, nlp) == [3]
    assert {i.type for i in extracted(text, nlp).incidents} == {"other", "use_of_force"}


@pytest.mark.parametrize(
    "text",
    [
        "Two men were shot dead in Nakuru on Monday. Traders marched. Two men were killed in Kisumu on Tuesday.",
        "Soldiers shot two men dead in Nakuru on Monday. The following day, farmers ambushed a unit, killing seven.",
        "Two men were shot dead by police in Nakuru on Monday. A mob stabbed two men to death in Nakuru at night.",
    ],
)
def test_other_days_places_and_doers_are_other_incidents(text: str, nlp: Language) -> None:
    assert killings(text, nlp) == 2


def test_opened_fire_is_no_blaze(nlp: Language) -> None:
    (incident,) = extracted("Police opened fire in Kisumu on Monday, killing four people.", nlp).incidents
    assert incident.weapon == "firearm"


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("A member of parliament was killed in Kabale on Monday.", 1),
        ("A youth was killed in Kabale on Monday.", 1),
        ("One person has been reported as killed in Kabale on Monday.", 1),
        ("At least 2 people were shot and killed in Kabale on Monday as they attempted to leave.", 2),
        ("A student was on Monday shot dead in Kabale as police battled to quell a strike.", 1),
    ],
)
def test_who_died_is_counted(text: str, best: int, nlp: Language) -> None:
    assert dead(text, nlp) == [best]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Shot dead at the market in Kabale.", "killing"),
        ("Shot in the chest while haggling over water, was taken to hospital but succumbed.", "killing"),
        ("Was arrested by officers at the market and has not been seen since his arrest.", "abduction"),
    ],
)
def test_an_account_needs_no_subject(text: str, type_: str, nlp: Language) -> None:
    assert type_ in [i.type for i in extracted(text, nlp).incidents]


FAIR = "The street was quiet on the day. Traders closed their shops. Neighbours brought flowers and candles. "


@pytest.mark.parametrize(
    ("lead", "further", "incidents"),
    [
        # The one of the lead has a name further on; the three of the lead have theirs.
        (
            "A student was shot dead in Likoni on Monday night.",
            "Brian Otieno was walking home when he was shot dead.",
            1,
        ),
        ("Three people were killed in Likoni on Monday night.", "Amina Noor was killed. Brian Otieno was killed.", 1),
        # Another day, or the words say so.
        ("A student was shot dead in Likoni on Monday night.", "Brian Otieno was shot dead on Thursday.", 2),
        ("A student was shot dead in Likoni on Monday night.", "In another incident, Brian Otieno was shot dead.", 2),
    ],
)
def test_those_whom_the_lead_counted_may_be_named_further_on(
    lead: str, further: str, incidents: int, nlp: Language
) -> None:
    assert killings(f"{lead} {FAIR}{further}", nlp) == incidents


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # Not the day of the page, and not the day of the death where that of the wound is told.
        ("Posted: Wednesday, June 19, 2024. Officers shot a student in Likoni on Monday.", "2024-06-17"),
        ("LIKONI (June 19, 2024) – Officers shot a student around 9 p.m. Monday.", "2024-06-17"),
        ("Amina Noor died on Wednesday, officers said. It happened on Monday.", "2024-06-17"),
        ("Amina Noor died on Wednesday in Likoni.", "2024-06-19"),
        # Right beside the words of the harm, whatever the sentence says of it.
        ("Police look for a man accused in the deadly shooting of Amina Noor in Likoni on Saturday.", "2024-06-15"),
        ("A man was charged on Monday over a June 13 shooting in Likoni. Amina Noor was killed.", "2024-06-13"),
        ("A trader killed during a raid in Likoni Saturday night was identified as Amina Noor.", "2024-06-15"),
        ("Amina Noor was shot dead in Likoni and no one was in custody as of late Tuesday.", None),
        ("Amina Noor was shot dead. A vigil was held on Friday for the trader killed in Likoni.", None),
        # What happened did not happen next Sunday.
        ("The boy who sustained a gunshot wound Sunday is now recovering.", "2024-06-16"),
        # A part of the day, told of nothing said or decided.
        ("A student was shot dead, police say. Amina Noor was taken to hospital Monday night.", "2024-06-17"),
        ("A student was shot dead, police say. A vigil was held Monday night.", None),
        ("The boy was showing her a shotgun he got for Christmas when it went off and killed Amina.", None),
        ("Amina Noor was shot dead in Kano. Ali Moyo was sentenced for the killing on Monday.", None),
        ("A girl was shot dead by a boy while visiting a friend on Monday.", "2024-06-17"),
    ],
)
def test_the_day_is_that_of_what_happened(text: str, day: str | None, nlp: Language) -> None:
    (incident,) = extracted(text, nlp).incidents
    assert (incident.date.start.isoformat() if incident.date and incident.date.start else None) == day


def test_what_has_no_day_is_of_the_one_day_told_for_all_the_violence(nlp: Language) -> None:
    text = (
        "Gunmen fired into a house in Likoni on Monday. Neighbours fled. The road was shut. "
        "Amina Noor was stabbed to death in the yard of the school. "
    )
    days = {i.date and str(i.date.start) for i in extracted(text, nlp).incidents}
    other = extracted(f"{text}A trader was shot dead in Thika on Wednesday.", nlp)
    assert days == {"2024-06-17"}
    assert None in {i.date and str(i.date.start) for i in other.incidents}


FOLLOWED = (
    ("Two people have been charged in connection with the shooting death of a six-year-old girl. Deputies say she was "
     "visiting a home in Kano on 3 January, when the accident happened.",
     ("killing", "2024-01-03", "historic"), "a charge, months later"),
    ("Police are investigating the Sunday afternoon shooting death of a 17-month-old child in Tamale.",
     ("killing", None, "undated"), "an inquiry: its day is not surely that of the death"),
    ("A couple charged with the accidental shooting of a young girl in Lusaka last year have pleaded not guilty.",
     ("injury", "2023-01-01", "historic"), "a trial"),
    ("Police in Thika said they arrested a man who shot four people in a bar last month.",
     ("injury", "2024-05-01", "cumulative"), "what the man who was arrested is said to have done"),
    ("Police arrested two men on Tuesday over the killing of Peter Otieno in Kisumu.",
     ("killing", None, "incident"), "an arrest, whose day is its own"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "harm", "why"), FOLLOWED, ids=[row[2] for row in FOLLOWED])
def test_an_article_tells_of_the_harm_that_it_follows(
    text: str, harm: tuple[str, str | None, str], why: str, nlp: Language
) -> None:
    read = extracted(text, nlp)
    (told,) = (i for i in read.incidents if i.type != "arrest")
    (figure,) = (f for f in read.figures if f.kind != "arrested")
    day = str(told.date.start) if told.date else None
    assert (told.type, day, figure.role) == harm, why


@pytest.mark.parametrize(
    "text",
    [
        "Residents camped at the police station in Nakuru against the death of a driver.",
        "Students protested in Kitale on Monday over the killing of a trader.",
        "A crowd celebrated the killing of a warlord in Dhusamareb.",
    ],
)
def test_who_decries_or_cheers_a_death_does_not_tell_it(text: str, nlp: Language) -> None:
    assert all(i.type == "protest" for i in extracted(text, nlp).incidents)


def test_a_part_of_a_town_that_no_list_has_may_be_where_the_town_is_named(nlp: Language) -> None:
    text = (
        "A student picked up in Mirpur has died in police custody. "
        "Ali Moyo was declared dead in Dhaka on Monday, his family said."
    )
    assert len([i for i in extracted(text, nlp).incidents if i.type == "killing"]) == 1


def test_an_estate_and_the_county_beside_it_may_be_one_place(nlp: Language) -> None:
    text = "Three die in Kiambu brawl\n\nThree people were killed on Saturday night at a stage in Githurai 45."
    assert len([i for i in extracted(text, nlp).incidents if i.type == "killing"]) == 1
