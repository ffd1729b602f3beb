"""Where a running Shahidi on this machine leaves word for the other commands: broker, addresses, key."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.runtime.settings import ServiceSettings, read_settings


class NotRunning(RuntimeError):
    """Nothing to talk to; the message says what to start or to set."""


@dataclass(frozen=True)
class Running:
    """What `shahidi up` wrote down: for its own user's eyes only, since the URL holds the broker's password."""

    pid: int
    redis_url: str
    store_url: str
    fetcher_url: str


def _file(home: Path) -> Path:
    return home / "running.json"


def write_running(home: Path, running: Running) -> None:
    """Leave word (mode 0600)."""
    path = _file(home)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(running)))


def forget_running(home: Path) -> None:
    """Take it back, so that nobody talks to a broker that is gone."""
    _file(home).unlink(missing_ok=True)


def read_running(home: Path) -> Running | None:
    """What is running here, or None: never started, or its process is gone."""
    try:
        running = Running(**json.loads(_file(home).read_text()))
        os.kill(running.pid, 0)
    except (FileNotFoundError, ProcessLookupError, json.JSONDecodeError, TypeError):
        return None
    except PermissionError:  # it lives, under another user
        return running
    return running


def redis_url() -> str:
    """REDIS_URL where it is set, else the embedded broker of the `shahidi up` on this machine. Raises NotRunning."""
    settings = read_settings(ServiceSettings)
    if "REDIS_URL" in os.environ:
        return settings.redis_url
    running = read_running(settings.home)
    if running is None:
        raise NotRunning("no broker: start `shahidi up`, or set REDIS_URL")
    return running.redis_url


def store_url() -> str:
    """SHAHIDI_STORE_URL where it is set, else that of the `shahidi up` on this machine, else the default port."""
    running = read_running(read_settings(ServiceSettings).home)
    return os.environ.get("SHAHIDI_STORE_URL") or (running.store_url if running else "http://127.0.0.1:8000")


def fetcher_url() -> str:
    """SHAHIDI_FETCHER_URL where it is set, else that of the `shahidi up` on this machine, else the default port."""
    running = read_running(read_settings(ServiceSettings).home)
    return os.environ.get("SHAHIDI_FETCHER_URL") or (running.fetcher_url if running else "http://127.0.0.1:8001")
