"""A feed, polled: its articles come in once, as they are, and what is old stays out."""

from datetime import UTC, datetime

import pytest

from services.fetcher import watching
from tests.integration.feeds.conftest import Fetcher, NewFetcher
from tests.integration.feeds.pieces import STORY, feed, item, page
from tests.sites import Site, answer


def paths(press: Site) -> list[str]:
    return [request.path for request in press.asked]


async def test_the_article_behind_an_entry_is_accepted_with_what_feed_and_page_say(
    press: Site, fetcher: Fetcher
) -> None:
    press.answers |= {"/feed": feed(item("/a?utm_source=rss")), "/a": page()}
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    (article,) = fetcher.articles()
    assert STORY in article.text
    assert (article.title, article.source) == ("Two shot dead", f"{press.url}/feed")
    assert article.url == f"{press.url}/a"
    assert (article.published_at, article.date_source) == (datetime(2024, 7, 10, 8, tzinfo=UTC), "feed")
    assert paths(press) == ["/robots.txt", "/feed", "/a"]
    assert fetcher.custody(article.article_id)[0]["fetched"]["url"] == f"{press.url}/a"
    known = fetcher.feed(feed_id)
    assert (known.title, known.items, known.entries, known.failures, known.error) == ("The Lake Post", 1, 1, 0, None)
    assert known.succeeded_at == known.polled_at


async def test_a_feed_that_has_not_changed_is_not_sent_again(press: Site, fetcher: Fetcher) -> None:
    said = {"ETag": '"1"', "Last_Modified": "Wed, 10 Jul 2024 08:00:00 GMT"}
    press.answers |= {"/feed": feed(item("/a"), **said), "/a": page()}
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    press.answers["/feed"] = answer(status="304 Not Modified")
    await fetcher.work(minutes=15)
    asked = [request.headers for request in press.asked if request.path == "/feed"]
    assert [headers.get("if-none-match") for headers in asked] == [None, '"1"']
    assert asked[1]["if-modified-since"] == said["Last_Modified"]
    known = fetcher.feed(feed_id)
    assert (known.failures, known.items, known.polls) == (0, 1, 2)
    assert known.succeeded_at == known.polled_at


async def test_an_entry_is_taken_once_whatever_becomes_of_its_guid_its_order_and_its_feed(
    press: Site, fetcher: Fetcher
) -> None:
    press.answers |= {
        "/feed": feed(item("/a", guid="1"), item("/b", "Other", guid="2")),
        "/a": page(),
        "/b": page("Other " + STORY),
    }
    press.answers["/other"] = feed(item(f"{press.url}/a#top", guid="x"))
    fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    press.answers["/feed"] = feed(item("/b", "Other", guid="4"), item("/a?utm_campaign=1", guid="3"))
    fetcher.add(f"{press.url}/other")
    await fetcher.work(minutes=15)
    assert sorted(path for path in paths(press) if len(path) == 2) == ["/a", "/b"]
    assert len(fetcher.articles()) == 2


async def test_what_is_old_when_a_feed_is_added_is_remembered_and_not_read(press: Site, fetcher: Fetcher) -> None:
    old, undated, future = "Sat, 06 Jul 2024 12:00:00 GMT", None, "Thu, 01 Jan 2099 00:00:00 GMT"
    items = [
        item("/new", "new"),
        item("/old", "old", old),
        item("/un", "undated", undated),
        item("/far", "2099", future),
    ]
    press.answers |= {"/feed": feed(*items)} | {path: page() for path in ("/new", "/old", "/un", "/far", "/later")}
    fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    assert fetcher.entries() == {"new": "waiting", "old": "old", "undated": "old", "2099": "old"}
    assert len(fetcher.articles()) == 1
    # What comes later without a date is new because it was not there before; what is dated last week is still no news.
    press.answers["/feed"] = feed(item("/later", "later", undated), item("/back", "back", old), *items)
    await fetcher.work(minutes=15)
    assert fetcher.entries()["later"] == "waiting"
    assert fetcher.entries()["back"] == "old"
    assert [a.title for a in fetcher.articles()] == ["new", "later"]
    assert fetcher.articles()[1].published_at is None


async def test_an_article_that_stands_whole_in_its_feed_needs_no_page_and_may_change_there(
    press: Site, fetcher: Fetcher
) -> None:
    whole = " ".join(f"{STORY} Paragraph {number}." for number in range(5))
    press.answers["/feed"] = feed(item("/a", content__encoded=f"<p>{whole}</p>"))
    fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    press.answers["/feed"] = feed(item("/a", content__encoded=f"<p>{whole} A third has died.</p>"))
    await fetcher.work(minutes=15)
    await fetcher.work(minutes=15)
    assert paths(press) == ["/robots.txt", "/feed", "/feed", "/feed"]
    assert [(a.version, a.text) for a in fetcher.articles()] == [(1, whole), (2, f"{whole} A third has died.")]
    chain = fetcher.custody(fetcher.articles()[0].article_id)
    assert [version["fetched"]["url"] for version in chain] == [f"{press.url}/feed"] * 2


