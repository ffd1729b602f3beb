"""make press FEEDS=200 PAGES=5000: two fetchers watch an invented press for an hour of simulated time; every article
comes in once, no host is asked faster than it may be, and memory stays flat. The last line is JSON.
"""

import argparse
import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import psutil
import structlog
from sqlalchemy import Engine, select

from services.fetcher import watching
from services.fetcher.accepting import Intake
from services.fetcher.collecting import Collector
from services.fetcher.database import SCHEMA, open_inbox
from services.fetcher.feed_tables import feeds
from services.fetcher.feeds_app import children, watching_feeds
from services.fetcher.keys import door_of
from services.fetcher.settings import FetcherSettings
from services.fetcher.state import inbox
from shared.messages import ArticleAccepted
from tests.databases import NoDocker, SqliteFiles, postgres_server
from tests.press.clocks import START, SimulatedClock
from tests.press.papers import BEFORE, OLD, Paper, Story
from tests.press.serving import BOMBED, Press, press

FETCHERS = 2
MINUTES = 60
PUBLISHED_WITHIN = 40
"""Minutes: what comes later may be found after the hour, as often as feeds are polled."""
A_LOOK = timedelta(minutes=10)
"""How often memory is measured."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make press", description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with TemporaryDirectory() as folder, ExitStack() as stack:
        url = SqliteFiles(Path(folder)).new(SCHEMA)
        if asked.database == "postgresql":
            _, server = stack.enter_context(postgres_server())
            url = server.new(SCHEMA)
        figures = asyncio.run(watched(url, Path(folder), asked.feeds, asked.pages // asked.feeds))
    print(json.dumps({"database": asked.database, **figures}))
    sys.exit(bool(figures["missing"] or figures["twice"] or figures["unexpected"] or figures["too_fast"]))


async def watched(url: str, home: Path, papers: int, stories: int) -> dict[str, Any]:
    """The hour, and what came of it."""
    clock, began = SimulatedClock(), monotonic()
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(press(papers, stories, PUBLISHED_WITHIN, clock))
        engine = open_inbox(url)
        stack.callback(engine.dispose)
        settings = FetcherSettings(home=home, redis_url="redis://127.0.0.1:1", allowed_networks="127.0.0.0/8")
        collectors = []
        for _ in range(FETCHERS):
            readers = stack.enter_context(children())
            _, one = await stack.enter_async_context(
                watching_feeds(settings, engine, Intake(engine), door_of(settings, engine, clock.now), clock, readers)
            )
            collectors.append(one)
        watched = [watching.feed_from(f"{paper.url}/feed", START, settings.pace) for paper in served.papers]
        watching.add(engine, watched, START)
        memory = await _hour(collectors, clock)
        figures = _count(engine, served)
    return {**figures, "memory_mb": memory, "seconds": round(monotonic() - began)}


async def _hour(collectors: Sequence[Collector], clock: SimulatedClock) -> list[int]:
    """Drives the time. Returns the resident memory of this process, which is fetchers and press, every ten minutes."""
    memory: list[int] = []
    while clock.now() < START + timedelta(minutes=MINUTES):
        if clock.now() >= START + A_LOOK * (len(memory) + 1):
            memory.append(_megabytes())
            print(f"{clock.now():%H:%M} {memory[-1]} MB", flush=True)
        waits = [await one.start_due() for one in collectors]
        while _busy(collectors, clock):
            await asyncio.sleep(0.002)
        if any(one.woken.is_set() for one in collectors):
            for one in collectors:
                one.woken.clear()
            continue
        clock.to(clock.now() + timedelta(seconds=max(0.001, *waits)))
    for one in collectors:
        await one.stop()
    return [*memory, _megabytes()]


def _busy(collectors: Sequence[Collector], clock: SimulatedClock) -> bool:
    return any(task not in clock.asleep for one in collectors for task in one.in_flight)


def _megabytes() -> int:
    return int(psutil.Process().memory_info().rss // 2**20)


def _count(engine: Engine, served: Press) -> dict[str, Any]:
    with engine.connect() as db:
        articles = [ArticleAccepted.model_validate_json(said) for said in db.scalars(select(inbox.c.message))]
        polls = sum(db.scalars(select(feeds.c.polls)))
        failing = dict(db.execute(select(feeds.c.url, feeds.c.error).where(feeds.c.failures > 0)).all())
    came = Counter(str(article.canonical_url) for article in articles)
    wanted = {paper.url + story.path for paper in served.papers for story in paper.stories if _is_wanted(paper, story)}
    pages = Counter((paper.url, path) for paper in served.papers for _, path in served.asked[paper.url]
                    if path.startswith("/news/"))  # fmt: skip
    again = {paper.url for paper in served.papers if paper.fault in ("pages fail once", "gzip bomb")}
    return {
        "feeds": len(served.papers), "failing": len(failing), "polls": polls,
        "published": sum(len(paper.stories) for paper in served.papers), "wanted": len(wanted), "accepted": len(came),
        "missing": len(wanted - set(came)), "unexpected": len(set(came) - wanted),
        "twice": sum(number > 1 for number in came.values()),
        "fetched_twice": sum(number > 1 for (url, _), number in pages.items() if url not in again),
        "requests": sum(len(asked) for asked in served.asked.values()), "answers": dict(served.statuses),
        "too_fast": sum(_too_fast(paper, served) for paper in served.papers),
        "shortest_gap_s": min(gap for paper in served.papers for gap in _gaps(paper, served)),
        "missing_by_fault": dict(Counter(
            paper.fault for paper in served.papers for story in paper.stories
            if paper.url + story.path in wanted - set(came)
        )),
    }  # fmt: skip


def _is_wanted(paper: Paper, story: Story) -> bool:
    """Whether it is news, and can be had: not what was old when its feed was added, or has no date that can be."""
    if story.is_old or (paper.fault == "gzip bomb" and story.number == BOMBED):
        return False
    return paper.fault != "dates in 2099" or story.number >= OLD + BEFORE


def _gaps(paper: Paper, served: Press) -> list[float]:
    times = [when for when, _ in served.asked[paper.url]]
    return [(later - before).total_seconds() for before, later in pairwise(times)]


def _too_fast(paper: Paper, served: Press) -> int:
    """How often it was asked sooner after the last time than it may be; its robots.txt was the first it was asked."""
    allowed = 5.0 if paper.fault == "crawl delay" else 1.0
    return sum(gap < allowed for gap in _gaps(paper, served)[1:])


if __name__ == "__main__":
    try:
        main()
    except NoDocker as error:
        sys.exit(f"press: {error}")
