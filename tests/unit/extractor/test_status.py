"""How sure an article is of what it tells, by how it tells it."""

import pytest
from spacy.language import Language

from tests.unit.extractor.articles import extracted


def status(text: str, nlp: Language) -> str:
    (killing,) = (i for i in extracted(text, nlp).incidents if i.type == "killing")
    return killing.status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # In the article's own voice, and by an office.
        ("Two men were shot dead in Mombasa on Monday.", "reported"),
        ("Two men were shot dead in Mombasa on Monday, police said.", "reported"),
        ("According to the police, two men were shot dead in Mombasa on Monday.", "reported"),
        # By a word of doubt, by those without an office, in somebody's quotation marks.
        ("Police allegedly shot dead two men in Mombasa on Monday.", "alleged"),
        ("Soldiers reportedly killed two men in Mombasa on Monday.", "alleged"),
        ("Police are accused of killing two men in Mombasa on Monday.", "alleged"),
        ("Activists claim that police killed two men in Mombasa on Monday.", "alleged"),
        ("Residents said that police shot dead two men in Mombasa on Monday.", "alleged"),
        ("According to witnesses, police shot dead two men in Mombasa on Monday.", "alleged"),
        ("“They shot dead two men in Mombasa on Monday,” a trader said.", "alleged"),
        # Found by those who can find it.
        ("Police confirmed that two men were shot dead in Mombasa on Monday.", "confirmed"),
        ("A post-mortem showed that the trader was strangled in Mombasa on Monday.", "confirmed"),
        ("The court found that officers killed two men in Mombasa on Monday.", "confirmed"),
        ("An inquest ruled that a guard killed the trader in Mombasa on Monday.", "confirmed"),
        ("Two men shot in Mombasa on Monday were pronounced dead at the hospital.", "confirmed"),
        # Told and denied.
        (
            "Police shot dead two men in Mombasa on Monday, residents said. The commander denied that officers killed "
            "anyone in Mombasa.",
            "disputed",
        ),
        ("Two men were shot dead in Mombasa on Monday, which the commander disputes.", "disputed"),
    ],
)
def test_the_way_it_is_told_decides(text: str, expected: str, nlp: Language) -> None:
    assert status(text, nlp) == expected


def test_the_surest_telling_counts(nlp: Language) -> None:
    text = (
        "Police allegedly shot dead two men in Mombasa on Monday. The county commander confirmed the two were killed."
    )
    assert status(text, nlp) == "confirmed"


def test_a_confirmation_of_something_else_confirms_no_death(nlp: Language) -> None:
    text = (
        "Police allegedly shot dead two men in Mombasa on Monday. The commander confirmed that an inquiry was opened."
    )
    assert status(text, nlp) == "alleged"
