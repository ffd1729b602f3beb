"""POST /articles: what a caller may send, and what it is told."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError

from services.fetcher.accepting import Intake, Receipt
from services.fetcher.authorising import Refused, authorise
from services.fetcher.keys import Door
from services.fetcher.page_worker import PageReader
from services.fetcher.strict_json import BadJSON
from services.fetcher.submissions import BadSubmission, Judged, have_pages, judged, sent_in
from shared.runtime.health import ARTICLES

MOST_BODY = 16 * 1024 * 1024
"""Bytes of one request."""

log = structlog.get_logger()


class Bytes(BaseModel):
    """Where an article's bytes came from; kept for its chain of custody."""

    url: str = Field(description="Which gave them, after all redirects.")
    fetched_at: datetime
    raw_sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the bytes as they were sent.")
    body_sha256: str | None = Field(default=None, description="Of the same, decompressed.")
    status: int | None = None
    headers: dict[str, str] | None = None
    charset: str | None = None
    reader: str | None = Field(default=None, description="What took the text out of the page.")
    source: str | None = Field(default=None, description="The archive that kept them.")


class Submitted(BaseModel):
    """One article. `text`, or `html` that the text is taken from, must be there; the rest may be missing."""

    id: str | None = Field(default=None, max_length=200, description="Your own id; it becomes `article_id`.")
    url: str | None = Field(default=None, description="Where it stands. Without an id of yours, its identity.")
    title: str | None = Field(default=None, max_length=1_000)
    text: str | None = Field(default=None, description="Plain text. Offsets in all results count its characters.")
    html: str | None = Field(default=None, description="A web page, at most 2,000,000 characters.")
    publisher: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, description="ISO 639-1; detected when missing.")
    published_at: str | None = Field(
        default=None, description="ISO 8601 or RFC 2822; without an offset it is UTC. Never filled with the present."
    )
    source: str | None = Field(default=None, max_length=200, description="How it came in; `push` when missing.")
    byline: str | None = Field(default=None, max_length=300, description="Who wrote it.")
    backfill: bool = Field(default=False, description="Out of an archive: old news, that raises no alert.")
    fetched: Bytes | None = Field(default=None, description="The bytes it was taken from, where you know them.")


class AcceptedItem(BaseModel):
    """`new` is false for a repeat of what was known."""

    index: int
    article_id: str
    version: int
    new: bool


class RejectedItem(BaseModel):
    """`field` is the one at fault, `error` what is wrong with it."""

    index: int
    field: str
    error: str


class Answer(BaseModel):
    """`error` is there when nothing was accepted: the first field at fault, and why, in one line."""

    accepted: list[AcceptedItem] = []
    rejected: list[RejectedItem] = []
    error: str | None = None


@dataclass
class Desk:
    """What taking in articles needs; filled when the service starts."""

    door: Door
    intake: Intake
    pages: PageReader
    page_thread: ThreadPoolExecutor
    """Of one thread: pages that hang keep other pages waiting, and nothing else."""
    most_text: int
    clock: Callable[[], datetime]


def articles_router(desk: Callable[[], Desk]) -> APIRouter:
    """The routes; `desk` is asked at each request."""
    router = APIRouter()

    @router.post(
        "/articles",
        status_code=202,
        summary="Hand in one article, a list of them, or {'articles': [...]}",
        responses={status: {"model": Answer, "description": said} for status, said in _ANSWERS.items()},
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": _schema()}},
            },
            "security": [{"key": []}, {"bearer": []}],
        },
    )
    async def post_articles(request: Request) -> JSONResponse:
        at = desk()
        await authorise(request, at.door, "write")
        decided = await _judge(await body_of(request), at)
        receipts = await _accept(decided, at)
        return _answer(decided, receipts)

    return router


def _schema() -> dict[str, Any]:
    """Of one article, without references: what stands beside a route has nowhere to define what it refers to."""
    schema = Submitted.model_json_schema()
    parts = schema.pop("$defs")
    schema["properties"]["fetched"]["anyOf"][0] = parts["Bytes"]
    return schema


_ANSWERS = {
    202: "At least one article was accepted, and is durable.",
    422: "No article could be accepted; `error` names the field at fault.",
    400: "The body is not JSON.",
    401: "The key is missing or wrong.",
    413: "The body, or the only article in it, is too large.",
    503: "The inbox can't be written; try again later.",
}


async def body_of(request: Request) -> bytes:
    """The body, read no further than it may be long. Raises Refused."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > MOST_BODY:
        _refuse_size()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            _refuse_size()
    return bytes(body)


def _refuse_size() -> NoReturn:
    raise Refused(413, f"the body is larger than {MOST_BODY // 2**20} MB; send the articles in parts")


SMALL_BODY = 32 * 1024
"""Bytes that are read in less time than it takes to have a thread do it (0.1 ms; measured)."""


async def _judge(body: bytes, at: Desk) -> Judged:
    small = len(body) <= SMALL_BODY
    try:
        items = sent_in(body) if small else await asyncio.to_thread(sent_in, body)
    except BadJSON as bad:
        raise Refused(400, str(bad)) from None
    except BadSubmission as bad:
        raise Refused(422, str(bad)) from None
    work = partial(judged, items, at.clock(), most_text=at.most_text, complete=at.pages.complete)
    if have_pages(items):
        return await asyncio.get_running_loop().run_in_executor(at.page_thread, work)
    return work() if small else await asyncio.to_thread(work)


async def _accept(decided: Judged, at: Desk) -> list[Receipt]:
    if not decided.good:
        return []
    try:
        return await at.intake.accept([article for _, article in decided.good], decided.origins)
    except DBAPIError as error:
        log.exception("inbox.failed")
        raise Refused(503, f"the inbox can't be written: {error.orig}", {"Retry-After": "5"}) from None


def _answer(decided: Judged, receipts: list[Receipt]) -> JSONResponse:
    for receipt in receipts:
        _count("new" if receipt.new else "repeat", article_id=receipt.article_id, version=receipt.version)
    for bad in decided.bad:
        _count("rejected", field=bad.field, reason=bad.error)
    accepted = [
        {"index": index, "article_id": receipt.article_id, "version": receipt.version, "new": receipt.new}
        for (index, _), receipt in zip(decided.good, receipts, strict=True)
    ]
    rejected = [{"index": bad.index, "field": bad.field, "error": bad.error} for bad in decided.bad]
    answer: dict[str, Any] = {"accepted": accepted, "rejected": rejected}
    if accepted:
        return JSONResponse(answer, 202)
    answer["error"] = f"{decided.bad[0].field}: {decided.bad[0].error}"
    return JSONResponse(answer, 413 if all(bad.too_large for bad in decided.bad) else 422)


def _count(outcome: str, **said: object) -> None:
    ARTICLES.labels("fetcher", outcome).inc()
    log.info("article.received", outcome=outcome, **said)
