"""The parts of a text that prove something, to the letter, with their marks."""

from hypothesis import given
from hypothesis import strategies as st

from services.store.excerpts import MOST_PARAGRAPHS, excerpt
from services.store.facts import FactLine
from services.store.marks import Mark

TEXT = "Nothing here.\nTwo died in Kondele.\n\nMore of nothing.\nPolice denied it. The union did not.\nThe end."


def fact(*spans: tuple[int, int]) -> FactLine:
    marks = tuple(Mark(start, end, "i-1", "incident", "evidence") for start, end in spans)
    return FactLine("i-1", "incident", "killing", "Kondele", (), marks)


def words(*parts: str) -> FactLine:
    return fact(*((TEXT.index(part), TEXT.index(part) + len(part)) for part in parts))


def shown(of: FactLine, text: str = TEXT) -> list[str]:
    return ["".join(segment.text for segment in p.segments) for p in excerpt(text, [of]).paragraphs]


def test_only_the_paragraphs_that_prove_something_are_shown_whole() -> None:
    assert shown(words("Two died", "Police denied it.")) == [
        "Two died in Kondele.", "Police denied it. The union did not.",
    ]  # fmt: skip
    first, second = excerpt(TEXT, [words("Two died", "Police denied it.")]).paragraphs
    assert [(s.text, bool(s.marks)) for s in first.segments] == [("Two died", True), (" in Kondele.", False)]
    assert (first.skipped, second.skipped) == (True, True)


def test_a_span_over_two_paragraphs_brings_both_once() -> None:
    assert shown(words("Two died", "Kondele.\n\nMore", "More of")) == ["Two died in Kondele.\n\nMore of nothing."]


def test_a_span_outside_of_the_text_shows_nothing() -> None:
    assert shown(fact((5, 5), (90, 999))) == []


def test_a_long_article_is_no_reprint() -> None:
    text = "\n".join(f"line {n}" for n in range(30))
    starts = [text.index(f"line {n}") for n in range(10, 30)]
    told = excerpt(text, [fact(*((start, start + 4) for start in starts))])
    assert (len(told.paragraphs), told.more) == (MOST_PARAGRAPHS, 20 - MOST_PARAGRAPHS)


@given(st.text("ab \n", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_every_mark_is_shown_once_with_its_own_words(text: str, spans: list[tuple[int, int]]) -> None:
    sound = {(start, end) for start, end in spans if start < end <= len(text)}
    marked = [s for p in excerpt(text, [fact(*spans)]).paragraphs for s in p.segments if s.marks]
    covered = {at for start, end in sound for at in range(start, end)}
    assert sum(len(segment.text) for segment in marked) == len(covered)
    assert "".join(segment.text for segment in marked) == "".join(text[at] for at in sorted(covered))
