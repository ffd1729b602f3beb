"""What may happen to a house: each a named way to break it, drawn by a seed."""

import signal
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from random import Random
from time import sleep
from typing import Protocol

import redis
from testcontainers.community.postgres import PostgresContainer

from tests.faults.brokers import BreakableBroker
from tests.faults.processes import Keeper


class Database(Protocol):
    """A database server that can be taken away for a while."""

    def away(self, seconds: float) -> None: ...
    def back(self) -> None: ...


class LockedFiles:
    """SQLite files: away is being locked by somebody else."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = paths
        self._holding: list[threading.Thread] = []

    def away(self, seconds: float) -> None:
        def hold(path: str) -> None:
            with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as db:
                db.execute("BEGIN EXCLUSIVE")
                sleep(seconds)
                db.execute("ROLLBACK")

        self._holding = [threading.Thread(target=hold, args=(path,)) for path in self._paths]
        for thread in self._holding:
            thread.start()

    def back(self) -> None:
        for thread in self._holding:
            thread.join()


class KilledServer:
    """PostgreSQL in a container: away is SIGKILL, back is its recovery."""

    def __init__(self, container: PostgresContainer) -> None:
        self._container = container.get_wrapped_container()

    def away(self, seconds: float) -> None:
        self._container.kill()
        sleep(seconds)
        self._container.start()

    def back(self) -> None:
        self._container.reload()
        if self._container.status != "running":
            self._container.start()


Fault = Callable[[Random], None]


def faults(broker: BreakableBroker, keeper: Keeper, database: Database) -> Mapping[str, Fault]:
    """By name; each lasts as long as it takes, and leaves the house able to recover."""

    def kill(kind: str) -> Fault:
        return lambda random: random.choice(keeper.of(kind)).send(signal.SIGKILL)

    def pause(kind: str) -> Fault:
        def paused(random: Random) -> None:
            service = random.choice(keeper.of(kind))
            service.send(signal.SIGSTOP)
            # Sometimes longer than the 2 s after which others take its work over: then both do it.
            sleep(random.uniform(0.2, 3.5))
            service.send(signal.SIGCONT)

        return paused

    def broker_killed(random: Random) -> None:
        broker.kill()
        sleep(random.uniform(0, 1.5))
        broker.start()

    def broker_paused(random: Random) -> None:
        broker.pause()
        sleep(random.uniform(0.2, 2))
        broker.resume()

    def broker_emptied(_: Random) -> None:
        with broker.client() as client:
            try:
                client.flushall()
            except redis.exceptions.RedisError:
                return  # it is down already

    def broker_forgets(random: Random) -> None:
        """Power fails: the last second is gone, and the last entry is torn."""
        broker.kill()
        broker.cut_tail(random.randrange(1, 20_000))
        broker.start()

    return {
        **{f"{kind} killed": kill(kind) for kind in ("fetcher", "extractor", "store")},
        **{f"{kind} paused": pause(kind) for kind in ("fetcher", "extractor", "store")},
        "broker killed": broker_killed,
        "broker paused": broker_paused,
        "broker emptied": broker_emptied,
        "broker forgets": broker_forgets,
        "database away": lambda random: database.away(random.uniform(0.2, 2)),
    }
