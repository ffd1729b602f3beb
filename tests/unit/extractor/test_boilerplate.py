"""What in a text is not the article's own, and that it stays out of its facts."""

import pytest
from spacy.language import Language

from services.extractor.components.boilerplate import find_boilerplate, readable
from tests.unit.extractor.articles import extracted

TEXT = """Two fishermen drowned off Beira on Monday.

Read: Forty Killed in Ferry Disaster

Also read: Minister sacked

The navy is searching for a third man.
Copyright 2024 Coast Daily. All rights reserved."""


def test_teasers_and_copyright_lines_are_not_the_articles_own_words() -> None:
    assert [TEXT[start:end] for start, end in find_boilerplate(TEXT)] == [
        "Read: Forty Killed in Ferry Disaster",
        "Also read: Minister sacked",
        "Copyright 2024 Coast Daily. All rights reserved.",
    ]


def test_what_is_read_keeps_every_offset() -> None:
    blanked = readable(TEXT, find_boilerplate(TEXT))
    assert len(blanked) == len(TEXT)
    assert "Forty Killed" not in blanked
    assert blanked.index("The navy") == TEXT.index("The navy")


def test_a_paragraph_that_begins_with_reading_is_kept() -> None:
    assert find_boilerplate("Reading the names of the dead took an hour.") == ()


@pytest.mark.parametrize(
    "line",
    [
        "By Achieng Odera",
        "By ACHIENG ODERA and Tom Wafula | Coast Bureau",
        "Reporting by Tom Wafula in Lodwar",
        "Boats off Beira in May. PHOTO | COAST DAILY",
        "A burnt lorry at the gate (File photo)",
        "Mourners in Lodwar on Tuesday. [Tom Wafula/AFP]",
        "Get the latest news in your inbox every morning",
        "4 min read",
        "Editing by Tom Wafula",
    ],
)
def test_bylines_captions_and_newsletter_lines_are_foreign(line: str) -> None:
    text = f"{line}\n\nTwo fishermen drowned off Beira on Monday."
    assert [text[start:end] for start, end in find_boilerplate(text)] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the army had left the town.",
        "By then Achieng Odera had gone.",
        "Police asked who took the photo by the gate and why it was sent, and nobody answered.",
        "The minister will read the budget on Friday.",
        "Nearby, Achieng Odera sells fish.",
        "Three people were killed",
    ],
)
def test_the_articles_own_lines_are_kept(line: str) -> None:
    assert find_boilerplate(f"{line}\n\nTwo fishermen drowned off Beira on Monday.") == ()


def test_headlines_below_related_stories_are_other_articles_until_a_sentence_ends() -> None:
    text = "A dam broke.\n\nRelated stories:\nForty killed in ferry disaster\n\nMinister sacked\n\nThe dam was old.\n"
    assert [text[start:end] for start, end in find_boilerplate(text)] == [
        "Related stories:",
        "Forty killed in ferry disaster",
        "Minister sacked",
    ]


def test_one_headline_follows_read_also() -> None:
    text = "A dam broke.\n\nRead also:\n\nForty killed in ferry disaster\n\nNine villages are dry"
    assert [text[start:end] for start, end in find_boilerplate(text)] == [
        "Read also:",
        "Forty killed in ferry disaster",
    ]


def test_a_teaser_or_credit_in_brackets_is_cut_out_of_its_paragraph() -> None:
    text = "A dam broke (Read: Forty killed in ferry disaster) in May. It was old. (Photo: Tom Wafula / Coast Daily)"
    assert [text[start:end] for start, end in find_boilerplate(text)] == [
        "(Read: Forty killed in ferry disaster)",
        "(Photo: Tom Wafula / Coast Daily)",
    ]


def test_what_a_related_headline_tells_is_no_fact_of_the_article(nlp: Language) -> None:
    said = extracted(
        "Two fishermen drowned off Beira on Monday, the navy said.\n\nRelated stories\n\n"
        "Police shoot dead nine protesters in Tete\n\nWorkers demand that minister resign\n\n"
        "The navy is searching for a third man.\n\nPhoto: Soldiers killed six in Pemba | COAST DAILY",
        nlp,
    )
    assert all("Tete" not in each.text and "Pemba" not in each.text for i in said.incidents for each in i.evidence)
    assert [figure.best for figure in said.figures if figure.kind == "killed"] == [2]
    assert [claim for claim in said.claims if claim.kind == "demand"] == []
    assert {"Tete", "Pemba"}.isdisjoint(entity.name for entity in said.entities)


@pytest.mark.parametrize(
    "tail",
    [
        "Related stories: Nine shot dead in Tete Minister sacked Facebook Twitter Linkedin Mail",
        "Also read Nine shot dead in Tete",
        "Coast full coverage: Nine shot dead in Tete",
    ],
)
def test_headlines_behind_the_text_are_foreign_also_where_line_ends_are_lost(tail: str) -> None:
    text = f"Two fishermen drowned off Beira on Monday. {tail}"
    assert [text[start:end] for start, end in find_boilerplate(text)] == [tail]


@pytest.mark.parametrize(
    "text",
    [
        "He sat down. Related stories were told by two more fishermen.",
        "Nine died in Tete. Full coverage of the costs was promised by the state.",
    ],
)
def test_sentences_that_open_like_a_list_of_headlines_are_kept(text: str) -> None:
    assert find_boilerplate(text) == ()