async def test_an_entry_without_a_link_is_its_text(press: Site, fetcher: Fetcher) -> None:
    press.answers["/feed"] = feed(
        item(None, description=STORY), item("javascript:alert(1)", "No", description="Short.")
    )
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    await fetcher.work(minutes=15)
    assert [a.text for a in fetcher.articles()] == [STORY]
    assert fetcher.feed(feed_id).note == "1 items passed over: no link, and hardly a text"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (
            answer(status="404 Not Found"),
            "the site answers 404: there is no feed here (any more); look for its new address",
        ),
        (answer(status="403 Forbidden"), "the site answers 403: it does not let us read this; ask the publisher"),
        (answer(status="500 Oh"), "the site answers 500"),
        (
            page(head='<link rel="alternate" type="application/rss+xml" href="/rss">'),
            "this is a web page, not a feed; it names these feeds: {url}/rss",
        ),
        (answer(b""), "it is empty"),
        (answer(b"%PDF-1.4 ..."), "it is a document or an image, not a feed"),
        (answer(b'{"a": 1}'), "it is JSON, but no JSON Feed: it has no list of `items`"),
        (answer(b"<a></a>"), "it is neither RSS, Atom, JSON Feed nor a sitemap"),
    ],
)  # fmt: skip
async def test_a_feed_that_cannot_be_read_says_why_and_what_to_do(
    press: Site, fetcher: Fetcher, said: bytes, error: str
) -> None:
    press.answers["/feed"] = said
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    known = fetcher.feed(feed_id)
    assert (known.error, known.failures, known.succeeded_at) == (error.format(url=press.url), 1, None)
    assert known.due_at
    assert known.due_at > fetcher.clock.now()


async def test_a_failing_feed_is_asked_ever_more_seldom_and_is_well_again_at_once(
    press: Site, fetcher: Fetcher
) -> None:
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    for _ in range(8):
        await fetcher.work(minutes=10)
    assert 2 <= len([path for path in paths(press) if path == "/feed"]) <= 4
    press.answers |= {"/feed": feed(item("/a")), "/a": page()}
    await fetcher.work(days=1)
    known = fetcher.feed(feed_id)
    assert (known.failures, known.error, len(fetcher.articles())) == (0, None, 1)


async def test_a_feed_that_is_gone_for_good_is_not_asked_again(press: Site, fetcher: Fetcher) -> None:
    press.answers["/feed"] = answer(status="410 Gone")
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    await fetcher.work()
    await fetcher.work(days=30)
    assert paths(press) == ["/robots.txt", "/feed"]
    assert (fetcher.feed(feed_id).state, fetcher.feed(feed_id).due_at) == ("gone", None)


async def test_the_newest_sitemaps_of_a_list_are_read(press: Site, fetcher: Fetcher) -> None:
    news = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    one = "<sitemap><loc>/{0}.xml</loc><lastmod>2024-07-0{0}</lastmod></sitemap>"
    maps = "".join(one.format(number) for number in range(1, 6))
    press.answers |= {
        "/map": answer(f"<sitemapindex>{maps}</sitemapindex>".encode()),
        "/5.xml": answer(
            f"<urlset {news}><url><loc>{press.url}/a</loc><n:news><n:publication_date>2024-07-10T08:00:00+03:00"
            f"</n:publication_date><n:title>Two</n:title></n:news></url></urlset>".encode()
        ),
        "/a": page(),
    }  # fmt: skip
    (feed_id,) = fetcher.add(f"{press.url}/map")
    await fetcher.work()
    assert [path for path in paths(press) if path.endswith(".xml")] == ["/5.xml", "/4.xml", "/3.xml"]
    assert [(a.title, str(a.published_at)) for a in fetcher.articles()] == [("Two", "2024-07-10 05:00:00+00:00")]
    assert fetcher.feed(feed_id).error is None


async def test_a_feed_paused_or_removed_while_it_is_polled_stays_so(
    press: Site, fetcher: Fetcher, new_fetcher: NewFetcher
) -> None:
    paused, removed = fetcher.add(f"{press.url}/feed", f"{press.url}/other")

    async def meanwhile(request: object, write: object) -> None:
        watching.change(fetcher.engine, paused, fetcher.clock.now(), paused=True)
        watching.remove(fetcher.engine, removed)
        await write(feed(item("/a")))  # type: ignore[operator]

    press.answers |= {"/feed": meanwhile, "/a": page()}
    await fetcher.work()
    assert fetcher.feed(paused).state == "paused"
    assert fetcher.articles() == []
    watching.change(fetcher.engine, paused, fetcher.clock.now(), paused=False)
    press.answers["/feed"] = feed(item("/a"))
    await fetcher.work()
    assert len(fetcher.articles()) == 1
