"""A web page -> the article in it. Run by `page_worker` in a process of its own: pages can hang their reader."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import lxml.html  # type: ignore[import-untyped]  # has no annotations
from trafilatura import bare_extraction

from services.fetcher.articles import Page
from services.fetcher.strict_json import BadJSON, parsed
from services.fetcher.texts import cleaned


def page_of(html: str) -> Page | None:
    """The article of this page and what the page says of it, or None where there is none.

    The date is only what the page's own data calls its publication: other dates on a page are those of teasers,
    events and copyright notices.
    """
    # Cleaned first: half a surrogate pair ends the article without a word. As UTF-8, whatever the page claims.
    raw = cleaned(html).encode("utf-8")
    if not raw.strip():
        return None
    tree = lxml.html.document_fromstring(raw, parser=lxml.html.HTMLParser(encoding="utf-8"))
    published_at = next(_dates(tree), None)
    found = bare_extraction(
        tree,
        fast=True,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or not found.text:
        return None
    return Page(found.text, found.title, found.sitename, _canonical_link(tree), published_at)


def _canonical_link(tree: Any) -> str | None:
    links = tree.xpath("//link[@rel='canonical']/@href")
    return str(links[0]).strip() if links else None


def _dates(tree: Any) -> Iterator[str]:
    said: dict[str, str] = {}
    for element in tree.xpath("//meta[@property or @name or @itemprop] | //time[@itemprop]"):
        value = element.get("content") or element.get("datetime")
        for name in ("property", "name", "itemprop"):
            if value and element.get(name):
                said.setdefault(element.get(name).strip().lower(), value.strip())
    for name in _date_names():
        if name in said:
            yield said[name]
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:20]:
        yield from _linked_data_dates(str(script))


def _linked_data_dates(script: str) -> Iterator[str]:
    try:
        value = parsed(script)
    except BadJSON:
        return
    things = value if isinstance(value, list) else [value]
    graphs = [thing["@graph"] for thing in things if isinstance(thing, dict) and isinstance(thing.get("@graph"), list)]
    for thing in (*things, *(thing for graph in graphs for thing in graph)):
        if isinstance(thing, dict) and "Article" in str(thing.get("@type")) and isinstance(
            thing.get("datePublished"), str
        ):  # fmt: skip
            yield thing["datePublished"].strip()


@lru_cache(maxsize=1)
def _date_names() -> tuple[str, ...]:
    lines = files("services.fetcher").joinpath("data/page_date_names.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
