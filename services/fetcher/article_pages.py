"""The article behind an address: fetched, decoded, read in the child process, and told with where it came from."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

from services.fetcher import urls
from services.fetcher.articles import BadArticle, Page, RawArticle
from services.fetcher.charsets import decoded
from services.fetcher.download import Fetched
from services.fetcher.provenance import Provenance
from services.fetcher.walls import SAID, Wall

Fetch = Callable[[str], Awaitable[Fetched]]
Read = Callable[[str], Awaitable[Page]]

READABLE = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")
"""Kinds of content that are tried; sites say XML, and nothing at all, of pages."""
_OTHER_FRONTS = ("www.", "m.", "amp.", "mobile.")


@dataclass(frozen=True)
class PageRead:
    """What came of a page. Without an `article`, `why` says why in one line, also where it has not changed."""

    fetched: Fetched
    article: RawArticle | None = None
    wall: Wall | None = None
    """What stands in place of the article."""
    why: str | None = None


async def page_at(url: str, fetch: Fetch, read: Read) -> PageRead:
    """The article at this address. `read` finds it in HTML, in the child; it may raise BadArticle.

    Raises what `fetch` raises: NotAllowed and FetchFailed, and what its caller has it raise.
    """
    got = await fetch(url)
    why = _not_readable(got)
    if why:
        return PageRead(got, why=why)
    text, charset = decoded(got.body, got.headers.get("content-type", ""))
    provenance = provenance_of(got, charset)
    if _kind(got) == "text/plain":
        return PageRead(got, RawArticle(url=got.url, text=text, fetched=provenance))
    try:
        page = await read(text)
    except BadArticle as bad:
        return PageRead(got, why=bad.why)
    if page.wall:
        return PageRead(got, wall=page.wall, why=SAID[page.wall])
    return PageRead(got, RawArticle(url=address_of(got.url, page.url), page=page, fetched=provenance))


def _kind(got: Fetched) -> str:
    return got.headers.get("content-type", "").partition(";")[0].strip().lower()


def _not_readable(got: Fetched) -> str | None:
    """Why there is nothing to read, if there is not."""
    if got.not_modified:
        return "it has not changed"
    if got.status >= 300:
        return f"the site answered {got.status}"
    return None if _kind(got) in READABLE else f"it is no web page but {_kind(got)[:60]}"


def provenance_of(got: Fetched, charset: str) -> Provenance:
    """The first link of the chain: which bytes."""
    return Provenance(
        url=got.url,
        fetched_at=got.fetched_at,
        raw_sha256=got.raw_sha256,
        body_sha256=hashlib.sha256(got.body).hexdigest(),
        status=got.status,
        headers=got.headers,
        hops=tuple((hop.status, hop.url) for hop in got.hops),
        charset=charset,
        reader=f"trafilatura {version('trafilatura')}",
    )


def address_of(final: str, canonical_link: str | None) -> str:
    """The address that names the article: what its page calls its own, if that can be.

    Some templates give one address, that of the front page, for every article: all would become versions of one. And
    no site may speak for another.
    """
    if not canonical_link:
        return final
    try:
        said = urls.canonical(urljoin(final, canonical_link))
    except (urls.BadURL, ValueError):
        return final
    there, here = urlsplit(said), urlsplit(final)
    if _site(there.netloc) != _site(here.netloc) or (there.path in ("", "/") and here.path not in ("", "/")):
        return final
    return said


def _site(host: str) -> str:
    host = host.lower()
    return next((host.removeprefix(front) for front in _OTHER_FRONTS if host.startswith(front)), host)
