"""What the broker still holds of what was given to it: asked before anything is given a second time."""

from collections.abc import Sequence
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.runtime.lag import lag_of
from shared.streams import ACCEPTED, EXTRACTED, STORED

MOST_AHEAD = 5_000
"""Articles on the stream that no extractor has begun: minutes of work for many of them. The rest waits in the inbox,
on disk; so a backlog of any size takes the broker no more memory than this."""

# On the server: an entry may be 4 MB, and only whether it is there matters. 0: gone, 1: there, 2: there and pending.
_PRESENT = """
local found = {}
for i = 2, #ARGV do
  found[i - 1] = #redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])
  if found[i - 1] == 1 and #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1) == 1 then found[i - 1] = 2 end
end
return found
"""


async def held(client: Redis, entry_ids: Sequence[str]) -> set[str]:
    """Those of these entries of articles.accepted that the extractors have not finished with."""
    group = ACCEPTED.groups[0]
    last_read = await _last_read(client, group)
    if last_read is None:
        return set()
    answer = client.eval(_PRESENT, 1, ACCEPTED.name, group, *entry_ids)
    present = cast("list[int]", await cast("Any", answer))
    return {
        entry_id
        for entry_id, found in zip(entry_ids, present, strict=True)
        if found == 2 or (found == 1 and _order(entry_id) > last_read)
    }


async def _last_read(client: Redis, group: str) -> tuple[int, int] | None:
    """The last entry handed to the group; None where stream or group are gone, and with them all it held."""
    try:
        infos = await client.xinfo_groups(ACCEPTED.name)
    except ResponseError:  # "no such key"
        return None
    return next((_order(info["last-delivered-id"].decode()) for info in infos if info["name"] == group.encode()), None)


def _order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence)


async def has_room(client: Redis) -> bool:
    """Whether the broker should be given more articles now.

    Not while much of it is unread, nor while over half of its memory is in use: extractors must be able to publish,
    or nothing would ever leave it.
    """
    try:
        infos = await client.xinfo_groups(ACCEPTED.name)
    except ResponseError:  # "no such key": nothing was ever published
        return True
    for info in infos:
        unread = info["lag"] if info.get("lag") is not None else await client.xlen(ACCEPTED.name)
        if unread >= MOST_AHEAD:
            return False
    memory = await client.info("memory")
    return not memory.get("maxmemory") or memory["used_memory"] * 2 < memory["maxmemory"]


async def is_busy_downstream(client: Redis, now_ms: int) -> bool:
    """Whether extracted articles still wait for the store, or its confirmations for us."""
    for stream in (EXTRACTED, STORED):
        measured = await lag_of(client, stream, now_ms)
        if any(group.lag or group.pending for group in measured.groups):
            return True
    return False
