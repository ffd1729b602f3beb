"""make chaos SEED=n ROUNDS=n ARTICLES=n: whatever dies, every accepted article is stored or dead with its reason, once.

A whole house runs: a broker, two extractors, a fetcher and a store each in its own process (two of each on
PostgreSQL). In each round articles go in while a seed draws what is killed, paused, emptied or taken away; then the
house is left alone until it is quiet, and what it holds is counted. One line a round; the last line is JSON.
"""

import argparse
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from time import monotonic, sleep
from typing import Any

import httpx2
import redis

from services.fetcher.database import SCHEMA as FETCHER
from services.store.database import SCHEMA as STORE
from shared.streams import ALERTS, STREAMS
from tests.databases import Databases, NoDocker, SqliteFiles, postgres_server
from tests.faults.brokers import BreakableBroker
from tests.faults.processes import Keeper, Service, nursery
from tests.faults.stocks import Stock, stock_of, told_twice
from tests.faults.storms import Database, KilledServer, LockedFiles, faults
from tests.system.articles import brief
from tests.system.houses import free_ports

KEY = "a key for nobody but the chaos"
A_REQUEST = 25
QUIET_WITHIN_S = 120.0


@dataclass(frozen=True)
class House:
    """All that runs."""

    broker: BreakableBroker
    keeper: Keeper
    stock: Stock
    database: Database
    doors: tuple[str, ...]


@dataclass
class Round:
    """What became of one round."""

    seed: int
    accepted: set[str] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)
    """Alert ids as a subscriber of the stream read them."""
    happened: list[str] = field(default_factory=list)
    stored: int = 0
    dead: int = 0
    lost: int = 0
    alerts: int = 0
    duplicates: int = 0
    unalerted: int = 0
    """Articles stored whose casualties no alert tells."""
    seconds: float = 0
    recovery_s: float = 0
    """From the end of the faults until nothing waits any more."""

    @property
    def failed(self) -> bool:
        return bool(self.lost or self.duplicates or self.unalerted)

    @property
    def repeats(self) -> int:
        """Entries of the alert stream that a subscriber had read before, under the same id."""
        return len(self.heard) - len(set(self.heard))


def main() -> None:
    asked = _arguments()
    rounds: list[Round] = []
    end = monotonic() + asked.seconds if asked.seconds else None
    folder = Path(mkdtemp(prefix="shahidi-chaos-", dir=asked.folder))
    print(f"database {asked.database}; {asked.articles} articles a round; logs in {folder}", flush=True)
    print("seed accepted stored dead lost alerts duplicates repeats  seconds (recovery)  what happened", flush=True)
    with house(asked.database, folder) as built:
        for seed in range(asked.seed, asked.seed + asked.rounds):
            rounds.append(one_round(built, seed, asked.articles))
            print(_line(rounds[-1]), flush=True)
            if rounds[-1].failed or (end is not None and monotonic() > end):
                break
    print(json.dumps({
        "rounds": len(rounds), "articles": sum(len(r.accepted) for r in rounds),
        "stored": sum(r.stored for r in rounds), "dead": sum(r.dead for r in rounds),
        "lost": sum(r.lost for r in rounds),
        "duplicate_alerts": sum(r.duplicates for r in rounds),
        "alerts": sum(r.alerts for r in rounds), "missing_alerts": sum(r.unalerted for r in rounds),
        "repeated_entries": sum(r.repeats for r in rounds), "seeds": [asked.seed, rounds[-1].seed],
        "database": asked.database,
    }))  # fmt: skip
    sys.exit(any(r.failed for r in rounds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=500, choices=range(1, 1001), metavar="1..1000")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=0, help="start no further round after so long; 0: no limit")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where data and logs go; default: the temporary folder"
    )
    return parser.parse_args()


def _line(r: Round) -> str:
    articles = f"{r.seed:4} {len(r.accepted):8} {r.stored:6} {r.dead:4} {r.lost:4}"
    alerts = f"{r.alerts:6} {r.duplicates:10} {r.repeats:7}"
    return f"{articles} {alerts}  {r.seconds:7.1f} ({r.recovery_s:.1f})  {', '.join(r.happened)}"


@contextmanager
def house(kind: str, folder: Path) -> Iterator[House]:
    """Everything up, in `folder`; nothing of it runs afterwards."""
    with nursery() as born, ExitStack() as stack:
        databases: Databases = SqliteFiles(folder)
        database: Database
        if kind == "postgresql":
            (port,) = free_ports(1)
            container, databases = stack.enter_context(postgres_server(port=port))
            database = KilledServer(container)
        store_url, inbox_url = databases.new(STORE), databases.new(FETCHER)
        if kind == "sqlite":
            database = LockedFiles([url.removeprefix("sqlite:///") for url in (store_url, inbox_url)])
        broker = BreakableBroker(folder / "broker")
        broker.start()
        stack.callback(broker.stop)
        stock = stock_of(store_url, inbox_url)
        stack.callback(stock.close)
        services = _services(folder, broker.url, store_url, inbox_url, replicas=2 if kind == "postgresql" else 1)
        doors = tuple(f"http://127.0.0.1:{s.env['FETCHER_PORT']}" for s in services if s.kind == "fetcher")
        keeper = stack.enter_context(Keeper(born, services))
        yield House(broker, keeper, stock, database, doors)


