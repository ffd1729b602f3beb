"""Which texts are copies, and whose words they are."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from services.store.copies import likeness, longest_run, months_around, sample, text_of
from services.store.origins import Copy, origins
from tests.unit.store.told import prose


def cut(text: str, first: int, last: int) -> str:
    return " ".join(text.split()[first:last])


WIRE, OTHER = prose("wire"), prose("other")
QUOTED = cut(WIRE, 40, 80)

COPIES = (
    (WIRE, WIRE, True, "the same"),
    (WIRE, WIRE.upper().replace(" ", ",  "), True, "the same in other type"),
    (WIRE, f"NAIROBI (Agency) {WIRE} Reporting by a desk. All rights reserved.", True, "boilerplate added"),
    (WIRE, cut(WIRE, 0, 70), True, "abridged"),
    (WIRE, WIRE.replace("word7", "term7"), True, "some words changed"),
    (
        WIRE,
        f"{cut(OTHER, 0, 90)} {cut(WIRE, 0, 100)} {cut(OTHER, 90, 200)}",
        False,
        "a passage set into another article",
    ),
)

REPORTS = (
    (WIRE, OTHER, "two texts"),
    (WIRE, f"{cut(OTHER, 0, 90)} {QUOTED} {cut(OTHER, 90, 200)}", "both quote one statement of forty words"),
    (cut(WIRE, 0, 30), cut(WIRE, 0, 30), "briefs, which resemble each other anyway"),
    (prose("long", 900), f"{prose('own', 900)} {cut(prose('long', 900), 0, 80)}", "a long quotation in long reports"),
    ("", "", "no text"),
)


@pytest.mark.parametrize(("text", "copy", "near", "why"), COPIES, ids=[row[3] for row in COPIES])
def test_a_copy_is_known_by_its_words(text: str, copy: str, *, near: bool, why: str) -> None:
    a, b = text_of(text), text_of(copy)
    found = likeness(a, b)
    assert found is not None, why
    assert found.near is near
    assert likeness(b, a) == found
    assert len(sample(a) & sample(b)) >= 2, "and is found by what is filed of it"


@pytest.mark.parametrize(("one", "other", "why"), REPORTS, ids=[row[2] for row in REPORTS])
def test_two_reports_are_no_copies(one: str, other: str, why: str) -> None:
    assert likeness(text_of(one), text_of(other)) is None, why


def test_a_text_that_repeats_itself_or_never_ends_is_compared_in_bounded_work() -> None:
    same, endless = text_of("kill " * 300_000), text_of(" ".join(f"w{n}" for n in range(100_000)))
    assert len(endless.words) < 20_000
    assert longest_run(same.words, same.words) == len(same.words)
    assert likeness(same, endless) is None


def test_as_many_shingles_are_kept_of_every_text() -> None:
    sizes = [len(sample(text_of(prose("any", words)))) for words in (45, 100, 400, 3000)]
    assert all(20 <= size <= 64 for size in sizes), sizes


def test_copies_are_looked_for_in_the_months_around() -> None:
    assert months_around(datetime(2024, 1, 31, tzinfo=UTC)) == {0, 24288, 24289, 24290}
    assert months_around(None) == frozenset(), "an undated text may be a copy of anything"


def day(n: int) -> datetime:
    return datetime(2024, 7, n, tzinfo=UTC)


DATES = {"agency": day(3), "daily": day(4), "weekly": day(9), "undated": None}
ORIGINS = (
    ([Copy("agency", "daily", "near", 200)], {"agency": "agency", "daily": "agency"}, "who was first has the words"),
    ([Copy("daily", "weekly", "near", 200), Copy("agency", "weekly", "near", 90)],
     {"agency": "agency", "daily": "agency", "weekly": "agency"}, "through a third one"),
    ([Copy("undated", "weekly", "near", 200)], {"undated": "weekly", "weekly": "weekly"}, "no date: not the first"),
    ([Copy("weekly", "wire", "given")], {"weekly": "wire"}, "the fetcher knows of one that is not here yet"),
    ([Copy("agency", "daily", "part", 90)], {"agency": "agency", "daily": "agency"}, "a passage makes a copy"),
)  # fmt: skip


@pytest.mark.parametrize(("copies", "expected", "why"), ORIGINS, ids=[row[2] for row in ORIGINS])
def test_the_origin_is_who_was_first(copies: list[Copy], expected: dict[str, str], why: str) -> None:
    itself = {i: i for i in DATES}
    for ordered in permutations(copies):
        assert origins(DATES, ordered) == itself | expected, why


def test_a_digest_of_two_reports_is_a_copy_of_one_and_makes_no_one_of_the_two() -> None:
    dates = {"x": day(1), "x2": day(2), "y": day(1), "digest": day(3)}
    copies = [Copy("x", "x2", "near", 300), Copy("digest", "x", "part", 60), Copy("digest", "x2", "part", 60),
              Copy("digest", "y", "part", 99)]  # fmt: skip
    found = origins(dates, copies)
    assert found["digest"] == found["x2"] == "x", "the words that two articles have are the agency's"
    assert found["y"] == "y"


def test_passages_of_one_report_in_two_articles_are_its_words() -> None:
    dates = {"report": day(1), "one": day(2), "two": day(3)}
    copies = [Copy("one", "report", "part", 60), Copy("report", "two", "part", 90)]
    assert set(origins(dates, copies).values()) == {"report"}
    undated = dict.fromkeys(dates)
    assert len(set(origins(undated, copies).values())) == 1
