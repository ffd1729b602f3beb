"""Alerts as they are raised: nothing skipped, nothing doubled, from any process."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from services.store.streaming import BATCH, MOST_STREAMS, Tail
from shared.messages import ArticleAccepted
from tests.integration.shown.rows import article, raise_alert, tell

SAID = article("a", "Two died.")


def raise_alerts(engine: Engine, first: int, last: int, said: ArticleAccepted = SAID) -> None:
    with engine.begin() as db:
        for position in range(first, last + 1):
            kind = "new_demand" if position % 2 == 0 else "new_casualties"
            raise_alert(db, position, said, "Two died.", kind=kind)  # type: ignore[arg-type]


async def take(tail: Tail, after: int, count: int, *kinds: str) -> list[int]:
    async with asyncio.timeout(10), aclosing(tail.following(after, kinds)) as following:  # type: ignore[arg-type, type-var]
        return [(await anext(following))[0] for _ in range(count)]


async def test_what_is_raised_while_someone_follows_comes_in_order(engine: Engine) -> None:
    raise_alerts(engine, 1, 3)
    tail = Tail(engine, every_s=0.001)
    async with asyncio.timeout(10), aclosing(tail.following(1, ())) as following:  # type: ignore[type-var]
        assert [(await anext(following))[0] for _ in range(2)] == [2, 3]
        waiting = asyncio.ensure_future(anext(following))
        await asyncio.to_thread(raise_alerts, engine, 4, 5)
        assert (await waiting)[0] == 4
        assert (await anext(following))[0] == 5


async def test_a_backlog_longer_than_a_batch_comes_whole(engine: Engine) -> None:
    count = 2 * BATCH + 7
    raise_alerts(engine, 1, count)
    assert await take(Tail(engine, every_s=0.001), 0, count) == list(range(1, count + 1))


async def test_one_kind_can_be_followed(engine: Engine) -> None:
    raise_alerts(engine, 1, 9)
    assert await take(Tail(engine, every_s=0.001), 3, 3, "new_demand") == [4, 6, 8]


async def test_a_database_that_goes_away_skips_nothing(engine: Engine) -> None:
    raise_alerts(engine, 1, 2)
    tail = Flaky(engine, every_s=0.001)
    assert await take(tail, 0, 2) == [1, 2]
    assert tail.failures == 0


class Flaky(Tail):
    """A tail whose first three questions fail."""

    failures = 3

    def _read_last(self) -> int:
        if self.failures:
            self.failures -= 1
            raise OperationalError("select", {}, ConnectionError())
        return super()._read_last()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The app on a port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=5))
        task = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


async def events(url: str, count: int, **headers: str) -> list[dict[str, str]]:
    """The first events of a stream, as a browser reads them."""
    got: list[dict[str, str]] = []
    fields: dict[str, str] = {}
    async with (
        asyncio.timeout(20),
        httpx2.AsyncClient() as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if not line and "data" in fields:
                got.append(fields)
                fields = {}
            elif line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields[name] = value
            if len(got) == count:
                break
    return got


async def test_a_client_that_returns_gets_each_alert_once(app: FastAPI, engine: Engine) -> None:
    raise_alerts(engine, 1, 4)
    async with served(app) as base:
        first = await events(f"{base}/alerts/stream?after=0", 2)
        raise_alerts(engine, 5, 6)
        rest = await events(f"{base}/alerts/stream?after=0", 4, **{"Last-Event-ID": first[-1]["id"]})
    assert [event["id"] for event in first + rest] == ["1", "2", "3", "4", "5", "6"]
    assert {event["event"] for event in first + rest} == {"alert"}
    assert json.loads(rest[0]["data"])["headline"] == "alert 3"


async def test_a_newline_in_a_headline_starts_no_event(app: FastAPI, engine: Engine) -> None:
    hostile = "x\r\n\r\nid: 99\r\nevent: alert\r\ndata: {}\n\n"
    with engine.begin() as db:
        tell(db, SAID)
        raise_alert(db, 1, SAID, "Two died.", headline=hostile)
        raise_alert(db, 2, SAID, "Two died.")
    async with served(app) as base:
        told = await events(f"{base}/alerts/stream?after=0", 2)
    assert [event["id"] for event in told] == ["1", "2"]
    assert json.loads(told[0]["data"])["headline"] == hostile


async def test_a_client_that_leaves_makes_room_for_another(app: FastAPI, engine: Engine) -> None:
    raise_alerts(engine, 1, 1)
    tail: Tail = app.state.tail
    async with served(app) as base, httpx2.AsyncClient() as client:
        tail.streams = MOST_STREAMS - 1
        async with client.stream("GET", f"{base}/alerts/stream?after=0") as last:
            assert last.status_code == 200
            refused = await client.get(f"{base}/alerts/stream")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        assert (await client.get(f"{base}/alerts")).status_code == 200
    assert tail.streams == MOST_STREAMS - 1


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "²", "9" * 40, "99999999999999999999"])
async def test_an_event_id_that_is_none_of_ours_is_refused(app: FastAPI, last: str) -> None:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://store.example") as client:
        answer = await client.get("/alerts/stream", headers={b"Last-Event-ID": last.encode()})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Last-Event-ID"
