"""The services as processes that can be killed and paused, and are started again at once, as an orchestrator would.

They are forked from one process that has imported everything and loaded the language model: a start takes
milliseconds, not seconds, so that a test can afford many deaths. What runs in them is the service as it is.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

from services.cli.valkey import die_with_parent


@dataclass(frozen=True)
class Nursery:
    """Where services are born."""

    orders: IO[str]
    born: IO[str]
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def start(self, service: str, env: Mapping[str, str], log: Path) -> int:
        """Returns the process id."""
        with self.one_at_a_time:
            self.orders.write(json.dumps([service, dict(env), str(log)]) + "\n")
            self.orders.flush()
            return int(self.born.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Takes as long as loading everything once."""
    command = [sys.executable, "-m", "tests.faults.processes"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - started from the main thread
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n", "the services could not be imported"
        yield Nursery(process.stdin, process.stdout)
        process.kill()


def _bear(orders: IO[str], born: IO[str]) -> None:
    from services.extractor.pipeline import load  # noqa: PLC0415 - here, so that the parent stays small
    from services.extractor.settings import ExtractorSettings  # noqa: PLC0415
    from services.fetcher import app as _fetcher  # noqa: F401, PLC0415
    from services.store import app as _store  # noqa: F401, PLC0415

    nlp = load(ExtractorSettings().model)
    born.write("ready\n")
    born.flush()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried without being asked for
    for line in orders:
        service, env, log = json.loads(line)
        die = die_with_parent()
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if die:
                die()
            _live(service, env, log, nlp)
        born.write(f"{pid}\n")
        born.flush()


def _live(service: str, env: Mapping[str, str], log: str, nlp: Any) -> None:
    code = 1
    try:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.environ.update(env)
        _serve(service, nlp)
        code = 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, its log says so
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve(service: str, nlp: Any) -> None:
    from services.extractor import app as extractor, settings as of_extractor  # noqa: I001, PLC0415
    from services.fetcher import app as fetcher, settings as of_fetcher  # noqa: PLC0415
    from services.store import app as store, settings as of_store  # noqa: PLC0415
    from shared.runtime.logs import configure_logs  # noqa: PLC0415
    from shared.runtime.serving import serve  # noqa: PLC0415
    from shared.runtime.settings import read_settings  # noqa: PLC0415

    configure_logs(service)
    match service:
        case "fetcher":
            f = read_settings(of_fetcher.FetcherSettings)
            serve(fetcher.build(f), f.host, f.port)
        case "extractor":
            e = read_settings(of_extractor.ExtractorSettings)
            serve(extractor.build(e, nlp), e.host, e.port)
        case "store":
            s = read_settings(of_store.StoreSettings)
            serve(store.build(s), s.host, s.port)


@dataclass
class Service:
    """One service that lives as long as it is wanted, in one process after another."""

    name: str
    """Such as extractor-2."""
    env: Mapping[str, str]
    log: Path
    pid: int = 0
    deaths: int = 0

    @property
    def kind(self) -> str:
        return self.name.partition("-")[0]

    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return self.pid > 0

    def send(self, which: signal.Signals) -> None:
        """Send a signal to the process that is it just now."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, which)


class Keeper:
    """Starts services, and starts them again when they end."""

    def __init__(self, nursery: Nursery, services: list[Service]) -> None:
        self._nursery = nursery
        self.services = services
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> "Keeper":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        for service in self.services:
            service.send(signal.SIGCONT)
            service.send(signal.SIGTERM)
        deadline = monotonic() + 25
        while any(service.is_alive() for service in self.services) and monotonic() < deadline:
            sleep(0.02)
        for service in self.services:
            service.send(signal.SIGKILL)

    def _keep(self) -> None:
        while not self._ended.wait(0.05):
            for service in self.services:
                if not service.is_alive():
                    service.deaths += service.pid > 0
                    service.pid = self._nursery.start(service.kind, service.env, service.log)

    def of(self, kind: str) -> list[Service]:
        return [service for service in self.services if service.kind == kind]


if __name__ == "__main__":
    _bear(sys.stdin, sys.stdout)
