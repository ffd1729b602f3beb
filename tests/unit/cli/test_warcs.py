"""Web archives: the pages in them with the bytes that their sites sent, and what is damaged or none is named."""

import gzip
import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.cli.files import read_articles
from services.cli.found import Found, Start, Unreadable
from services.cli.warcs import read_warc

PAGE = "<html><meta charset=windows-1252><p>Two killed in a café</html>"
URL = "https://k.example/two"
HTML = {"Content-Type": "text/html"}


def archive(*records: tuple[str, bytes, Mapping[str, str]], compressed: bool = True, status: str = "200 OK") -> bytes:
    """A WARC, by its standard (ISO 28500), of responses: (address, body, headers)."""
    parts = [_record("warcinfo", "", "application/warc-fields", b"software: a crawler\r\n")]
    for url, body, headers in records:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
        parts.append(_record("response", url, "application/http; msgtype=response", block))
    return b"".join(gzip.compress(part, mtime=0) if compressed else part for part in parts)


def _record(kind: str, url: str, content_type: str, block: bytes) -> bytes:
    lines = [
        "WARC/1.0", f"WARC-Type: {kind}", "WARC-Record-ID: <urn:uuid:0f0e0d0c>", "WARC-Date: 2024-07-03T08:00:00Z",
        *([f"WARC-Target-URI: {url}"] if url else []), f"Content-Type: {content_type}", f"Content-Length: {len(block)}",
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def read(data: bytes, name: str = "a.warc.gz", start: Start | None = None) -> list[Found | Unreadable]:
    return list(read_warc(io.BytesIO(data), name, start or Start()))


@pytest.mark.parametrize("compressed", [True, False])
def test_a_page_comes_with_the_bytes_that_its_site_sent(compressed: bool) -> None:
    sent = gzip.compress(PAGE.encode("cp1252"), mtime=0)
    headers = {**HTML, "Content-Encoding": "gzip", "ETag": '"7"', "Set-Cookie": "secret"}
    page, note = read(archive((URL, sent, headers), compressed=compressed))
    assert isinstance(page, Found)
    assert (page.article.url, page.article.html) == (URL, PAGE)
    assert page.archived
    fetched = page.article.fetched
    assert fetched is not None
    assert (fetched.url, fetched.fetched_at) == (URL, datetime(2024, 7, 3, 8, tzinfo=UTC))
    assert fetched.raw_sha256 == hashlib.sha256(sent).hexdigest()
    assert fetched.body_sha256 == hashlib.sha256(PAGE.encode("cp1252")).hexdigest()
    assert fetched.headers == {"content-type": "text/html", "content-encoding": "gzip", "etag": '"7"'}
    assert (fetched.status, fetched.charset) == (200, "cp1252")
    assert (fetched.source or "").startswith("a.warc.gz <urn:uuid:")
    assert str(note) == "a.warc.gz: 1 records that are no web page were passed over"
    assert isinstance(note, Unreadable)
    assert not note.is_fault


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE.encode("cp1252"), {**HTML, "Content-Encoding": "gzip"}),  # the crawler undid it and kept its header
        (PAGE.encode("cp1252"), {**HTML, "Transfer-Encoding": "chunked"}),
        (b"1\r\n<\r\n" + b"%x\r\n" % (len(PAGE) - 1) + PAGE.encode("cp1252")[1:] + b"\r\n0\r\n\r\n",
         {**HTML, "Transfer-Encoding": "chunked"}),
    ],
    ids=["undone gzip", "undone chunks", "chunks"],
)  # fmt: skip
def test_a_page_is_read_however_its_crawler_kept_it(body: bytes, headers: dict[str, str]) -> None:
    page = read(archive((URL, body, headers)))[0]
    assert isinstance(page, Found)
    assert page.article.html == PAGE


@pytest.mark.parametrize(
    ("record", "status"),
    [
        ((URL, b"\xff\xd8", {"Content-Type": "image/jpeg"}), "200 OK"),
        ((URL, b"User-agent: *", {"Content-Type": "text/plain"}), "200 OK"),
        ((URL, PAGE.encode(), {}), "200 OK"),
        ((URL, PAGE.encode(), HTML), "404 Not Found"),
        ((URL, b"", {**HTML, "Location": "/x"}), "301 Moved"),
    ],
)
def test_what_is_no_web_page_is_counted_and_is_no_fault(record: tuple[str, bytes, dict[str, str]], status: str) -> None:
    assert [str(item) for item in read(archive(record, status=status))] == ["a.warc.gz: holds no web page"]
    _, note = read(archive((URL, PAGE.encode(), HTML)) + archive(record, status=status))
    assert str(note) == "a.warc.gz: 3 records that are no web page were passed over"


@pytest.mark.parametrize(
    ("body", "headers", "why"),
    [
        (b"x" * 2_000_001, HTML, "a page larger than 2,000,000 bytes"),
        (gzip.compress(bytes(20_000_000), mtime=0), {**HTML, "Content-Encoding": "gzip"}, "more than 100 times larger"),
        (PAGE.encode(), {**HTML, "Content-Encoding": "br"}, "in an encoding that was not asked for"),
        (gzip.compress(PAGE.encode(), mtime=0)[:-9], {**HTML, "Content-Encoding": "gzip"}, "the page is cut off"),
    ],
)
def test_a_page_that_can_not_be_read_is_named_and_the_next_one_read(
    body: bytes, headers: dict[str, str], why: str
) -> None:
    bad, good, _ = read(archive((URL, body, headers), (URL, PAGE.encode(), HTML)))
    assert isinstance(bad, Unreadable)
    assert why in bad.why
    assert bad.where.startswith("a.warc.gz@")
    assert isinstance(good, Found)


@pytest.mark.parametrize("compressed", [True, False])
def test_reading_goes_on_after_any_record(compressed: bool) -> None:
    data = archive(*((f"{URL}/{n}", PAGE.encode(), HTML) for n in range(5)), compressed=compressed)
    whole = [item for item in read(data) if isinstance(item, Found)]
    assert len(whole) == 5
    for number, item in enumerate(whole):
        assert item.position is not None
        rest = [later for later in read(data, start=Start(item.position.offset)) if isinstance(later, Found)]
        assert [later.article.url for later in rest] == [later.article.url for later in whole[number + 1 :]]
        assert [later.where for later in rest] == [later.where for later in whole[number + 1 :]]


@pytest.mark.parametrize("compressed", [True, False])
def test_an_archive_that_breaks_off_is_named_and_what_stands_before_is_read(compressed: bool) -> None:
    data = archive((URL, PAGE.encode(), HTML), (URL, (PAGE * 50).encode(), HTML), compressed=compressed)
    first, second, *_ = read(data[:-40] if compressed else data[:-400])
    assert isinstance(first, Found)
    assert isinstance(second, Unreadable)
    assert second.is_fault


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\x1f\x8b", b"WARC/1.0\r\n\r\n", gzip.compress(b"hello", mtime=0), b"\x00" * 5_000]
)
def test_what_is_no_archive_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(data)
    (item,) = read_articles(tmp_path / "a.warc.gz")
    assert isinstance(item, Unreadable)
    assert item.is_fault
