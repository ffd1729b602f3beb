"""The bytes of a feed -> what they say; and what strangers send in their place."""

import gzip
import json
from collections.abc import Iterator
from time import monotonic

import pytest

from services.fetcher.feed_reading import Unreadable, read
from services.fetcher.feed_worker import FeedReader, NotAFeed
from services.fetcher.feeds import FeedRead
from services.fetcher.markup import plain
from services.fetcher.opml import Outline, as_opml
from tests.integration.feeds.clocks import START
from tests.integration.feeds.pieces import item, rss


def read_as(body: bytes, kind: str = "text/xml") -> FeedRead:
    return read(body, kind)


def test_rss_is_read_as_it_says() -> None:
    found = read_as(rss(item("/a", "A &amp; B", guid="7", description="<p>One.</p><script>x()</script><p>Two</p>")))
    assert (found.kind, found.title, found.site, found.flaw) == ("feed", "The Lake Post", "https://post.example/", None)
    (one,) = found.items
    assert (one.link, one.guid, one.title, one.text, one.summary) == (
        "/a", "7", "A & B", None, "One.\nTwo",
    )  # fmt: skip
    assert one.published == "Wed, 10 Jul 2024 11:00:00 +0300"


def test_atom_json_and_sitemaps_are_read_alike() -> None:
    atom = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>P</title><entry><title>T</title><link href='/a'/>"
        b"<id>1</id><published>2024-07-10T11:00:00+03:00</published><content>Text</content></entry></feed>"
    )
    one_item = {"id": "1", "url": "/a", "title": "T", "content_html": "<p>Text</p>"}
    feed = json.dumps({"items": [{**one_item, "date_published": "2024-07-10T11:00:00+03:00"}, 7]}).encode()
    for body in (atom, feed):
        (one,) = read_as(body).items
        assert (one.title, one.text, one.published) == ("T", "Text", "2024-07-10T11:00:00+03:00")
        assert (one.link or "").endswith("/a")
    news = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    sitemap = (
        f"<urlset {news}><url><loc>/old</loc><lastmod>2024-07-01</lastmod></url><url><loc>/a</loc><n:news>"
        "<n:publication><n:name>P</n:name></n:publication><n:publication_date>2024-07-10</n:publication_date>"
        "<n:title>T</n:title></n:news></url></urlset>"
    ).encode()
    for body in (sitemap, gzip.compress(sitemap)):
        found = read_as(body)
        assert (found.kind, found.title) == ("sitemap", "P")
        assert [(i.link, i.title, i.published, i.updated) for i in found.items] == [
            ("/a", "T", "2024-07-10", None), ("/old", None, None, "2024-07-01"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<?xml version='1.0' encoding='iso-8859-1'?>{}".encode("latin-1"), "text/xml"),  # the document's word
        (b"{}", "text/xml; charset=iso-8859-1"),  # the header's
        (b"<?xml version='1.0' encoding='utf-8'?>{}", "text/xml; charset=utf-8"),  # both wrong
    ],
)
def test_a_charset_is_found_out(body: bytes, kind: str) -> None:
    said = rss(item("/a", "Caf\u00e9")).partition(b"?>")[2].decode().encode("latin-1")
    assert read_as(body.replace(b"{}", said), kind).items[0].title == "Caf\u00e9"


def test_utf_16_is_read() -> None:
    said = rss(item("/a", "Caf\u00e9")).decode().replace('encoding="utf-8"', 'encoding="utf-16"')
    assert read_as(said.encode("utf-16")).items[0].title == "Caf\u00e9"


@pytest.mark.parametrize("cut", [20, 60])
def test_of_broken_xml_is_read_what_can_be(cut: int) -> None:
    found = read_as(rss(item("/a"), item("/b"), item("/c"))[:-cut])
    assert [i.link for i in found.items][:2] == ["/a", "/b"]
    assert found.flaw


