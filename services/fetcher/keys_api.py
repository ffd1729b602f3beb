"""The fetcher's keys over HTTP: an admin's business."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from services.fetcher.api import body_of
from services.fetcher.authorising import Refused, authorise
from services.fetcher.keys import Door
from services.fetcher.strict_json import BadJSON, parsed
from shared.runtime.key_answers import KeyMade, KeyShown, KeyTaken, NewKey, keys_shown, make_key

SECURED: dict[str, Any] = {"security": [{"key": []}, {"bearer": []}]}
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "The key is missing or wrong."},
    403: {"description": "This needs an admin's key."},
}
TAKES_ONE: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": NewKey.model_json_schema()}}}
}


def keys_router(door: Callable[[], Door]) -> APIRouter:
    """The routes; `door` is asked at each request."""
    router = APIRouter()

    @router.get("/keys", summary="All keys but the first", responses=REFUSALS, openapi_extra=SECURED)
    async def get_keys(request: Request) -> list[KeyShown]:
        await authorise(request, door(), "admin")
        return await asyncio.to_thread(keys_shown, door().keys)

    @router.post(
        "/keys", status_code=201, summary="A new key, shown in this answer only", response_model=KeyMade,
        responses=REFUSALS, openapi_extra=SECURED | TAKES_ONE,
    )  # fmt: skip
    async def post_key(request: Request) -> JSONResponse:
        await authorise(request, door(), "admin")
        asked = _asked(await body_of(request))
        try:
            made = await asyncio.to_thread(make_key, door().keys, asked)
        except KeyTaken as taken:
            raise Refused(409, str(taken)) from None
        return JSONResponse(made.model_dump(mode="json"), 201)

    @router.delete(
        "/keys/{key_id}", status_code=204, summary="Let a key in no longer", responses=REFUSALS, openapi_extra=SECURED
    )
    async def delete_key(request: Request, key_id: str) -> Response:
        await authorise(request, door(), "admin")
        if "\0" in key_id or not await asyncio.to_thread(door().keys.remove, key_id):
            raise Refused(404, "there is no key of this id; the first key is FETCHER_API_KEY, or a file")
        return Response(status_code=204)

    return router


def _asked(body: bytes) -> NewKey:
    try:
        return NewKey.model_validate(parsed(body))
    except BadJSON as bad:
        raise Refused(400, str(bad)) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refused(422, f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}") from None
