"""Exports: the lists of the API whole, as files. Written out page by page, so that a long one takes no more memory."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from services.store import export_rows as rows
from services.store.answers import Page
from services.store.api import PROBLEM, read
from services.store.exports import MEDIA_TYPES, Format, MapFormat, csv_of, geojson, jsonl
from services.store.filters import (
    AlertFilters,
    AlertsAsked,
    Asked,
    ClaimFilters,
    ClaimsAsked,
    DemandFilters,
    DemandsAsked,
    FigureFilters,
    FiguresAsked,
    IncidentFilters,
    IncidentsAsked,
    Paging,
)  # fmt: skip
from services.store.views.alerts import list_alerts
from services.store.views.demands import list_demands
from services.store.views.incidents import list_incidents
from services.store.views.proofs import with_words
from services.store.views.reported import list_claims, list_figures

F = TypeVar("F", bound=Paging)
AT_ONCE = 200
"""Rows read at a time, on a connection of their own: a slow reader of an export keeps no transaction open."""


def items(
    request: Request, asked: Asked, filters: type[F], view: Callable[[Connection, F], Page[Any]]
) -> Iterator[Any]:
    """All that pass the filters, in the list's order; rows that arrive meanwhile are neither skipped nor doubled."""
    cursor: str | None = None
    while True:
        part = filters.model_validate({**dict(asked), "limit": AT_ONCE, "cursor": cursor})
        page = read(request, lambda db, part=part: view(db, part))  # type: ignore[misc]
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def file(name: str, fmt: str, lines: Iterator[str]) -> Response:
    """The lines as a download. The first is made here, so that what fails at once is answered as a problem."""
    begun = chain([next(lines, "")], lines)
    kept = {"Content-Disposition": f'attachment; filename="shahidi-{name}.{fmt}"'}
    return StreamingResponse(begun, media_type=MEDIA_TYPES[fmt], headers=kept)


def written(
    name: str, fmt: str, found: Iterator[Any], columns: tuple[str, ...], row: Callable[[Any], rows.Row]
) -> Response:
    return file(name, fmt, csv_of(found, columns, row) if fmt == "csv" else jsonl(found))


def export_incidents(request: Request, format: MapFormat, asked: Annotated[IncidentsAsked, Query()]) -> Response:  # noqa: A002
    """All incidents that pass the filters, each with words that prove it. On a map, those without a point too."""
    found = items(request, asked, IncidentFilters, lambda db, part: with_words(db, list_incidents(db, part)))
    if format == "geojson":
        return file("incidents", format, geojson(found, rows.incident_row))
    return written("incidents", format, found, rows.INCIDENT, rows.incident_row)


def export_alerts(request: Request, format: Format, asked: Annotated[AlertsAsked, Query()]) -> Response:  # noqa: A002
    """All alerts that pass the filters, the last one first."""
    found = items(request, asked, AlertFilters, list_alerts)
    return written("alerts", format, found, rows.ALERT, rows.alert_row)


def export_demands(request: Request, format: Format, asked: Annotated[DemandsAsked, Query()]) -> Response:  # noqa: A002
    """All demand threads that pass the filters."""
    found = items(request, asked, DemandFilters, list_demands)
    return written("demands", format, found, rows.DEMAND, rows.demand_row)


def export_claims(request: Request, format: Format, asked: Annotated[ClaimsAsked, Query()]) -> Response:  # noqa: A002
    """All claims that pass the filters, each with its words."""
    found = items(request, asked, ClaimFilters, list_claims)
    return written("claims", format, found, rows.CLAIM, rows.claim_row)


def export_figures(request: Request, format: Format, asked: Annotated[FiguresAsked, Query()]) -> Response:  # noqa: A002
    """All figures that pass the filters, each with its words."""
    found = items(request, asked, FigureFilters, list_figures)
    return written("figures", format, found, rows.FIGURE, rows.figure_row)


EXPORTS: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/incidents.{format}", export_incidents),
    ("/alerts.{format}", export_alerts),
    ("/demands.{format}", export_demands),
    ("/claims.{format}", export_claims),
    ("/figures.{format}", export_figures),
)
"""Beside `/alerts.atom`, which must be there before them."""


def add_exports(app: FastAPI) -> None:
    """Serve the exports. After `add_api`, whose database and errors they share."""
    for path, endpoint in EXPORTS:
        kinds = MEDIA_TYPES if endpoint is export_incidents else ("jsonl", "csv")
        content = {MEDIA_TYPES[kind]: {"schema": {"type": "string"}} for kind in kinds}
        responses: dict[int | str, dict[str, Any]] = {
            200: {"content": content, "description": "A file"},
            422: {**PROBLEM, "description": "A field is wrong; it is named"},
        }
        app.add_api_route(
            path, endpoint, responses=responses, operation_id=endpoint.__name__, response_class=Response
        )  # fmt: skip
