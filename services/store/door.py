"""Who comes in: a key in a header, or a login in a cookie; and what each may do.

A cookie is sent by a browser whatever page asks it to, so whoever is known by one must also come from a page of ours
before anything is changed (besides the cookie being SameSite=Strict).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.store.problems import as_json
from shared.runtime.doors import BEARER, HOW, WRONG_KEYS, WRONG_KEYS_A_S, Buckets, shown_key
from shared.runtime.keys import Caller, KeyBook
from shared.runtime.keys import Scope as Right

COOKIE = "shahidi_login"
SAFE = ("GET", "HEAD", "OPTIONS")
ALWAYS_OPEN = ("/healthz", "/readyz", "/metrics", "/login", "/static/")
"""Without a key, also where reading needs one."""


@dataclass
class Door:
    """How this store lets people in. `keys` null: it has none, and nobody may write."""

    keys: KeyBook | None = None
    reading: Literal["open", "keys"] = "open"
    writes: Buckets = field(default_factory=lambda: Buckets(0, 0))
    wrong: Buckets = field(default_factory=lambda: Buckets(WRONG_KEYS_A_S, WRONG_KEYS))


def door_of(request: Request) -> Door:
    found: Door = getattr(request.app.state, "door", None) or Door()
    return found


def caller_of(request: Request) -> Caller | None:
    """Whose key or login this request brings; null where it brings none, or a login that has ended. Asks the database.

    Raises HTTPException: 401 for a key that is nobody's, 429 where too many of those came from one address.
    """
    door = door_of(request)
    shown = shown_key(request.headers)
    if shown:
        return caller_with(request, shown)
    cookie = request.cookies.get(COOKIE)
    return door.keys.caller(cookie) if cookie and door.keys else None


def caller_with(request: Request, shown: str) -> Caller:
    """Whose key this is. Raises HTTPException: 401 where it is nobody's, 429 where too many of those came from here."""
    door, address = door_of(request), _address(request)
    now = time.monotonic()
    # Who has come in before is not kept out by others who guess from the same address, as behind one proxy.
    if door.wrong.is_empty(address, now) and not (door.keys and door.keys.has_let_in(shown)):
        raise HTTPException(429, "Too many wrong keys came from here. Try again in a while.", {"Retry-After": "10"})
    caller = door.keys.caller(shown) if door.keys else None
    if caller is None:
        door.wrong.wait(address, now)
        raise HTTPException(401, "This is no key of this store.", BEARER)
    return caller


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"


def needs(right: Right) -> Callable[[Request], Caller]:
    """A dependency: the caller, who may do this. Raises HTTPException: 401, 403, or 429 with when to come again."""

    def caller_who_may(request: Request) -> Caller:
        caller = caller_of(request)
        if caller is None:
            raise HTTPException(401, f"A key is missing: {HOW}.", BEARER)
        if not caller.may(right):
            raise HTTPException(403, f"This key may only {caller.scope}; this needs one that may {right}.")
        if request.method not in SAFE:
            must_be_of_our_own_page(request)
            wait = door_of(request).writes.wait(caller.key_id, time.monotonic())
            if wait:
                raise HTTPException(429, f"Too much at once: come again in {wait} s.", {"Retry-After": str(wait)})
        return caller

    return caller_who_may


Reader = Annotated[Caller, Depends(needs("read"))]
Writer = Annotated[Caller, Depends(needs("write"))]
Admin = Annotated[Caller, Depends(needs("admin"))]


def must_be_of_our_own_page(request: Request) -> None:
    """Refuse what a browser sends with our cookie at another page's wish. A key in a header no page can send for us.

    Raises HTTPException 403.
    """
    if shown_key(request.headers):
        return
    if not is_same_origin(request.headers, request.url.scheme):
        raise HTTPException(403, "This form was sent from another page than ours. Open ours, and send it from there.")


def is_same_origin(headers: Mapping[str, str], scheme: str) -> bool:
    """By what browsers say of every request that changes something: Sec-Fetch-Site, or Origin where they are older.
    Behind a proxy with TLS the scheme here is another than the browser's, so only the host is compared."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "")
    if site is not None:
        return site == "same-origin"
    return bool(origin) and urlsplit(origin).netloc == headers.get("host", "") and scheme in ("http", "https")


class ReadersOnly:
    """ASGI middleware of a store whose reading needs a key: API, page and streams."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ALWAYS_OPEN):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            caller = await run_in_threadpool(caller_of, request)
            refused = None if caller else HTTPException(401, f"A key is missing: {HOW}.", BEARER)
        except HTTPException as error:
            refused = error
        if refused:
            await _refusal(request, refused)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _refusal(request: Request, refused: HTTPException) -> Response:
    """A browser is shown the way in; a program is told what is missing."""
    for_people = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if not for_people or shown_key(request.headers):
        return as_json(request, refused)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)
