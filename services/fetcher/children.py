"""A child process that reads what strangers wrote, and can be killed: hostile bytes cost 10 s and 512 MB, not the
service."""

import json
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

PATIENCE_S = 10.0
"""For one question. 99 of 100 pages take less than 0.4 s."""
MOST_MEMORY = 512 * 2**20
"""Bytes of address space: the libraries map 180 MB, the worst page of 2 MB took 300 MB with them."""


class Child:
    """Runs a module as a child process, started with the first question and again after it was killed; used by one
    thread at a time."""

    def __init__(self, module: str, patience_s: float = PATIENCE_S) -> None:
        self._module = module
        self.patience_s = patience_s
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: Any) -> Any:
        """The answer to a JSON value, or None where the child died of it, or had to be killed."""
        process = self._process = self._process or _started(self._module)
        if process.stdin is None or process.stdout is None:
            return None
        timer = threading.Timer(self.patience_s, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(question).encode("ascii") + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            timer.cancel()
        if not line:
            self.close()
            return None
        return json.loads(line)

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was left in the buffer has nobody to go to
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _started(module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - a module of ours; what strangers wrote goes in as data
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def answer_questions(answer: Callable[[Any], Any]) -> None:
    """The child's side: answer until standard input ends, which it does when the parent is gone, however it went.

    `answer` takes and gives a JSON value; what it raises is its bug, and ends the child like too much memory does.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for line in sys.stdin.buffer:
        signal.alarm(int(PATIENCE_S) + 2)  # ends us where the parent, which would have killed us, is gone
        try:
            said = answer(json.loads(line))
        except (MemoryError, RecursionError):
            return
        signal.alarm(0)
        sys.stdout.buffer.write(json.dumps(said).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()
