"""Asking hosts politely: as their robots.txt allows, each in its turn, and not at all while they want to be left alone.

The turns stand in the database: all fetchers together ask a host no faster than one would.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from sqlalchemy import Engine

from services.fetcher import host_state, robots
from services.fetcher.clocks import Clock
from services.fetcher.database import transaction
from services.fetcher.download import ROBOTS, Downloader, Fetched, FetchFailed, Limits
from services.fetcher.host_state import Robots
from services.fetcher.schedule import host_pause
from services.fetcher.urls import host_of
from shared.runtime.destinations import NotAllowed

MOST_WAIT = timedelta(seconds=70)
"""For a turn, with what has begun: longer than the longest Crawl-delay that is heeded. Else it is put off."""


class HostBusy(Exception):
    """The host is not to be asked before `until`. `failed`: because it does not answer as it should, and not because
    others are before us."""

    def __init__(self, host: str, until: datetime, why: str, *, failed: bool) -> None:
        super().__init__(f"{host} is left alone: {why}")
        self.until = until
        self.failed = failed


class Forbidden(Exception):
    """The host's robots.txt does not want us there."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"the robots.txt of {host} forbids it to {robots.NAME}: ask the publisher to allow it, or for a feed "
            "that may be read"
        )


class Pacer:
    """Fetches as Downloader does, politely. One for each process; `gap`: between two requests to one host."""

    def __init__(self, engine: Engine, downloader: Downloader, clock: Clock, gap: timedelta) -> None:
        self._engine, self._downloader, self._clock, self._gap = engine, downloader, clock, gap
        self._asking_robots: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def fetch(
        self, url: str, *, limits: Limits, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """What stands at this address. Raises HostBusy and Forbidden, also for a host that a redirect leads to, and
        what Downloader.fetch raises."""
        got = await self._downloader.fetch(
            url, etag=etag, last_modified=last_modified, limits=limits, before_hop=self._before
        )
        await self._heed(got)
        return got

    async def _before(self, url: str) -> None:
        host = host_of(url)
        said = await self._robots_of(url, host)
        if said.rules is None:
            raise HostBusy(host, said.until, said.why or "its robots.txt is not known", failed=True)
        # In a thread: a long one takes its time.
        if not await asyncio.to_thread(robots.allows, said.rules, url):
            raise Forbidden(host)
        delay_s = await asyncio.to_thread(robots.delay_s, said.rules)
        await self._turn(host, max(self._gap, timedelta(seconds=delay_s)))

    async def _turn(self, host: str, gap: timedelta) -> None:
        slot, reserved = await asyncio.to_thread(self._reserve, host, gap)
        if not reserved:
            raise HostBusy(host, slot, "it asked for patience, or many wait for it", failed=False)
        await self._clock.sleep((slot - self._clock.now()).total_seconds())

    def _reserve(self, host: str, gap: timedelta) -> tuple[datetime, bool]:
        with transaction(self._engine) as db:
            return host_state.reserve(db, host, self._clock.now(), gap, MOST_WAIT)

    async def _robots_of(self, url: str, host: str) -> Robots:
        async with self._alone(host):
            known = await asyncio.to_thread(self._known_robots, host)
            return known or await self._ask_robots(url, host)

    def _alone(self, host: str) -> AbstractAsyncContextManager[None]:
        return self._asking_robots.setdefault(host, asyncio.Lock())

    def _known_robots(self, host: str) -> Robots | None:
        with self._engine.connect() as db:
            return host_state.robots(db, host, self._clock.now())

    async def _ask_robots(self, url: str, host: str) -> Robots:
        async def turn(hop: str) -> None:
            await self._turn(host_of(hop), self._gap)

        try:
            where = f"{urlsplit(url).scheme}://{host}/robots.txt"
            got = await self._downloader.fetch(where, limits=ROBOTS, before_hop=turn)
            answer = robots.answer_of(got.status, got.body)
        except NotAllowed:  # then its pages are not asked for either
            answer = robots.answer_of(404)
        except FetchFailed as error:
            # A redirect without end is no robots.txt (RFC 9309, 2.3.1.2).
            answer = robots.answer_of(404) if "redirect" in str(error) else robots.unanswered(str(error))
        said = Robots(answer.rules, self._clock.now() + answer.keep_for, answer.why)
        await asyncio.to_thread(self._keep_robots, host, said)
        return said

    def _keep_robots(self, host: str, said: Robots) -> None:
        with transaction(self._engine) as db:
            host_state.keep_robots(db, host, said)

    async def _heed(self, got: Fetched) -> None:
        """A host that is overloaded is left alone, by everybody and for all its pages."""
        host = host_of(got.url)
        if got.status in (429, 503):
            await asyncio.to_thread(self._pause, host, got.retry_after_s)
        elif got.status < 400:
            await asyncio.to_thread(self._is_well, host)

    def _pause(self, host: str, retry_after_s: float | None) -> None:
        asked = timedelta(seconds=retry_after_s) if retry_after_s else None
        with transaction(self._engine) as db:
            times = host_state.failures(db, host) + 1
            host_state.failed(db, host, self._clock.now() + host_pause(times, asked))

    def _is_well(self, host: str) -> None:
        with self._engine.connect() as db:
            failing = host_state.failures(db, host)
        if failing:
            with transaction(self._engine) as db:
                host_state.answered(db, host)
