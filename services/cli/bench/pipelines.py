"""The whole pipeline, as `shahidi up` runs it: articles/s beside extraction alone, and how late an alert is."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from services.cli.bench.processes import processor_by_service, processor_s, services_of
from services.cli.bench.samples import article
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


@dataclass(frozen=True)
class Throughput:
    """Articles/s by the clock, and the milliseconds of processor that each service spent on an article."""

    per_s: float
    processor_ms: dict[str, float]


async def throughput(pipe: Pipe, articles: Sequence[dict[str, Any]]) -> Throughput:
    """Hand all of them in at once; articles/s from the first confirmation of the store to its last.

    As extraction alone is measured: not from a cold start, and without the time until its first readings are there.
    """
    services = services_of(pipe.running.pid)
    async with pipe.door() as door, Redis.from_url(pipe.running.redis_url) as client:
        await _hand_in(door, [*(article(number, seed=WARMING) for number in range(WARM)), _FOREIGN])
        await _until_stored(client, WARM + 1)
        before = processor_by_service(services)
        await _hand_in(door, articles)
        first = await _until_stored(client, WARM + 2)
        began = time.perf_counter()
        await _until_stored(client, WARM + 1 + len(articles))
        took, after = time.perf_counter() - began, processor_by_service(services)
    spent = {name: 1_000 * (after[name] - before[name]) / len(articles) for name in after}
    return Throughput((WARM + 1 + len(articles) - first) / took, spent)


WARMING, WARM = 9, 40
_SWAHILI = "Watu wawili waliuawa na polisi mjini Kisumu siku ya Jumatatu, mashahidi walisema. "
_FOREIGN = {"id": "warm", "text": 3 * _SWAHILI}
"""For which the fetcher reads its tables of languages: half a second, once."""


async def _hand_in(door: httpx2.AsyncClient, articles: Sequence[dict[str, Any]]) -> None:
    for first in range(0, len(articles), 100):
        (await door.post("/articles", json=list(articles[first : first + 100]))).raise_for_status()


async def ever_stored(client: Redis) -> int:
    """Confirmations since the broker began, those that are trimmed by now as well."""
    try:
        return int((await client.xinfo_stream(STORED.name))["entries-added"])
    except ResponseError:
        return 0  # no confirmation yet, and so no stream


async def _until_stored(client: Redis, count: int) -> int:
    """Until that many articles are confirmed, or some more. One that is given up would never be: it ends the
    measurement."""
    while (stored := await ever_stored(client)) < count:
        if await client.xlen(ACCEPTED.dead) + await client.xlen(EXTRACTED.dead):
            raise RuntimeError("articles were given up while measuring; an unmeasured start shows why")
        await asyncio.sleep(0.02)
    return stored


async def latencies_s(pipe: Pipe, articles: Sequence[dict[str, Any]], per_s: float) -> list[float]:
    """Hand articles in at this pace; seconds from each 202 to the first alert of its article on the stream."""
    accepted: dict[str, float] = {}
    async with pipe.door() as door, Redis.from_url(pipe.running.redis_url) as client:
        before = await ever_stored(client)
        began = time.time()
        for number, sample in enumerate(articles):
            await asyncio.sleep(max(0.0, began + number / per_s - time.time()))
            (await door.post("/articles", json=sample)).raise_for_status()
            accepted[sample["id"]] = time.time()
        found: dict[str, float] = {}
        await _until_stored(client, before + len(articles))
        for entry_id, fields in await entries_of(client, ALERTS.name):
            alert = json.loads(next(iter(fields.values())))
            found.setdefault(alert["article_id"], int(entry_id.split(b"-")[0]) / 1000)
    return sorted(max(0.0, found[name] - at) for name, at in accepted.items() if name in found)


def extracted(folder: Path, articles: Sequence[dict[str, Any]], processes: int = 1) -> Throughput:
    """`shahidi extract` over a file of these, so many at once; from the first reading of each on, so that its start-up
    is not counted. Articles/s of all together."""
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in articles), "utf-8")
    with ThreadPoolExecutor(processes) as threads:
        done = list(threads.map(lambda _: _extracted(file, len(articles)), range(processes)))
    spent = sum(one.processor_ms["extractor"] for one in done) / processes
    return Throughput(sum(one.per_s for one in done), {"extractor": spent})


def _extracted(file: Path, count: int) -> Throughput:
    printed, worked = list[float](), list[float]()
    with subprocess.Popen([*PROGRAM, "extract", str(file)], stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        for _ in process.stdout or ():
            printed.append(time.perf_counter())
            worked.append(processor_s(process.pid))
    if process.returncode or len(printed) != count:
        raise RuntimeError("the articles could not be extracted")
    # Readings come out by the batch: those of the first one were worked on before the clock began.
    first = sum(at - printed[0] < AT_ONCE_S for at in printed)
    rest = count - first
    return Throughput(rest / (printed[-1] - printed[0]), {"extractor": 1_000 * (worked[-1] - worked[first - 1]) / rest})


AT_ONCE_S = 0.05
