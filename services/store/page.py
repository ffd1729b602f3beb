"""The page: what the API answers, for people. Every address is `/` or begins with `/desk`."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, Query, Request
from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from services.store import (
    page_demands,
    page_entities,
    page_feeds,
    page_incidents,
    page_login,
    page_operation,
    page_reviews,
    page_search,
    page_subscriptions,
)  # fmt: skip
from services.store.answers import Page
from services.store.api import Id, read
from services.store.facts import facts_of
from services.store.filters import AlertFilters, FigureFilters
from services.store.headers import SafeHeaders
from services.store.marks import marked
from services.store.page_lists import show
from services.store.problems import answer_errors_with, as_json, headers_of, problem_of
from services.store.rates import Rates
from services.store.reference import endpoints_of
from services.store.templating import KIND_TITLES, STATIC, page
from services.store.views.alerts import last_position, list_alerts
from services.store.views.articles import article
from services.store.views.reported import list_figures


def alerts_page(request: Request) -> Response:
    last = read(request, last_position)  # before the list: what comes between the two is then shown, not missed
    asked = request.query_params.get("kind", "")
    kind = asked if asked in KIND_TITLES else ""
    newest = not request.query_params.get("cursor")
    return show(request, "alerts.html", "alerts", AlertFilters, list_alerts, last=last, kind=kind, newest=newest)


def totals_page(request: Request) -> Response:
    def totals(db: Connection, asked: FigureFilters) -> Page[Any]:
        return list_figures(db, asked.model_copy(update={"role": ["cumulative"]}))

    return show(request, "totals.html", "totals", FigureFilters, totals)


def article_at(
    request: Request, article_id: Id, version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> Response:
    found = read(request, lambda db: article(db, article_id, version))
    if found is None:
        raise HTTPException(404, "There is no article of this id and version.")
    facts = facts_of(found)
    return page(
        "article.html", article=found, facts=facts, names={fact.fact: f"{fact.label}, {fact.says}" for fact in facts},
        segments=marked(found.text, (mark for fact in facts for mark in fact.marks)),
    )  # fmt: skip


def reference_page(request: Request) -> Response:
    document = request.app.openapi()
    endpoints = endpoints_of(document, str(request.base_url).rstrip("/"))
    return page("docs.html", here="api", document=document, endpoints=endpoints)


def in_html_for_people(request: Request, error: Exception) -> Response:
    """An error as a page where the caller is a browser, as problem details where it is a program."""
    if "text/html" not in request.headers.get("accept", ""):
        return as_json(request, error)
    said = problem_of(error)
    if said.status == 401 and request.method == "GET":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)
    answer = page("problem.html", status=said.status, problem=said)
    answer.headers.update(headers_of(error))
    return answer


PAGES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("/", alerts_page),
    ("/desk/totals", totals_page),
    ("/desk/articles/{article_id:path}", article_at),
    ("/docs", reference_page),
    *page_incidents.PAGES,
    *page_demands.PAGES,
    *page_search.PAGES,
    *page_entities.PAGES,
    *page_operation.PAGES,
    *page_reviews.PAGES,
    *page_feeds.PAGES,
    *page_subscriptions.PAGES,
    *page_login.PAGES,
)
FORMS: tuple[tuple[str, Callable[..., Any]], ...] = (
    *page_operation.FORMS,
    *page_reviews.FORMS,
    *page_feeds.FORMS,
    *page_subscriptions.FORMS,
    *page_login.FORMS,
)


def add_page(
    app: FastAPI,
    engine: Engine,
    redis_url: str = "",
    fetcher: tuple[str, str] = ("", ""),
    *,
    least_relevance: float = 0.35,
) -> None:
    """Show what is in the engine's database. After `add_api`, whose errors a browser then gets as pages.

    `redis_url`: the broker of the house, of which the operator's pages tell; `fetcher`: where it is and its key ("":
    that of this store), for the page of feeds; `least_relevance`: demands of less weight are shown only where they are
    asked for.

    The app must be made with `docs_url=None, redoc_url=None`: `/docs` is a page of ours, which loads nothing from
    elsewhere.
    """
    app.state.shown, app.state.redis_url, app.state.rates = engine, redis_url, Rates()
    app.state.fetcher, app.state.least_relevance = fetcher, least_relevance
    for path, endpoint in PAGES:
        app.add_api_route(path, endpoint, include_in_schema=False, response_class=Response)
    for path, endpoint in FORMS:
        app.add_api_route(path, endpoint, methods=["POST"], include_in_schema=False, response_class=Response)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(SafeHeaders)
    answer_errors_with(app, in_html_for_people)
