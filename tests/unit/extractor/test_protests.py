"""Protests told by what people do, and words of protest that tell of none: texts written for the purpose."""

import pytest
from spacy.language import Language

from services.extractor.lexicon import rows
from tests.unit.extractor.articles import extracted


def has_protest(text: str, nlp: Language) -> bool:
    return any(i.type == "protest" for i in extracted(text, nlp).incidents)


@pytest.mark.parametrize(
    "text",
    [
        "Hundreds of residents took to the streets of Lusaka on Monday.",
        "About 800 chanting students were blocking the gate of the campus with dustbins on Thursday.",
        "Workers downed tools at the mine in Kitwe on Monday.",
        "Residents burned tyres on the road to Kitwe on Monday.",
        "A group of supporters stood outside the court in Kitwe on Monday, singing and carrying placards.",
        "Students handed over a memorandum of grievances to the dean in Kitwe on Friday.",
        "Residents of Kitwe went on the rampage on Monday.",
        # Joined by a hyphen
        "Activists staged a sit-in at the embassy in Lusaka on Monday.",
        "Taxi drivers embarked on a go-slow in Lusaka on Monday.",
        # A strike that lasts is one of workers
        "The strike at the smelter in Kitwe entered its second week on Monday.",
    ],
)
def test_what_protesters_do_is_a_protest(text: str, nlp: Language) -> None:
    assert has_protest(text, nlp)


@pytest.mark.parametrize(
    "text",
    [
        # Nobody, or those who are no protesters, did it
        "A fallen tree blocked the road to Kitwe on Monday.",
        "Police blocked the road to Kitwe on Monday.",
        "Gunmen blocked the road to Kitwe on Monday.",
        # Another strike
        "The air strike on the bridge in Kitwe ended on Monday.",
        # Not yet, or long ago
        "The broadcaster in Lusaka is concerned by the looming strike by its workers.",
        "Emigration has been a feature of life since the Lusaka riots of the 1970s.",
    ],
)
def test_what_only_sounds_like_a_protest_is_none(text: str, nlp: Language) -> None:
    assert not has_protest(text, nlp)


def test_a_line_of_deeds_is_well_formed() -> None:
    for verb, thing, who in rows("protest_deeds"):
        assert verb == verb.lower()
        assert thing == thing.lower()
        assert who in ("people", "any")
    assert len(set(rows("protest_deeds"))) == len(rows("protest_deeds"))


def test_what_a_foiled_attack_would_have_done_is_no_incident(nlp: Language) -> None:
    assert extracted("Police spoke of a foiled attack on the market in Kitwe on Monday.", nlp).incidents == ()


def test_one_of_those_being_shot_is_one(nlp: Language) -> None:
    text = "Police fired in the air in Kitwe on Monday, resulting in one of the marchers being shot and killed."
    assert [(f.kind, f.best) for f in extracted(text, nlp).figures] == [("killed", 1)]


def test_deaths_that_were_reported_lie_where_the_sentences_before_do(nlp: Language) -> None:
    text = "Soldiers fired into a crowd in Kitwe on Monday. The crowd fled to the river. Two deaths were reported."
    assert [f.role for f in extracted(text, nlp).figures if f.kind == "killed"] == ["incident"]
