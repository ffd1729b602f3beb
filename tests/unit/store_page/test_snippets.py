"""A snippet shows where a word stands, and where it was cut."""

from hypothesis import given
from hypothesis import strategies as st

from services.store.views.articles import SNIPPET, snippet

LONG = "The council met. " * 50 + "Two people died in the market. " + "The council met again. " * 50


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("Two people died.", ["died"]) == "Two people died."


def test_a_long_text_is_cut_between_words_around_the_word_looked_for() -> None:
    shown = snippet(LONG, ["MARKET"])
    assert "Two people died in the market." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert set(shown.strip("… ").split()) <= set(LONG.split())


def test_a_word_of_the_title_alone_shows_the_start() -> None:
    assert snippet(LONG, ["elsewhere"]).startswith("The council met.")


@given(st.text(), st.lists(st.text(min_size=1)))
def test_any_text_has_a_snippet_of_bounded_length(text: str, words: list[str]) -> None:
    assert len(snippet(text, words)) <= SNIPPET + 4
