"""Reading web pages in a child process that can be killed: a hostile page costs 10 s and 512 MB, not the service.

python -m services.fetcher.page_worker      the child: one page as JSON a line in, one article a line out
"""

import json
import resource
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, replace
from types import TracebackType
from typing import Self

from services.fetcher.articles import BadArticle, Page, RawArticle, checked_size

PATIENCE_S = 10.0
"""For one page. 99 of 100 pages take less than 0.4 s."""
MOST_MEMORY = 512 * 2**20
"""Bytes of address space: the libraries map 180 MB, the worst page of 2 MB took 300 MB with them."""


class PageReader:
    """A child process, started with the first page and again after it was killed; used by one thread at a time."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._child: subprocess.Popen[bytes] | None = None

    def complete(self, raw: RawArticle) -> RawArticle:
        """The article, with its page read where it has no text of its own. Raises BadArticle."""
        if raw.text is not None or raw.html is None:
            return raw
        return replace(raw, page=self.read(checked_size(raw).html or ""))

    def read(self, html: str) -> Page:
        """The article in a page. Raises BadArticle where there is none or it takes too long."""
        answer = self._ask(html)
        if not answer:
            self.close()
            raise BadArticle("html", f"can't be read within {self._patience_s:.0f} s or the memory allowed for it")
        page = json.loads(answer)
        if page is None:
            raise BadArticle("html", "no article was found in this page")
        return Page(**page)

    def _ask(self, html: str) -> bytes:
        """One line in, one line out; nothing when the child died or was killed."""
        child = self._child = self._child or _started()
        if child.stdin is None or child.stdout is None:
            return b""
        timer = threading.Timer(self._patience_s, child.kill)
        timer.start()
        try:
            child.stdin.write(json.dumps(html).encode("ascii") + b"\n")
            child.stdin.flush()
            return child.stdout.readline()
        except BrokenPipeError:
            return b""
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was left in the buffer has nobody to go to
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "services.fetcher.page_worker"]
    return subprocess.Popen(  # noqa: S603 - our own module; the page goes in as data
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def main() -> None:
    """Answer until standard input ends, which it does when the parent is gone, however it went."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    from services.fetcher.pages import page_of  # noqa: PLC0415 - half a second that only the child has to pay

    for line in sys.stdin.buffer:
        signal.alarm(int(PATIENCE_S) + 2)  # ends us where the parent, which would have killed us, is gone
        try:
            page = page_of(json.loads(line))
        except (MemoryError, RecursionError):
            return
        except Exception:  # noqa: BLE001 - whatever a library makes of a stranger's page, this page has no article
            page = None
        signal.alarm(0)
        sys.stdout.buffer.write(json.dumps(asdict(page) if page else None).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
