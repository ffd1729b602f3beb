"""The house under Docker Compose, from this checkout, under a project name and on ports of its own."""

import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from services.cli.asking import pages
from tests.system.houses import free_ports

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Stack:
    """A running stack, and how to break it."""

    env: dict[str, str]
    said: str
    """What `make compose-up` printed."""

    @property
    def store(self) -> str:
        return f"http://127.0.0.1:{self.env['STORE_PORT']}"

    @property
    def fetcher(self) -> str:
        return f"http://127.0.0.1:{self.env['FETCHER_PORT']}"

    @property
    def secrets(self) -> Path:
        return Path(self.env["COMPOSE_ENV_FILES"])

    @property
    def key(self) -> str:
        return dict(line.split("=") for line in self.secrets.read_text().splitlines())["FETCHER_API_KEY"]

    def compose(self, *arguments: str, within_s: float = 120.0) -> str:
        """`docker compose ...`; returns what it prints."""
        return run(["docker", "compose", *arguments], self.env, within_s)

    def containers(self, service: str) -> list[str]:
        """The ids of a service's running containers."""
        return self.compose("ps", "--quiet", "--status", "running", service).split()

    def kill(self, container: str) -> None:
        """SIGKILL to the container; Docker leaves it lying then."""
        run(["docker", "kill", container], self.env)

    def start(self, container: str) -> None:
        run(["docker", "start", container], self.env)

    def crash(self, container: str) -> None:
        """SIGKILL to everything in it but its init, as the kernel's memory killer does; its policy starts it again."""
        subprocess.run(
            ["docker", "exec", container, "sh", "-c", "kill -9 -1"], capture_output=True, timeout=60, check=False
        )

    def inspect(self, container: str, what: str) -> str:
        return run(["docker", "inspect", "--format", what, container], self.env).strip()

    def lines(self, service: str, *command: str) -> list[dict[str, Any]]:
        """A command of the program, run beside a service: JSON Lines."""
        return [json.loads(line) for line in self.compose("exec", "-T", service, *command).splitlines()]

    def stream(self, name: str) -> list[dict[str, Any]]:
        """Every message on a stream, oldest first."""
        said = self.compose("exec", "-T", "redis", "redis-cli", "XRANGE", name, "-", "+")
        return [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    def hand_in(self, articles: Sequence[dict[str, Any]]) -> None:
        headers = {"Authorization": f"Bearer {self.key}"}
        httpx2.post(f"{self.fetcher}/articles", json=list(articles), headers=headers, timeout=60).raise_for_status()

    def pages(self, path: str) -> list[dict[str, Any]]:
        """All of a list of the API."""
        return list(pages(self.store, path, {}))


def run(command: Sequence[str], env: dict[str, str], within_s: float = 120.0) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=within_s, check=False
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr[-3000:]}"
    return done.stdout


@contextmanager
def stack(folder: Path, **settings: str) -> Iterator[Stack]:
    """`make compose-up` until the end of the block; taken down with its volumes, whatever happened."""
    store, fetcher = free_ports(2)
    env = {
        **os.environ,
        "COMPOSE_PROJECT_NAME": f"shahidi-test-{secrets.token_hex(4)}",
        "COMPOSE_ENV_FILES": str(folder / "secrets.env"),
        "STORE_PORT": str(store),
        "FETCHER_PORT": str(fetcher),
        **settings,
    }
    try:
        # From clean, three images are built first: two to four minutes.
        yield Stack(env, run(["make", "--silent", "compose-up"], env, within_s=600))
    except BaseException:
        subprocess.run(["docker", "compose", "logs", "--tail", "30"], cwd=ROOT, env=env, timeout=60, check=False)
        raise
    finally:
        run(["docker", "compose", "down", "--volumes", "--remove-orphans", "--timeout", "10"], env)
