"""Reading a stream at least once: nothing skipped, nothing retried for ever, nothing lost silently.

FastStream's defaults lose messages (a group made at "$", no reclaim, no dead letters). Here every stream is read
by two subscribers with one handler: one for new entries, one that takes over what a dead worker left pending.
"""

import asyncio
import faulthandler
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, cast
from weakref import WeakKeyDictionary

import structlog
from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from redis.asyncio import Redis
from redis.exceptions import RedisClusterException, RedisError

from shared.runtime.brokers import AWAY, client_of, consumer_name
from shared.runtime.deadletters import bury
from shared.runtime.entries import M, Unreadable, read_entry
from shared.streams import Stream

POLL_MS = 1_000
"""How long one read blocks. An arrival wakes it at once; it must stay under redis-py's 5 s socket timeout."""
HANGS_AFTER_S = 600.0
"""A batch that takes so long will never end: 16 articles of the largest size take a few minutes on a slow core."""
STDERR = 2
LONGEST_PAUSE_S = 15.0
"""Between two tries while a dependency is away: long enough to cost nothing, short enough for an operator."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Delivery(Generic[M]):
    """One message, the id of its entry, and how often it has been handed out (1 at first)."""

    message: M
    entry_id: str
    attempt: int


_waits: WeakKeyDictionary[RedisBroker, dict[str, str]] = WeakKeyDictionary()


def stopped(broker: RedisBroker) -> list[Any]:
    """The subscribers that read no more, also those that FastStream still calls running though their task has died."""
    return [
        subscriber
        for subscriber in broker.subscribers
        if not subscriber.running or any(task.done() for task in cast("Any", subscriber).tasks)
    ]


def waits_of(broker: RedisBroker) -> dict[str, str]:
    """What the readers of this broker are waiting for just now: stream -> what its handler said was away."""
    return dict(_waits.get(broker, {}))


Handle = Callable[[list[Delivery[Any]]], Awaitable[None]]
"""Must be idempotent: the same message may come again after a crash. Raising means: try again."""


@dataclass(frozen=True)
class Reading:
    """How one group reads one stream."""

    stream: Stream
    group: str
    handle: Handle
    reclaim_ms: int
    max_attempts: int
    transient: tuple[type[Exception], ...]
    waits: dict[str, str]
    """Where it says for what it waits, while it does."""


def consume(
    broker: RedisBroker,
    stream: Stream,
    group: str,
    handle: Handle,
    *,
    batch: int = 16,
    reclaim_ms: int = 15_000,
    max_attempts: int = 5,
    transient: tuple[type[Exception], ...] = (),
) -> None:
    """Let `handle` read a stream in batches of at most `batch`.

    An entry that can't be read goes to the dead letters at once. One that fails is retried alone after
    `reclaim_ms`, and buried after `max_attempts` deliveries; so is one that kills its worker each time. An error in
    `transient` (a dependency is away) is waited out, however long, and never counts against the message. A handler that
    does not return within HANGS_AFTER_S takes its process with it, for nothing else stops a thread: which counts.
    """
    waits = _waits.setdefault(broker, {})
    reading = Reading(stream, group, handle, reclaim_ms, max_attempts, (*AWAY, *transient), waits)
    one_at_a_time = asyncio.Lock()

    async def on_entries(*, first: bool) -> None:
        # Out of the context: as an argument, FastStream looks it up in a thread, once for each batch.
        raw = broker.context.get_local("message").raw_message
        client = await client_of(broker)
        entries = list(zip(raw["message_ids"], raw["data"], strict=True))
        ids = [entry_id for entry_id, _ in entries]
        async with _lease(client, reading, ids), one_at_a_time:
            # Nobody had what is new: to ask how often it was handed out would be a third round trip of each batch.
            attempts = dict.fromkeys(ids, 1) if first else await _attempts(client, reading, ids)
            await _handle_entries(client, reading, entries, attempts)

    async def on_new(_: Any) -> None:
        await on_entries(first=True)

    async def on_left_behind(_: Any) -> None:
        await on_entries(first=False)

    name = consumer_name()
    new = StreamSub(stream.name, group=group, consumer=name, batch=True, max_records=batch, polling_interval=POLL_MS)
    left_behind = StreamSub(
        stream.name, group=group, consumer=name, batch=True, min_idle_time=reclaim_ms, polling_interval=POLL_MS
    )
    for sub, on_message in ((new, on_new), (left_behind, on_left_behind)):
        broker.subscriber(stream=sub, ack_policy=AckPolicy.NACK_ON_ERROR)(on_message)


async def _handle_entries(
    client: Redis,
    reading: Reading,
    entries: Sequence[tuple[bytes, dict[bytes, bytes]]],
    attempts: Mapping[bytes, int],
) -> None:
    good: list[Delivery[Any]] = []
    for entry_id, fields in entries:
        attempt = attempts.get(entry_id, 1)
        try:
            if attempt > reading.max_attempts:
                raise Unreadable(f"its worker died {attempt - 1} times while holding it")
            good.append(Delivery(read_entry(reading.stream, fields), entry_id.decode(), attempt))
        except Unreadable as error:
            await bury(client, reading.stream, reading.group, entry_id, fields, reason=str(error), attempts=attempt)
    if not good:
        return
    try:
        await _waiting_out(reading, good)
    except Exception as error:
        last = len(good) == 1 and good[0].attempt >= reading.max_attempts
        log.exception("stream.failed", stream=reading.stream.name, entries=len(good), attempt=good[0].attempt)
        if not last:
            raise  # all stay pending and come back one by one, so that one bad message takes no other with it
        fields = dict(entries)[good[0].entry_id.encode()]
        reason = f"{type(error).__name__}: {error}"[:500]
        await bury(
            client, reading.stream, reading.group, good[0].entry_id.encode(), fields,
            reason=reason, attempts=good[0].attempt,
        )  # fmt: skip


async def _waiting_out(reading: Reading, deliveries: list[Delivery[Any]]) -> None:
    """Handle; while a dependency is away keep the messages leased and try again, at a slowing pace."""
    pause = 0.2
    try:
        while True:
            try:
                with _dying_when_it_hangs():
                    await reading.handle(deliveries)
                return
            except reading.transient as error:
                cause = f"{type(error).__name__}: {error}"[:300]
                log.warning("stream.waiting", stream=reading.stream.name, cause=cause)
                reading.waits[reading.stream.name] = cause
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
    finally:
        reading.waits.pop(reading.stream.name, None)


@contextmanager
def _dying_when_it_hangs() -> Iterator[None]:
    """An alarm of the kernel's: it also goes off while a regular expression holds all of Python up, shows where the
    process hung, and ends it. To set it costs a microsecond; faulthandler's own clock is a thread for each batch."""
    faulthandler.register(signal.SIGALRM, file=STDERR, chain=True)
    signal.setitimer(signal.ITIMER_REAL, HANGS_AFTER_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


async def _attempts(client: Redis, reading: Reading, ids: Sequence[bytes]) -> dict[bytes, int]:
    pending = await client.xpending_range(reading.stream.name, reading.group, min(ids, key=_order), "+", len(ids) + 1)
    found = {cast("bytes", entry["message_id"]): int(entry["times_delivered"]) for entry in pending}
    for entry_id in set(ids) - set(found):
        for entry in await client.xpending_range(reading.stream.name, reading.group, entry_id, entry_id, 1):
            found[entry_id] = int(entry["times_delivered"])
    return found


def _order(entry_id: bytes) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition(b"-")
    return int(milliseconds), int(sequence or 0)


@asynccontextmanager
async def _lease(client: Redis, reading: Reading, ids: Sequence[bytes]) -> AsyncIterator[None]:
    """Keep entries ours while we work on them: idle time runs from the fetch, not from the handler's start."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(reading.reclaim_ms / 3000)
            try:
                # JUSTID leaves the delivery count alone, so waiting is not held against the message.
                await client.xclaim(reading.stream.name, reading.group, consumer_name(), 0, list(ids), justid=True)
            except (RedisError, RedisClusterException, OSError) as error:
                log.warning("lease.failed", stream=reading.stream.name, cause=str(error)[:300])

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
