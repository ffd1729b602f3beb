"""A subscriber's web server on the loopback: it keeps what it is sent, and answers as a test needs."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Posted:
    """One request; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read


@dataclass
class Endpoint:
    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def ids(self) -> Counter[str]:
        """How often each webhook-id came."""
        return Counter(one.id for one in self.posted)


def answer(status: str = "204 No Content", body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def silence(_: asyncio.StreamWriter) -> None:
    """Take the request, and never answer."""
    await asyncio.get_running_loop().create_future()


async def broken_off(writer: asyncio.StreamWriter) -> None:
    """Close in the middle of an answer's headers."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    await writer.drain()


async def cut_short(writer: asyncio.StreamWriter) -> None:
    """Promise more than is sent."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfine so far")
    await writer.drain()


async def endless(writer: asyncio.StreamWriter) -> None:
    """Send as much as is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    """A byte now and then, of headers that do not end."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def endpoint(**answers: Answer) -> AsyncIterator[Endpoint]:
    """On a port of its own; every path answers 204 unless the test says otherwise."""
    here = Endpoint(answers={f"/{path}": said for path, said in answers.items()})
    talking: set[asyncio.Task[Any]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        talking.add(task)
        try:
            while await _one(here, reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            talking.discard(task)
            writer.close()

    serving = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=2048)
    here.url = f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}"
    try:
        yield here
    finally:
        serving.close()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)


async def _one(here: Endpoint, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Whether the connection goes on after this request."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    path = first.split(" ")[1]
    here.posted.append(Posted(path, headers, body))
    here.arrived.set()
    said = here.answers.get(path, answer())
    if not isinstance(said, bytes):
        await said(writer)
        return False
    writer.write(said)
    await writer.drain()
    return True
