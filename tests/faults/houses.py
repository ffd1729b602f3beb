"""A whole house whose every part can be broken: a broker, and each service in a process of its own."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx2

from services.fetcher.database import SCHEMA as FETCHER
from services.store.database import SCHEMA as STORE
from shared.streams import STREAMS
from tests.databases import Databases, SqliteFiles, postgres_server
from tests.faults.brokers import BreakableBroker
from tests.faults.processes import Keeper, Service, nursery
from tests.faults.stocks import Stock, stock_of
from tests.faults.storms import Database, KilledServer, LockedFiles
from tests.system.houses import free_ports

KEY = "a key for nobody but the chaos"
RECLAIM_S = 2.0
QUIET_WITHIN_S = 120.0


@dataclass(frozen=True)
class House:
    """All that runs."""

    broker: BreakableBroker
    keeper: Keeper
    stock: Stock
    database: Database
    doors: tuple[str, ...]


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
        "RECLAIM_MS": str(int(RECLAIM_S * 1000)), "FETCHER_CONFIRM_WITHIN_S": "4", "FETCHER_TICK_S": "0.5",
        "STORE_TICK_S": "0.5",
        "MAX_ATTEMPTS": "50",  # so many deaths are the weather's fault here, not the message's
    }  # fmt: skip
    ports = free_ports(len(names))
    return [
        Service(name, {**common, f"{name.partition('-')[0].upper()}_PORT": str(port)}, folder / f"{name}.log")
        for name, port in zip(names, ports, strict=True)
    ]


def handed_in(door: str, articles: Sequence[dict[str, Any]]) -> set[str]:
    """The ids that were accepted; none where the answer was not 202, or did not come."""
    try:
        answer = httpx2.post(f"{door}/articles", json=list(articles), headers={"X-API-Key": KEY}, timeout=15)
    except httpx2.TransportError:
        return set()
    return {said["article_id"] for said in answer.json()["accepted"]} if answer.status_code == 202 else set()


def until_quiet(house: House, accepted: set[str]) -> None:
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
