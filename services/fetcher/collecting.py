"""The work of a fetcher that watches feeds: claims what is due, does much of it at a time, lets go of it when it stops.

Several fetchers on one database share the work: whoever claims a feed or a host's next page has it for himself.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy import Engine

from services.fetcher import entry_state, feed_state, host_state
from services.fetcher.clocks import Clock
from services.fetcher.database import transaction
from services.fetcher.feed_state import Feed
from services.fetcher.host_state import Visit

TICK_S = 1.0
"""How often is looked for what others have added or put off: at the most so late is a feed that is to be polled now."""
FORGET_EVERY = timedelta(hours=1)
MOST_FORGOTTEN = 5_000
STOP_WITHIN_S = 3.0

POLLS = Counter("shahidi_feed_polls", "Feeds polled, by what came of it", ["outcome"])
POLLED = ("news", "nothing new", "not modified", "put off", "failed", "not ours any more", "error")
VISITS = Counter("shahidi_page_visits", "Pages behind entries taken, by what came of it", ["outcome"])
VISITED = ("new", "changed", "unchanged", "put off", "failed", "summary", "given up", "error")

log = structlog.get_logger()


def new_holder() -> str:
    """By what this process is known in the database, and none before it was."""
    return uuid.uuid4().hex


@dataclass
class Collector:
    """Polls and visits until it is told to stop."""

    engine: Engine
    clock: Clock
    holder: str
    gap: timedelta
    """Between two requests to one host."""
    at_once: int
    """Feeds and pages that are asked for at the same time."""
    poll: Callable[[Feed], Awaitable[str]]
    visit: Callable[[Visit], Awaitable[str]]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    in_flight: dict[asyncio.Task[None], str] = field(default_factory=dict)
    """With the host that each asks."""
    _forget_at: datetime | None = None

    def __post_init__(self) -> None:
        for counter, outcomes in ((POLLS, POLLED), (VISITS, VISITED)):
            for outcome in outcomes:  # each is there from the start, or its first would be missed
                counter.labels(outcome)

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`; then what is in flight is cancelled, and let go of."""
        while not stopping.is_set():
            self.woken.clear()
            try:
                wait_s = await self.start_due()
            except Exception as error:  # noqa: BLE001 - the database is away; whatever it is, go on
                log.warning("feeds.waiting", cause=f"{type(error).__name__}: {error}"[:300])
                wait_s = TICK_S
            await self.clock.wait(self.woken, wait_s)
        await self.stop()

    async def start_due(self) -> float:
        """Begin what is due, as far as there is room. Returns for how many seconds nothing more will be."""
        room = self.at_once - len(self.in_flight)
        if room <= 0:
            return TICK_S  # whatever ends first wakes us
        now = self.clock.now()
        feeds, visits, next_at = await asyncio.to_thread(self._claim, now, room)
        for feed in feeds:
            self._start(feed.host, self._told(POLLS, "feed.polled", self.poll(feed), feed=feed.url))
        for visit in visits:
            self._start(visit.host, self._told(VISITS, "page.visited", self.visit(visit), url=visit.url))
        return TICK_S if next_at is None else min(TICK_S, max(0.0, (next_at - self.clock.now()).total_seconds()))

    def _claim(self, now: datetime, room: int) -> tuple[list[Feed], list[Visit], datetime | None]:
        with self.engine.connect() as db:  # looked at without a turn: mostly nothing is due
            poll_at, visit_at = feed_state.next_due(db), host_state.next_visit_at(db)
        feeds: list[Feed] = []
        visits: list[Visit] = []
        if poll_at and poll_at <= now:
            with transaction(self.engine) as db:
                feeds = feed_state.claim(db, now, room, self.holder, self.gap, set(self.in_flight.values()))
        if visit_at and visit_at <= now and len(feeds) < room:
            with transaction(self.engine) as db:
                visits = host_state.claim_visits(db, now, room - len(feeds), self.holder)
        if self._forget_at is None or now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY
            with transaction(self.engine) as db:
                entry_state.forget(db, now, MOST_FORGOTTEN)
        with self.engine.connect() as db:
            dues = [due for due in (feed_state.next_due(db), host_state.next_visit_at(db)) if due]
        return feeds, visits, min(dues, default=None)

    def _start(self, host: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.in_flight[task] = host
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self.in_flight[task]
        self.woken.set()

    async def _told(self, counter: Counter, event: str, work: Awaitable[str], **about: object) -> None:
        """Every poll and visit ends in one counted line. What went wrong with us and not with the site leaves the
        feed or page held: it is due again when the hold ends, and so a bug of ours can't ask a site without pause."""
        try:
            outcome = await work
        except Exception as error:  # noqa: BLE001 - counted and told
            outcome = "error"
            about["cause"] = f"{type(error).__name__}: {error}"[:300]
        counter.labels(outcome).inc()
        (log.warning if outcome == "error" else log.info)(event, outcome=outcome, **about)

    async def stop(self) -> None:
        """Break off what is in flight, and let go of all that is held: others may take it at once."""
        tasks = list(self.in_flight)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_WITHIN_S)
        await asyncio.to_thread(self._release)

    def _release(self) -> None:
        now = self.clock.now()
        with transaction(self.engine) as db:
            feed_state.release(db, self.holder, now)
            host_state.release(db, self.holder, now)
