"""Phrases that name a time, against the day of publication; never a default (Rule R3)."""

from datetime import UTC, datetime

import pytest
from spacy.language import Language

from services.extractor.components.dates import find_dates
from services.extractor.components.publication import published_in

WEDNESDAY = datetime(2025, 10, 8, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sentence", "phrase", "value"),
    [
        # A weekday is the last one, or the day of publication itself
        ("Two miners died on Monday night.", "Monday night", "2025-10-06"),
        ("Shops stayed shut on Wednesday.", "Wednesday", "2025-10-08"),
        ("Shops stayed shut last Wednesday.", "last Wednesday", "2025-10-01"),
        ("He fell ill on Thursday.", "Thursday", "2025-10-02"),
        ("She was seen on Tuesday last week.", "Tuesday last week", "2025-09-30"),
        # Announcements look ahead
        ("Nurses will march on Friday.", "Friday", "2025-10-10"),
        ("The vote is scheduled for November 2.", "November 2", "2025-11-02"),
        # Near days
        ("A bus burned yesterday.", "yesterday", "2025-10-07"),
        ("Three days ago the dam broke.", "Three days ago", "2025-10-05"),
        # Calendar days, in the orders of the press
        ("On 3rd October 2025 at 1630 hours they came.", "3rd October 2025", "2025-10-03"),
        ("On October 3, 2025 they came.", "October 3, 2025", "2025-10-03"),
        ("On Friday, 3 October, they came.", "Friday, 3 October", "2025-10-03"),
        ("It ended on 24 December.", "24 December", "2024-12-24"),
        ("Filed 2025-09-30 in Lusaka.", "2025-09-30", "2025-09-30"),
        ("Filed 30/09/2025 in Lusaka.", "30/09/2025", "2025-09-30"),
        ("Two miners died on 22/09 in Tete.", "22/09", "2025-09-22"),
        ("Two miners died on 09/22 in Tete.", "09/22", "2025-09-22"),
        ("Two miners died on 05/10 in Tete.", "05/10", "2025-10-05"),
        # Wider than a day
        ("Forty died in March 2022.", "March 2022", "2022-03"),
        ("Forty died in August.", "August", "2025-08"),
        ("Forty died last week.", "last week", "2025-W40"),
        ("Forty died in 2017.", "2017", "2017"),
        ("Forty died since August.", "since August", "2025-08-01/2025-10-08"),
        ("Forty died in the past three months.", "in the past three months", "2025-07-08/2025-10-08"),
        ("Forty died between March and July 2022.", "between March and July 2022", "2022-03-01/2022-07-31"),
        ("Forty died in January this year.", "January this year", "2025-01"),
        ("Forty died in early July.", "early July", "2025-07"),
        ("A June ruling freed them.", "June", "2025-06"),
        ("The camp stood in the 1990s.", "the 1990s", "1990-01-01/1999-12-31"),
        ("The camp stood in the 19th century.", "the 19th century", "1800-01-01/1899-12-31"),
        ("Thefts fell in the second quarter of 2023.", "the second quarter of 2023", "2023-04-01/2023-06-30"),
        ("Thefts fell in the third quarter.", "the third quarter", "2025-07-01/2025-09-30"),
        ("They met on 3-5 May 2024.", "3-5 May 2024", "2024-05-03/2024-05-05"),
        ("They met on June 12, 1963.", "June 12, 1963", "1963-06-12"),
        ("The poll of 1748 was lost.", "1748", "1748"),
        ("Filed 09/28/2025 in Lusaka.", "09/28/2025", "2025-09-28"),
        ("It was sealed on July sixteenth.", "July sixteenth", "2025-07-16"),
        ("The well was dug in nineteen seventy-two.", "nineteen seventy-two", "1972"),
        ("Rents doubled in the past decade.", "in the past decade", "2015-10-08/2025-10-08"),
        ("Two boats sank over the weekend.", "over the weekend", "2025-10-04/2025-10-05"),
        # Days with names
        ("They marched on Easter Monday 2024.", "Easter Monday 2024", "2024-04-01"),
        ("They marched on Good Friday.", "Good Friday", "2025-04-18"),
        ("Police shot at crowds on Saba Saba.", "Saba Saba", "2025-07-07"),
        ("It happened on Christmas Day 2021.", "Christmas Day 2021", "2021-12-25"),
    ],
)
def test_a_phrase_is_placed_by_the_day_of_publication(sentence: str, phrase: str, value: str) -> None:
    found = find_dates(sentence, WEDNESDAY)
    assert [(sentence[d.start : d.end], d.value) for d in found] == [(phrase, value)]


