"""`shahidi feeds`: what a running fetcher watches, over its API."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx2
from rich.console import Console
from rich.table import Table

from services.cli.homes import NotRunning
from services.cli.ingesting import client_of
from services.cli.refusals import Refused
from services.fetcher.watching import BadFeed, id_of

A_PAGE = 500
MOST_BYTES = 16 * 2**20
"""Of one list of feeds: what the fetcher takes in one request."""


class Feeds:
    """The feeds of one fetcher. Every method raises NotRunning where it does not answer, and Refused where it says
    no."""

    def __init__(self, url: str, key: str, patience_s: float = 120.0) -> None:
        self._url, self._key, self._patience_s = url, key, patience_s

    def add(self, url: str, publisher: str | None) -> tuple[dict[str, Any], bool]:
        """The feed, and whether it is new."""
        answer = self._ask("POST", "/feeds", json={"url": url, **({"publisher": publisher} if publisher else {})})
        return answer.json(), answer.status_code == 201

    def listed(self, health: str | None = None) -> Iterator[dict[str, Any]]:
        after: str | None = ""
        while after is not None:
            asked = {"limit": A_PAGE, "after": after, **({"health": health} if health else {})}
            page = self._ask("GET", "/feeds", params=asked).json()
            yield from page["items"]
            after = page["next"]

    def change(self, named: str, **values: object) -> dict[str, Any]:
        said: dict[str, Any] = self._ask("PATCH", f"/feeds/{feed_id(named)}", json=values).json()
        return said

    def poll(self, named: str) -> dict[str, Any]:
        said: dict[str, Any] = self._ask("POST", f"/feeds/{feed_id(named)}/poll").json()
        return said

    def remove(self, named: str) -> None:
        self._ask("DELETE", f"/feeds/{feed_id(named)}")

    def check(self, url: str) -> dict[str, Any]:
        said: dict[str, Any] = self._ask("POST", "/feeds/check", json={"url": url}).json()
        return said

    def exported(self) -> str:
        return self._ask("GET", "/feeds.opml").text

    def imported(self, opml: bytes) -> dict[str, Any]:
        said: dict[str, Any] = self._ask("POST", "/feeds.opml", content=opml).json()
        return said

    def counts(self) -> dict[str, Any]:
        said: dict[str, Any] = self._ask("GET", "/feeds", params={"limit": 1}).json()
        return {"feeds": said["counts"], "pages_waiting": said["pages_waiting"]}

    def _ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        with client_of(self._url, self._key) as client:
            try:
                answer = client.request(method, path, timeout=self._patience_s, **options)
            except httpx2.TransportError as error:
                raise NotRunning(
                    f"no fetcher answers at {client.base_url} ({type(error).__name__}): start `shahidi up`, "
                    "or set SHAHIDI_FETCHER_URL"
                ) from None
        if answer.status_code < 400:
            return answer
        try:
            why = str(answer.json()["error"])
        except (ValueError, KeyError, TypeError):
            why = f"the fetcher answers {answer.status_code}"
        if answer.status_code == 401:
            why += "; set SHAHIDI_API_KEY, or SHAHIDI_HOME to the folder of its api-key file"
        raise Refused(why, 2 if answer.status_code in (404, 409, 413, 422) else 1)


def feed_id(named: str) -> str:
    """The id of a feed that is named by it or by its address. Raises Refused."""
    if "." not in named and ":" not in named and "/" not in named:
        return named
    try:
        return id_of(named)
    except BadFeed as bad:
        raise Refused(f"{named}: {bad}", 2) from None


def read_list(path: Path) -> bytes:
    """A list of feeds out of a file, or standard input (`-`). Raises Refused."""
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}", 2) from None
    if len(body) > MOST_BYTES:
        raise Refused(f"{path}: larger than {MOST_BYTES // 2**20} MB; split the list", 2)
    return body


def show(feeds: Iterable[dict[str, Any]]) -> None:
    """A table on a terminal, one JSON object a line when piped."""
    if not sys.stdout.isatty():
        for feed in feeds:
            print(json.dumps(feed, ensure_ascii=False), flush=True)
        return
    table = Table("health", "items", "last success", "next poll")
    table.add_column("feed", overflow="fold")
    table.add_column("says", overflow="fold")
    for feed in feeds:
        next_poll = "now" if feed["polling"] else _minute(feed["next_poll_at"])
        name = _plain(feed["publisher"] or feed["title"] or "")
        says = _plain(feed["error"] or feed["note"] or "")
        cells = (feed["health"], str(feed["items"]), _minute(feed["succeeded_at"]), next_poll)
        table.add_row(*cells, f"{name}\n{_plain(feed['url'])}".strip(), says)
    console = Console(markup=False)
    console.print(table if table.row_count else "No feeds yet: `shahidi feeds add URL`, or `feeds import FILE.opml`.")


def show_checked(said: dict[str, Any]) -> None:
    """What would be read of a feed: for people on a terminal, as JSON when piped."""
    if not sys.stdout.isatty():
        print(json.dumps(said, ensure_ascii=False))
        return
    console = Console(markup=False, highlight=False)
    console.print(f"{_plain(said['title'] or said['url'])}: {said['count']} entries")
    if said["flaw"]:
        console.print(f"broken, but readable: {said['flaw']}")
    for why, number in said["passed_over"].items():
        console.print(f"{number} items passed over: {why}")
    for entry in said["entries"]:
        kind = "known" if entry["known"] else "news" if entry["news"] else "old"
        console.print(f"{_minute(entry['published_at']):<17} {kind:<6} {_plain(entry['title'] or entry['url'] or '')}")
    first = said["first"]
    if first and "error" in first:
        console.print(f"The first entry's page gives no article: {first['error']}")
    elif first:
        console.print(f"The first entry gives {first['characters']:,} characters:\n{_plain(first['begins'])}")


def _minute(said: str | None) -> str:
    return said[:16].replace("T", " ") if said else ""


def _plain(said: str) -> str:
    """A stranger's words, fit for a terminal: no escape sequence in them is obeyed."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in said)
