"""Dead letters: what was given up, as it was, with the reason, and the way back."""

import re
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import structlog
from redis.asyncio import Redis

from shared.runtime.brokers import consumer_name, entries_of, in_one_go
from shared.streams import Stream

log = structlog.get_logger()


@dataclass(frozen=True)
class DeadLetter:
    """One entry of `<stream>.dead`: the fields as they were, and why it lies here."""

    dead_id: str
    stream: str
    fields: dict[bytes, bytes]
    entry_id: str
    group: str
    reason: str
    consumer: str
    attempts: int
    at_ms: int
    """When it was given up, Unix milliseconds."""


async def bury(
    client: Redis,
    stream: Stream,
    group: str,
    entry_id: bytes,
    fields: Mapping[bytes, bytes],
    *,
    reason: str,
    attempts: int,
) -> None:
    """Move an entry to the dead letters and acknowledge it: both or neither (on a cluster, it is buried first)."""
    said = {
        b"x-reason": reason.encode("utf-8", "replace"),
        b"x-consumer": consumer_name().encode(),
        b"x-attempts": str(attempts).encode(),
        b"x-at": str(int(time.time() * 1000)).encode(),
        b"x-id": entry_id,
        b"x-group": group.encode(),
    }
    await in_one_go(
        client,
        lambda run: run.xadd(stream.dead, cast("Any", {**fields, **said})),
        lambda run: run.xack(stream.name, group, entry_id),
    )
    log.error("message.dead", stream=stream.name, entry_id=entry_id.decode(), attempts=attempts, reason=reason)


async def dead_letters(client: Redis, stream: Stream, after: str = "-") -> AsyncIterator[DeadLetter]:
    """All dead letters of a stream, oldest first; `after` is the `dead_id` to go on behind."""
    start = after if after == "-" else f"({after}"
    while True:
        page = await entries_of(client, stream.dead, start, count=100)
        for dead_id, fields in page:
            yield _read(stream, dead_id, fields)
        if len(page) < 100:
            return
        start = f"({page[-1][0].decode()}"


async def dead_letter(client: Redis, stream: Stream, dead_id: str) -> DeadLetter | None:
    """The dead letter of this id; null where there is none, or where this is no id."""
    if not re.fullmatch(r"\d{1,20}-\d{1,20}", dead_id):
        return None
    found = await entries_of(client, stream.dead, dead_id, dead_id, count=1)
    return _read(stream, *found[0]) if found else None


async def replay(client: Redis, stream: Stream, letter: DeadLetter) -> str:
    """Put a dead letter back on its stream as it was, and take it out of the dead letters. Returns the new entry id."""
    added, _ = await in_one_go(
        client,
        lambda run: run.xadd(stream.name, cast("Any", letter.fields)),
        lambda run: run.xdel(stream.dead, letter.dead_id),
    )
    return str(added.decode())


def _read(stream: Stream, dead_id: bytes, fields: Mapping[bytes, bytes]) -> DeadLetter:
    def said(name: bytes) -> str:
        return fields.get(name, b"").decode("utf-8", "replace")

    return DeadLetter(
        dead_id=dead_id.decode(),
        stream=stream.name,
        fields={name: value for name, value in fields.items() if not name.startswith(b"x-")},
        entry_id=said(b"x-id"),
        group=said(b"x-group"),
        reason=said(b"x-reason"),
        consumer=said(b"x-consumer"),
        attempts=int(said(b"x-attempts") or 0),
        at_ms=int(said(b"x-at") or 0),
    )
