"""Where quotations begin and end, in the marks and habits of the press."""

import pytest

from services.extractor.components.quotes import find_quotes


def inside(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in quote.pieces] for quote in find_quotes(text)]


@pytest.mark.parametrize(
    ("why", "text", "pieces"),
    [
        ("curly marks", "“We will march,” he said.", [["We will march,"]]),
        ("straight marks", '"We will march," he said. "Tomorrow."', [["We will march,"], ["Tomorrow."]]),
        ("two apostrophes", "''We will march,'' he said.", [["We will march,"]]),
        ("angle marks", "«We will march», he said.", [["We will march"]]),
        ("low opening mark", "„We will march,” he said.", [["We will march,"]]),
        ("curly single marks", "He called it ‘a massacre’ on Monday.", [["a massacre"]]),
        ("an apostrophe is no mark", "The officers’ guns and the town’s fear.", []),
        ("marks inside marks", "“He read “the Statute” aloud,” she said.", [["He read “the Statute” aloud,"]]),
        ("single inside double", "“They said ‘go home’ to us,” she said.", [["They said ‘go home’ to us,"]]),
        ("an inch is not opened", 'A 6" pipe and no more.', []),
        ("nothing inside", "“” he said.", []),
    ],
)
def test_a_quotation_is_what_stands_between_its_marks(why: str, text: str, pieces: list[list[str]]) -> None:
    assert inside(text) == pieces, why


def test_a_quotation_over_paragraphs_opens_each_and_closes_once() -> None:
    text = "“They came at dawn.\n\n“They took my son.\n\n“He never came back,” she said.\n\n“Who will answer?”"
    assert inside(text) == [["They came at dawn.", "They took my son.", "He never came back,"], ["Who will answer?"]]


def test_a_quotation_over_paragraphs_in_straight_marks() -> None:
    text = '"They came at dawn.\n\n"He never came back," she said.'
    assert inside(text) == [["They came at dawn.", "He never came back,"]]


def test_a_quotation_that_is_never_closed_ends_with_its_paragraph() -> None:
    text = "“They came at dawn, she said.\n\nThe police gave no comment.\n\n“We wait,” she said."
    assert inside(text) == [["They came at dawn, she said."], ["We wait,"]]


def test_words_of_teasers_are_no_quotations() -> None:
    text = "Read: “We will march” - union\n\n“We wait,” she said."
    assert [text[q.start : q.end] for q in find_quotes(text, ((0, 29),))] == ["“We wait,”"]
