"""What a page says of itself in its markup: when it was published, where it stands, whether it is free to read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from services.fetcher.strict_json import BadJSON, parsed

MOST_SCRIPTS = 20
"""Of linked data that are read in one page."""
LOCKED = ("locked", "metered", "premium", "subscriber", "subscribers")


@dataclass(frozen=True)
class OwnData:
    """A page's own words about itself; None where it says nothing."""

    published_at: str | None
    canonical: str | None
    language: str | None
    is_free: bool


def own_data(tree: Any) -> OwnData:
    """What the page of this tree (lxml) says."""
    said, things = _metas(tree), list(_linked_data(tree))
    published = [said[name] for name in _date_names() if name in said]
    published += [thing["datePublished"].strip() for thing in things if isinstance(thing.get("datePublished"), str)]
    links = tree.xpath("//link[@rel='canonical']/@href")
    tier = said.get("article:content_tier", "").lower()
    return OwnData(
        published_at=published[0] if published else None,
        canonical=str(links[0]).strip() if links else None,
        language=tree.get("lang") or None,
        is_free=tier not in LOCKED and all(_is_free(thing) for thing in things),
    )


def _metas(tree: Any) -> dict[str, str]:
    said: dict[str, str] = {}
    for element in tree.xpath("//meta[@property or @name or @itemprop] | //time[@itemprop]"):
        value = element.get("content") or element.get("datetime")
        for name in ("property", "name", "itemprop"):
            if value and element.get(name):
                said.setdefault(element.get(name).strip().lower(), value.strip())
    return said


def _is_free(thing: Mapping[str, Any]) -> bool:
    """By schema.org; publishers write the value as a word as often as not."""
    return str(thing.get("isAccessibleForFree", True)).strip().lower() not in ("false", "no", "0")


def _linked_data(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The articles in the page's linked data."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:MOST_SCRIPTS]:
        try:
            value = parsed(str(script))
        except BadJSON:
            continue
        for thing in _things(value):
            if "Article" in str(thing.get("@type")):
                yield thing


def _things(value: Any) -> Sequence[Mapping[str, Any]]:
    listed = [thing for thing in (value if isinstance(value, list) else [value]) if isinstance(thing, dict)]
    graphs = [thing["@graph"] for thing in listed if isinstance(thing.get("@graph"), list)]
    return [*listed, *(thing for graph in graphs for thing in graph if isinstance(thing, dict))]


@lru_cache(maxsize=1)
def _date_names() -> tuple[str, ...]:
    lines = files("services.fetcher").joinpath("data/page_date_names.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