def _services(folder: Path, redis_url: str, store_url: str, inbox_url: str, replicas: int) -> list[Service]:
    names = [
        *(f"fetcher-{i}" for i in range(1, replicas + 1)),
        *(f"store-{i}" for i in range(1, replicas + 1)),
        "extractor-1",
        "extractor-2",
    ]
    common = {
        "REDIS_URL": redis_url, "STORE_DATABASE_URL": store_url, "FETCHER_DATABASE_URL": inbox_url,
        "SHAHIDI_HOME": str(folder), "FETCHER_API_KEY": KEY, "OMP_NUM_THREADS": "1",
        # As in production, only sooner: what takes 15 s and 300 s there takes 2 s and 4 s here.
        "RECLAIM_MS": "2000", "FETCHER_CONFIRM_WITHIN_S": "4", "FETCHER_TICK_S": "0.5", "STORE_TICK_S": "0.5",
        "MAX_ATTEMPTS": "50",  # so many deaths are the weather's fault here, not the message's
    }  # fmt: skip
    ports = free_ports(len(names))
    return [
        Service(name, {**common, f"{name.partition('-')[0].upper()}_PORT": str(port)}, folder / f"{name}.log")
        for name, port in zip(names, ports, strict=True)
    ]


def one_round(house: House, seed: int, count: int) -> Round:
    """Empty the house, feed it in a storm, wait until it is quiet, count."""
    random, now = Random(seed), Round(seed)
    began = monotonic()
    _until_quiet(house, set())
    house.stock.empty()
    with house.broker.client() as client:
        client.flushall()
    over = threading.Event()
    feeding = threading.Thread(target=_feed, args=(house, Random(seed), count, now))
    hearing = threading.Thread(target=_hear, args=(house.broker, now, over))
    feeding.start()
    hearing.start()
    storm = faults(house.broker, house.keeper, house.database)
    for _ in range(random.randint(8, 14)):
        sleep(random.uniform(0.1, 0.8))
        name = random.choice(sorted(storm))
        storm[name](random)
        now.happened.append(name)
    house.database.back()
    house.broker.start()
    feeding.join()
    calm = monotonic()
    _until_quiet(house, now.accepted)
    now.recovery_s = monotonic() - calm
    _until_heard(house, now)
    over.set()
    hearing.join()
    _count(house.stock, now)
    now.seconds = monotonic() - began
    return now


def _feed(house: House, random: Random, count: int, now: Round) -> None:
    """As a good caller does: again and again until the answer is 202."""
    articles = [brief(number) for number in range(count)]
    for first in range(0, count, A_REQUEST):
        some = articles[first : first + A_REQUEST]
        while not (ids := _handed_in(random.choice(house.doors), some)):
            sleep(0.1)
        now.accepted |= ids
        sleep(random.uniform(0, 0.3))


def _handed_in(door: str, articles: list[dict[str, Any]]) -> set[str]:
    try:
        answer = httpx2.post(f"{door}/articles", json=articles, headers={"X-API-Key": KEY}, timeout=15)
    except httpx2.TransportError:
        return set()
    return {said["article_id"] for said in answer.json()["accepted"]} if answer.status_code == 202 else set()


def _hear(broker: BreakableBroker, now: Round, over: threading.Event) -> None:
    """As a subscriber does: from the last entry on that it has seen."""
    last = "0"
    while not over.is_set():
        try:
            with broker.client() as client:
                answer: Any = client.xread({ALERTS.name: last}, count=500)
        except redis.exceptions.RedisError:
            answer = []
        for _, entries in answer or []:
            for entry_id, fields in entries:
                last = entry_id.decode()
                now.heard.append(str(json.loads(next(iter(fields.values())))["alert_id"]))
        sleep(0.05)


def _until_quiet(house: House, accepted: set[str]) -> None:
    """Until every accepted article is stored or dead, nothing waits, and no stream has anything to be read."""
    deadline = monotonic() + QUIET_WITHIN_S
    while monotonic() < deadline:
        try:
            if (
                not house.stock.waiting()
                and not _busy(house.broker)
                and not accepted - house.stock.stored() - {*house.stock.dead()}
            ):
                return
        except Exception:  # noqa: BLE001 - broker or database are still coming back
            pass
        sleep(0.1)


def _busy(broker: BreakableBroker) -> bool:
    with broker.client() as client:
        for stream in STREAMS:
            for group in stream.groups:
                infos: Any = client.xinfo_groups(stream.name)
                mine = next(info for info in infos if info["name"] == group.encode())
                if mine["pending"] or mine["lag"]:
                    return True
    return False


def _until_heard(house: House, now: Round) -> None:
    """Until the subscriber has read what there is to read; what the broker lost it will never read."""
    with house.broker.client() as client:
        there: Any = client.xrange(ALERTS.name)
    wanted = {json.loads(next(iter(fields.values())))["alert_id"] for _, fields in there}
    deadline = monotonic() + 10
    while wanted - set(now.heard) and monotonic() < deadline:
        sleep(0.05)


def _count(stock: Stock, now: Round) -> None:
    stored, dead, alerts = stock.stored(), stock.dead(), stock.alerts()
    now.stored, now.dead = len(now.accepted & stored), len(now.accepted & set(dead) - stored)
    now.lost = len(now.accepted - stored - set(dead))
    now.alerts = len(alerts)
    now.duplicates = told_twice(alerts)
    told = {alert["article_id"] for alert in alerts if alert["kind"] == "new_casualties"}
    now.unalerted = len((now.accepted & stored) - told)


if __name__ == "__main__":
    try:
        main()
    except NoDocker as error:
        sys.exit(f"chaos: {error}")
