"""`shahidi status` and `shahidi dead`: what an operator asks of the broker."""

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from services.cli.homes import NotRunning
from services.cli.refusals import Refused
from shared.runtime.brokers import client_of, close, make_broker
from shared.runtime.deadletters import DeadLetter, dead_letters, replay
from shared.runtime.lag import StreamLag, lag_of_all
from shared.streams import STREAMS, by_name


@asynccontextmanager
async def connected(redis_url: str) -> AsyncIterator[Redis]:
    """A client for one command. Raises redis' ConnectionError when nobody answers."""
    broker = make_broker(redis_url, tries=1)
    try:
        client = await client_of(broker)
        await client.ping()
        yield client
    finally:
        await close(broker)


async def list_dead(redis_url: str) -> list[DeadLetter]:
    """All dead letters of all streams, oldest first within each."""
    async with connected(redis_url) as client:
        return [letter for stream in STREAMS async for letter in dead_letters(client, stream)]


async def replay_dead(redis_url: str, dead_ids: set[str] | None) -> int:
    """Put these dead letters (all, if None) back on their streams. Returns how many there were."""
    async with connected(redis_url) as client:
        chosen = [
            letter
            for stream in STREAMS
            async for letter in dead_letters(client, stream)
            if dead_ids is None or letter.dead_id in dead_ids
        ]
        for letter in chosen:
            await replay(client, by_name(letter.stream), letter)
        return len(chosen)


def as_json(letter: DeadLetter) -> dict[str, Any]:
    """A dead letter for people and programs: bytes that are no text are shown escaped, nothing is left out."""
    shown = {
        name.decode("utf-8", "replace"): value.decode("utf-8", "backslashreplace")
        for name, value in letter.fields.items()
    }
    return {
        "id": letter.dead_id,
        "stream": letter.stream,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "consumer": letter.consumer,
        "at": datetime.fromtimestamp(letter.at_ms / 1000, UTC).isoformat(),
        "entry": shown,
    }


async def status(redis_url: str) -> list[StreamLag]:
    """The state of every stream."""
    async with connected(redis_url) as client:
        return await lag_of_all(client, int(time.time() * 1000))


def feeds_at_a_glance() -> dict[str, Any] | None:
    """How many feeds are in which health, and how many pages wait; None where no fetcher tells us."""
    from services.cli.feeding import Feeds  # noqa: PLC0415 - the image of the extractor has no HTTP client

    try:
        return Feeds(os.environ.get("SHAHIDI_FETCHER_URL", ""), "", patience_s=3.0).counts()
    except (NotRunning, Refused):
        return None


def print_status(streams: list[StreamLag], feeds: dict[str, Any] | None, console: Console) -> None:
    """Tables on a terminal, JSON Lines when piped: one for each stream, one for the feeds (which has no groups)."""
    if not console.is_terminal:
        for stream in streams:
            groups = [vars(group) for group in stream.groups]
            line = {"stream": stream.name, "length": stream.length, "dead": stream.dead, "groups": groups}
            console.file.write(json.dumps(line) + "\n")
        if feeds:
            console.file.write(json.dumps({**feeds, "groups": []}) + "\n")
        return
    table = Table("stream", "length", "group", "lag", "pending", "oldest waiting", "consumers", "dead")
    for stream in streams:
        for group in stream.groups or (None,):
            cells = ("", "", "", "", "")
            if group:
                oldest = "" if group.oldest_ms is None else f"{group.oldest_ms / 1000:.1f} s"
                cells = (group.group, str(group.lag), str(group.pending), oldest, str(group.consumers))
            table.add_row(stream.name, str(stream.length), *cells, str(stream.dead))
    console.print(table)
    if feeds is None:
        console.print("Feeds: no fetcher tells us; set SHAHIDI_FETCHER_URL and SHAHIDI_API_KEY.")
        return
    by_health = ", ".join(f"{number} {health}" for health, number in feeds["feeds"].items() if number)
    console.print(f"Feeds: {by_health or 'none'}; {feeds['pages_waiting']} pages wait to be fetched.")
