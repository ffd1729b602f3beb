"""Feeds for people: what the fetcher watches and how it fares, asked of it over its API."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.store.door import Admin, Writer, door_of
from services.store.fetcher import Fetcher, FetcherSays
from services.store.forms import Fields, Form, given
from services.store.templating import page

LIST = "/desk/feeds"
HEALTHS = ("ok", "failing", "new", "paused", "gone")


def fetcher_of(request: Request) -> Fetcher | None:
    """The fetcher of this house; null where this page was not told of one."""
    url, key = request.app.state.fetcher
    own = door_of(request).keys
    return Fetcher(url, key or (own.first if own else "") or "") if url else None


async def feeds_page(request: Request, caller: Writer) -> Response:
    return await _shown(request, caller.may("admin"))


async def _shown(request: Request, may: bool, status: int = 200, wrong: str = "", **values: Any) -> Response:
    fetcher, query = fetcher_of(request), request.query_params
    health = query.get("health", "") if query.get("health") in HEALTHS else ""
    found: Mapping[str, Any] = {"items": [], "next": None, "counts": {}, "pages_waiting": 0}
    away = ""
    if fetcher:
        asked = {"health": health, "after": query.get("after", "")}
        try:
            found = await fetcher.ask("GET", "/feeds", **{name: value for name, value in asked.items() if value})
        except FetcherSays as error:
            away = str(error)
    known = {"checked": None, "form": {}, "imported": None, **values}
    return page(
        "feeds.html", status=status, here="feeds", feeds=found["items"], counts=found["counts"], next=found["next"],
        pages_waiting=found["pages_waiting"], known=fetcher is not None, away=away, wrong=wrong, may=may,
        health=health, healths=HEALTHS, **known,
    )  # fmt: skip


async def _add(fetcher: Fetcher, form: Form) -> dict[str, Any] | None:
    await fetcher.ask("POST", "/feeds", given(form, "url", "publisher"))
    return None


async def _check(fetcher: Fetcher, form: Form) -> dict[str, Any] | None:
    return {"checked": await fetcher.ask("POST", "/feeds/check", given(form, "url"))}


async def _import(fetcher: Fetcher, form: Form) -> dict[str, Any] | None:
    return {"imported": await fetcher.send("/feeds.opml", form.get("opml", ""), "text/x-opml")}


def _feed(form: Form) -> str:
    return f"/feeds/{quote(form.get('feed', ''), safe='')}"


async def _pause(fetcher: Fetcher, form: Form) -> None:
    await fetcher.ask("PATCH", _feed(form), {"paused": True})


async def _go_on(fetcher: Fetcher, form: Form) -> None:
    await fetcher.ask("PATCH", _feed(form), {"paused": False})


async def _poll(fetcher: Fetcher, form: Form) -> None:
    await fetcher.ask("POST", f"{_feed(form)}/poll")


async def _remove(fetcher: Fetcher, form: Form) -> None:
    await fetcher.ask("DELETE", _feed(form))


DEEDS: Mapping[str, Callable[[Fetcher, Form], Awaitable[dict[str, Any] | None]]] = {
    "add": _add, "check": _check, "import": _import, "pause": _pause, "go_on": _go_on, "poll": _poll,
    "remove": _remove,
}  # fmt: skip
"""What the buttons do. What they answer with is shown; nothing: back to the list."""


async def do(request: Request, _: Admin, form: Fields) -> Response:
    """What the button says, and back to the list; with what is wrong, where the fetcher refuses."""
    fetcher, deed = fetcher_of(request), DEEDS.get(form.get("do", ""))
    if fetcher is None or deed is None:
        raise HTTPException(422, "There is no such button, or this page does not know its fetcher (STORE_FETCHER_URL).")
    try:
        shown = await deed(fetcher, form)
    except FetcherSays as error:
        return await _shown(request, True, status=error.status, wrong=str(error), form=form)
    return await _shown(request, True, form=form, **shown) if shown else RedirectResponse(LIST, 303)


async def exported(request: Request, _: Writer) -> Response:
    """All feeds as OPML, for any other reader of feeds."""
    fetcher = fetcher_of(request)
    if fetcher is None:
        raise HTTPException(404, "This page does not know its fetcher: set STORE_FETCHER_URL.")
    try:
        document = await fetcher.text("GET", "/feeds.opml", {})
    except FetcherSays as error:
        raise HTTPException(503, str(error)) from None
    kept = {"Content-Disposition": 'attachment; filename="shahidi-feeds.opml"'}
    return Response(document, media_type="text/x-opml", headers=kept)


PAGES: tuple[tuple[str, Callable[..., Any]], ...] = ((LIST, feeds_page), (f"{LIST}.opml", exported))
FORMS: tuple[tuple[str, Callable[..., Any]], ...] = ((LIST, do),)
