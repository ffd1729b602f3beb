"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.schedule import (
    MOST_WAIT,
    Pace,
    first_poll,
    host_pause,
    interval_after,
    jittered,
    next_poll,
    next_try,
    next_visit,
)

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PACE = Pace()


def simulated(every: timedelta, hours: int = 48) -> timedelta:
    """The interval at which a feed ends that brings something that often, at random."""
    random, interval, time = Random(7), 10 * MINUTE, timedelta(0)
    while time < timedelta(hours=hours):
        time += interval
        news = random.random() > 2.718 ** -(interval / every)
        interval = interval_after(interval, int(news), PACE)
    return interval


def test_a_busy_feed_is_asked_often_and_a_quiet_one_seldom() -> None:
    busy, usual, quiet = (simulated(every) for every in (3 * MINUTE, 90 * MINUTE, timedelta(days=30)))
    assert busy == PACE.shortest
    assert PACE.shortest < usual < PACE.longest
    assert quiet == PACE.longest


@given(st.integers(0, 1000), st.lists(st.integers(0, 3), max_size=50))
def test_an_interval_stays_within_its_bounds(minutes: int, news: list[int]) -> None:
    interval = minutes * MINUTE
    for new in news:
        interval = interval_after(interval, new, PACE)
        assert PACE.shortest <= interval <= PACE.longest


def test_jitter_is_always_the_same_for_the_same_poll_and_at_most_a_tenth() -> None:
    waits = {jittered(100 * MINUTE, str(number)) for number in range(200)}
    assert jittered(100 * MINUTE, "7") == jittered(100 * MINUTE, "7")
    assert 90 * MINUTE <= min(waits) < 92 * MINUTE
    assert 108 * MINUTE < max(waits) <= 110 * MINUTE
    assert len({next_poll(f"feed {number}", 1, 10 * MINUTE, NOW) for number in range(100)}) == 100


def test_each_failure_waits_twice_as_long_up_to_a_day() -> None:
    waits = [next_try("f", failures, 5 * MINUTE, NOW) - NOW for failures in range(1, 15)]
    assert all(0.9 * 5 * MINUTE * 2**n <= wait <= 1.1 * 5 * MINUTE * 2**n for n, wait in enumerate(waits[:8]))
    assert all(timedelta(hours=21) < wait <= MOST_WAIT for wait in waits[9:])


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        (2 * timedelta(hours=1), timedelta(hours=2), timedelta(hours=2)),
        (timedelta(seconds=1), 4 * MINUTE, 6 * MINUTE),  # our own wait is longer
        (timedelta(days=27_000), MOST_WAIT, MOST_WAIT),  # a date in 2099
    ],
)
def test_a_retry_after_is_kept_up_to_a_day(asked: timedelta, least: timedelta, most: timedelta) -> None:
    assert least <= next_try("f", 1, 5 * MINUTE, NOW, asked) - NOW <= most


def test_a_page_is_tried_four_times() -> None:
    assert [next_visit(failures, NOW) for failures in (1, 2, 3, 4)] == [
        NOW + 5 * MINUTE, NOW + 30 * MINUTE, NOW + 180 * MINUTE, None,
    ]  # fmt: skip


def test_a_host_is_left_alone_longer_each_time() -> None:
    assert host_pause(1) == timedelta(seconds=30)
    assert host_pause(3) == timedelta(minutes=2)
    assert host_pause(1, timedelta(hours=3)) == timedelta(hours=3)
    assert host_pause(99, timedelta(days=99)) == MOST_WAIT


def test_ten_thousand_feeds_added_at_once_are_polled_within_ten_minutes() -> None:
    assert first_poll(0, NOW) == NOW
    assert first_poll(10_000, NOW) == NOW + 10 * MINUTE
