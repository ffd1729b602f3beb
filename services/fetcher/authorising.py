"""Who may do what here: a request's key, held against the fetcher's own."""

import asyncio
import time
from collections.abc import Mapping

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError

from services.fetcher.keys import Door
from shared.runtime.doors import BEARER, HOW, shown_key
from shared.runtime.keys import Caller
from shared.runtime.keys import Scope as Right


class Refused(Exception):
    """Ends a request with this status and one clear line."""

    def __init__(self, status: int, error: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.headers = headers


def refusal(_: Request, refused: Exception) -> JSONResponse:
    """The answer to a request that was Refused."""
    status, headers = (refused.status, refused.headers) if isinstance(refused, Refused) else (500, None)
    return JSONResponse({"error": str(refused)}, status, headers)


def wrong_parameter(_: Request, wrong: Exception) -> JSONResponse:
    """The answer to a parameter that can't be; it never repeats what was sent."""
    first = wrong.errors()[0] if isinstance(wrong, RequestValidationError) else {"loc": ("request",), "msg": "wrong"}
    return JSONResponse({"error": f"{first['loc'][-1]}: {first['msg']}"}, 422)


async def authorise(request: Request, door: Door, right: Right) -> Caller:
    """The caller, who may do this. Raises Refused: 401 without a key that is somebody's, 403 where it may not do that,
    429 where it comes too often."""
    shown, now = shown_key(request.headers), time.monotonic()
    if not shown:
        raise Refused(401, f"the key is missing: {HOW}", BEARER)
    address = request.client.host if request.client else "?"
    # Who has come in before is not kept out by others who guess from the same address, as behind one proxy.
    if door.wrong.is_empty(address, now) and not door.keys.has_let_in(shown):
        raise Refused(429, "too many wrong keys came from here; try again in a while", {"Retry-After": "10"})
    caller = await _caller(door, shown)
    if caller is None:
        door.wrong.wait(address, now)
        raise Refused(401, "this is no key of this fetcher", BEARER)
    if not caller.may(right):
        raise Refused(403, f"this key may only {caller.scope}; this needs one that may {right}")
    if wait := door.rate.wait(caller.key_id, now):
        raise Refused(429, f"too much at once; come again in {wait} s", {"Retry-After": str(wait)})
    return caller


async def _caller(door: Door, shown: str) -> Caller | None:
    """Asks the database beside the event loop, and seldom at all."""
    if door.keys.remembers(shown):
        return door.keys.caller(shown)
    try:
        return await asyncio.to_thread(door.keys.caller, shown)
    except DBAPIError as error:
        raise Refused(503, f"the keys can't be read: {error.orig}", {"Retry-After": "5"}) from None
