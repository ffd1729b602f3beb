"""The HTTP API of the store: what is known, as JSON, to read."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import FastAPI, Header, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator
from sqlalchemy import Connection, Engine
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.store.answers import (
    ArticleShown,
    ClaimShown,
    DemandLine,
    DemandShown,
    FigureShown,
    Found,
    IncidentLine,
    IncidentShown,
    Page,
    Why,
)  # fmt: skip
from services.store.atom import MEDIA_TYPE, feed
from services.store.door import caller_of
from services.store.entity_answers import EntityLine, EntityShown
from services.store.filters import (
    AlertFilters,
    ClaimFilters,
    DemandFilters,
    EntitiesAsked,
    FigureFilters,
    IncidentFilters,
    Moment,
    SearchFilters,
    plain,
)  # fmt: skip
from services.store.problems import PROBLEM_SCHEMA, answer_errors_with, as_json
from services.store.streaming import POLL_S, Tail, stream
from services.store.subscriptions import Wanted
from services.store.views.alerts import list_alerts
from services.store.views.articles import article, search
from services.store.views.demands import demand, list_demands
from services.store.views.entities import entity, list_entities
from services.store.views.incidents import incident, incident_as_of, list_incidents, now_known_as
from services.store.views.reported import list_claims, list_figures
from services.store.views.wanted import newest, wanted_of
from services.store.views.why import why
from shared.asyncapi import asyncapi
from shared.messages import AlertKind, AlertRaised

T = TypeVar("T")
Id = Annotated[str, Path(max_length=200), AfterValidator(plain)]
Subscriber = Annotated[
    str | None,
    Query(max_length=200, description="Of a subscription: only what it wants."),
    AfterValidator(lambda value: value and plain(value)),
]
MAX_POSITION = 2**63 - 1


def read(request: Request, view: Callable[[Connection], T]) -> T:
    """What a view sees of the store's database, on one connection."""
    engine: Engine = request.app.state.shown
    with engine.connect() as db:
        return view(db)


def _found(value: T | None, what: str) -> T:
    if value is None:
        raise HTTPException(404, f"There is no {what} of this id.")
    return value


def get_incidents(request: Request, asked: Annotated[IncidentFilters, Query()]) -> Page[IncidentLine]:
    """Incidents, the one first seen last first."""
    return read(request, lambda db: list_incidents(db, asked))


def get_incident(
    request: Request,
    incident_id: Id,
    as_of: Annotated[Moment | None, Query(description="What was known at this time; by default, now.")] = None,
) -> IncidentShown | Response:
    """One incident: toll, victims, perpetrators, and every mention, figure, claim and alert that it rests on.

    An incident that was merged into another one is answered with a redirect to that one.
    """
    if as_of:
        return _found(read(request, lambda db: incident_as_of(db, incident_id, as_of)), "incident known at that time")
    now = _found(read(request, lambda db: now_known_as(db, incident_id)), "incident")
    if now != incident_id:
        return RedirectResponse(f"/incidents/{quote(now, safe='')}", 308)
    return _found(read(request, lambda db: incident(db, incident_id)), "incident")


def get_demands(request: Request, asked: Annotated[DemandFilters, Query()]) -> Page[DemandLine]:
    """Demand threads, the one first made last first."""
    return read(request, lambda db: list_demands(db, asked))


def get_demand(request: Request, demand_id: Id) -> DemandShown:
    """One demand thread: who demands what of whom, the claims that make it, and its alerts."""
    return _found(read(request, lambda db: demand(db, demand_id)), "demand")


def get_entities(request: Request, asked: Annotated[EntitiesAsked, Query()]) -> Page[EntityLine]:
    """Persons and bodies across articles, by the last word of their names or their initials."""
    return read(request, lambda db: list_entities(db, asked))


def get_entity(request: Request, entity_id: Id) -> EntityShown:
    """One person or body: every name with the reason why it is this one's, its titles over time, and what may be."""
    return _found(read(request, lambda db: entity(db, entity_id)), "person or body")


def get_claims(request: Request, asked: Annotated[ClaimFilters, Query()]) -> Page[ClaimShown]:
    """Claims of the newest reading of each article, newest first."""
    return read(request, lambda db: list_claims(db, asked))


def get_figures(request: Request, asked: Annotated[FigureFilters, Query()]) -> Page[FigureShown]:
    """Figures as reported, of every role, newest first: `role=cumulative` gives the running totals."""
    return read(request, lambda db: list_figures(db, asked))


def get_article(
    request: Request,
    article_id: Id,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="The newest where not given.")] = None,
) -> ArticleShown:
    """One version of an article: its text, its versions, and every fact read in it with its span."""
    return _found(read(request, lambda db: article(db, article_id, version)), "article or version")


def get_search(request: Request, asked: Annotated[SearchFilters, Query()]) -> Page[Found]:
    """Articles whose title or text holds every word of `q`, each taken literally."""
    return read(request, lambda db: search(db, asked))


