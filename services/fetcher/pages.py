"""A web page -> the article in it. Run by `page_worker` in a process of its own: pages can hang their reader."""

from typing import Any

import lxml.html  # type: ignore[import-untyped]  # has no annotations
from trafilatura import bare_extraction

from services.fetcher.articles import Page
from services.fetcher.page_data import own_data
from services.fetcher.texts import cleaned
from services.fetcher.walls import is_cut_short, wall_of

_UNSEEN = ("script", "style", "template", "noscript", "svg", "head")


def page_of(html: str) -> Page | None:
    """The article of this page and what the page says of it, or None where there is none. What stands in place of an
    article is named as its `wall`.

    The date is only what the page's own data calls its publication: other dates on a page are those of teasers,
    events and copyright notices.
    """
    # Cleaned first: half a surrogate pair ends the article without a word. As UTF-8, whatever the page claims.
    raw = cleaned(html).encode("utf-8")
    if not raw.strip():
        return None
    tree = lxml.html.document_fromstring(raw, parser=lxml.html.HTMLParser(encoding="utf-8"))
    own, title = own_data(tree), tree.findtext(".//title")
    found = bare_extraction(
        tree,
        fast=True,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or not found.text:
        seen = _seen(raw)
        wall = wall_of(title, seen)
        return Page(seen, title, wall=wall) if wall else None
    return Page(
        found.text,
        found.title,
        found.sitename,
        own.canonical,
        own.published_at,
        byline=found.author,
        language=own.language,
        wall=wall_of(title, found.text),
        is_cut_short=is_cut_short(found.text, says_not_free=not own.is_free),
    )


def _seen(raw: bytes) -> str:
    """All text that a reader of the page sees."""
    tree = lxml.html.document_fromstring(raw, parser=lxml.html.HTMLParser(encoding="utf-8"))
    for element in list(tree.iter(*_UNSEEN)):
        element.drop_tree()
    return "\n".join(line for part in tree.itertext() if (line := " ".join(_text(part).split())))


def _text(part: Any) -> str:
    return part if isinstance(part, str) else ""
