"""Finding things: articles by their words, and all that is known under one name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from fastapi import Request
from sqlalchemy import Connection
from starlette.responses import Response

from services.store.answers import ClaimShown, DemandLine, IncidentLine, Page
from services.store.filters import (
    ClaimFilters,
    DemandFilters,
    IncidentFilters,
    Paging,
    Part,
    SearchFilters,
)  # fmt: skip
from services.store.page_lists import show
from services.store.templating import page
from services.store.views.articles import search
from services.store.views.demands import list_demands
from services.store.views.incidents import list_incidents
from services.store.views.reported import list_claims
from shared.messages import ClaimKind, IncidentStatus, IncidentType

CHOICES: dict[str, Any] = {
    "kinds": get_args(ClaimKind),
    "types": get_args(IncidentType),
    "statuses": get_args(IncidentStatus),
}
OF_EACH = 20


class EntityFilters(Paging):
    """Whom or what to look for."""

    name: Part


@dataclass(frozen=True)
class Known:
    """All that is known under a name; `more`: which of the lists go on."""

    harmed_or_accused: Page[IncidentLine]
    there: Page[IncidentLine]
    said: Page[ClaimShown]
    said_of: Page[ClaimShown]
    demands: Page[DemandLine]
    demanded_of: Page[DemandLine]

    def __bool__(self) -> bool:
        return any(part.items for part in vars(self).values())


def search_page(request: Request) -> Response:
    if not request.query_params.get("q", "").strip():
        asked = {key: request.query_params.get(key, "") for key in SearchFilters.model_fields}
        return page(
            "search.html", here="search", asked=asked, items=(), problems=(), query="", next=None, **CHOICES
        )  # fmt: skip
    return show(request, "search.html", "search", SearchFilters, search, **CHOICES)


def known_as(db: Connection, asked: EntityFilters) -> Page[Any]:
    """What is known under this name, as one item; none where nothing is."""
    name, some = asked.name, {"limit": OF_EACH}
    known = Known(
        harmed_or_accused=list_incidents(db, IncidentFilters.model_validate({"who": name, **some})),
        there=list_incidents(db, IncidentFilters.model_validate({"place": name, **some})),
        said=list_claims(db, ClaimFilters.model_validate({"speaker": name, **some})),
        said_of=list_claims(db, ClaimFilters.model_validate({"target": name, **some})),
        demands=list_demands(db, DemandFilters.model_validate({"speaker": name, **some})),
        demanded_of=list_demands(db, DemandFilters.model_validate({"target": name, **some})),
    )
    return Page[Any](items=(known,) if known else ())


def entity_page(request: Request) -> Response:
    if not request.query_params.get("name", "").strip():
        return page("entity.html", here="search", asked={"name": ""}, items=(), problems=(), query="", next=None)
    return show(request, "entity.html", "search", EntityFilters, known_as)


PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/desk/search", search_page),
    ("/desk/entities", entity_page),
)
