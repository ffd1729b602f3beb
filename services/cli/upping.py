"""`shahidi up`: broker and services on this machine, watched, and stopped all together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import httpx2
from rich.console import Console

from services.cli.homes import Running, forget_running, write_running
from services.cli.processes import listener
from services.cli.valkey import die_with_parent, embedded_broker
from services.fetcher.keys import key_of
from services.fetcher.settings import FetcherSettings
from shared.runtime.keys import key_file
from shared.runtime.settings import read_settings

READY_WITHIN_S = 60.0
"""A first start loads a language model from a cold disk."""
STOP_WITHIN_S = 25.0
"""A little over the services' own drain time (20 s)."""
LONGEST_PAUSE_S = 30.0
"""Between two restarts of a service that keeps dying."""


class UpError(RuntimeError):
    """It can't be started here; the message says why and what to change."""


@dataclass(frozen=True)
class Ports:
    """Where the three services listen, on 127.0.0.1."""

    store: int
    fetcher: int
    extractors: tuple[int, ...]


@dataclass
class Child:
    """One service process: what it is called, how it is started, and how often it died."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    log: Path
    url: str
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = field(default=0.0)


class Stop(Exception):
    """Somebody asked us to stop: Ctrl-C or SIGTERM."""


def _on_signal(_: int, __: FrameType | None) -> None:
    raise Stop


@contextmanager
def signals_raise_stop() -> Iterator[None]:
    """Inside, Ctrl-C and SIGTERM raise Stop in the main thread; a second one while we clean up changes nothing."""
    before = {which: signal.signal(which, _on_signal) for which in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def up(home: Path, ports: Ports, *, console: Console, redis_url: str | None, demo: list[Path]) -> None:
    """Run until Stop. Raises UpError or BrokerError when it can't start; leaves no process behind either way."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for setting, port in {"STORE_PORT": ports.store, "FETCHER_PORT": ports.fetcher}.items():
        _must_be_free(setting, port)
    key = key_of(read_settings(FetcherSettings, home=home))
    with _broker(home, redis_url) as url:
        children = _children(home, ports, url, key)
        store, fetcher = f"http://127.0.0.1:{ports.store}", f"http://127.0.0.1:{ports.fetcher}"
        try:
            for child in children:
                _start(child)
            write_running(home, Running(os.getpid(), url, store, fetcher))
            with console.status("Starting the services ..."):
                _wait_until_ready(children)
            if demo:
                _hand_in(demo, fetcher, key)
                console.print(f"{len(demo)} sample articles handed in.")
            console.print(f"Shahidi is up: [bold]{store}[/bold]")
            console.print(f"Articles in: {fetcher}/articles, with the key in {key_file(home)}")
            console.print(f"To subscribe and to add feeds, log in with it: {store}/login")
            console.print(f"Logs and data: {home}. Ctrl-C stops everything.")
            _watch(children, console)
        finally:
            # From here on a signal must not interrupt the stopping: it would leave processes behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            forget_running(home)
            _stop(children)


@contextmanager
def _broker(home: Path, redis_url: str | None) -> Iterator[str]:
    if redis_url:
        yield redis_url
    else:
        with embedded_broker(home / "broker") as url:
            yield url


def _must_be_free(setting: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            by = listener(port)
            raise UpError(
                f"port {port} is in use{f' by {by}' if by else ''}: stop what listens there, or set {setting}"
            ) from None


def _children(home: Path, ports: Ports, redis_url: str, key: str) -> list[Child]:
    logs = home / "logs"
    logs.mkdir(exist_ok=True)
    base = {
        **os.environ,
        "REDIS_URL": redis_url,
        "SHAHIDI_HOME": str(home),
        "STORE_FETCHER_URL": f"http://127.0.0.1:{ports.fetcher}",
        "STORE_FETCHER_KEY": key,
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }

    def child(name: str, service: str, setting: str, port: int) -> Child:
        command = [sys.executable, "-m", "services.cli.main", service]
        return Child(name, command, {**base, setting: str(port)}, logs / f"{name}.log", f"http://127.0.0.1:{port}")

    return [
        child("store", "store", "STORE_PORT", ports.store),
        child("fetcher", "fetcher", "FETCHER_PORT", ports.fetcher),
        *(child(f"extractor-{i + 1}", "extractor", "EXTRACTOR_PORT", port) for i, port in enumerate(ports.extractors)),
    ]


def _start(child: Child) -> None:
    with child.log.open("ab") as log:
        child.process = subprocess.Popen(  # noqa: S603 - our own program
            child.command,
            env=dict(child.env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - this program has one thread
        )


def _wait_until_ready(children: list[Child]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    waiting = list(children)
    while waiting:
        for child in list(waiting):
            if child.process and child.process.poll() is not None:
                raise UpError(f"{child.name} did not start: {_last_words(child)} (all of it: {child.log})")
            try:
                if httpx2.get(f"{child.url}/readyz", timeout=2.0).status_code == 200:
                    waiting.remove(child)
            except httpx2.TransportError:
                pass
        if time.monotonic() > deadline:
            names = ", ".join(child.name for child in waiting)
            raise UpError(f"not ready after {READY_WITHIN_S:.0f} s: {names} (see {waiting[0].log.parent})")
        time.sleep(0.05)


def _last_words(child: Child) -> str:
    lines = child.log.read_text("utf-8", "replace").splitlines()
    return lines[-1][:300] if lines else "it said nothing"


def _hand_in(articles: list[Path], fetcher: str, key: str) -> None:
    body = "[" + ",".join(path.read_text("utf-8") for path in articles) + "]"
    answer = httpx2.post(
        f"{fetcher}/articles", content=body.encode(), timeout=30.0,
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )  # fmt: skip
    answer.raise_for_status()


def _watch(children: list[Child], console: Console) -> None:
    """Start again whatever dies, after a pause that doubles with each death."""
    while True:
        time.sleep(0.2)
        for child in children:
            if child.process is not None and child.process.poll() is not None:
                child.deaths += 1
                pause = min(0.5 * 2 ** (child.deaths - 1), LONGEST_PAUSE_S)
                child.start_at = time.monotonic() + pause
                console.print(f"{child.name} ended (exit {child.process.returncode}); again in {pause:.1f} s")
                child.process = None
            if child.process is None and time.monotonic() >= child.start_at:
                _start(child)


def _stop(children: list[Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
