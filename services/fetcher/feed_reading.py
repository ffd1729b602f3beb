"""The bytes of a feed -> what they say. Run by `feed_worker` in a process of its own.

RSS, Atom, RDF and CDF by feedparser, which reads also what is broken; JSON Feed, sitemaps and lists of sitemaps here.
"""

import io
import re
import zlib
from typing import Any

import feedparser
import lxml.etree  # type: ignore[import-untyped]  # has no annotations
import lxml.html  # type: ignore[import-untyped]

from services.fetcher.feeds import MOST_ITEMS, FeedRead, Item
from services.fetcher.markup import plain
from services.fetcher.strict_json import BadJSON, parsed

MOST_BYTES = 10 * 2**20
"""Of a feed after decompression."""
MOST_LINKS = 200

_ITEM_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]*)")


class Unreadable(ValueError):
    """It is no feed; says what it is instead, as far as that can be told."""


def read(body: bytes, content_type: str) -> FeedRead:
    """What these bytes are; relative links stay so. Raises Unreadable."""
    body = _in_utf_8(_unzipped(body))
    head = body[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise Unreadable("it is empty")
    if head[:1] in (b"{", b"["):
        return _json_feed(body)
    match _root(head):
        case b"urlset":
            return _sitemap(body)
        case b"sitemapindex":
            return _sitemaps(body)
        case b"html":
            return _page(body)
    return _feed(body, content_type)


def _unzipped(body: bytes) -> bytes:
    """A sitemap is often a .gz file; what it unpacks to is bounded."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpacking = zlib.decompressobj(wbits=31)
        unpacked = unpacking.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        raise Unreadable("it is a damaged gzip file") from None
    if len(unpacked) > MOST_BYTES:
        raise Unreadable(f"it unpacks to more than {MOST_BYTES // 2**20} MB")
    return unpacked


def _in_utf_8(body: bytes) -> bytes:
    """UTF-16 with its mark becomes UTF-8; what any other feed is written in, feedparser finds out."""
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body
    text = body.decode("utf-16", "replace")
    return re.sub(r"""^(\s*<\?xml[^>]*?)\sencoding=["'][^"']*["']""", r"\1", text).encode("utf-8")


def _root(head: bytes) -> bytes:
    """The name of the first element, without its prefix, in lower case."""
    without_comments = re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL)
    found = _ROOT.search(without_comments)
    return found[1].rpartition(b":")[2].lower() if found else b""


def _feed(body: bytes, content_type: str) -> FeedRead:
    # A stream: feedparser takes bytes for the name of a file, and a text for an address to be fetched.
    # Not sanitised: everything becomes plain text, and three quarters of the time would go into it.
    # Without a charset in it, text/xml would be ASCII, whatever the document itself declares.
    kind = content_type if "charset=" in content_type.lower() else "application/xml"
    found = feedparser.parse(
        io.BytesIO(_cut(body)),
        # Without an address of its own: it would make one of a guid that is none.
        response_headers={"content-type": kind},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.version and not found.entries:
        raise Unreadable(_what_it_is(body))
    flaw = " ".join(str(found.get("bozo_exception", "")).split())[:200] if found.bozo else None
    items = tuple(_item(entry) for entry in found.entries[: MOST_ITEMS + 1])
    about = found.feed
    return FeedRead("feed", _plain_line(about, "title"), about.get("link"), items, flaw=flaw or None)


def _cut(body: bytes) -> bytes:
    """Without the items after the first thousand: a million of them would take minutes to read."""
    ends = [match.end() for match in _ITEM_END.finditer(body)]
    return body if len(ends) <= MOST_ITEMS + 1 else body[: ends[MOST_ITEMS]] + body[ends[-1] :]


def _what_it_is(body: bytes) -> str:
    if body.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"PK\x03\x04")):
        return "it is a document or an image, not a feed"
    return "it is neither RSS, Atom, JSON Feed nor a sitemap"


def _item(entry: Any) -> Item:
    # Plain dict access: feedparser's own answers `updated` with `published`.
    said = dict(entry)
    contents = [part.get("value") for part in said.get("content") or () if part.get("value")]
    link, guid = said.get("feedburner_origlink") or said.get("link"), said.get("id")
    if link == guid and not str(link).startswith(("http://", "https://")):
        link = None  # a guid is a link unless it says otherwise (RSS 2.0); many neither are one nor say so
    return Item(
        link=link,
        guid=guid,
        title=_plain_line(said, "title"),
        text=plain(max(contents, key=len)) if contents else None,
        summary=plain(said["summary"]) if said.get("summary") else None,
        published=_date(said, "published"),
        updated=_date(said, "updated"),
    )


def _plain_line(said: Any, name: str) -> str | None:
    value = said.get(name)
    detail = said.get(f"{name}_detail") or {}
    return plain(value) if value and detail.get("type") != "text/plain" else value


def _date(said: Any, name: str) -> str | None:
    """As it stands there, with its offset, where that is a form that we read; else what feedparser made of it."""
    raw, read_as = said.get(name), said.get(f"{name}_parsed")
    if raw and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*|[A-Za-z]{3}, .*[+-]\d{4}", raw.strip()):
        return str(raw).strip()
    if read_as is None or not 1 <= read_as.tm_year <= 9_999:
        return None
    return f"{read_as.tm_year:04}-{read_as.tm_mon:02}-{read_as.tm_mday:02}T" \
        f"{read_as.tm_hour:02}:{read_as.tm_min:02}:{min(read_as.tm_sec, 59):02}+00:00"  # fmt: skip


def _json_feed(body: bytes) -> FeedRead:
    try:
        said = parsed(body)
    except BadJSON as bad:
        raise Unreadable(str(bad)) from None
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        raise Unreadable("it is JSON, but no JSON Feed: it has no list of `items`")
    items = tuple(_json_item(item) for item in said["items"][: MOST_ITEMS + 1] if isinstance(item, dict))
    return FeedRead("feed", _string(said, "title"), _string(said, "home_page_url"), items)


def _json_item(said: dict[str, Any]) -> Item:
    html = _string(said, "content_html")
    return Item(
        link=_string(said, "url") or _string(said, "external_url"),
        guid=_string(said, "id"),
        title=_string(said, "title"),
        text=_string(said, "content_text") or (plain(html) if html else None),
        summary=_string(said, "summary"),
        published=_string(said, "date_published"),
        updated=_string(said, "date_modified"),
    )


def _string(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _elements(body: bytes, name: str) -> list[dict[str, str]]:
    """The children of each element of that name, as name -> text, prefixes dropped."""
    # No entity is expanded, no file or address is asked, and what is broken is read as far as it goes.
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = lxml.etree.fromstring(body, parser)
    if root is None:
        raise Unreadable("it is broken XML")
    found = []
    for element in root.iter(f"{{*}}{name}"):
        parts: dict[str, str] = {}
        for part in element.iterdescendants():
            if isinstance(part.tag, str) and part.text and part.text.strip():
                parts.setdefault(lxml.etree.QName(part).localname, part.text.strip())
        found.append(parts)
    return found


def _sitemap(body: bytes) -> FeedRead:
    """A sitemap is in no order; the newest are what matters. `lastmod` is a change, not a publication."""
    elements = [element for element in _elements(body, "url") if "loc" in element]
    elements.sort(key=lambda said: said.get("publication_date") or said.get("lastmod") or "", reverse=True)
    items = tuple(
        Item(
            link=element["loc"], title=element.get("title"), published=element.get("publication_date"),
            updated=element.get("lastmod"),
        )
        for element in elements[: MOST_ITEMS + 1]
    )  # fmt: skip
    return FeedRead("sitemap", next((e["name"] for e in elements if "name" in e), None), items=items)


def _sitemaps(body: bytes) -> FeedRead:
    elements = [element for element in _elements(body, "sitemap") if "loc" in element]
    elements.sort(key=lambda said: said.get("lastmod") or "", reverse=True)
    return FeedRead("sitemaps", links=tuple(element["loc"] for element in elements[:MOST_LINKS]))


def _page(body: bytes) -> FeedRead:
    tree = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    links = tree.xpath("//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom') "
                       "or contains(@type, 'feed+json')]/@href")  # fmt: skip
    return FeedRead("page", tree.findtext(".//title"), links=tuple(str(link) for link in links[:20]))