def get_alerts(request: Request, asked: Annotated[AlertFilters, Query()]) -> Page[AlertRaised]:
    """Alerts, the last one first."""
    return read(request, lambda db: list_alerts(db, asked))


async def follow_alerts(
    request: Request,
    kind: Annotated[list[AlertKind] | None, Query(description="Any of these kinds.")] = None,
    after: Annotated[
        int | None, Query(ge=0, le=MAX_POSITION, description="Begin behind this event id; 0 is the very first.")
    ] = None,
    subscription: Subscriber = None,
    last_event_id: Annotated[str, Header(description="As a browser sends it on return; goes before `after`.")] = "",
) -> Response:
    """Alerts as they are raised (server-sent events), from now on, or from where a client left off.

    Each event has the name `alert`, a number as its id, and one AlertRaised as JSON. A client that returns with
    `Last-Event-ID` gets each alert since then once.
    """
    if last_event_id:
        if not (last_event_id.isascii() and last_event_id.isdigit() and int(last_event_id[:30]) <= MAX_POSITION):
            at = {"loc": ("header", "Last-Event-ID"), "type": "value_error", "msg": "is not an event id of this stream"}
            raise RequestValidationError([at])
        after = int(last_event_id)
    if subscription:
        await run_in_threadpool(_wanted, request, subscription)
    return await stream(request.app.state.tail, after, kind or [], subscription)


def _wanted(request: Request, subscription: str) -> Wanted:
    return _found(read(request, lambda db: wanted_of(db, subscription)), "subscription")


def get_alerts_atom(
    request: Request, kind: Annotated[list[AlertKind] | None, Query()] = None, subscription: Subscriber = None
) -> Response:
    """The last 50 alerts as an Atom feed."""
    asked = AlertFilters(kind=kind or [])
    if subscription:
        wanted = _wanted(request, subscription)
        items: Sequence[AlertRaised] = read(request, lambda db: newest(db, wanted, asked.limit))
        items = [alert for alert in items if not kind or alert.kind in kind]
    else:
        items = read(request, lambda db: list_alerts(db, asked)).items
    return Response(feed(items, str(request.base_url).rstrip("/")), media_type=MEDIA_TYPE)


def get_why(request: Request, thing_id: Id) -> Why:
    """Which rules alerted this article, incident or demand, or why none did; with a key, also which of its own
    subscriptions were told of those alerts (an admin's: all), or why not."""
    days: int = request.app.state.current_days
    caller = caller_of(request)
    owner = caller.key_id if caller and not caller.may("admin") else None
    return _found(read(request, lambda db: why(db, thing_id, days, told=caller is not None, owner=owner)), _WHY)


@cache
def get_streams() -> dict[str, Any]:
    """The streams as an AsyncAPI document: what they carry, who writes and who reads them."""
    return asyncapi()


_WHY = "article, incident or demand"

ENDPOINTS: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    ("/incidents", get_incidents, Page[IncidentLine]),
    ("/incidents/{incident_id}", get_incident, IncidentShown),
    ("/demands", get_demands, Page[DemandLine]),
    ("/demands/{demand_id}", get_demand, DemandShown),
    ("/entities", get_entities, Page[EntityLine]),
    ("/entities/{entity_id}", get_entity, EntityShown),
    ("/claims", get_claims, Page[ClaimShown]),
    ("/figures", get_figures, Page[FigureShown]),
    ("/articles/{article_id:path}", get_article, ArticleShown),
    ("/search", get_search, Page[Found]),
    ("/why/{thing_id:path}", get_why, Why),
    ("/alerts", get_alerts, Page[AlertRaised]),
    ("/alerts/stream", follow_alerts, None),
    ("/alerts.atom", get_alerts_atom, None),
    ("/asyncapi.json", get_streams, dict[str, Any]),
)
"""Path, endpoint, what it answers with (null: not JSON). An article's own id may hold slashes."""

PROBLEM = {"content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}}}
_STREAM = {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events, without an end"}
_ATOM = {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "An Atom document"}


def add_api(app: FastAPI, engine: Engine, *, poll_s: float = POLL_S, current_days: int = 7) -> None:
    """Serve what is in the engine's database.

    `poll_s`: how often the alert streams look for new ones, in seconds; `current_days`: as in Policy, to say why.
    """
    app.state.shown, app.state.current_days = engine, current_days
    app.state.tail = Tail(engine, poll_s)
    for path, endpoint, answers in ENDPOINTS:
        responses: dict[int | str, dict[str, Any]] = {422: {**PROBLEM, "description": "A field is wrong; it is named"}}
        if "{" in path:
            responses[404] = {**PROBLEM, "description": "There is nothing of this id"}
        if answers is None:
            responses[200] = _STREAM if endpoint is follow_alerts else _ATOM
        app.add_api_route(
            path, endpoint, response_model=answers, responses=responses, operation_id=endpoint.__name__,
            response_class=Response if answers is None else JSONResponse,
        )  # fmt: skip
    answer_errors_with(app, as_json)
