"""Rules R5 and R6: how many people, from what several articles say."""

from itertools import permutations

import pytest

from services.store.mentions import Mention
from services.store.tolls import toll_of, tolls
from shared.messages import Toll
from tests.unit.store.told import Event, Number, later, mention


def says(article: str, *numbers: Number, hours: int = 0, **options: str) -> Mention:
    return mention(article, Event(numbers), published=later(hours), **options)


def names(article: str, *victims: str, numbers: tuple[Number, ...] = (), hours: int = 0) -> Mention:
    return mention(article, Event(numbers, victims=victims), published=later(hours))


def killed(low: int, best: int | None = -1, high: int | None = -1, **options: str) -> Number:
    return Number("killed", low, best, high, **options)  # type: ignore[arg-type]


ROWS = (
    ([says("a", killed(2))], (2, 2, 2), "one article"),
    ([says("a", killed(12, 12, None))], (12, 12, None), "at least 12: open above"),
    ([says("a", killed(1, None, 12))], (1, None, 12), "up to 12: no best estimate"),
    ([says("a", killed(0, 0, None))], (0, None, None), "people were killed: no number at all"),
    ([says("a", killed(0, 0, None)), says("b", killed(3))], (3, 3, 3), "a number silences none"),
    ([says("a", killed(2)), says("b", killed(3), hours=1)], (2, 3, 3), "one against one: the more recent; both shown"),
    ([says("a", killed(2)), says("b", killed(3))], (2, 2, 3), "one against one at the same time: the lower"),
    ([says("a", killed(2)), says("b", killed(2)), says("c", killed(4), hours=9)], (2, 2, 4), "two against one"),
    ([says("a", killed(2)), says("b", killed(2)), says("c", killed(4, role="update"), hours=9)], (4, 4, 4),
     "a later report that the toll rose leaves earlier, lower ones behind"),
    ([says("a", killed(2), hours=9), says("c", killed(4, role="update"))], (2, 2, 4), "but not later ones"),
    ([says("a", killed(2, claimant="Police")), says("c", killed(4, role="update"), hours=9)], (2, 4, 4),
     "nor one that somebody in particular vouches for"),
    ([says("a", killed(4)), says("copy", killed(4), origin="a"), says("b", killed(3)), says("c", killed(3))], (3, 3, 4),
     "a copy adds no voice"),
    ([says("a", killed(3)), says("abridged", killed(2), origin="a", hours=5)], (3, 3, 3), "the original speaks"),
    ([says("a", killed(3, claimant="police")), says("b", killed(2, claimant="Police"), hours=5)], (2, 2, 2),
     "a claimant's latest word is a correction of his earlier ones"),
    ([says("a", killed(2, claimant="police")), says("b", killed(2, claimant="police")),
      says("c", killed(5, claimant="Azimio"), hours=3)], (2, 2, 5), "a claim counts by its carriers"),
    ([says("a", killed(3), by="The Star"), says("b", killed(2), by="The Star", hours=3)], (2, 2, 2),
     "a publisher's latest report replaces its earlier one"),
    ([says("a", killed(9), killed(10))], (10, 10, 10), "two sentences give the more specific, not the sum"),
    ([says("a", killed(9, victims="civilian"), killed(1, victims="police"))], (10, 10, 10),
     "nine protesters and a police officer are ten"),
    ([says("a", killed(10), killed(1, victims="police"))], (10, 10, 10), "ten people hold the officer among them"),
    ([says("a", killed(9), killed(2, role="component"))], (9, 9, 9), "nine, including two children"),
    ([says("a", killed(2), killed(75, role="cumulative"), killed(30, role="historic"), killed(5, role="undated"))],
     (2, 2, 2), "numbers of other roles never count"),
    ([names("a", "Rex Masai")], (1, 1, 1), "a name without a number is one person"),
    ([names("a", "Rex Masai"), names("b", "Ann Otieno", hours=1)], (2, 2, 2), "two names are two people"),
    ([names("a", "Rex Masai"), names("b", "Rex Kanyike Masai"), names("c", "Masai")], (1, 1, 1), "one man"),
    ([names("a", "Rex Masai", "Ann Otieno", "Joe Ouma", numbers=(killed(2),))], (3, 3, 3),
     "the toll is never below the number of the named"),
    ([names("a", "John Doe", "Rex Masai", numbers=(killed(2),))], (2, 2, 2), "a placeholder is no name"),
)  # fmt: skip


@pytest.mark.parametrize(("mentions", "expected", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_a_toll_is_what_independent_reports_hold(
    mentions: list[Mention], expected: tuple[int, int | None, int | None], why: str
) -> None:
    low, best, high = expected
    for order in permutations(mentions):
        assert toll_of(order)["killed"].toll == Toll(low=low, best=best, high=high), why


def test_each_kind_of_harm_has_its_own_toll() -> None:
    counts = toll_of([says("a", killed(2), Number("injured", 12, 12, None))])
    assert tolls(counts) == {"killed": Toll(low=2, best=2, high=2), "injured": Toll(low=12, best=12, high=None)}


def test_an_event_without_numbers_and_names_has_no_toll() -> None:
    assert toll_of([mention("a", Event([]))]) == {}


def test_claimants_whose_tolls_exclude_each_other_are_in_dispute() -> None:
    police, azimio = (says("a", killed(2, claimant="police")), says("b", killed(9, 9, None, claimant="Azimio")))
    assert toll_of([police, azimio])["killed"].disputed
    assert not toll_of([police, says("c", killed(9))])["killed"].disputed, (
        "an outlet's own count accuses nobody of lying"
    )


def test_who_holds_the_best_value_is_known() -> None:
    count = toll_of([says("a", killed(2)), says("b", killed(2)), says("c", killed(4))])["killed"]
    assert [r.source.article_id for r in count.holders] == ["a", "b"]
