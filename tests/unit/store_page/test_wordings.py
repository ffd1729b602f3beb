"""Values in words are no more exact than the values."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services.store.wordings import how_many, moment, quoted, toll_in_words, when, where
from shared.messages import DatePrecision, DateRange, Place, Proof, Toll


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [
        (12, 12, 12, "12"),
        (12, None, 12, "12"),
        (12, None, None, "at least 12"),
        (12, 12, None, "at least 12"),
        (12, 15, None, "at least 12, best estimate 15"),
        (10, None, 12, "10 to 12"),
        (10, 10, 12, "10 to 12"),  # the best estimate is the low value: nothing more to say
        (10, 11, 12, "10 to 12, best estimate 11"),
        (0, None, 12, "up to 12"),
        (0, 5, 12, "0 to 12, best estimate 5"),
        (0, None, None, "an unknown number"),
        (0, 0, 0, "0"),
        (1_200, 1_200, 1_200, "1,200"),
    ],
)
def test_a_toll_says_its_range(low: int, best: int | None, high: int | None, words: str) -> None:
    assert how_many(Toll(low=low, best=best, high=high)) == words


def test_the_gravest_harm_is_told_first() -> None:
    two = Toll(low=2, best=2, high=2)
    assert toll_in_words({"arrested": two, "injured": Toll(low=5), "killed": two}) == (
        "2 killed, at least 5 injured, 2 arrested"
    )
    assert toll_in_words({}) == ""


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (date(2024, 7, 3), date(2024, 7, 3), "day", "3 July 2024"),
        (date(2024, 7, 3), None, "day", "3 July 2024"),
        (date(2024, 6, 30), date(2024, 7, 3), "day", "30 June 2024 to 3 July 2024"),
        (date(2024, 7, 1), date(2024, 7, 7), "week", "between 1 July 2024 and 7 July 2024"),
        (date(2024, 7, 1), date(2024, 7, 31), "month", "July 2024"),  # not "1 July"
        (date(2024, 1, 1), date(2024, 12, 31), "year", "2024"),
        (date(2023, 1, 1), date(2024, 12, 31), "year", "2023 to 2024"),
        (None, None, "none", "date not stated"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(
    start: date | None, end: date | None, precision: DatePrecision, words: str
) -> None:
    assert when(DateRange(start=start, end=end, precision=precision)) == words


def test_what_is_not_stated_is_said_so() -> None:
    assert when(None) == "date not stated"
    assert where(None) == "place not stated"
    assert where(Place(text="Katwe")) == "Katwe"
    proof = Proof(start=0, end=4, text="died", article_id="a")
    assert quoted(proof) == "“died” (publisher not stated, date not stated)"


def test_times_are_told_in_utc() -> None:
    east = timezone(timedelta(hours=3))
    assert moment(datetime(2024, 6, 21, 1, 5, tzinfo=east)) == "20 June 2024, 22:05 UTC"
    assert moment(datetime(2024, 6, 21, 1, 5, tzinfo=UTC)) == "21 June 2024, 01:05 UTC"
