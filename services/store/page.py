"""The page: what the API answers, for people. Every address is `/` or begins with `/desk`."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, get_args
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from services.store.answers import Page
from services.store.api import Id, read
from services.store.cursors import BadCursor
from services.store.facts import facts_of
from services.store.filters import (
    AlertFilters,
    DemandFilters,
    FigureFilters,
    IncidentFilters,
    Paging,
    SearchFilters,
)  # fmt: skip
from services.store.headers import SafeHeaders
from services.store.links import incident_page
from services.store.marks import marked
from services.store.problems import FieldError, answer_errors_with, as_json, field_errors, headers_of, problem_of
from services.store.reference import endpoints_of
from services.store.templating import KIND_TITLES, STATIC, page
from services.store.views.alerts import last_position, list_alerts
from services.store.views.articles import article, search
from services.store.views.demands import demand, list_demands, with_proof
from services.store.views.incidents import incident, list_incidents, now_known_as
from services.store.views.reported import list_figures
from services.store.wordings import toll_in_words
from shared.messages import IncidentStatus, IncidentType, Toll

F = TypeVar("F", bound=Paging)
T = TypeVar("T")
_TOLL: TypeAdapter[dict[str, Toll]] = TypeAdapter(dict[str, Toll])


def show(
    request: Request, name: str, here: str, filters: type[F], view: Callable[[Connection, F], Page[Any]], **values: Any
) -> Response:
    """A list as a page. What a form left empty is not asked; what it got wrong is said beside the form."""
    given = {key: kept for key in request.query_params if (kept := _kept(request, filters, key))}
    found, problems = Page[Any](items=()), list[FieldError]()
    try:
        asked = filters.model_validate(given)
        found = read(request, lambda db: view(db, asked))
    except ValidationError as error:
        problems = field_errors(error.errors())
    except BadCursor as error:
        problems = [FieldError(field="cursor", detail=str(error))]
    again = urlencode({key: value for key, value in given.items() if key != "cursor"}, doseq=True)
    return page(
        name, status=422 if problems else 200, here=here, problems=problems, next=found.next,
        asked={key: request.query_params.get(key, "") for key in filters.model_fields},
        query=f"{again}&" if again else "", items=found.items, **values,
    )  # fmt: skip


def _kept(request: Request, filters: type[Paging], key: str) -> str | list[str] | None:
    field = filters.model_fields.get(key)
    if field is None:
        return None  # such as what a mailing adds to a link; a form of ours asks nothing unknown
    values = [value for value in request.query_params.getlist(key) if value.strip()]
    return values if str(field.annotation).startswith("list") else next(iter(values), None)


def alerts_page(request: Request) -> Response:
    last = read(request, last_position)  # before the list: what comes between the two is then shown, not missed
    asked = request.query_params.get("kind", "")
    kind = asked if asked in KIND_TITLES else ""
    newest = not request.query_params.get("cursor")
    return show(request, "alerts.html", "alerts", AlertFilters, list_alerts, last=last, kind=kind, newest=newest)


def incidents_page(request: Request) -> Response:
    types, statuses = get_args(IncidentType), get_args(IncidentStatus)
    return show(
        request, "incidents.html", "incidents", IncidentFilters, list_incidents, types=types, statuses=statuses
    )  # fmt: skip


def demands_page(request: Request) -> Response:
    return show(
        request, "demands.html", "demands", DemandFilters, lambda db, asked: with_proof(db, list_demands(db, asked))
    )


def totals_page(request: Request) -> Response:
    def totals(db: Connection, asked: FigureFilters) -> Page[Any]:
        return list_figures(db, asked.model_copy(update={"role": ["cumulative"]}))

    return show(request, "totals.html", "totals", FigureFilters, totals)


def search_page(request: Request) -> Response:
    if not request.query_params.get("q", "").strip():
        return page("search.html", here="search", asked={"q": ""}, items=(), problems=(), query="", next=None)
    return show(request, "search.html", "search", SearchFilters, search)


def incident_at(request: Request, incident_id: Id) -> Response:
    now = read(request, lambda db: now_known_as(db, incident_id))
    if now is not None and now != incident_id:
        return RedirectResponse(incident_page(now), 308)
    found = read(request, lambda db: incident(db, incident_id))
    if found is None:
        raise HTTPException(404, "There is no incident of this id.")
    known = [{"recorded_at": entry.recorded_at, "says": _known(entry.view)} for entry in found.history]
    return page("incident.html", here="incidents", incident=found, history=known)


def _known(view: Mapping[str, Any]) -> str:
    try:
        toll = toll_in_words(_TOLL.validate_python(view.get("figures", {})))  # type: ignore[arg-type]
    except ValidationError:
        toll = ""
    return ", ".join(filter(None, (toll or "no figure known", view.get("status"), view.get("state"))))


def demand_at(request: Request, demand_id: Id) -> Response:
    found = read(request, lambda db: demand(db, demand_id))
    if found is None:
        raise HTTPException(404, "There is no demand of this id.")
    return page("demand.html", here="demands", demand=found)


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
    answer = page("problem.html", status=said.status, problem=said)
    answer.headers.update(headers_of(error))
    return answer


PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/", alerts_page),
    ("/desk/incidents", incidents_page),
    ("/desk/incidents/{incident_id}", incident_at),
    ("/desk/demands", demands_page),
    ("/desk/demands/{demand_id}", demand_at),
    ("/desk/totals", totals_page),
    ("/desk/search", search_page),
    ("/desk/articles/{article_id:path}", article_at),
    ("/docs", reference_page),
)


def add_page(app: FastAPI, engine: Engine) -> None:
    """Show what is in the engine's database. After `add_api`, whose errors a browser then gets as pages.

    The app must be made with `docs_url=None, redoc_url=None`: `/docs` is a page of ours, which loads nothing from
    elsewhere.
    """
    app.state.shown = engine
    for path, endpoint in PAGES:
        app.add_api_route(path, endpoint, include_in_schema=False, response_class=Response)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(SafeHeaders)
    answer_errors_with(app, in_html_for_people)
