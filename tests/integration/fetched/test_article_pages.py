"""The article behind an address, from bytes to text."""

import asyncio
import gzip
import hashlib
from collections.abc import Iterator

import pytest

from services.fetcher.article_pages import PageRead, Read, address_of, page_at
from services.fetcher.articles import Page, accepted_from
from services.fetcher.download import Downloader
from services.fetcher.page_worker import PageReader
from tests.integration.fetched.conftest import NOW
from tests.sites import Answer, Site, answer, moved
from tests.unit.fetcher.test_walls import CONSENT, REPORT, html

REPORT_PAGE = html(f"<article>{REPORT}</article>", '<link rel="canonical" href="/two-killed">').encode()


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    with PageReader() as one:
        yield one


@pytest.fixture
def read(reader: PageReader) -> Read:
    async def in_thread(text: str) -> Page:
        return await asyncio.to_thread(reader.read, text)

    return in_thread


async def read_at(press: Site, downloader: Downloader, read: Read, given: Answer) -> PageRead:
    press.answers["/a"] = given
    return await page_at(f"{press.url}/a", downloader.fetch, read)


async def test_an_article_comes_with_the_bytes_it_was_taken_from(
    press: Site, downloader: Downloader, read: Read
) -> None:
    sent = gzip.compress(REPORT_PAGE)
    press.answers["/b"] = answer(sent, Content_Type="text/html; charset=utf-8", Content_Encoding="gzip", ETag='"7"')
    got = await read_at(press, downloader, read, moved("/b", "301 Moved Permanently"))
    assert got.article is not None
    assert got.article.fetched is not None
    article, chain = accepted_from(got.article, NOW), got.article.fetched
    assert article.text.startswith("Police shot two traders dead")
    assert (article.canonical_url, article.title) == (f"{press.url}/two-killed", "Two killed")
    assert article.raw_sha256 == chain.raw_sha256 == hashlib.sha256(sent).hexdigest()
    assert chain.body_sha256 == hashlib.sha256(REPORT_PAGE).hexdigest()
    assert (chain.url, chain.status, chain.fetched_at) == (f"{press.url}/b", 200, NOW)
    assert chain.hops == ((301, f"{press.url}/a"),)
    assert (chain.headers["etag"], chain.charset) == ('"7"', "utf-8")
    assert (chain.reader or "").startswith("trafilatura 2.")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (answer(html(CONSENT).encode(), Content_Type="text/html"), "a request for consent stands in place"),
        (answer(b"<html></html>", Content_Type="text/html"), "no article was found in this page"),
        (answer(b"%PDF-1.7", Content_Type="application/pdf"), "it is no web page but application/pdf"),
        (answer(status="410 Gone"), "the site answered 410"),
        (answer(status="304 Not Modified"), "it has not changed"),
    ],
    ids=["consent", "empty", "pdf", "gone", "not modified"],
)
async def test_without_an_article_it_is_said_why(
    press: Site, downloader: Downloader, read: Read, given: bytes, why: str
) -> None:
    got = await read_at(press, downloader, read, given)
    assert got.article is None
    assert why in (got.why or "")


async def test_a_page_in_the_wrong_charset_is_read_right(press: Site, downloader: Downloader, read: Read) -> None:
    page = html(f"<article>{REPORT.replace('market', 'café')}</article>")
    for body, header in ((page.encode(), "iso-8859-1"), (page.encode("cp1252"), "windows-1252")):
        got = await read_at(press, downloader, read, answer(body, Content_Type=f"text/html; charset={header}"))
        assert got.article is not None
        assert "since the café was closed" in accepted_from(got.article, NOW).text


async def test_a_plain_text_is_an_article_as_it_stands(press: Site, downloader: Downloader, read: Read) -> None:
    got = await read_at(press, downloader, read, answer(REPORT.encode(), Content_Type="text/plain"))
    assert got.article is not None
    assert accepted_from(got.article, NOW).text == REPORT


@pytest.mark.parametrize(
    ("final", "link", "address"),
    [
        ("https://k.example/a?ref=x", "https://k.example/a", "https://k.example/a"),
        ("https://k.example/a", "/b", "https://k.example/b"),
        ("https://m.k.example/a", "https://www.k.example/a", "https://www.k.example/a"),
        ("https://k.example/a", None, "https://k.example/a"),
        ("https://k.example/a", "https://k.example/", "https://k.example/a"),  # one address for every article
        ("https://k.example/a", "https://other.example/a", "https://k.example/a"),  # speaks for another site
        ("https://k.example/a", "javascript:alert(1)", "https://k.example/a"),
        ("https://k.example/a", "http://[", "https://k.example/a"),
    ],
)
def test_a_page_names_its_own_address_if_that_can_be(final: str, link: str | None, address: str) -> None:
    assert address_of(final, link) == address
