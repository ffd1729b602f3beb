"""`shahidi alerts`, `incidents`, `demands`: what the store knows, asked over its API."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx2
from rich.console import Console
from rich.table import Table

from services.cli.homes import NotRunning
from services.cli.refusals import Refused
from shared.runtime.keys import key_file
from shared.runtime.settings import ServiceSettings, read_settings

PER_PAGE = 200


def pages(store_url: str, path: str, parameters: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page. Raises NotRunning when the store does not answer."""
    with httpx2.Client(base_url=store_url, timeout=30.0, headers=readers_key()) as client:
        cursor: str | None = None
        while True:
            asked = {**parameters, "limit": str(PER_PAGE), **({"cursor": cursor} if cursor else {})}
            page = _answer(client.get, store_url, path, params=asked)
            yield from page["items"]
            cursor = page["next"]
            if not cursor:
                return


def why(store_url: str, thing_id: str) -> Iterator[dict[str, Any]]:
    """The reasons for one thing. Raises NotRunning when the store does not answer, or knows nothing of this id."""
    with httpx2.Client(base_url=store_url, timeout=30.0, headers=readers_key()) as client:
        yield from _answer(client.get, store_url, f"/why/{quote(thing_id, safe='')}")["lines"]


def post(store_url: str, path: str, said: dict[str, Any], key: str = "") -> dict[str, Any]:
    """What the store answers to this. Raises NotRunning when it does not answer, Refused when it refuses."""
    made: dict[str, Any] = ask(store_url, "POST", path, said, key)
    return made


def ask(store_url: str, method: str, path: str, said: dict[str, Any] | None = None, key: str = "") -> Any:
    """The same, for anything that needs a key; null where the answer is empty."""
    headers = {"Authorization": f"Bearer {key or own_key()}"}
    with httpx2.Client(base_url=store_url, timeout=600.0, headers=headers) as client:
        try:
            answer = client.request(method, path, json=said)
        except httpx2.TransportError as error:
            raise NotRunning(_SILENT.format(store_url, type(error).__name__)) from None
    if answer.status_code >= 400:
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        why = told.get("detail") or told.get("error") or answer.text[:300]
        raise Refused(f"{store_url} refuses it: {why}")
    return answer.json() if answer.content else None


_SILENT = "the store at {} does not answer ({}): start `shahidi up`, or set SHAHIDI_STORE_URL"


def own_key() -> str:
    """SHAHIDI_API_KEY, else what a container of the store has, else the key of the first start. Raises Refused."""
    said = os.environ.get("SHAHIDI_API_KEY") or os.environ.get("STORE_API_KEY")
    if said:
        return said
    path = key_file(read_settings(ServiceSettings).home)
    if not path.exists():
        raise Refused(f"there is no key at {path}: set SHAHIDI_API_KEY to one that may do this", 2)
    return path.read_text("ascii").strip()


def readers_key() -> dict[str, str]:
    """The header for reading, which a closed store wants: of a key that was given, or of this machine's own store."""
    given = os.environ.get("SHAHIDI_API_KEY") or os.environ.get("STORE_API_KEY")
    elsewhere = os.environ.get("SHAHIDI_STORE_URL")
    path = key_file(read_settings(ServiceSettings).home)
    if not given and (elsewhere or not path.exists()):
        return {}
    return {"Authorization": f"Bearer {own_key()}"}


def _answer(get: Any, store_url: str, path: str, **options: Any) -> dict[str, Any]:
    try:
        answer = get(path, **options)
    except httpx2.TransportError as error:
        raise NotRunning(_SILENT.format(store_url, type(error).__name__)) from None
    if answer.status_code != 200:
        raise NotRunning(f"the store at {store_url} answers {answer.status_code}: {answer.text[:300]}")
    said: dict[str, Any] = answer.json()
    return said


def follow(store_url: str) -> Iterator[dict[str, Any]]:
    """Alerts as they are raised, from now on; ends when the store does."""
    try:
        patience = httpx2.Timeout(10.0, read=None)
        with httpx2.stream("GET", f"{store_url}/alerts/stream", timeout=patience, headers=readers_key()) as answer:
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))
    except httpx2.TransportError as error:
        raise NotRunning(f"the store at {store_url} is gone ({type(error).__name__})") from None


def show(items: Iterator[dict[str, Any]], columns: dict[str, Any], empty: str) -> None:
    """A table on a terminal, one JSON object a line when piped. `columns`: title -> what to take from an item."""
    if not sys.stdout.isatty():
        for item in items:
            print(json.dumps(item, ensure_ascii=False), flush=True)
        return
    table = Table(*columns, show_lines=True)
    for item in items:
        table.add_row(*(str(take(item)) for take in columns.values()))
    console = Console()
    console.print(table if table.row_count else empty)


def show_as_they_come(items: Iterator[dict[str, Any]]) -> None:
    """One alert a line: its headline on a terminal, the whole of it as JSON when piped."""
    for item in items:
        if sys.stdout.isatty():
            print(f"{item['raised_at'][:16]}  {item['kind']:<15} {item['headline']}  ({item['reason']})", flush=True)
        else:
            print(json.dumps(item, ensure_ascii=False), flush=True)


def day_of(item: dict[str, Any]) -> str:
    """When an incident happened, as precisely as is known."""
    date = item.get("date") or {}
    start, end = date.get("start"), date.get("end")
    return "undated" if not start else start if start == end or not end else f"{start} to {end}"


def place_of(item: dict[str, Any]) -> str:
    """Where an incident happened."""
    place = item.get("place") or {}
    return place.get("name") or place.get("text") or "place unknown"


def toll_of(item: dict[str, Any]) -> str:
    """`2 killed, 5-7 injured, 12+ arrested`: low to high, + for open."""
    said = []
    for kind, toll in (item.get("figures") or {}).items():
        low, high = toll["low"], toll["high"]
        said.append(f"{low}+ {kind}" if high is None else f"{low} {kind}" if low == high else f"{low}-{high} {kind}")
    return ", ".join(said)
