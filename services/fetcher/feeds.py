"""What a feed says -> the articles that it points to.

Everything here is a stranger's word: links may be none or scripts, ids may change with every poll, dates lie in 2099,
and there may be a million of them. What an entry *is* goes by the address it points to, or by its text.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urljoin

from services.fetcher import urls
from services.fetcher.dates import BadDate, from_caller
from services.fetcher.texts import cleaned, has_words
from shared.identity import article_id

MOST_ITEMS = 1_000
"""Of one poll. The longest real feeds have 500; a news sitemap may have 1,000."""
MOST_TEXT = 200_000
"""Characters kept of one entry's own text."""
MOST_SUMMARY = 5_000
FULL_TEXT = 1_200
"""Characters. What is shorter and stands in a feed is a teaser as often as not: then the page is looked at."""

_TRAILS = ("…", "...", "[…]", "[...]", "[&#8230;]", "read more", "continue reading")
"""How a text ends that was cut short."""


@dataclass(frozen=True)
class Item:
    """One item, entry or URL of a feed, as it says itself; texts are plain, dates are not read yet."""

    link: str | None = None
    guid: str | None = None
    title: str | None = None
    text: str | None = None
    """Of the whole article, as far as the feed claims to carry it."""
    summary: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True)
class FeedRead:
    """What some bytes turned out to be."""

    kind: str
    """`feed`, `sitemap`, `sitemaps` (a list of sitemaps), `page` (a web page) or `none`."""
    title: str | None = None
    site: str | None = None
    items: tuple[Item, ...] = ()
    links: tuple[str, ...] = ()
    """Of a list of sitemaps: those, newest first. Of a web page: the feeds that it names."""
    flaw: str | None = None
    """What is wrong with it, where it could be read all the same."""

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        items = tuple(Item(**item) for item in said["items"])
        return cls(**{**said, "items": items, "links": tuple(said["links"])})


@dataclass(frozen=True)
class Entry:
    """An article that a feed points to."""

    entry_id: str
    """The id that the article will have: two feeds that point to one page have one entry."""
    url: str | None
    """None where the entry has no usable link, but a text of its own."""
    title: str | None = None
    text: str | None = None
    """Only where it is the whole article."""
    summary: str | None = None
    published_at: datetime | None = None
    """None also where the date that is given can't be one: in the future, before 1900, or no date at all."""
    updated_at: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no page has to be looked at."""
        return self.text is not None


@dataclass(frozen=True)
class Entries:
    """The entries of one poll, in the feed's order, and how many items came to nothing, by reason."""

    entries: tuple[Entry, ...]
    passed_over: Mapping[str, int]


def entries_of(items: Sequence[Item], feed_url: str, now: datetime) -> Entries:
    """What these items point to, each once: at most MOST_ITEMS of them. Relative links are those of the feed."""
    found: dict[str, Entry] = {}
    passed_over: Counter[str] = Counter()
    if len(items) > MOST_ITEMS:
        passed_over["too many"] = len(items) - MOST_ITEMS
    for item in items[:MOST_ITEMS]:
        entry = _entry(item, feed_url, now)
        if isinstance(entry, str):
            passed_over[entry] += 1
        elif entry.entry_id in found:
            passed_over["twice in the feed"] += 1
        else:
            found[entry.entry_id] = entry
    return Entries(tuple(found.values()), dict(passed_over))


def _entry(item: Item, feed_url: str, now: datetime) -> Entry | str:
    """The entry, or why there is none."""
    title = _line(item.title)
    text = _text(item.text, MOST_TEXT)
    summary = _text(item.summary, MOST_SUMMARY)
    whole = text if text and _is_whole(text) else None
    dates = {"published_at": _date(item.published, now), "updated_at": _date(item.updated, now)}
    canonical = _address(item, feed_url)
    if canonical:
        return Entry(article_id(canonical_url=canonical), canonical, title, whole, summary or text, **dates)
    said = text or summary
    if said is None:
        return "neither link nor text"
    if len(said) < 100:
        return "no link, and hardly a text"
    return Entry(article_id(text=said), None, title, said, None, **dates)


def _address(item: Item, feed_url: str) -> str | None:
    """Where the entry points to: its link, else its id if that is an address."""
    for said in (item.link, item.guid if (item.guid or "").startswith(("http://", "https://")) else None):
        if not said or not said.strip():
            continue
        try:
            return urls.canonical(urljoin(feed_url, _escaped(said.strip())))
        except (urls.BadURL, ValueError):
            continue
    return None


def _escaped(link: str) -> str:
    """Line breaks and spaces that a feed leaves in a link; a control character stays, and has it refused."""
    return link.replace("\r", "").replace("\n", "").replace("\t", "").replace(" ", "%20")


def _line(said: str | None) -> str | None:
    return " ".join(cleaned(said).split())[:1_000] or None if said else None


def _text(said: str | None, most: int) -> str | None:
    if not said:
        return None
    text = cleaned(said).strip()[:most]
    return text if has_words(text) else None


def _is_whole(text: str) -> bool:
    return len(text) >= FULL_TEXT and not text.rstrip(" .").lower().endswith(_TRAILS)


def _date(said: str | None, now: datetime) -> datetime | None:
    if not said:
        return None
    try:
        return from_caller(said, now)
    except BadDate:
        return None


def is_news(entry: Entry, now: datetime, news_days: float, *, first_poll: bool) -> bool:
    """Whether an entry that was not known before is news, or only new to us.

    By its date where it has one. Without one, what stands in a feed at its first poll may be of any age, and what
    comes later is new because it was not there before.
    """
    dates = [when for when in (entry.published_at, entry.updated_at) if when]
    if not dates:
        return not first_poll
    return max(dates) >= now - timedelta(days=news_days)
