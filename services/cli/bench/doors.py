"""How many articles a second the fetcher accepts over HTTP, beside a bare handler that only validates them.

python -m services.cli.bench.doors PORT      the reference: the same server and JSON, one model, no inbox
"""

import asyncio
import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import uvicorn
from fastapi import FastAPI

from services.cli.bench.pipelines import PROGRAM, free_ports
from services.cli.bench.processes import processor_s
from services.cli.bench.samples import article
from services.cli.valkey import die_with_parent
from shared.messages import Fact

CLIENTS = 16
START_WITHIN_S = 60


class _Article(Fact):
    """What the reference validates."""

    id: str
    url: str
    publisher: str
    published_at: str
    title: str
    text: str


def reference() -> FastAPI:
    """Accepts articles and forgets them."""
    app = FastAPI(docs_url=None, redoc_url=None)

    @app.get("/readyz")
    async def ready() -> dict[str, Any]:
        return {}

    @app.post("/articles", status_code=202)
    async def accept(articles: list[_Article]) -> dict[str, Any]:
        return {"accepted": [{"article_id": article.id} for article in articles]}

    return app


A_TURN = 1_000
"""Articles of one turn, at most; with ten times as many some would be of tomorrow, which the fetcher refuses."""


@dataclass(frozen=True)
class Rate:
    """Articles/s by the clock, and by the seconds that the server's own processor worked: what one core takes in."""

    by_clock: float
    by_processor: float


@dataclass(frozen=True)
class Door:
    """A server that articles are posted to."""

    url: str
    key: str
    pid: int


def rates(fetcher: Door, bare: Door, count: int, together: int, rounds: int = 3) -> tuple[Rate, Rate]:
    """The medians of `count` articles posted to each in turn, so that whatever else the machine does falls on both."""
    ours, theirs = [], []
    for turn in range(rounds):
        first = first_number(turn, together)
        ours.append(asyncio.run(_rate(fetcher, count, together, first)))
        theirs.append(asyncio.run(_rate(bare, count, together, first)))
    return _median(ours), _median(theirs)


def first_number(turn: int, together: int) -> int:
    """Where the articles of a turn begin: no two turns share any, however many stand in a request (99 at most)."""
    return (turn * 100 + together) * A_TURN


def _median(measured: Sequence[Rate]) -> Rate:
    return Rate(
        statistics.median(rate.by_clock for rate in measured), statistics.median(rate.by_processor for rate in measured)
    )


async def _rate(door: Door, count: int, together: int, first: int) -> Rate:
    """Post so many articles, so many in each request, over 16 connections that each wait for their answer."""
    numbers = range(first, first + count, together)
    bodies = iter([json.dumps([article(i) for i in range(n, n + together)]).encode() for n in numbers])
    headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "application/json"}

    async def post_on(session: aiohttp.ClientSession) -> None:
        for body in bodies:
            async with session.post("/articles", data=body) as answer:
                if answer.status != 202:
                    raise RuntimeError(f"{door.url} answered {answer.status}: {(await answer.text())[:300]}")
                await answer.read()

    limit = aiohttp.TCPConnector(limit=CLIENTS)
    async with aiohttp.ClientSession(door.url, headers=headers, connector=limit) as session:
        began, worked = time.perf_counter(), processor_s(door.pid)
        await asyncio.gather(*(post_on(session) for _ in range(CLIENTS)))
        took, busy = time.perf_counter() - began, processor_s(door.pid) - worked
    return Rate(count / took, count / max(busy, 0.01))


@contextmanager
def fetcher_door(home: Path, redis_url: str) -> Iterator[Door]:
    """A fetcher alone, with an inbox of its own and that broker."""
    (port,) = free_ports(1)
    key = secrets.token_urlsafe(24)
    env = {k: v for k, v in os.environ.items() if "DATABASE_URL" not in k}
    own = {"REDIS_URL": redis_url, "FETCHER_PORT": str(port), "FETCHER_API_KEY": key, "SHAHIDI_HOME": str(home)}
    with _serving([*PROGRAM, "fetcher"], env | own, port, key) as door:
        yield door


@contextmanager
def bare_door() -> Iterator[Door]:
    """The reference."""
    (port,) = free_ports(1)
    with _serving(
        [sys.executable, "-m", "services.cli.bench.doors", str(port)], dict(os.environ), port, "none"
    ) as door:
        yield door


@contextmanager
def _serving(command: list[str], env: dict[str, str], port: int, key: str) -> Iterator[Door]:
    process = subprocess.Popen(  # noqa: S603 - our own programs
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - this program has one thread
    )  # fmt: skip
    try:
        url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + START_WITHIN_S
        while not _is_ready(url):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"{' '.join(command[1:])} did not come up")
            time.sleep(0.05)
        yield Door(url, key, process.pid)
    finally:
        process.terminate()
        process.wait()


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz").status_code == 200
    except httpx2.TransportError:
        return False


if __name__ == "__main__":
    uvicorn.run(reference(), port=int(sys.argv[1]), log_config=None, access_log=False)
