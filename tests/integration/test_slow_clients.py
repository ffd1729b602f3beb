"""Clients that send their request by the drop, or not at all: each is let go, and the others are served meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI, Request

from shared.runtime.guards import BodyDeadline, PatientH11

HEAD = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"


class Hasty(PatientH11):
    headers_within_s = 0.3


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server of ours with short patience."""
    app = FastAPI()

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    @app.get("/healthz")
    async def healthz() -> str:
        return "ok"

    config = uvicorn.Config(BodyDeadline(app, within_s=0.3), port=0, http=Hasty, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # pytest keeps its own
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def answer_to(port: int, sent: bytes) -> bytes:
    """What comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(10):
        said = await reader.read()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    return said


@pytest.mark.parametrize(
    ("sent", "why"),
    [(b"", "a connection that never says anything"), (b"POST /echo HTTP/1.1\r\nHost: x\r\nX-A: ", "slow headers")],
)
async def test_a_client_without_complete_headers_is_let_go(port: int, sent: bytes, why: str) -> None:
    assert await answer_to(port, sent) == b""


@pytest.mark.parametrize("body", [b"", b"half of it"])
async def test_a_body_that_does_not_come_is_answered_with_408_and_the_connection_closed(port: int, body: bytes) -> None:
    said = await answer_to(port, HEAD + body)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"send it again\n" in said


async def test_who_sends_in_time_is_served_on_one_connection_as_often_as_he_likes(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(3):
        writer.write(HEAD + b"x" * 100)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert await reader.readexactly(3) == b"100"
    writer.close()
    await writer.wait_closed()


async def test_three_hundred_idle_connections_keep_nobody_from_being_served(port: int) -> None:
    idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
    said = await answer_to(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 200 ")
    for _, writer in idle:
        writer.close()
