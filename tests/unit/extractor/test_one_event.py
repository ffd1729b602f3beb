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
