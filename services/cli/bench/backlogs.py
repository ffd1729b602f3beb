"""What memory the services take while a backlog is accepted, waits, and is worked off."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from redis.asyncio import Redis

from services.cli.bench.pipelines import Pipe, ever_stored, pipeline
from services.cli.bench.processes import memory_mb, services_of
from services.cli.bench.samples import short_article
from shared.runtime.lag import lag_of
from shared.streams import ACCEPTED

A_REQUEST = 200
POINTS = 10
"""Looks at the memory while it is accepted; while it is worked off, as often as so many articles are stored."""
STEP_S = 0.5


@dataclass(frozen=True)
class Point:
    """One look: seconds since the start, articles accepted and stored, entries that no extractor has begun, MB that
    each service holds."""

    s: float
    accepted: int
    stored: int
    ahead: int
    mb: dict[str, float]


def backlog(count: int, most_s: float, say: Callable[[str], None]) -> dict[str, Any]:
    """So many short articles are accepted while the extractor stands still; then it works, for `most_s` at most."""
    with TemporaryDirectory(prefix="shahidi-backlog-") as name, pipeline(Path(name), 1) as pipe:
        points = asyncio.run(_points(pipe, count, most_s, say))
    return {"articles": count, "points": [asdict(point) for point in points]}


async def _points(pipe: Pipe, count: int, most_s: float, say: Callable[[str], None]) -> list[Point]:
    services, began, points = services_of(pipe.running.pid), time.monotonic(), list[Point]()
    async with pipe.door() as door, Redis.from_url(pipe.running.redis_url) as client:

        async def look(accepted: int) -> int:
            stored = await ever_stored(client)
            groups = (await lag_of(client, ACCEPTED, 0)).groups
            held = {name: round(memory_mb(pid), 1) for pid, name in services.items()}
            points.append(Point(round(time.monotonic() - began, 1), accepted, stored, sum(g.lag for g in groups), held))
            say(f"accepted {accepted}, stored {stored}: {held}")
            return stored

        with _standing_still(services, "extractor"):
            await look(0)
            for first in range(0, count, count // POINTS):
                await _hand_in(door, first, min(count, first + count // POINTS))
                await look(min(count, first + count // POINTS))
        until, at = time.monotonic() + most_s, count // POINTS
        while time.monotonic() < until:
            stored = await ever_stored(client)
            if stored >= at:
                await look(count)
                at += count // POINTS
            if stored >= count:
                break
            await asyncio.sleep(STEP_S)
        await look(count)
    return points


async def _hand_in(door: httpx2.AsyncClient, first: int, end: int) -> None:
    for at in range(first, end, A_REQUEST):
        body = [short_article(number) for number in range(at, min(at + A_REQUEST, end))]
        (await door.post("/articles", json=body)).raise_for_status()


@contextmanager
def _standing_still(services: dict[int, str], which: str) -> Iterator[None]:
    pids = [pid for pid, name in services.items() if name == which]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
