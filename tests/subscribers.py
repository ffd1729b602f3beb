"""How long until everybody is told: one alert, many subscribers, some of whose servers are dead.

    python -m tests.subscribers --subscribers 1000 --dead 50

Half of the dead take a request and never answer, half refuse the connection. The servers run in a process of their own,
the store's couriers in this one, on a database on disk. The last line is JSON: seconds from the commit of the alert
to its arrival, over the living.
"""

import argparse
import asyncio
import json
import multiprocessing
import socket
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from services.store.channels.webhook import WebhookChannel
from services.store.database import migrate, open_store
from services.store.policies import Policy
from services.store.posting import Couriers
from services.store.recording import record
from services.store.subscribing import House, subscribe
from services.store.subscription_answers import NewSubscription
from shared.messages import Place
from shared.runtime.destinations import destinations
from shared.runtime.guards import as_many_files_as_allowed
from shared.runtime.keys import Caller
from shared.runtime.logs import configure_logs
from tests.integration.subscribed.endpoints import endpoint, silence
from tests.unit.store.told import Event, Number, told

PATIENCE_S = 60


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--subscribers", type=int, default=1000)
    asked.add_argument("--dead", type=int, default=50)
    asked.add_argument("--database", default="", help="SQLite in a temporary folder, by default")
    options = asked.parse_args()
    as_many_files_as_allowed()
    configure_logs("subscribers", "ERROR")
    with tempfile.TemporaryDirectory() as folder, servers() as talk:
        url = options.database or f"sqlite:///{Path(folder) / 'store.sqlite'}"
        print(json.dumps(asyncio.run(measure(url, options.subscribers, options.dead, talk))))


@contextmanager
def servers() -> Iterator[Connection]:
    """The other end of the process with the subscribers' servers: it says its address, and at last what arrived."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()


def _serve(talk: Connection) -> None:
    as_many_files_as_allowed()
    asyncio.run(_answer(talk))


async def _answer(talk: Connection) -> None:
    async with endpoint(dead=silence) as here:
        talk.send(here.url)
        arrived: list[tuple[str, str, float]] = []
        while True:
            await asyncio.sleep(0.002)
            now = time.time()
            arrived += [(one.path, one.id, now) for one in here.posted[len(arrived) :]]
            if talk.poll():
                talk.recv()
                talk.send(arrived)


async def measure(url: str, subscribers: int, dead: int, talk: Connection) -> dict[str, Any]:
    engine = open_store(url)
    migrate(engine)
    address, refusing = talk.recv(), _refusing()
    living = subscribers - dead
    urls = [f"{address}/{n}" for n in range(living)]
    urls += [f"{address}/dead" if n % 2 else f"http://127.0.0.1:{refusing.getsockname()[1]}/" for n in range(dead)]
    admin, house = Caller("bench", "bench", "admin"), House(destinations=destinations("127.0.0.0/8"))
    for n, where in enumerate(urls[::-1]):  # the dead first in every queue
        asked = NewSubscription.model_validate({"name": str(n), "channel": {"kind": "webhook", "url": where}})
        subscribe(engine, asked, admin, house, datetime.now(UTC))
    channels = {"webhook": WebhookChannel(house.destinations)}
    couriers = Couriers(engine, channels, lambda: datetime.now(UTC), "http://127.0.0.1:8000")
    stopping = asyncio.Event()
    going = asyncio.create_task(couriers.keep_going(stopping))
    await asyncio.sleep(0.5)
    runs = []
    for run in range(3):
        (alert,) = record(told(f"bench-{run}", _event(run)), engine, datetime.now(UTC), Policy())
        committed, cpu = time.time(), time.process_time()
        couriers.woken.set()
        runs.append(await _arrivals(talk, living, alert.alert_id, committed) | {"cpu_s": time.process_time() - cpu})
    stopping.set()
    couriers.woken.set()
    await going
    refusing.close()
    engine.dispose()
    return {"subscribers": subscribers, "dead": dead, "runs": runs}


async def _arrivals(talk: Connection, living: int, alert_id: str, committed: float) -> dict[str, Any]:
    """Wait until all who live were told of this alert."""
    seen: set[str] = set()
    while time.time() < committed + PATIENCE_S:
        await asyncio.sleep(0.1)
        talk.send("?")
        arrived = await asyncio.to_thread(talk.recv)
        new = [(path, key, at) for path, key, at in arrived if at >= committed and path != "/dead"]
        seen = {path for path, _, _ in new}
        if len(seen) >= living:
            break
    late = sorted(at - committed for _, _, at in new)
    ids = Counter(key for _, key, _ in new)
    return {
        "told": len(seen), "twice": sum(1 for n in ids.values() if n > 1),
        "median_s": round(statistics.median(late), 2), "p99_s": round(late[int(len(late) * 0.99) - 1], 2),
        "last_s": round(late[-1], 2),
    }  # fmt: skip


def _event(run: int) -> Event:
    place = Place(text=f"Estate{run}", name=f"Estate{run}, Kisumu", country="KE", precision="neighbourhood")
    return Event([Number("killed", 1 + run)], place=place, victims=[f"Ann Number{run}x Otieno"])


def _refusing() -> socket.socket:
    """A port that is taken and refuses: bound, and nobody listens."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    return taken


if __name__ == "__main__":
    main()
