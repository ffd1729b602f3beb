"""GET /custody/{article_id}: from which bytes each version of an article was taken."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from services.fetcher.authorising import Refused, authorise
from services.fetcher.custody_state import chain_of
from services.fetcher.keys import Door


class Custody(BaseModel):
    """Every version, oldest first: what was accepted of it (`text_sha256`), the hash of the text that is kept now
    (`text_sha256_now`), and the bytes it was taken from (`fetched`; null where it was handed in as text)."""

    article_id: str
    versions: list[dict[str, Any]]


def custody_router(engine: Engine, door: Callable[[], Door]) -> APIRouter:
    """The route; `door` is asked at each request."""
    router = APIRouter()

    @router.get(
        "/custody/{article_id:path}",
        summary="From which bytes an article was taken",
        responses={401: {"description": "The key is missing or wrong."}, 404: {"description": "Never accepted here."}},
        openapi_extra={"security": [{"key": []}, {"bearer": []}]},
    )
    async def get_custody(request: Request, article_id: str) -> Custody:
        await authorise(request, door(), "read")
        try:
            versions = await asyncio.to_thread(_chain, engine, article_id)
        except DBAPIError as error:
            raise Refused(503, f"the inbox can't be read: {error.orig}", {"Retry-After": "5"}) from None
        if not versions:
            raise Refused(404, "no article of this id was accepted here")
        return Custody(article_id=article_id, versions=versions)

    return router


def _chain(engine: Engine, article_id: str) -> list[dict[str, Any]]:
    if "\0" in article_id:  # which PostgreSQL can't even be asked for
        return []
    with engine.connect() as db:
        return chain_of(db, article_id)
