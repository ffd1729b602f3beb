"""The whole pipeline, as `shahidi up` runs it: articles/s beside extraction alone, and how late an alert is."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from services.cli.homes import Running, read_running
from services.cli.valkey import die_with_parent
from shared.runtime.brokers import entries_of
from shared.streams import ACCEPTED, ALERTS, EXTRACTED, STORED

PROGRAM = (sys.executable, "-m", "services.cli.main")


@dataclass(frozen=True)
class Pipe:
    """A running house."""

    running: Running
    key: str

    def door(self) -> httpx2.AsyncClient:
        """A client that may write."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx2.AsyncClient(base_url=self.running.fetcher_url, headers=headers, timeout=60.0)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@contextmanager
def pipeline(home: Path, extractors: int) -> Iterator[Pipe]:
    """`shahidi up` in a folder of its own, until the end of the block."""
    store, fetcher, extractor = free_ports(3)
    ports = {"STORE_PORT": str(store), "FETCHER_PORT": str(fetcher), "EXTRACTOR_PORT": str(extractor)}
    env = {k: v for k, v in os.environ.items() if k not in ("REDIS_URL", "STORE_DATABASE_URL", "FETCHER_API_KEY")}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, "up", "--extractors", str(extractors)],
        env={**env, **ports, "SHAHIDI_HOME": str(home)}, stdout=subprocess.PIPE, text=True,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - this program has one thread; an interrupted bench leaves nothing
    )  # fmt: skip
    try:
        if process.stdout is None or not any("Ctrl-C stops" in line for line in process.stdout):
            raise RuntimeError("the pipeline did not come up")
        running = read_running(home)
        if running is None:
            raise RuntimeError("the pipeline is gone")
        yield Pipe(running, (home / "api-key").read_text().strip())
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


async def stored_per_s(pipe: Pipe, articles: Sequence[dict[str, Any]]) -> float:
    """Hand all of them in at once; articles/s from then until the store has confirmed the last."""
    async with pipe.door() as door, Redis.from_url(pipe.running.redis_url) as client:
        before = await ever_stored(client)
        began = time.perf_counter()
        for first in range(0, len(articles), 100):
            (await door.post("/articles", json=list(articles[first : first + 100]))).raise_for_status()
        await _until_stored(client, before + len(articles))
        return len(articles) / (time.perf_counter() - began)


async def ever_stored(client: Redis) -> int:
    """Confirmations since the broker began, those that are trimmed by now as well."""
    try:
        return int((await client.xinfo_stream(STORED.name))["entries-added"])
    except ResponseError:
        return 0  # no confirmation yet, and so no stream


async def _until_stored(client: Redis, count: int) -> None:
    """Until that many articles are confirmed. An article that is given up would never be: it ends the measurement."""
    while await ever_stored(client) < count:
        if await client.xlen(ACCEPTED.dead) + await client.xlen(EXTRACTED.dead):
            raise RuntimeError("articles were given up while measuring; an unmeasured start shows why")
        await asyncio.sleep(0.02)


async def latencies_s(pipe: Pipe, articles: Sequence[dict[str, Any]], per_s: float) -> list[float]:
    """Hand articles in at this pace; seconds from each 202 to the first alert of its article on the stream."""
    accepted: dict[str, float] = {}
    async with pipe.door() as door, Redis.from_url(pipe.running.redis_url) as client:
        before = await ever_stored(client)
        began = time.time()
        for number, article in enumerate(articles):
            await asyncio.sleep(max(0.0, began + number / per_s - time.time()))
            (await door.post("/articles", json=article)).raise_for_status()
            accepted[article["id"]] = time.time()
        found: dict[str, float] = {}
        await _until_stored(client, before + len(articles))
        for entry_id, fields in await entries_of(client, ALERTS.name):
            alert = json.loads(next(iter(fields.values())))
            found.setdefault(alert["article_id"], int(entry_id.split(b"-")[0]) / 1000)
    return sorted(max(0.0, found[name] - at) for name, at in accepted.items() if name in found)


def extracted_per_s(folder: Path, articles: Sequence[dict[str, Any]]) -> float:
    """`shahidi extract` over a file of these, from the first reading that it prints: its start-up is not counted."""
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    with subprocess.Popen([*PROGRAM, "extract", str(file)], stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        printed = [time.perf_counter() for _ in process.stdout or ()]
    if process.returncode or len(printed) != len(articles):
        raise RuntimeError("the articles could not be extracted")
    # Readings come out by the batch: those of the first one were worked on before the clock began.
    first = sum(at - printed[0] < AT_ONCE_S for at in printed)
    return (len(printed) - first) / (printed[-1] - printed[0])


AT_ONCE_S = 0.01
