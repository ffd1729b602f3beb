"""What is watched: feeds added, listed, paused, removed, polled soon, taken from a list and given as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from services.fetcher import feed_state, host_state, schedule, urls
from services.fetcher.database import transaction
from services.fetcher.feed_state import Feed
from services.fetcher.feed_tables import ACTIVE, PAUSED
from services.fetcher.opml import Outline, as_opml
from services.fetcher.schedule import Pace
from services.fetcher.texts import cleaned
from shared.identity import stable_id

MOST_FEEDS = 100_000
A_READ = 1_000


class NoSuchFeed(LookupError):
    """There is no feed with this id."""


class BadFeed(ValueError):
    """This can't be added; says why in one line."""


@dataclass(frozen=True)
class Added:
    """What came of adding one: `new` is false where it was watched already."""

    feed: Feed
    new: bool


def feed_from(url: str, now: datetime, pace: Pace, publisher: str | None = None) -> Feed:
    """A feed to be watched; the same one for all ways to write its address. Raises BadFeed."""
    # Asked for as it was given: what is a tracking parameter to a page may be the name of a feed.
    asked, canonical = _addresses(url)
    interval_s = min(pace.shortest * 2, pace.longest).total_seconds()
    return Feed(
        stable_id("feed", canonical), asked, urls.host_of(canonical), ACTIVE, now, interval_s,
        publisher=_name(publisher), due_at=now,
    )  # fmt: skip


def id_of(url: str) -> str:
    """The id of the feed at this address. Raises BadFeed."""
    return stable_id("feed", _addresses(url)[1])


def _addresses(url: str) -> tuple[str, str]:
    """As it is asked for, and as it is known."""
    said = url.strip()
    if said.lower().startswith("feed:"):  # as some sites link them: feed:https://..., feed://...
        said = said[5:] if said[5:].startswith("http") else f"https:{said[5:]}"
    if "://" not in said and "." in said.partition("/")[0]:
        said = f"https://{said}"
    try:
        return said.partition("#")[0], urls.canonical(said)
    except urls.BadURL as bad:
        raise BadFeed(str(bad)) from None


def _name(said: str | None) -> str | None:
    return " ".join(cleaned(said or "").split())[:200] or None


def add(engine: Engine, feeds: Sequence[Feed], now: datetime) -> list[Added]:
    """Watch these; those that are watched already stay as they are, also paused. The first are polled at once, a long
    list within some minutes. Raises BadFeed where there would be too many."""
    once = {feed.feed_id: feed for feed in feeds}
    planned = [
        Feed(**{**vars(feed), "due_at": schedule.first_poll(number, now)}) for number, feed in enumerate(once.values())
    ]
    with transaction(engine) as db:
        if sum(feed_state.counts(db).values()) + len(planned) > MOST_FEEDS:
            raise BadFeed(f"more than {MOST_FEEDS:,} feeds; remove some first")
        new = feed_state.add(db, planned)
        found = {feed.feed_id: feed for feed in feed_state.by_ids(db, list(once))}
    told: set[str] = set()
    added = []
    for feed in feeds:
        added.append(Added(found[feed.feed_id], feed.feed_id in new and feed.feed_id not in told))
        told.add(feed.feed_id)
    return added


def listed(engine: Engine, after: str, most: int, health: str | None = None) -> list[Feed]:
    with engine.connect() as db:
        return feed_state.listed(db, after, most, health)


def one(engine: Engine, feed_id: str) -> Feed:
    """Raises NoSuchFeed."""
    feed = None
    if feed_id.isalnum():  # anything else is no id, and some of it no text for a database
        with engine.connect() as db:
            feed = feed_state.by_id(db, feed_id)
    if feed is None:
        raise NoSuchFeed
    return feed


@dataclass(frozen=True)
class Summary:
    """All feeds at a glance."""

    feeds: dict[str, int]
    """By health: ok, failing, new, paused, gone."""
    pages_waiting: int


def summary(engine: Engine) -> Summary:
    with engine.connect() as db:
        return Summary(feed_state.counts(db), host_state.waiting(db))


def change(
    engine: Engine, feed_id: str, now: datetime, *, paused: bool | None = None, publisher: str | None = None
) -> Feed:
    """Pause or resume it, or name its publisher; "" unnames him. Resumed, it is polled at once. Raises NoSuchFeed."""
    values: dict[str, object] = {}
    one(engine, feed_id)
    if publisher is not None:
        values["publisher"] = _name(publisher)
    if paused is True:
        # Whoever polls it now finds that it is not his any more, and writes nothing.
        values |= {"state": PAUSED, "due_at": None, "holder": None}
    elif paused is False and one(engine, feed_id).state != ACTIVE:
        values |= {"state": ACTIVE, "due_at": now, "holder": None}
    with transaction(engine) as db:
        if values and not feed_state.change(db, feed_id, **values):
            raise NoSuchFeed
    return one(engine, feed_id)


def poll_soon(engine: Engine, feed_id: str, now: datetime) -> Feed:
    """Have it polled next, unless it is being polled. Raises NoSuchFeed, and BadFeed where it is paused."""
    feed = one(engine, feed_id)
    if feed.state != ACTIVE:
        raise BadFeed(f"this feed is {feed.state}; resume it first")
    if feed.holder is None:
        with transaction(engine) as db:
            feed_state.change(db, feed_id, due_at=now)
    return one(engine, feed_id)


def remove(engine: Engine, feed_id: str) -> None:
    """Raises NoSuchFeed."""
    one(engine, feed_id)
    with transaction(engine) as db:
        if not feed_state.remove(db, feed_id):
            raise NoSuchFeed


def exported(engine: Engine, now: datetime) -> str:
    """All feeds as OPML."""
    outlines: list[Outline] = []
    after = ""
    while feeds := listed(engine, after, A_READ):
        outlines += [Outline(feed.url, feed.publisher or feed.title) for feed in feeds]
        after = feeds[-1].feed_id
    return as_opml(sorted(outlines, key=lambda outline: (outline.title or outline.url).lower()), now)
