"""/feeds: what the fetcher watches. Every request shows the key, as `Authorization: Bearer KEY` or `X-API-Key: KEY`.

GET    /feeds?health=failing&after=ID&limit=100   {"items": [FEED, ...], "next": ID or null,
                                                   "counts": {"ok": 9, "failing": 1, "new": 0, "paused": 0, "gone": 0},
                                                   "pages_waiting": 12}
POST   /feeds        {"url": ..., "publisher"?}   201 FEED where it is new, 200 FEED where it was watched already
POST   /feeds/check  {"url": ...}                 200 CHECKED: what would be read; nothing is added
GET    /feeds/ID                                  FEED
PATCH  /feeds/ID     {"paused"?, "publisher"?}    FEED
DELETE /feeds/ID                                  204
POST   /feeds/ID/poll                             202 FEED, to be polled within a second or two
GET    /feeds.opml                                all of them as OPML
POST   /feeds.opml   an OPML document             {"added": 3, "known": 1, "refused": [{"url": ..., "error": ...}]}

An answer of 4xx or 5xx is {"error": "one line that says what to do"}. FEED and CHECKED are FeedShown and CheckedShown
in `feed_shapes`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from services.fetcher import watching
from services.fetcher.api import body_of
from services.fetcher.authorising import Refused, authorise
from services.fetcher.checking import PageOf, check
from services.fetcher.feed_fetching import Fetching
from services.fetcher.feed_shapes import (
    ADDED,
    CHANGED,
    CHECKED,
    REFUSALS,
    SECURED,
    CheckedShown,
    FeedShown,
    FeedsShown,
    Imported,
    shown,
    takes,
    takes_opml,
)
from services.fetcher.feed_state import Feed
from services.fetcher.feed_worker import NotAFeed
from services.fetcher.keys import Door
from services.fetcher.schedule import Pace
from services.fetcher.strict_json import BadJSON, parsed
from shared.runtime.databases import cause_of

T = TypeVar("T")


@dataclass
class FeedDesk:
    """What the routes need; filled when the service starts."""

    door: Door
    engine: Engine
    fetching: Fetching
    page_of: PageOf
    pace: Pace
    news_days: float
    polls: bool
    """Whether this fetcher may fetch at all."""
    woken: asyncio.Event
    now: Callable[[], datetime]


def feeds_router(desk: Callable[[], FeedDesk]) -> APIRouter:
    """The routes; `desk` is asked at each request."""
    router = APIRouter(responses=REFUSALS)

    @router.get("/feeds", response_model=FeedsShown, openapi_extra=SECURED)
    async def get_feeds(
        request: Request,
        health: Literal["ok", "failing", "new", "paused", "gone"] | None = None,
        after: str = Query(default="", pattern="^[0-9a-f]{0,20}$"),
        limit: int = Query(default=100, ge=1, le=1000),
    ) -> JSONResponse:
        at = await _at(desk, request)
        found = await _run(watching.listed, at.engine, after, limit + 1, health)
        total = await _run(watching.summary, at.engine)
        more = found[limit - 1].feed_id if len(found) > limit else None
        page = {"items": [shown(feed) for feed in found[:limit]], "next": more}
        return JSONResponse({**page, "counts": total.feeds, "pages_waiting": total.pages_waiting})

    @router.post("/feeds", status_code=201, response_model=FeedShown, openapi_extra=takes(ADDED, ("url",)))
    async def post_feed(request: Request) -> JSONResponse:
        at = await _at(desk, request)
        said = await _object(request, {"url": str, "publisher": str}, needed="url")
        feed = _feed(said["url"], at, said.get("publisher"))
        (added,) = await _run(watching.add, at.engine, [feed], at.now())
        at.woken.set()
        return JSONResponse(shown(added.feed), 201 if added.new else 200)

    @router.post("/feeds/check", response_model=CheckedShown, openapi_extra=takes(CHECKED, ("url",)))
    async def post_check(request: Request) -> JSONResponse:
        at = await _at(desk, request)
        said = await _object(request, {"url": str}, needed="url")
        if not at.polls:
            raise Refused(409, "this fetcher does not fetch (FETCHER_AT_ONCE=0); ask one that does")
        url = _feed(said["url"], at).url
        return JSONResponse(asdict(await check(url, at.engine, at.fetching, at.page_of, at.news_days)))

    _one_feed(router, desk)
    _opml(router, desk)
    return router


def _one_feed(router: APIRouter, desk: Callable[[], FeedDesk]) -> None:
    @router.get("/feeds/{feed_id}", response_model=FeedShown, openapi_extra=SECURED)
    async def get_feed(request: Request, feed_id: str) -> JSONResponse:
        return JSONResponse(shown(await _run(watching.one, (await _at(desk, request)).engine, feed_id)))

    @router.patch("/feeds/{feed_id}", response_model=FeedShown, openapi_extra=takes(CHANGED))
    async def patch_feed(request: Request, feed_id: str) -> JSONResponse:
        at = await _at(desk, request)
        said = await _object(request, {"paused": bool, "publisher": str})
        change = partial(watching.change, paused=said.get("paused"), publisher=said.get("publisher"))
        feed = await _run(change, at.engine, feed_id, at.now())
        at.woken.set()
        return JSONResponse(shown(feed))

    @router.delete("/feeds/{feed_id}", status_code=204, openapi_extra=SECURED)
    async def delete_feed(request: Request, feed_id: str) -> Response:
        await _run(watching.remove, (await _at(desk, request)).engine, feed_id)
        return Response(status_code=204)

    @router.post("/feeds/{feed_id}/poll", status_code=202, response_model=FeedShown, openapi_extra=SECURED)
    async def poll_feed(request: Request, feed_id: str) -> JSONResponse:
        at = await _at(desk, request)
        feed = await _run(watching.poll_soon, at.engine, feed_id, at.now())
        at.woken.set()
        return JSONResponse(shown(feed), 202)


def _opml(router: APIRouter, desk: Callable[[], FeedDesk]) -> None:
    @router.get("/feeds.opml", openapi_extra=SECURED)
    async def get_opml(request: Request) -> Response:
        at = await _at(desk, request)
        return Response(await _run(watching.exported, at.engine, at.now()), media_type="text/x-opml")

    @router.post("/feeds.opml", response_model=Imported, openapi_extra=takes_opml())
    async def post_opml(request: Request) -> JSONResponse:
        at = await _at(desk, request)
        body = await body_of(request)
        loop = asyncio.get_running_loop()
        try:
            outlines = await loop.run_in_executor(at.fetching.reading, at.fetching.reader.outlines, body)
        except NotAFeed as why:
            raise Refused(422, str(why)) from None
        feeds, refused = [], []
        for outline in outlines:
            try:
                feeds.append(watching.feed_from(outline.url, at.now(), at.pace, outline.title))
            except watching.BadFeed as bad:
                refused.append({"url": outline.url[:200], "error": str(bad)})
        added = await _run(watching.add, at.engine, feeds, at.now())
        at.woken.set()
        new = sum(one.new for one in added)
        return JSONResponse({"added": new, "known": len(added) - new, "refused": refused})


async def _at(desk: Callable[[], FeedDesk], request: Request) -> FeedDesk:
    at = desk()
    await authorise(request, at.door, "read" if request.method == "GET" else "write")
    return at


def _feed(url: str, at: FeedDesk, publisher: str | None = None) -> Feed:
    try:
        return watching.feed_from(url, at.now(), at.pace, publisher)
    except watching.BadFeed as bad:
        raise Refused(422, f"url: {bad}") from None


async def _object(request: Request, kinds: dict[str, type], needed: str | None = None) -> dict[str, Any]:
    """The JSON object of a request, with what these names have in it. Raises Refused."""
    try:
        said = parsed(await body_of(request))
    except BadJSON as bad:
        raise Refused(400, str(bad)) from None
    if not isinstance(said, dict):
        raise Refused(422, "must be a JSON object")
    found = {name: said[name] for name in kinds if said.get(name) is not None}
    for name, value in found.items():
        if not isinstance(value, kinds[name]):
            raise Refused(422, f"{name}: must be a {'string' if kinds[name] is str else 'true or false'}")
    if needed and needed not in found:
        raise Refused(422, f"{needed}: missing")
    return found


async def _run(work: Callable[..., T], *arguments: Any) -> T:
    """In a thread, since it asks the database. What it raises becomes an answer."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except watching.NoSuchFeed:
        raise Refused(404, "there is no such feed; GET /feeds lists them") from None
    except watching.BadFeed as bad:
        raise Refused(409, str(bad)) from None
    except DBAPIError as error:
        raise Refused(503, f"the database can't be used now: {cause_of(error)}", {"Retry-After": "5"}) from None
