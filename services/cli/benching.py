"""`shahidi bench`: throughput and latency of this machine, each beside its reference in the same run."""

import asyncio
import statistics
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services.cli.bench.doors import bare_door, fetcher_door, rates
from services.cli.bench.hops import hop_ratio
from services.cli.bench.pipelines import Throughput, extracted, latencies_s, pipeline, throughput
from services.cli.bench.samples import article
from services.cli.bench.stores import made_up, recording
from services.cli.valkey import embedded_broker

STORED, SINGLY = 320, 80
"""Readings that are recorded in batches, and one by one."""
TOGETHER, MANY, SINGLE = 50, 1_000, 160
"""Articles in one request; posted so, and posted singly, in each of three rounds."""


def bench(articles: int, database_url: str | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything; `articles` go through each pipeline. Takes minutes; touches nothing of the user's."""
    samples = [article(number) for number in range(articles)]
    with TemporaryDirectory(prefix="shahidi-bench-") as name:
        folder = Path(name)
        say("extraction alone")
        before = extracted(folder, samples)
        say("store")
        store = recording(made_up(STORED), made_up(SINGLY, STORED), database_url or f"sqlite:///{folder / 'a.sqlite'}")
        say("stream hop")
        with embedded_broker(folder / "hop") as url:
            hop = asyncio.run(hop_ratio(url))
            say("accepting")
            accepting = _accepting(folder / "door", url)
        say("pipeline with one extractor")
        with pipeline(folder / "one", 1) as pipe:
            one = asyncio.run(throughput(pipe, samples))
            say("alerts at half load")
            late = [article(number) for number in range(articles, 2 * articles)]
            latencies = asyncio.run(latencies_s(pipe, late, one.per_s / 2))
        say("extraction alone, once more")
        after = extracted(folder, samples)
        say("pipeline with two extractors")
        with pipeline(folder / "two", 2) as pipe:
            two = asyncio.run(throughput(pipe, samples))
        say("extraction alone, two at once")
        both = extracted(folder, samples, processes=2)
    return {
        **accepting,
        "hop_ratio": round(hop, 3),
        "store_per_s": round(store.per_s, 1),
        "store_per_core_s": round(store.per_core_s, 1),
        "store_ms": {
            "p50": round(store.p50_ms, 2),
            "p95": round(store.p95_ms, 2),
            "p95_core": round(store.p95_core_ms, 2),
        },
        **_compared((before, after), both, one, two),
        "latency_s": _percentiles(latencies),
    }


def _compared(
    alone: tuple[Throughput, Throughput], both: Throughput, one: Throughput, two: Throughput
) -> dict[str, Any]:
    """The pipeline beside as many processes that only extract, on the same cores. Extraction alone was measured before
    and after it: what else the machine does falls on both."""
    per_s = statistics.mean(each.per_s for each in alone)
    spent = statistics.mean(each.processor_ms["extractor"] for each in alone)
    return {
        "extract_per_s": round(per_s, 2),
        "extract_ms": round(spent, 2),
        "pipeline_per_s": round(one.per_s, 2),
        "pipeline_ms": {name: round(ms, 2) for name, ms in one.processor_ms.items()},
        "pipeline_ratio": round(one.per_s / per_s, 3),
        "two_extractors": round(two.per_s / one.per_s, 3),
        "two_extractors_alone": round(both.per_s / per_s, 3),
        "pipeline_ratio_of_two": round(two.per_s / both.per_s, 3),
    }


def _percentiles(values: list[float]) -> dict[str, float | None]:
    if len(values) < 2:
        return {"p50": None, "p95": None, "p99": None}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "p99": round(cuts[98], 3)}


def _accepting(folder: Path, redis_url: str) -> dict[str, float]:
    """A fetcher that has a core to itself, as far as the machine lets it: 50 articles a request, and one."""
    with fetcher_door(folder, redis_url) as fetcher, bare_door() as bare:
        many, bare_many = rates(fetcher, bare, MANY, TOGETHER)
        single, bare_single = rates(fetcher, bare, SINGLE, 1)
    return {
        "accept_per_s": round(many.by_clock, 1),
        "accept_ratio": round(many.by_clock / bare_many.by_clock, 3),
        "accept_per_core_s": round(many.by_processor, 1),
        "accept_single_per_s": round(single.by_clock, 1),
        "accept_single_ratio": round(single.by_clock / bare_single.by_clock, 3),
        "accept_single_per_core_s": round(single.by_processor, 1),
    }
