"""When an article is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest

from services.fetcher.looks import AGAIN_AFTER, next_look

FIRST = datetime(2024, 7, 3, 8, tzinfo=UTC)


def test_an_article_is_looked_at_again_four_times_and_then_left_alone() -> None:
    looks, at = [], FIRST
    while (due := next_look(FIRST, at)) is not None:
        looks.append(due - FIRST)
        at = due
    assert looks == list(AGAIN_AFTER)


@pytest.mark.parametrize(
    ("looked_after_hours", "due_after_hours"),
    [
        (0, 1),
        (0.9, 1),
        (1.1, 6),  # a minute late changes nothing
        (20, 24),  # those of 1 h and 6 h were missed, and are made up for by this one look
        (71, 72),
        (73, None),
    ],
)
def test_what_was_missed_is_not_made_up_for_by_several_looks(
    looked_after_hours: float, due_after_hours: float | None
) -> None:
    due = next_look(FIRST, FIRST + timedelta(hours=looked_after_hours))
    assert due == (None if due_after_hours is None else FIRST + timedelta(hours=due_after_hours))
