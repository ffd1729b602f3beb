"""The way in for people: a key, once, then a login that ends by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.store.door import COOKIE, caller_of, caller_with, door_of, is_same_origin
from services.store.forms import Fields, way_back
from services.store.templating import page
from shared.identity import sha256_of
from shared.runtime.keys import new_key

LASTS = timedelta(hours=12)
"""A shift: nobody stays logged in on a newsroom's machine for ever."""


def login_page(request: Request) -> Response:
    try:
        caller = caller_of(request)
    except HTTPException:
        caller = None
    return page("login.html", caller=caller, next=way_back(request.query_params.get("next", "/")), wrong="")


def log_in(request: Request, fields: Fields) -> Response:
    """Make a login of a key and keep it in a cookie that no script can read."""
    _must_be_ours(request)
    door, following = door_of(request), way_back(fields.get("next", "/"))
    try:
        caller = caller_with(request, fields.get("key", "").strip())
    except HTTPException as error:
        return page("login.html", status=error.status_code, caller=None, next=following, wrong=error.detail)
    if door.keys is None:
        raise HTTPException(403, "This store has no keys: nobody can log in.")
    made = new_key()
    ends = door.keys.clock() + LASTS
    door.keys.add(caller.name, caller.scope, sha256_of(made), parent=caller.key_id, expires_at=ends)
    answer = RedirectResponse(following, 303)
    answer.set_cookie(
        COOKIE, made, max_age=int(LASTS.total_seconds()), httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


def log_out(request: Request, _: Fields) -> Response:
    _must_be_ours(request)
    door, cookie = door_of(request), request.cookies.get(COOKIE)
    if door.keys and cookie:
        door.keys.forget(cookie)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _must_be_ours(request: Request) -> None:
    if not is_same_origin(request.headers, request.url.scheme):
        raise HTTPException(403, "This form was sent from another page than ours. Open ours, and send it from there.")


PAGES: tuple[tuple[str, Callable[..., Any]], ...] = (("/login", login_page),)
FORMS: tuple[tuple[str, Callable[..., Any]], ...] = (("/login", log_in), ("/logout", log_out))
