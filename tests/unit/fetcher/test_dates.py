"""When an article was published: its caller's word, its own date line, or nothing."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.fetcher.datelines import HEAD, date_at_the_head
from services.fetcher.dates import AHEAD, EARLIEST, BadDate, from_caller, from_text

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
THIRD = date(2024, 7, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # The two founding articles that carry their date.
        (" date 2023-07-21 International Justice Mission (IJM) in Kenya has denounced", date(2023, 7, 21)),
        ("Saturday, April 15, 2023 – Azimio One Kenya Alliance party leader", date(2023, 4, 15)),
        # Place and date, as agencies and campaigners write them.
        ("NAIROBI, 3 July 2024 – Two people died.", THIRD),
        ("NAIROBI, Kenya, 3 July 2024 — Two people died.", THIRD),
        ("Kisumu, July 3, 2024 (Reuters) - Two people died.", THIRD),
        ("KAMPALA July 3 2024 -- Two people died.", THIRD),
        ("Nairobi, 3 July 2024\nTwo people died.", THIRD),
        # A label.
        ("Published: July 3rd, 2024 by our reporter\nTwo people died.", THIRD),
        ("Published on 3 July 2024 at 10:30 am EAT\nTwo people died.", THIRD),
        ("Posted on: Wed, Jul. 3, 2024 | News\nTwo people died.", THIRD),
        ("Published: 23/07/2023\nTwo people died.", date(2023, 7, 23)),
        ("Date: 2024-07-03T08:00:00+03:00\nTwo people died.", THIRD),
        # ISO at the head.
        ("2024-07-03\nTwo people died.", THIRD),
        ("2024-07-03 Two people died.", THIRD),
        ("2024-07-03T23:30:00+03:00 - Two people died.", THIRD),
        # Behind headline and author.
        ("Two killed in Kondele\nBy Akinyi Odhiambo\nPublished: 3 July 2024\nTwo people died.", THIRD),
        ("Two killed in Kondele\nBy Akinyi Odhiambo, July 3, 2024\nTwo people died.", THIRD),
        ("Two killed in Kondele\nJuly 3, 2024\nTwo people died.", THIRD),
        ("\ufeff\n\u200b July 3, 2024 – Two people died.", THIRD),
        # Twice the same is no contradiction.
        ("Published: 3 July 2024\nNAIROBI, 3 July 2024 – Two people died.", THIRD),
        # Swahili and French.
        ("Jumatano, 3 Julai 2024 – Watu wawili waliuawa.", THIRD),
        ("Kinshasa, 3 juillet 2024 – Deux personnes ont été tuées.", THIRD),
    ],
)
def test_a_date_line_at_the_head_is_the_articles_own_date(text: str, day: date) -> None:
    assert date_at_the_head(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "On 3 July 2024, police shot two people.",
        "3 July 2024 was the day on which police shot two people.",
        "Wednesday, July 3, 2024, police shot two people.",
        "Police shot two people on Wednesday, July 3, 2024 – the worst day so far.",
        "Since Thursday, 4 July 2024 – a public holiday – nobody has been seen.",
        "By Monday, April 15, 2023 – a deadline – the officers must go.",
        "Published on 3 July 2024, the report lists 12 deaths.",
        "Dated 3 July 2024, the letter asks the minister to resign.",
        # One half of a range.
        "July 3, 2024 – July 5, 2024: what we know of the protests",
        "2024-07-03 – 2024-07-05 Protests",
        "2024-07-03 to 2024-07-05 saw protests.",
        # A chronicle: the dates are those of the events.
        "3 July 2024 – Two killed in Kondele.\n5 July 2024 – One killed in Migori.\n",
        "3 July 2024 – " + "Two killed in Kondele. " * 30 + "\n5 July 2024 – One killed in Migori.\n",
        # No year; an order that can't be told; a day that does not exist; a weekday that it was not.
        "NAIROBI, July 3 (Reuters) - Two people died.",
        "Published: 03/07/2024\nTwo people died.",
        "Published: 31 June 2024\nTwo people died.",
        "Monday, July 3, 2024 – Two people died.",
        "date 2024-02-30 Two people died.",
        # Behind the head.
        "x" * HEAD + "\nPublished: 3 July 2024\nTwo people died.",
        "Two people died.",
        "",
    ],
)
def test_a_date_that_tells_of_something_else_is_not_the_articles(text: str) -> None:
    assert date_at_the_head(text) is None


def test_two_orders_of_day_and_month_that_mean_the_same_are_understood() -> None:
    assert date_at_the_head("Published: 07/07/2024\n") == date(2024, 7, 7)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("2024-07-03T08:00:00+03:00", datetime(2024, 7, 3, 5, tzinfo=UTC)),
        ("2024-07-03T05:00:00Z", datetime(2024, 7, 3, 5, tzinfo=UTC)),
        ("2024-07-03 05:00", datetime(2024, 7, 3, 5, tzinfo=UTC)),  # no offset: UTC
        (" 2024-07-03 ", datetime(2024, 7, 3, tzinfo=UTC)),
        ("Wed, 03 Jul 2024 08:00:00 +0300", datetime(2024, 7, 3, 5, tzinfo=UTC)),
        ("Wed, 03 Jul 2024 05:00:00 -0000", datetime(2024, 7, 3, 5, tzinfo=UTC)),
        ("1900-01-01", EARLIEST),
        ("2024-07-12T12:00:00Z", NOW + AHEAD),
    ],
)
def test_the_caller_may_write_a_date_as_iso_or_as_feeds_do(said: str, when: datetime) -> None:
    assert from_caller(said, NOW) == when


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2099-01-01", "2099-01-01 lies in the future"),
        ("2024-07-12T12:00:01Z", "2024-07-12 lies in the future"),
        ("1899-12-31", "1899-12-31 lies before 1900"),
        ("yesterday", "not a date; write it as"),
        ("03/07/2024", "not a date; write it as"),
        ("2024-02-30", "not a date; write it as"),
        ("1720000000", "not a date; write it as"),
        ("20240703", "not a date; write it as"),
        ("", "not a date; write it as"),
        ("0001-01-01T00:00:00+14:00", "lies before 1900"),
        ("9999-12-31T23:59:59-14:00", "lies in the future"),
    ],
)
def test_a_callers_date_that_cannot_be_is_refused_with_the_reason(said: str, why: str) -> None:
    with pytest.raises(BadDate, match=why):
        from_caller(said, NOW)


def test_a_date_in_the_text_counts_from_its_midnight_in_utc() -> None:
    assert from_text("NAIROBI, 3 July 2024 – Two people died.", NOW) == datetime(2024, 7, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["Published: 1 January 2099\n", "Published: 31 December 1899\n", "Two people died."])
def test_a_date_in_the_text_that_cannot_be_is_no_date_and_never_now(text: str) -> None:
    assert from_text(text, NOW) is None


@given(st.text(max_size=400))
@example("Published: 9999-99-99")
@example("١٢ July ٢٠٢٤ – x")
@example("Published: ٢٣/٠٧/٢٠٢٣")
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    when = from_text(text, NOW)
    assert when is None or EARLIEST <= when <= NOW + AHEAD


@given(st.text(max_size=60) | st.from_regex(r"\A\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.{0,12}\Z"))
@example("0001-01-01T00:00+14:00")
@example("Mon, 32 Foo 99999999999 99:99:99 +9999")
def test_no_word_of_a_caller_breaks_the_reading_of_dates(said: str) -> None:
    with suppress(BadDate):
        assert from_caller(said, NOW).tzinfo is not None


@given(st.dates(date(1900, 1, 2), date(2024, 7, 10)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%A, %B %d, %Y"]))
def test_every_day_that_was_can_be_written_in_a_date_line(day: date, form: str) -> None:
    assert date_at_the_head(f"NAIROBI, {day.strftime(form)} – Two people died.") == day


def test_the_longest_hostile_head_is_read_in_no_time() -> None:
    started = datetime.now(UTC)
    for line in ("By " + "A" * 3000, "NAIROBI, " * 400, "Monday, July " * 300, "A B C D, " * 300, "(" * 3000):
        date_at_the_head(line)
    assert datetime.now(UTC) - started < timedelta(seconds=1)
