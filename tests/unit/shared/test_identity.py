import pytest

from shared.identity import ID_LENGTH, article_id, stable_id


def test_the_same_parts_have_the_same_id_in_every_process() -> None:
    assert stable_id("incident", "a", 1) == "92c9d60d00c63ec320fc"


@pytest.mark.parametrize(("one", "other"), [(("ab", "c"), ("a", "bc")), (("a", "b"), ("b", "a")), (("a",), ("a", ""))])
def test_other_parts_have_another_id(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert stable_id(*one) != stable_id(*other)


def test_an_id_has_a_fixed_length_whatever_it_names() -> None:
    assert len(stable_id("x" * 10_000, "\ud800")) == ID_LENGTH


def test_an_article_is_what_its_caller_calls_it_else_where_it_stands_else_what_it_says() -> None:
    own, url, text = "A-17", "https://a.example/1", "Words."
    assert article_id(own_id=own, canonical_url=url, text=text) == own
    assert article_id(canonical_url=url, text=text) == article_id(canonical_url=url, text="Edited words.")
    assert article_id(text=text) != article_id(text="Edited words.")
