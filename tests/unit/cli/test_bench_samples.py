"""The articles that speed is measured with are as news is in what costs time."""

from collections import Counter
from itertools import pairwise

from services.cli.bench.doors import A_TURN, first_number
from services.cli.bench.samples import article
from services.extractor.components.relevance import is_relevant
from services.store.telling import telling_words

MANY = [article(number) for number in range(400)]


def test_an_article_of_the_bench_has_a_number_and_is_always_the_same() -> None:
    assert article(17) == article(17)
    assert len({sample["id"] for sample in MANY}) == len({sample["url"] for sample in MANY}) == len(MANY)


def test_two_in_three_are_worth_reading_as_of_the_press() -> None:
    share = sum(is_relevant(sample["text"]) for sample in MANY) / len(MANY)
    assert 0.6 < share < 0.8


def test_short_and_long_ones_are_mixed() -> None:
    lengths = sorted(len(sample["text"]) for sample in MANY)
    assert lengths[40] < 1_200
    assert 1_500 < lengths[200] < 2_300
    assert lengths[-40] > 4_000


def test_few_share_enough_uncommon_words_to_be_taken_for_one_event() -> None:
    told = [telling_words(sample["text"], "en") for sample in MANY[:200]]
    known_by = Counter(word for words in told for word in words)
    assert sum(count > len(told) / 4 for count in known_by.values()) < 5
    alike = sum(len(a & b) >= 6 for i, a in enumerate(told) for b in told[:i])
    assert alike < len(told)


def test_some_are_reprints_of_others_under_another_name() -> None:
    texts = Counter(article(number)["text"] for number in range(1_000))
    assert 10 < sum(count == 2 for count in texts.values()) < 100
    assert max(texts.values()) == 2


def test_no_turn_at_the_door_posts_an_article_of_another_and_none_is_of_tomorrow() -> None:
    firsts = [first_number(turn, together) for turn in range(3) for together in (1, 50)]
    assert all(b - a >= A_TURN for a, b in pairwise(sorted(firsts)))
    assert article(max(firsts) + A_TURN)["published_at"] < "2026"
