"""F15: a message that hangs whoever reads it."""

import signal
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

import pytest
import redis

from shared.messages import ArticleStored
from shared.runtime.entries import write_entry
from shared.streams import STORED
from tests.system.houses import until

WORKER = """
import asyncio, re, sys
from shared.runtime.brokers import make_broker
from shared.runtime import consuming
from shared.runtime.consuming import consume
from shared.runtime.serving import running
from shared.streams import STORED

consuming.HANGS_AFTER_S = 0.5

async def handle(deliveries):
    for delivery in deliveries:
        if delivery.message.article_id == "poison":
            await asyncio.to_thread(re.match, "(a+)+$", "a" * 60 + "b")  # for longer than the world will last

async def main():
    broker = make_broker(sys.argv[1])
    consume(broker, STORED, "fetcher", handle, reclaim_ms=300, max_attempts=2)
    async with running(broker):
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.slow
def test_f15_a_message_that_hangs_its_worker_is_buried_and_takes_no_other_with_it(broker_url: str) -> None:
    names = ["a", "poison", "b"]
    with redis.Redis.from_url(broker_url) as client, ExitStack() as stack:
        for name in names:
            client.xadd(STORED.name, write_entry(ArticleStored(article_id=name, article_version=1)))
        workers: list[subprocess.Popen[str]] = []

        def start() -> None:
            command = [sys.executable, "-c", WORKER, broker_url]
            worker = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
            workers.append(stack.enter_context(worker))
            stack.callback(worker.kill)

        def is_buried() -> bool:
            if not workers or workers[-1].poll() is not None:
                start()  # as whoever runs it does
            return bool(client.xlen(STORED.dead))

        until(is_buried)
        until(lambda: _pending(client) == 0)
        ((_, letter),) = client.xrange(STORED.dead)
        assert b'"poison"' in letter[b"__data__"]
        assert letter[b"x-reason"] == b"its worker died 2 times while holding it"
        hung = workers[0]
        assert "re.py" in (hung.stderr.read() if hung.stderr else ""), "it says where it hung"
        assert hung.returncode == -signal.SIGALRM


def _pending(client: redis.Redis) -> int:
    found: Any = client.xpending(STORED.name, "fetcher")
    return int(found["pending"])
