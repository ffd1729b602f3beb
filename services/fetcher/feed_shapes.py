"""Feeds as JSON: what the routes of `feeds_api` take and give, and how OpenAPI tells it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.fetcher.feed_state import Feed, health_of


class FeedShown(BaseModel):
    """One feed and how it fares."""

    id: str
    url: str
    publisher: str | None = Field(description="As an operator names it; without, articles bear the feed's title.")
    title: str | None = Field(description="As the feed names itself.")
    health: str = Field(description="ok, failing, new (not polled yet), paused or gone (its site says so).")
    added_at: datetime
    interval_s: float = Field(description="How often it is polled; follows how often it changes.")
    next_poll_at: datetime | None = Field(description="Null while it is polled, paused or gone.")
    polling: bool = Field(description="Whether it is being polled now.")
    polled_at: datetime | None
    succeeded_at: datetime | None = Field(description="The last poll that could read it.")
    failures: int = Field(description="Polls in a row that failed.")
    error: str | None = Field(description="Why the last poll failed, and what to do.")
    note: str | None = Field(description="What is worth knowing: it has moved, is broken, holds unusable items.")
    items: int = Field(description="Entries in it at its last success.")
    entries: int = Field(description="Entries that it was the first to name, ever.")
    newest_at: datetime | None = Field(description="When it last named one.")


class FeedsShown(BaseModel):
    """A page of them."""

    items: list[FeedShown]
    next: str | None = Field(description="Give it as `after` for what follows; null at the end.")
    counts: dict[str, int] = Field(description="All feeds by health.")
    pages_waiting: int = Field(description="Entries whose page is still to be fetched.")


class CheckedShown(BaseModel):
    """What would be read of a feed. With `error` it is none, or can't be had."""

    url: str
    error: str | None
    title: str | None
    flaw: str | None
    passed_over: dict[str, int]
    count: int
    entries: list[dict[str, Any]] = Field(description="The first 20: url, title, published_at, whole, news, known.")
    first: dict[str, Any] | None = Field(description="Of the first: url, title, published_at, characters, begins.")


class Imported(BaseModel):
    """What came of a list; `known`: watched already."""

    added: int
    known: int
    refused: list[dict[str, str]]


class Refusal(BaseModel):
    """Why not, and what to do."""

    error: str


def shown(feed: Feed) -> dict[str, Any]:
    """A feed as JSON."""
    held = feed.holder is not None
    said = {name: getattr(feed, name) for name in FeedShown.model_fields if hasattr(feed, name)}
    due_at = None if held else feed.due_at
    model = FeedShown(**said, id=feed.feed_id, health=health_of(feed), polling=held, next_poll_at=due_at)
    return model.model_dump(mode="json")


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": said}
    for status, said in {
        400: "The body is not JSON.",
        401: "The key is missing or wrong.",
        404: "There is no such feed.",
        409: "The feed is paused or gone, or this fetcher does not fetch.",
        413: "The body is too large.",
        422: "Something in it is at fault; `error` says what.",
        503: "The database can't be used now.",
    }.items()
}
SECURED: dict[str, Any] = {"security": [{"key": []}, {"bearer": []}]}

_URL = {"type": "string", "description": "http:// or https://; without either it is https://"}
_PUBLISHER = {"type": "string", "maxLength": 200}
ADDED = {"url": _URL, "publisher": _PUBLISHER}
CHECKED = {"url": _URL}
CHANGED = {"paused": {"type": "boolean"}, "publisher": _PUBLISHER}


def takes(properties: dict[str, Any], needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """The OpenAPI of a route that takes such a JSON object."""
    schema = {"type": "object", "properties": properties, **({"required": list(needed)} if needed else {})}
    return {**SECURED, "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def takes_opml() -> dict[str, Any]:
    """The OpenAPI of a route that takes a list of feeds."""
    return {**SECURED, "requestBody": {"required": True, "content": {"text/x-opml": {"schema": {"type": "string"}}}}}
