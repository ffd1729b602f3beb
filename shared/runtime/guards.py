"""Clients that hold a connection and send nothing, or a little now and then: uvicorn waits for them for ever."""

import asyncio
import resource
from typing import Any

import h11
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_WITHIN_S = 5.0
BODY_WITHIN_S = 10.0
"""16 MB, the largest request there is, over 13 Mbit/s."""


class PatientH11(H11Protocol):
    """Closes a connection whose request headers are not complete in time, and one that sends none at all."""

    headers_within_s = HEADERS_WITHIN_S
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stand_down()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Between requests the server's own keep-alive limit holds; the clock runs while headers are incomplete."""
        if self.conn.their_state is not h11.IDLE:
            self._stand_down()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.headers_within_s, self._give_up)

    def _stand_down(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if self.conn.their_state is h11.IDLE and (self.cycle is None or self.cycle.response_complete):
            self.transport.close()


class BodyDeadline:
    """Answers 408 and closes, when a request's body is not complete in time."""

    def __init__(self, app: ASGIApp, within_s: float = BODY_WITHIN_S) -> None:
        self._app, self._within_s = app, within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        deadline = asyncio.get_running_loop().time() + self._within_s
        complete = answered = given_up = False

        async def in_time() -> Message:
            nonlocal complete, given_up
            if complete or given_up:
                return {"type": "http.disconnect"} if given_up else await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                given_up = True
                if not answered:
                    await _say_too_late(send)
                return {"type": "http.disconnect"}
            complete = not message.get("more_body", False)
            return message

        async def unless_given_up(message: Message) -> None:
            nonlocal answered
            if not given_up:
                answered = True
                await send(message)

        try:
            await self._app(scope, in_time, unless_given_up)
        except ClientDisconnect:
            if not given_up:
                raise


async def _say_too_late(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 408, "headers": headers})
    await send({"type": "http.response.body", "body": b"the request was not complete in time; send it again\n"})


def as_many_files_as_allowed() -> None:
    """A thousand idle connections are a thousand open files, and many systems start a process with 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
