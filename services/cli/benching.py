"""`shahidi bench`: throughput and latency of this machine, each beside its reference in the same run."""

import asyncio
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from services.cli.bench.doors import accepted_per_s
from services.cli.bench.hops import hop_ratio
from services.cli.bench.pipelines import (
    Pipe,
    extracted_per_s,
    free_ports,
    latencies_s,
    pipeline,
    stored_per_s,
)
from services.cli.bench.samples import article
from services.cli.bench.stores import recorded_per_s
from services.cli.valkey import embedded_broker
from shared.messages import ArticleExtracted

DOOR_S = 3.0
"""Of posting, in each of two rounds."""


def bench(articles: int, database_url: str | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything; `articles` go through each pipeline. Takes minutes; touches nothing of the user's."""
    samples = [article(number) for number in range(articles)]
    with TemporaryDirectory(prefix="shahidi-bench-") as name:
        folder = Path(name)
        say("extraction alone")
        alone, readings = extracted_per_s(folder, samples)
        said = [ArticleExtracted.model_validate_json(line) for line in readings.read_text("utf-8").splitlines()]
        say("store")
        store = recorded_per_s(said, database_url or f"sqlite:///{folder / 'bench.sqlite'}")
        say("stream hop")
        with embedded_broker(folder / "hop") as url:
            hop = asyncio.run(hop_ratio(url))
        say("pipeline with one extractor")
        with pipeline(folder / "one", 1) as pipe:
            one = asyncio.run(stored_per_s(pipe, samples))
            say("alerts at half load")
            late = [article(number) for number in range(articles, 2 * articles)]
            latencies = asyncio.run(latencies_s(pipe, late, one / 2))
            say("accepting")
            accepting = _accepting(pipe)
        say("pipeline with two extractors")
        with pipeline(folder / "two", 2) as pipe:
            two = asyncio.run(stored_per_s(pipe, samples))
    return {
        **accepting,
        "hop_ratio": round(hop, 3),
        "store_per_s": round(store, 1),
        "extract_per_s": round(alone, 2),
        "pipeline_per_s": round(one, 2),
        "pipeline_ratio": round(one / alone, 3),
        "two_extractors": round(two / one, 3),
        "latency_s": _percentiles(latencies),
    }


def _percentiles(values: list[float]) -> dict[str, float | None]:
    if len(values) < 2:
        return {"p50": None, "p95": None, "p99": None}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "p99": round(cuts[98], 3)}


def _accepting(pipe: Pipe) -> dict[str, float]:
    """Fetcher and bare handler in turn, so that whatever else the machine does falls on both."""
    ours, bare, number = [], [], 1_000_000
    with _reference() as url:
        for _ in range(2):
            per_s, done = asyncio.run(accepted_per_s(pipe.running.fetcher_url, pipe.key, DOOR_S, number))
            ours.append(per_s)
            number += done
            bare.append(asyncio.run(accepted_per_s(url, secrets.token_hex(8), DOOR_S, number))[0])
    accepted = statistics.median(ours)
    return {"accept_per_s": round(accepted, 1), "accept_ratio": round(accepted / statistics.median(bare), 3)}


@contextmanager
def _reference() -> Iterator[str]:
    (port,) = free_ports(1)
    process = subprocess.Popen([sys.executable, "-m", "services.cli.bench.doors", str(port)])  # noqa: S603 - ours
    try:
        url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 30
        while True:
            try:
                httpx2.get(url)
                break
            except httpx2.TransportError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()
