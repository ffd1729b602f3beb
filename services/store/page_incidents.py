"""Incidents for people: the list, the map, and one with all that proves it."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from fastapi import Request
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.store.api import Id, read
from services.store.charts import toll_chart
from services.store.filters import IncidentFilters
from services.store.links import incident_page
from services.store.page_lists import show
from services.store.tellings import AGAINST, ANSWERS, shown_first, sides_of, tellings_of
from services.store.templating import page
from services.store.views.incidents import incident, list_incidents, now_known_as
from services.store.views.sides import untied_claims
from services.store.views.texts import texts_of
from services.store.wordings import toll_in_words
from shared.messages import IncidentStatus, IncidentType, Toll

_TOLL: TypeAdapter[dict[str, Toll]] = TypeAdapter(dict[str, Toll])
CHOICES: dict[str, Any] = {"types": get_args(IncidentType), "statuses": get_args(IncidentStatus)}


def incidents_page(request: Request) -> Response:
    return show(request, "incidents.html", "incidents", IncidentFilters, list_incidents, **CHOICES)


def map_page(request: Request) -> Response:
    """The same list beside a map, on which the scripts put all that pass the filters."""
    return show(request, "map.html", "map", IncidentFilters, list_incidents, **CHOICES)


def incident_at(request: Request, incident_id: Id) -> Response:
    now = read(request, lambda db: now_known_as(db, incident_id))
    if now is not None and now != incident_id:
        return RedirectResponse(incident_page(now), 308)
    found = read(request, lambda db: _with_proof(db, incident_id))
    if found is None:
        raise HTTPException(404, "There is no incident of this id.")
    shown = found["incident"]
    known = [{"recorded_at": entry.recorded_at, "says": _known(entry.view)} for entry in shown.history]
    chart = toll_chart(shown.reported)
    return page("incident.html", here="incidents", history=known, chart=chart, types=CHOICES["types"], **found)


def _with_proof(db: Connection, incident_id: str) -> dict[str, Any] | None:
    """The incident with the words of its articles and what is said for and against it; null where there is none."""
    found = incident(db, incident_id)
    if found is None:
        return None
    untied = untied_claims(db, incident_id, (*AGAINST, *ANSWERS))
    told = tellings_of(found, untied, texts_of(db, shown_first(found)))
    return {"incident": found, "tellings": told, "sides": sides_of(found, untied)}


def _known(view: Mapping[str, Any]) -> str:
    try:
        toll = toll_in_words(_TOLL.validate_python(view.get("figures", {})))  # type: ignore[arg-type]
    except ValidationError:
        toll = ""
    return ", ".join(filter(None, (toll or "no figure known", view.get("status"), view.get("state"))))


PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/desk/incidents", incidents_page),
    ("/desk/map", map_page),
    ("/desk/incidents/{incident_id}", incident_at),
)
