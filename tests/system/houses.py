"""A whole Shahidi of its own, started as a user starts it, in an empty folder and on free ports."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, cast

import httpx2
import psutil
import redis

from services.cli.homes import read_running

PROGRAM = [sys.executable, "-m", "services.cli.main"]


@dataclass(frozen=True)
class House:
    """A running `shahidi up`."""

    process: subprocess.Popen[str]
    env: dict[str, str]
    store: str
    fetcher: str
    said: str
    """What it printed until it was up."""

    @property
    def key(self) -> str:
        return (Path(self.env["SHAHIDI_HOME"]) / "api-key").read_text().strip()

    def services(self) -> dict[str, psutil.Process]:
        """The running services by name: `store`, `fetcher`, `extractor`. One that just died is not among them."""
        found = {}
        for process in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if process.status() != psutil.STATUS_ZOMBIE and process.cmdline()[1:3] == PROGRAM[1:]:
                    found[process.cmdline()[-1]] = process
        return found

    def kill(self, name: str) -> None:
        """SIGKILL a service, and wait until another process has taken its place."""
        victim = self.services()[name]
        victim.kill()
        until(lambda: self.services().get(name, victim) != victim)

    def stream(self, name: str) -> list[dict[str, Any]]:
        """Every message on a stream, oldest first."""
        running = read_running(Path(self.env["SHAHIDI_HOME"]))
        assert running
        with redis.Redis.from_url(running.redis_url) as client:
            entries = cast("list[tuple[bytes, dict[bytes, bytes]]]", client.xrange(name))
        return [json.loads(value) for _, fields in entries for value in fields.values()]

    def hand_in(self, articles: Sequence[dict[str, Any]]) -> dict[str, Any]:
        answer = httpx2.post(
            f"{self.fetcher}/articles",
            json=list(articles),
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=60.0,
        )
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said

    def run(self, *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Another command of the program beside it, with its output piped."""
        return run_program(self.env, *command, stdin=stdin)

    def lines(self, *command: str) -> list[dict[str, Any]]:
        """What a command prints when piped: JSON Lines."""
        done = self.run(*command)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


def run_program(env: dict[str, str], *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The program with its output piped, in this environment and these variables."""
    return subprocess.run(
        [*PROGRAM, *command], env={**os.environ, **env}, input=stdin, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


@contextmanager
def house(home: Path, *arguments: str) -> Iterator[House]:
    """`shahidi up` in `home`, until the end of the block; interrupted as by Ctrl-C."""
    store, fetcher, extractor = free_ports(3)
    env = {
        **os.environ, "SHAHIDI_HOME": str(home), "HOME": str(home), "STORE_PORT": str(store),
        "FETCHER_PORT": str(fetcher), "EXTRACTOR_PORT": str(extractor), "RECLAIM_MS": "2000",
    }  # fmt: skip
    env.pop("REDIS_URL", None)
    process = subprocess.Popen([*PROGRAM, "up", *arguments], env=env, stdout=subprocess.PIPE, text=True)
    try:
        said = _until_up(process)
        yield House(process, env, f"http://127.0.0.1:{store}", f"http://127.0.0.1:{fetcher}", said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)
        assert process.stdout
        process.stdout.close()


def _until_up(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if re.search(r"Ctrl-C stops", line):
            return said
    raise AssertionError(f"it did not come up: {said}")


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def until(happened: Callable[[], bool], within_s: float = 60.0) -> None:
    """Ask until it is so; fails when it does not become so."""
    deadline = monotonic() + within_s
    while not happened():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.05)


def processes_of(house: House) -> list[psutil.Process]:
    """It, its services and its broker."""
    return [psutil.Process(house.process.pid), *psutil.Process(house.process.pid).children(recursive=True)]
