"""When a digest is due, and when an endpoint is tried again."""

from datetime import UTC, datetime, time, timedelta

import pytest

from services.store.schedules import RETRIES, Schedule, retry_after


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "due"),
    [
        (Schedule(), "2024-07-04T08:30", "2024-07-04T08:30"),  # at once
        (Schedule(every="hour"), "2024-07-04T08:30", "2024-07-04T09:00"),
        (Schedule(every="hour"), "2024-07-04T09:00", "2024-07-04T10:00"),  # never the digest that is leaving
        (Schedule(every="day", at=time(7, 30), zone="Africa/Nairobi"), "2024-07-04T04:29", "2024-07-04T04:30"),
        (Schedule(every="day", at=time(7, 30), zone="Africa/Nairobi"), "2024-07-04T04:30", "2024-07-05T04:30"),
        # The clocks of Berlin skip from 02:00 to 03:00 on 31 March 2024, and show 02:30 twice on 27 October.
        (Schedule(every="day", at=time(2, 30), zone="Europe/Berlin"), "2024-03-30T12:00", "2024-03-31T01:30"),
        (Schedule(every="day", at=time(2, 30), zone="Europe/Berlin"), "2024-10-26T12:00", "2024-10-27T00:30"),
        (Schedule(every="day", at=time(2, 30), zone="Europe/Berlin"), "2024-10-27T00:30", "2024-10-28T01:30"),
    ],
)
def test_a_digest_comes_at_the_next_hour_or_at_its_time_of_day(schedule: Schedule, now: str, due: str) -> None:
    assert schedule.due(at(now)) == at(due)


def test_a_time_zone_that_is_none_is_refused() -> None:
    for zone in ("Mars/Olympus", "../../etc/passwd", ""):
        with pytest.raises(ValueError, match=r"zone"):
            Schedule(every="day", zone=zone)


def test_an_endpoint_is_tried_ten_times_over_three_days_and_then_given_up() -> None:
    waits = [retry_after(tries, chance=0) for tries in range(1, 11)]
    assert waits[-1] is None
    assert sum((wait for wait in waits if wait), timedelta()) == sum(RETRIES, timedelta())
    assert timedelta(hours=75) < sum(RETRIES, timedelta()) < timedelta(hours=76)


def test_a_wait_is_stretched_at_random_and_by_what_the_endpoint_asks() -> None:
    assert retry_after(2, chance=1) == timedelta(minutes=5.5)
    assert retry_after(1, chance=0, asked=timedelta(hours=1)) == timedelta(hours=1)
    assert retry_after(3, chance=0, asked=timedelta(seconds=1)) == timedelta(minutes=30), "never sooner"
    assert retry_after(1, chance=0, asked=timedelta(days=400)) == timedelta(hours=24)
