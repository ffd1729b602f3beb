"""For whoever runs the house: how the streams stand, and the dead letters with the way back."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.store import broker
from services.store.api import read
from services.store.broker import BrokerAway
from services.store.door import Admin, caller_of
from services.store.fetcher import FetcherSays
from services.store.forms import Fields
from services.store.page_feeds import fetcher_of
from services.store.rates import Rates
from services.store.templating import page
from services.store.views.counts import counts
from shared.runtime.deadletters import DeadLetter

MOST_SHOWN = 4_000
"""Characters of one dead letter; `shahidi dead show ID` has all of it."""


def url_of(request: Request) -> str:
    url: str = request.app.state.redis_url
    return url


async def operation_page(request: Request) -> Response:
    """Lag, workers and rates. While the broker is away, what the database knows."""
    recorded = await run_in_threadpool(read, request, lambda db: counts(db, datetime.now(UTC)))
    rates: Rates = request.app.state.rates
    values: dict[str, Any] = {"recorded": recorded, "streams": (), "workers": (), "rates": {}, "away": None}
    try:
        now = await broker.standing(url_of(request))
        rates.add(time.monotonic(), now.added)
        speeds = {stream.name: rates.a_second(stream.name) for stream in now.streams}
        values |= {"streams": now.streams, "workers": now.workers, "rates": speeds}
    except BrokerAway as error:
        values["away"] = str(error)
    following, feeds = request.app.state.tail.streams, await feeds_by_health(request)
    return page("operation.html", here="operation", following=following, feeds=feeds, **values)


async def feeds_by_health(request: Request) -> Mapping[str, int]:
    """How the feeds fare; nothing where the fetcher is not known or not there, which its own page tells."""
    fetcher = fetcher_of(request)
    with suppress(FetcherSays):
        found: Mapping[str, int] = (await fetcher.ask("GET", "/feeds", limit="1"))["counts"] if fetcher else {}
        return found
    return {}


async def dead_page(request: Request) -> Response:
    """What was given up and why, oldest first."""
    may = await run_in_threadpool(caller_of, request)
    values: dict[str, Any] = {"letters": (), "count": 0, "away": None, "done": request.query_params.get("done", "")}
    try:
        found, count = await broker.letters(url_of(request))
        values |= {"letters": [as_shown(letter) for letter in found], "count": count}
    except BrokerAway as error:
        values["away"] = str(error)
    return page("dead.html", here="operation", may=bool(may and may.may("admin")), **values)


def as_shown(letter: DeadLetter) -> dict[str, Any]:
    """A dead letter for people: bytes that are no text escaped, JSON set out."""
    body = "\n".join(_readable(value) for value in letter.fields.values())
    return {
        "id": letter.dead_id, "stream": letter.stream, "reason": letter.reason, "attempts": letter.attempts,
        "consumer": letter.consumer, "at": datetime.fromtimestamp(letter.at_ms / 1000, UTC),
        "body": body[:MOST_SHOWN], "more": len(body) > MOST_SHOWN,
    }  # fmt: skip


def _readable(value: bytes) -> str:
    text = value.decode("utf-8", "backslashreplace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        return text


async def replay(request: Request, _: Admin, asked: Fields) -> Response:
    """Put one dead letter back on its stream, or all of them."""
    if asked.get("all"):
        done = await broker.replay_all(url_of(request))
    else:
        done = int(await broker.replay_one(url_of(request), asked.get("stream", ""), asked.get("id", "")))
    return RedirectResponse(f"/desk/dead?done={done}", 303)


PAGES: tuple[tuple[str, Callable[..., Any]], ...] = (("/desk/operation", operation_page), ("/desk/dead", dead_page))
FORMS: tuple[tuple[str, Callable[..., Any]], ...] = (("/desk/dead", replay),)
