"""A rule for times looks only near its clue: each clue must stand in every phrase of its rule."""

import pytest

from services.extractor.components.dates import _patterns, find_dates

PHRASES = """Filed 2025-09-30 in Lusaka. Filed 30/09/2025, then 1.2.25, 3-4-2021 and 3/4/21.
Between early May and late June 2023, from Sept. to October, January-March 2020 and mid-April through the 3rd.
On 3-5 October 2025, Monday, the 3rd and 4th of May, October 3-5, 2020, Friday, 3 October, Thursday 24th of December,
on December twenty-fourth, on Tuesday, March 5, 1999, since last August, since May 2020, since 1998, early March 2022,
June last year, May of next year, April the same year, last March, this coming July, early September, in August.
Back in nineteen ninety-four and in twenty twelve. On Madaraka Day, Christmas Eve 2021, New Year's Day, Good Friday.
Last Monday evening, on Wednesday of last week, on Tues. and on Mon., on Thur. afternoon, Saturday night next week.
In the past two weeks, over the last few months, during the previous 12 years, in the past couple of days.
Last year's third quarter, its fiscal 2020 second-quarter of 2021, Q3 2020, Q1, the year-ago quarter, the comparable
quarter, the latest period, the same quarter, that quarter a year earlier, year-earlier figures.
Three days ago, a year back, several weeks ago, in two months' time, in a week's time, two days later, a decade earlier.
This week, earlier this month, the current year, next weekend, over the weekend, in the past decade, that same week,
later that year, the same month. The day before yesterday, yesterday morning, today, tonight, tomorrow afternoon,
last night, this evening. The next day, the following day, the day after, earlier that same night, that morning.
The end of the year, year-end, the late 1990s, the 2010's, the thirties, the 19th century, the mid-twentieth century,
between 1990 and 1995, from 2001 to 2004, in 2017, the year 1984, of 1902. January was dry, by May it rained, Feb. too.
Riots of 1969, mid-1987, 1990-1995, 1990 - 1995, 1914-18, and 1066 AD. Founded c. 920 by him (480 - 550).
It fell on 22/05 at last.
"""


@pytest.mark.parametrize("number", range(len(_patterns())))
def test_the_clue_of_a_rule_stands_in_all_that_its_expression_finds(number: int) -> None:
    rule, _, _, expression, clue = _patterns()[number]
    phrases = [match.group() for match in expression.finditer(PHRASES)]
    assert phrases, f"no phrase here for line {number + 1} of time_phrases.tsv ({rule}): write one above"
    assert [phrase for phrase in phrases if not clue.search(phrase.lower())] == []


def test_a_phrase_is_found_wherever_it_stands_between_words_without_a_clue() -> None:
    words = "a word and one more of no use at all " * 40
    for phrase in ("on 3 October 2025", "two weeks ago", "between early May and late June 2023"):
        for before in range(0, 200, 37):
            text = f"{words[:before]} {phrase} {words}"
            (found,) = find_dates(text, None)
            assert text[found.start : found.end] in phrase


def test_letters_that_are_two_in_small_letters_shift_nothing() -> None:
    text = "İ" * 300 + " was held on 3 October 2025."
    (found,) = find_dates(text, None)
    assert text[found.start : found.end] == "3 October 2025"
