"""What a feed says -> the articles that it points to."""

from datetime import UTC, datetime, timedelta

import pytest

from services.fetcher.feeds import MOST_ITEMS, Entry, Item, entries_of, is_news
from shared.identity import article_id

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
HERE = "https://post.example/rss/all.xml"
LONG = "Police shot two people dead in Kondele on Tuesday night, residents said. " * 20


def one(**said: str | None) -> Entry:
    (entry,) = entries_of([Item(**{"title": "T", **said})], HERE, NOW).entries
    return entry


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ({"link": "https://post.example/a"}, "https://post.example/a"),
        ({"link": "/a"}, "https://post.example/a"),  # of the feed's site
        ({"link": "a"}, "https://post.example/rss/a"),
        ({"link": " https://POST.example:443/a?utm_source=rss&id=1#top\n"}, "https://post.example/a?id=1"),
        ({"link": "https://post.example/two words"}, "https://post.example/two%20words"),
        ({"guid": "https://post.example/g"}, "https://post.example/g"),  # an id that is an address
        ({"link": "javascript:alert(1)", "guid": "https://post.example/g"}, "https://post.example/g"),
        ({"link": "https://user:password@post.example/", "guid": "https://post.example/g"}, "https://post.example/g"),
    ],
)
def test_an_entry_is_what_its_link_points_to(said: dict[str, str], url: str) -> None:
    entry = one(**said)
    assert (entry.url, entry.entry_id) == (url, article_id(canonical_url=url))


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (Item(title="T"), "neither link nor text"),
        (Item(link="javascript:alert(1)"), "neither link nor text"),
        (Item(link="file:///etc/passwd", summary="Short."), "no link, and hardly a text"),
        (Item(link="https://a\x00b.example/"), "neither link nor text"),
        (Item(guid="tag:post.example,2024:1"), "neither link nor text"),
    ],
)
def test_what_points_nowhere_is_passed_over_and_counted(item: Item, why: str) -> None:
    found = entries_of([item], HERE, NOW)
    assert (found.entries, found.passed_over) == ((), {why: 1})


def test_ids_that_change_make_no_new_entry() -> None:
    first, again = (one(link="/a", guid=guid).entry_id for guid in ("1", "2"))
    assert first == again


def test_of_one_link_named_often_the_first_counts() -> None:
    found = entries_of([Item(link="/a", title="first"), Item(link="/a#2", title="second")], HERE, NOW)
    assert [entry.title for entry in found.entries] == ["first"]
    assert found.passed_over == {"twice in the feed": 1}


def test_no_more_than_a_thousand_items_are_taken() -> None:
    found = entries_of([Item(link=f"/{number}") for number in range(MOST_ITEMS + 7)], HERE, NOW)
    assert (len(found.entries), found.passed_over) == (MOST_ITEMS, {"too many": 7})


def test_titles_and_texts_lose_what_no_text_has() -> None:
    entry = one(link="/a", title="Two\x00 \x1b[31mshot\n dead", summary="One\x07 line")
    assert (entry.title, entry.summary) == ("Two [31mshot dead", "One  line")


@pytest.mark.parametrize(
    ("text", "whole"),
    [(LONG, True), (LONG + "[…]", False), (LONG + "Read more", False), (LONG[:500], False), (None, False)],
)
def test_only_a_long_text_that_is_not_cut_off_is_the_whole_article(text: str | None, whole: bool) -> None:
    assert one(link="/a", text=text).is_whole is whole


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("2024-07-10T08:00:00+03:00", "2024-07-10T08:00:00+03:00"),  # its own offset: "on Tuesday" depends on it
        ("Wed, 10 Jul 2024 08:00:00 +0300", "2024-07-10T08:00:00+03:00"),
        ("Thu, 01 Jan 2099 00:00:00 GMT", None),
        ("1899-01-01T00:00:00Z", None),
        ("yesterday", None),
    ],
)
def test_a_date_that_cannot_be_is_none(said: str, when: str | None) -> None:
    found = one(link="/a", published=said).published_at
    assert (found.isoformat() if found else None) == when


HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.mark.parametrize(
    ("published", "updated", "first_poll", "news"),
    [
        (NOW - HOUR, None, True, True),
        (NOW - WEEK, None, True, False),
        (NOW - WEEK, None, False, False),  # an archive that moved
        (NOW - WEEK, NOW - HOUR, True, True),  # corrected today
        (None, NOW - WEEK, True, False),
        (None, None, True, False),  # may be of any age
        (None, None, False, True),  # was not there before
    ],
)
def test_what_is_news_goes_by_its_date_or_by_having_come_later(
    published: datetime | None, updated: datetime | None, first_poll: bool, news: bool
) -> None:
    entry = Entry("x", "https://a.example/", published_at=published, updated_at=updated)
    assert is_news(entry, NOW, 3, first_poll=first_poll) is news
