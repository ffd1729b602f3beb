"""A web site on the loopback, byte by byte: it can be as slow, large, broken or hostile as a test needs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Write = Callable[[bytes], Awaitable[None]]
Answer = bytes | Callable[["Request", Write], Awaitable[None]]
"""What to send, or how."""


@dataclass(frozen=True)
class Request:
    """What a client asked for; header names in lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """Answers by path; remembers what it was asked."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer, as bytes. `Content_Type="text/html"` is the header Content-Type."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def moved(to: str, status: str = "302 Found") -> bytes:
    return answer(status=status, Location=to)


@asynccontextmanager
async def site(**answers: Answer) -> AsyncIterator[Site]:
    """A site of 127.0.0.1, on a port of its own; a path that has no answer is 404."""
    here, answering = Site("", dict(answers)), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.ensure_future(_serve(here, reader, writer)))

    serving = await asyncio.start_server(serve, "127.0.0.1", 0)
    here.url = f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}"
    try:
        yield here
    finally:
        serving.close()
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


async def _serve(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def write(piece: bytes) -> None:
        writer.write(piece)
        await writer.drain()

    try:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = (line.partition(":") for line in lines if line)
        request = Request(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in named})
        here.asked.append(request)
        wanted = here.answers.get(request.path, answer(status="404 Not Found"))
        await (write(wanted) if isinstance(wanted, bytes) else wanted(request, write))
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the client has gone, which is what many tests are about
    finally:
        writer.close()
