"""Hosts are asked in their turn, as their robots.txt allows, and left alone when they ask for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from services.fetcher import host_state, watching
from services.fetcher.database import transaction
from tests.integration.feeds.clocks import QuickClock
from tests.integration.feeds.conftest import Fetcher, NewFetcher
from tests.integration.feeds.pieces import STORY, feed, item, page
from tests.sites import Answer, Request, Site, answer


def timed(press: Site, clock: QuickClock) -> list[tuple[str, datetime]]:
    """Every request to the press from now on, with the time at which it came."""
    asked: list[tuple[str, datetime]] = []

    class Noting(dict[str, Answer]):
        def get(self, path: str, default: Any = None) -> Answer:
            said = super().get(path, default)

            async def note(request: Request, write: Callable[[bytes], Any]) -> None:
                asked.append((path, clock.now()))
                await (write(said) if isinstance(said, bytes) else said(request, write))

            return note

    press.answers = Noting(press.answers)
    return asked


def gaps(asked: list[tuple[str, datetime]]) -> list[float]:
    return [(later - before).total_seconds() for (_, before), (_, later) in pairwise(asked)]


async def test_a_host_is_never_asked_faster_than_its_pace(press: Site, fetcher: Fetcher) -> None:
    paths = [f"/{number}" for number in range(8)]
    press.answers |= {"/feed": feed(*(item(path) for path in paths))} | dict.fromkeys(paths, page())
    asked = timed(press, fetcher.clock)
    fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    assert [path for path, _ in asked] == ["/robots.txt", "/feed", *paths]
    assert min(gaps(asked)) >= 1.0
    assert max(gaps(asked)) < 2.5


async def test_two_fetchers_together_ask_no_faster_than_one(
    press: Site, fetcher: Fetcher, new_fetcher: NewFetcher
) -> None:
    other: Fetcher = await new_fetcher()
    paths = [f"/{number}" for number in range(8)]
    press.answers |= {"/feed": feed(*(item(path) for path in paths))} | dict.fromkeys(paths, page())
    asked = timed(press, fetcher.clock)
    fetcher.add(f"{press.url}/feed")
    for _ in range(20):
        for one in (fetcher, other):
            await one.collector.start_due()
        for one in (fetcher, other):
            await one.in_hand()
        fetcher.clock.on(seconds=0.5)
    assert sorted(path for path, _ in asked) == sorted(["/robots.txt", "/feed", *paths])
    assert min(gaps(asked)) >= 1.0
    assert len(fetcher.articles()) == len(other.articles()) == 8


async def test_fifty_feeds_of_one_host_are_spread_and_take_nobody_elses_place(press: Site, fetcher: Fetcher) -> None:
    paths = [f"/{number}" for number in range(50)]
    press.answers |= dict.fromkeys(paths, feed(item("/a", day=None)))
    asked = timed(press, fetcher.clock)
    fetcher.add(*(f"{press.url}{path}" for path in paths))
    await fetcher.work(seconds=10)
    assert sorted(path for path, _ in asked) == sorted(["/robots.txt", *paths])
    assert min(gaps(asked)) >= 1.0
    assert all(watching.one(fetcher.engine, known.feed_id).failures == 0 for known in watching.listed(
        fetcher.engine, "", 100))  # fmt: skip


async def test_a_longer_delay_of_a_robots_txt_is_kept(press: Site, fetcher: Fetcher) -> None:
    press.answers |= {
        "/robots.txt": answer(b"User-agent: *\nCrawl-delay: 7\n"), "/feed": feed(item("/a"), item("/b")),
        "/a": page(), "/b": page(),
    }  # fmt: skip
    asked = timed(press, fetcher.clock)
    fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    assert [path for path, _ in asked] == ["/robots.txt", "/feed", "/a", "/b"]
    assert min(gaps(asked)[1:]) >= 7.0


async def test_what_a_robots_txt_forbids_is_not_asked_for_and_the_feeds_own_words_are_taken(
    press: Site, fetcher: Fetcher
) -> None:
    press.answers |= {
        "/robots.txt": answer(b"User-agent: *\nDisallow: /private/\n"), "/private/a": page(),
        "/feed": feed(item("/private/a", description=STORY)),
    }  # fmt: skip
    fetcher.add(f"{press.url}/feed", f"{press.url}/private/feed")
    await fetcher.work()
    assert [request.path for request in press.asked] == ["/robots.txt", "/feed"]
    (article,) = fetcher.articles()
    assert (article.text, article.url) == (STORY, f"{press.url}/private/a")
    (refused,) = [known for known in watching.listed(fetcher.engine, "", 10) if known.failures]
    assert refused.error
    assert refused.error.startswith("the robots.txt of 127.0.0.1:")


@pytest.mark.parametrize("status", ["500 Oh", "503 Busy", "429 Slow down"])
async def test_a_host_that_cannot_say_what_it_allows_is_asked_for_nothing_else(
    press: Site, fetcher: Fetcher, status: str
) -> None:
    press.answers |= {"/robots.txt": answer(status=status), "/feed": feed(item("/a")), "/a": page()}
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    assert [request.path for request in press.asked] == ["/robots.txt"]
    assert f"its robots.txt answers {status[:3]}" in str(fetcher.feed(feed_id).error)
    press.answers["/robots.txt"] = answer(status="404 Not Found")
    await fetcher.work(hours=1)
    assert (fetcher.feed(feed_id).error, len(fetcher.articles())) == (None, 1)


@pytest.mark.parametrize(
    ("said", "at_least"),
    [
        ({"Retry_After": "600"}, timedelta(seconds=600)),
        ({"Retry_After": "Wed, 10 Jul 2024 12:20:00 GMT"}, timedelta(minutes=19)),
        ({}, timedelta(seconds=30)),
        ({"Retry_After": "Thu, 01 Jan 2099 00:00:00 GMT"}, timedelta(days=1)),
    ],
)
async def test_a_host_that_is_overloaded_is_left_alone_by_all_its_feeds(
    press: Site, fetcher: Fetcher, said: dict[str, str], at_least: timedelta
) -> None:
    press.answers |= {"/busy": answer(b"", "429 Too Many Requests", **said), "/feed": feed(item("/a")), "/a": page()}
    asked = timed(press, fetcher.clock)
    fetcher.add(f"{press.url}/busy")
    await fetcher.collector.start_due()
    await fetcher.in_hand()
    at = fetcher.clock.now()
    press.answers["/busy"] = feed()
    fetcher.add(f"{press.url}/feed")
    for minutes in (0, 5, 15, 1400, 30, 90):
        await fetcher.work(minutes=minutes)
    first = next(when for path, when in asked if path == "/feed")
    assert at + at_least <= first <= at + timedelta(days=1, hours=2)
    assert len(fetcher.articles()) == 1


async def test_a_page_that_fails_is_tried_again_and_in_the_end_the_feeds_own_words_are_taken(
    press: Site, fetcher: Fetcher
) -> None:
    press.answers |= {
        "/feed": feed(item("/lost", "lost", description=STORY), item("/late", "late"), item("/gone", "gone")),
        "/lost": answer(status="500 Oh"), "/late": answer(status="502 Oh"), "/gone": answer(status="404 Not Found"),
    }  # fmt: skip
    fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    press.answers["/late"] = page("Late. " + STORY)
    assert fetcher.articles() == []
    for _ in range(5):
        await fetcher.work(hours=2)
    assert sorted(a.title or "" for a in fetcher.articles()) == ["late", "lost"]
    assert fetcher.entries() == {"lost": "taken", "late": "waiting", "gone": "failed"}
    asked = [request.path for request in press.asked]
    assert (asked.count("/lost"), asked.count("/gone")) == (4, 1)


async def test_an_article_is_looked_at_again_for_three_days_and_its_edit_is_the_next_version(
    press: Site, fetcher: Fetcher
) -> None:
    press.answers |= {"/feed": feed(item("/a")), "/a": page()}
    fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    press.answers["/a"] = page("A third person has died. " + STORY)
    for hours in (1, 5, 18, 48, 48):
        await fetcher.work(hours=hours)
    assert [a.version for a in fetcher.articles()] == [1, 2]
    assert [request.path for request in press.asked].count("/a") == 5
    assert set(fetcher.entries().values()) == {"taken"}


async def test_a_slot_that_lies_far_ahead_is_not_waited_for(fetcher: Fetcher) -> None:
    now = fetcher.clock.now()
    minute = timedelta(minutes=1)
    with transaction(fetcher.engine) as db:
        assert host_state.reserve(db, "h", now, minute, minute) == (now, True)
        assert host_state.reserve(db, "h", now, minute, minute) == (now + minute, True)
        assert host_state.reserve(db, "h", now, minute, minute) == (now + 2 * minute, False)
        assert host_state.reserve(db, "h", now + minute, minute, minute) == (now + 2 * minute, True)
