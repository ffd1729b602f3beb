"""Web archives (WARC, also compressed) -> the pages in them, each with the bytes that its site once sent."""

import hashlib
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # has no annotations
from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from services.cli.found import Found, Position, Start, Unreadable
from services.fetcher.articles import MOST_HTML, RawArticle
from services.fetcher.charsets import decoded
from services.fetcher.decoding import BadBody, Decoder
from services.fetcher.provenance import BadProvenance, provenance_from

HTML = ("text/html", "application/xhtml+xml")
_BROKEN = (ArchiveLoadFailed, EOFError, zlib.error, ValueError, AttributeError, TypeError, IndexError)
"""What warcio makes of an archive that is damaged."""


def read_warc(file: BinaryIO, name: str, start: Start) -> Iterator[Found | Unreadable]:
    """The web pages that were answered with success, in their order; what else is in it is counted, and told once.

    Each item carries the position of the record after its own, from which the reading can go on.
    """
    file.seek(start.offset)
    archive, passed_over, pages, at = ArchiveIterator(file), 0, 0, start.offset
    try:
        for record in archive:
            item = _page(record, name, at)
            archive.read_to_end()
            at = archive.offset
            if item is None:
                passed_over += 1
                continue
            pages += 1
            position = Position(name, at)
            yield (
                Found(item, f"{name}@{archive.member_info[0]}", position, archived=True)
                if isinstance(item, RawArticle)
                else Unreadable(item.where, item.why, position)
            )
    except _BROKEN as error:
        yield Unreadable(f"{name}@{at}", f"damaged, what follows can't be read: {' '.join(str(error).split())[:200]}")
        return
    if not pages and not start.offset:
        yield Unreadable(name, "holds no web page")
    elif passed_over:
        yield Unreadable(name, f"{passed_over:,} records that are no web page were passed over", is_fault=False)


def _page(record: Any, name: str, at: int) -> RawArticle | Unreadable | None:
    """The page of a record; None where it is none."""
    http = record.http_headers
    if record.rec_type != "response" or http is None or not str(http.get_statuscode()).startswith("2"):
        return None
    if (http.get_header("Content-Type") or "").partition(";")[0].strip().lower() not in HTML:
        return None
    raw = record.raw_stream.read(MOST_HTML + 1)
    where = f"{name}@{at}"
    if len(raw) > MOST_HTML:
        return Unreadable(where, f"a page larger than {MOST_HTML:,} bytes")
    if getattr(record.raw_stream, "limit", 0) > 0:
        return Unreadable(where, "cut off: the archive is damaged or was not written to its end")
    try:
        sent, body = _bodies(raw, http)
        return _article(record, name, sent, body)
    except (BadBody, BadProvenance) as bad:
        return Unreadable(where, f"the page is {bad}")


def _bodies(raw: bytes, http: Any) -> tuple[bytes, bytes]:
    """The body as sent and as meant. Raises BadBody. Crawlers often keep the headers of an encoding that they undid."""
    if "chunked" in (http.get_header("Transfer-Encoding") or "").lower():
        raw = ChunkedDataReader(BytesIO(raw)).read()
    encodings = (http.get_header("Content-Encoding") or "").split(",")
    if "gzip" in encodings[-1].lower() and not raw.startswith(b"\x1f\x8b"):
        encodings = []
    decoder = Decoder(encodings, MOST_HTML)
    body = decoder.feed(raw)
    decoder.end()
    return raw, body


def _article(record: Any, name: str, sent: bytes, body: bytes) -> RawArticle:
    http, warc = record.http_headers, record.rec_headers
    text, charset = decoded(body, http.get_header("Content-Type") or "")
    url = (warc.get_header("WARC-Target-URI") or "").strip("<>")
    fetched = provenance_from(
        {
            "url": url,
            "fetched_at": warc.get_header("WARC-Date"),
            "raw_sha256": hashlib.sha256(sent).hexdigest(),
            "body_sha256": hashlib.sha256(body).hexdigest(),
            "status": int(http.get_statuscode()),
            "headers": dict(http.headers),
            "charset": charset,
            "source": f"{PurePath(name).name} {warc.get_header('WARC-Record-ID') or ''}".strip(),
        }
    )
    return RawArticle(url=url, html=text, fetched=fetched)
