"""Dropping what every reader has acknowledged, and nothing else."""

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.streams import Stream

KEEP_MS = 2 * 60 * 1000
"""How long acknowledged entries stay to be looked at: at 50 articles a second about 30 MB of each stream."""
TOLD_MS = 7 * 24 * 60 * 60 * 1000
"""How long entries stay of a stream that has no group of ours (alerts.raised): who reads it, and how far, is not known.
The store has them all."""


async def trim(client: Redis, stream: Stream, now_ms: int, keep_ms: int = KEEP_MS) -> int:
    """Drop the entries that all groups have acknowledged and that are older than `keep_ms`. Returns how many.

    Never by length: XADD MAXLEN drops what nobody has read yet (measured: 896 of 1,000). A stream without its groups
    is left alone, since who reads it is not known; one that is to have none is kept for a week.
    """
    try:
        infos = {info["name"].decode(): info for info in await client.xinfo_groups(stream.name)}
    except ResponseError:  # no such stream
        return 0
    if set(stream.groups) - set(infos):
        return 0
    if not stream.groups:
        return await _drop(client, stream, (now_ms - TOLD_MS, 0))
    floor = (now_ms - keep_ms, 0)
    for name, info in infos.items():
        pending = await client.xpending(stream.name, name)
        if pending["pending"]:
            floor = min(floor, _parsed(pending["min"]))
        else:
            milliseconds, sequence = _parsed(info["last-delivered-id"])
            floor = min(floor, (milliseconds, sequence + 1))
    return await _drop(client, stream, floor)


async def _drop(client: Redis, stream: Stream, floor: tuple[int, int]) -> int:
    """What is older than this id."""
    if floor[0] <= 0:
        return 0
    return int(await client.xtrim(stream.name, minid=f"{floor[0]}-{floor[1]}", approximate=False))


def _parsed(entry_id: bytes) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition(b"-")
    return int(milliseconds), int(sequence or 0)
