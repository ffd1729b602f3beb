"""How far each group is behind: for `shahidi status`, for /metrics, and for the inbox before it sends again."""

from collections.abc import Sequence
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.runtime.brokers import entries_of
from shared.streams import STREAMS, Stream


@dataclass(frozen=True)
class GroupLag:
    """One reader of one stream."""

    group: str
    lag: int
    """Entries never handed out."""
    pending: int
    """Handed out and not acknowledged."""
    oldest_ms: int | None
    """Age of the oldest entry that waits, handed out or not, by its id (Unix milliseconds of its arrival)."""
    consumers: int


@dataclass(frozen=True)
class StreamLag:
    """One stream: how long it is, who reads it, how much of it was given up."""

    name: str
    length: int
    dead: int
    groups: tuple[GroupLag, ...]


async def lag_of(client: Redis, stream: Stream, now_ms: int) -> StreamLag:
    """The state of one stream; a stream that does not exist is empty and unread."""
    try:
        infos = await client.xinfo_groups(stream.name)
    except ResponseError:  # "no such key": nothing was ever published
        infos = []
    groups = []
    for info in infos:
        name = info["name"].decode()
        pending = await client.xpending(stream.name, name)
        waiting = [pending["min"]] if pending["pending"] else []
        unread = await entries_of(client, stream.name, f"({info['last-delivered-id'].decode()}", count=1)
        waiting += [entry_id for entry_id, _ in unread]
        oldest = min((int(entry_id.split(b"-")[0]) for entry_id in waiting), default=None)
        lag = info.get("lag")
        if lag is None:  # Redis can't tell after deletions in the middle; count what was never handed out
            lag = len(await entries_of(client, stream.name, f"({info['last-delivered-id'].decode()}"))
        age = None if oldest is None else max(0, now_ms - oldest)
        groups.append(GroupLag(name, int(lag), int(pending["pending"]), age, int(info["consumers"])))
    return StreamLag(stream.name, await client.xlen(stream.name), await client.xlen(stream.dead), tuple(groups))


async def lag_of_all(client: Redis, now_ms: int, streams: Sequence[Stream] = STREAMS) -> list[StreamLag]:
    """Every stream of the topology, in its order."""
    return [await lag_of(client, stream, now_ms) for stream in streams]