def test_of_a_hundred_thousand_items_the_first_are_read_in_time() -> None:
    body = rss(*(item(f"/{number}", "T", None) for number in range(100_000)))
    assert len(body) > 4_000_000
    began = monotonic()
    found = read_as(body)
    assert (len(found.items), found.items[0].link) == (1_001, "/0")
    assert monotonic() - began < 9


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \n", "it is empty"),
        (b"/etc/passwd", "it is neither RSS, Atom, JSON Feed nor a sitemap"),  # no file is opened
        (b"http://127.0.0.1/", "it is neither RSS, Atom, JSON Feed nor a sitemap"),  # nor an address asked
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "it is a document or an image, not a feed"),
        (b"[1]", "it is JSON, but no JSON Feed: it has no list of `items`"),
        (b'{"items": ' + b"[" * 100_000, "not JSON that can be read: nested too deeply"),
        (gzip.compress(bytes(20 * 2**20)), "it unpacks to more than 10 MB"),
        (b"\x1f\x8bxx", "it is a damaged gzip file"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=f"^{why.replace('(', '.').replace(')', '.')}$"):
        read_as(body)


@pytest.fixture(scope="module")
def reader() -> Iterator[FeedReader]:
    with FeedReader(patience_s=4) as one:
        yield one


ENTITIES = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
BOMB = b'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">' + ENTITIES + b"]>"
NESTED = b"<rss><channel>" + b"<a>" * 300_000
ATTRIBUTES = b"<rss " + b" ".join(b"a%d='1'" % n for n in range(900_000)) + b">"
XXE = b'<!DOCTYPE x [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("start", [BOMB, XXE])
@pytest.mark.parametrize(
    "rest", [b"<rss><channel><title>&e11;</title></channel></rss>", b"<urlset><url><loc>&e11;</loc></url></urlset>"]
)
def test_no_entity_goes_off_and_no_file_is_read(reader: FeedReader, start: bytes, rest: bytes) -> None:
    try:
        found = reader.read(start + rest, "text/xml")
    except NotAFeed:
        return
    said = f"{found.title}{found.items}"
    assert "root:" not in said
    assert len(said) < 1_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "body", [b"<rss><channel>" + b"<a>" * 300_000, b"<rss " + b" ".join(b"a%d='1'" % n for n in range(900_000)) + b">"]
)
def test_what_hangs_its_reader_is_given_up_and_the_next_is_read(reader: FeedReader, body: bytes) -> None:
    with pytest.raises(NotAFeed, match="can't be read within"):
        reader.read(body, "text/xml")
    assert len(reader.read(rss(item("/a")), "text/xml").items) == 1


def test_a_list_of_feeds_comes_back_as_it_went_out(reader: FeedReader) -> None:
    feeds = [Outline('https://a.example/?x=1&y="2"', "A <b> & 'c'\x00"), Outline("https://b.example/")]
    opml = as_opml(feeds, START)
    assert reader.outlines(opml.encode()) == [
        Outline("https://a.example/?x=1&y=\"2\"", "A <b> & 'c'"), Outline("https://b.example/", "https://b.example/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Fish & chips < 5", "Fish & chips < 5"),
        ("<p>One <b>two</b>,</p><p>three</p>", "One two,\nthree"),
        ("a<br>b", "a\nb"),
        ("a<script>x()</script>b<!-- c -->d<style>y</style>", "abd"),
        ("&lt;b&gt; &amp; &eacute;", "<b> & é"),
        ("<div>" * 5_000 + "deeper than any page", ""),
        ("<", "<"),
        ("", ""),
    ],
)
def test_markup_becomes_what_a_reader_sees(html: str, text: str) -> None:
    assert plain(html) == text


def test_a_guid_that_is_no_address_is_no_link() -> None:
    link, other = read_as(rss(item(None, guid="7"), item(None, guid="https://post.example/7"))).items
    assert (link.link, link.guid) == (None, "7")
    assert other.link == "https://post.example/7"
