"""Rule R4: words to numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.components.quantities import CEILING, number_of, quantity


@pytest.mark.parametrize(
    ("words", "low", "best", "high"),
    [
        ("12 people", 12, 12, 12),
        ("a dozen people", 12, 12, 12),
        ("two dozen people", 24, 24, 24),
        ("half a dozen people", 6, 6, 6),
        ("at least 12 people", 12, 12, None),
        ("no fewer than three people", 3, 3, None),
        ("more than 12 people", 13, 13, None),
        ("over thirty people", 31, 31, None),
        ("up to 12 people", 1, None, 12),
        ("as many as forty people", 1, None, 40),
        ("about 12 people", 12, 12, 12),
        ("10 to 12 people", 10, 10, 12),
        ("10-12 people", 10, 10, 12),
        ("between ten and twelve people", 10, 10, 12),
        ("several people", 3, 3, None),
        ("a few people", 3, 3, None),
        ("a couple of people", 2, 2, 2),
        ("dozens of people", 12, 12, None),
        ("scores of people", 20, 20, None),
        ("hundreds of people", 100, 100, None),
        ("twenty-one people", 21, 21, 21),
        ("two hundred and five people", 205, 205, 205),
        ("1,204 people", 1204, 1204, 1204),
        ("a family of five", 5, 5, 5),
    ],
)
def test_words_become_a_range(words: str, low: int, best: int | None, high: int | None) -> None:
    found = quantity(words)
    assert found is not None
    assert (found.low, found.best, found.high) == (low, best, high)


@pytest.mark.parametrize("words", ["people", "at 4:30", "a 24-year-old", "12%", "$300", "3.5 km"])
def test_what_counts_nobody_is_no_amount(words: str) -> None:
    assert quantity(words) is None


def test_about_is_remembered() -> None:
    about, exact = quantity("about 30"), quantity("30")
    assert about is not None
    assert exact is not None
    assert (about.approx, exact.approx) == (True, False)


def test_disjoint_groups_add_up_and_an_open_one_leaves_the_sum_open() -> None:
    nine, some = quantity("nine"), quantity("at least two")
    assert nine is not None
    assert some is not None
    assert (nine.plus(some).low, nine.plus(some).best, nine.plus(some).high) == (11, 11, None)


def test_an_absurd_number_stays_storable() -> None:
    assert number_of("9" * 40) == CEILING


@given(st.text(max_size=200))
def test_no_text_at_all_makes_it_fail(words: str) -> None:
    found = quantity(words)
    assert found is None or (0 <= found.start <= found.end <= len(words) and found.low >= 0)