def test_the_next_day_follows_the_day_told_before_it() -> None:
    text = "On 3 May 2025 the strike began. The next day two workers were arrested."
    assert [d.value for d in find_dates(text, WEDNESDAY)] == ["2025-05-03", "2025-05-04"]


@pytest.mark.parametrize("phrase", ["on Monday", "yesterday", "last week", "on 3 May", "in August"])
def test_without_a_day_of_publication_a_relative_phrase_is_not_placed(phrase: str) -> None:
    (found,) = find_dates(f"It happened {phrase}.", None)
    assert found.value is None
    assert found.when.start is None


def test_a_date_that_no_calendar_has_is_not_placed() -> None:
    (found,) = find_dates("It happened on 31 February 2024.", WEDNESDAY)
    assert found.value is None


@pytest.mark.parametrize(
    "sentence",
    [
        "About 2000 people fled the valley.",
        "Guards fired at 1630 hours.",
        "He moved in some months ago, recently or so.",
        "They held him for 40 days.",
        "Section 1981 of the code was read out.",
        "They bake on a Monday.",
    ],
)
def test_counts_hours_and_lengths_of_time_are_no_dates(sentence: str) -> None:
    assert [sentence[d.start : d.end] for d in find_dates(sentence, WEDNESDAY)] == []


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Nurses planned a march on Friday.", "2025-10-10"),
        ("Police said on Friday that they will act.", "2025-10-03"),
        ("The letter dated Monday was signed by those who will march.", "2025-10-06"),
        ("The court is to rule on Friday.", "2025-10-10"),
        ("Officers were charged in November.", "2024-11"),
        ("A vote is to be held in November.", "2025-11"),
        ("Schools reopen on Monday.", "2025-10-13"),
        ("The union has scheduled a march on Monday.", "2025-10-13"),
    ],
)
def test_the_verb_tells_what_lies_ahead(sentence: str, value: str, nlp: Language) -> None:
    assert [d.value for d in find_dates(sentence, WEDNESDAY, nlp(sentence))] == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The union was founded in 1962. Two years later it was banned.", ["1962", "1964"]),
        ("He fled in 1962. That same year his brother died.", ["1962", "1962"]),
        ("On 3 May 2025 they met. That night a bus burned.", ["2025-05-03", "2025-05-03"]),
    ],
)
def test_a_time_told_from_another_follows_it(text: str, values: list[str]) -> None:
    assert [d.value for d in find_dates(text, WEDNESDAY)] == values


def test_an_interval_also_names_its_ends() -> None:
    text = "Raids went on between March and July 2022, and since August."
    ends = [(text[a:b], value) for d in find_dates(text, WEDNESDAY) for a, b, value in d.named]
    assert ends == [("March", "2022-03"), ("July 2022", "2022-07"), ("August", "2025-08")]


def test_a_year_in_a_name_is_in_the_background(nlp: Language) -> None:
    text = "Charges under the Arms Act 1953 followed a killing in 2017."
    assert [(d.value, d.background) for d in find_dates(text, WEDNESDAY, nlp(text))] == [
        ("1953", True),
        ("2017", False),
    ]


def test_a_small_may_and_march_are_verbs() -> None:
    assert [d.value for d in find_dates("They may come in march order.", WEDNESDAY)] == []


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (" date 2023-07-21 A mission in Lagos has", "2023-07-21"),
        ("Saturday, April 15, 2023 – A party leader", "2023-04-15"),
        ("LUSAKA, Zambia, 4 March 2024 (Agency) - Miners", "2024-03-04"),
    ],
)
def test_a_text_that_carries_its_date_at_its_head_was_published_then(head: str, day: str) -> None:
    published = published_in(head)
    assert published is not None
    assert published.date().isoformat() == day


def test_a_date_in_the_story_is_not_its_publication() -> None:
    assert published_in("On April 3, 2023 a man was shot in Accra.") is None


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("The method is still in use today.", []),  # these times, no day
        ("Today's youth have no work.", []),
        ("Police shot two people today.", ["today"]),
        ("He ruled the town (1715 - 1774) alone.", ["1715", "1774"]),  # an old year that opens a span
        ("The saint (c. 314 - 368) lived there.", ["314", "368"]),
    ],
)
def test_today_may_mean_these_times_and_a_span_makes_old_years(text: str, phrases: list[str]) -> None:
    found = find_dates(text, WEDNESDAY)
    assert [text[start:end] for d in found for start, end, _ in d.named or ((d.start, d.end, d.value),)] == phrases
