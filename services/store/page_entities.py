"""A person, a body or a place: the incidents, claims and demands under the names that it goes by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.store.answers import ClaimShown, DemandLine, IncidentLine, Page
from services.store.api import Id, read
from services.store.entity_answers import EntityLine
from services.store.filters import ClaimFilters, DemandFilters, EntitiesAsked, IncidentFilters, Paging, Part
from services.store.page_lists import show
from services.store.templating import page
from services.store.views.demands import list_demands
from services.store.views.entities import entity, list_entities
from services.store.views.incidents import list_incidents
from services.store.views.reported import list_claims

T = TypeVar("T")
OF_EACH = 20
MOST_NAMES = 8
"""Forms of one name that are looked under; each costs six queries."""


class NameFilters(Paging):
    """Whom or what to look for."""

    name: Part


@dataclass(frozen=True)
class Known:
    """What is known under some names, at most so much of each as a page holds."""

    harmed_or_accused: Sequence[IncidentLine]
    there: Sequence[IncidentLine]
    demands: Sequence[DemandLine]
    demanded_of: Sequence[DemandLine]
    said: Sequence[ClaimShown]
    said_of: Sequence[ClaimShown]
    bearers: Sequence[EntityLine] = ()
    """Persons and bodies that bear the name."""

    def __bool__(self) -> bool:
        return any(vars(self).values())


def known_under(db: Connection, names: Iterable[str]) -> Known:
    """All that is known under these names, each thing once, also where they are part of a longer one."""
    asked = [{"limit": OF_EACH, "name": name} for name in names]

    def each(filters: type[Paging], key: str, view: Callable[[Connection, Any], Page[T]], of: str) -> list[T]:
        found = (view(db, filters.model_validate({key: a["name"], "limit": a["limit"]})).items for a in asked)
        unique = {getattr(one, of): one for items in found for one in items}
        return list(unique.values())[:OF_EACH]

    return Known(
        harmed_or_accused=each(IncidentFilters, "who", list_incidents, "incident_id"),
        there=each(IncidentFilters, "place", list_incidents, "incident_id"),
        demands=each(DemandFilters, "speaker", list_demands, "demand_id"),
        demanded_of=each(DemandFilters, "target", list_demands, "demand_id"),
        said=each(ClaimFilters, "speaker", list_claims, "claim_id"),
        said_of=each(ClaimFilters, "target", list_claims, "claim_id"),
    )


def known_as(db: Connection, asked: NameFilters) -> Page[Any]:
    """What is known under one name, as one item; none where nothing is."""
    bearers = list_entities(db, EntitiesAsked(name=asked.name, limit=OF_EACH)).items[:OF_EACH]
    known = Known(**{**vars(known_under(db, [asked.name])), "bearers": bearers})
    return Page[Any](items=(known,) if known else ())


def name_page(request: Request) -> Response:
    """By a name, which two people may bear."""
    if not request.query_params.get("name", "").strip():
        return page("entity.html", here="search", asked={"name": ""}, items=(), problems=(), entity=None)
    return show(request, "entity.html", "search", NameFilters, known_as, entity=None)


def entity_at(request: Request, entity_id: Id) -> Response:
    """One person or body, under all the names that are surely its own."""
    found = read(request, lambda db: entity(db, entity_id))
    if found is None:
        raise HTTPException(404, "There is no person or body of this id.")
    names = [found.name, *(name for name in found.names if name != found.name)][:MOST_NAMES]
    known = read(request, lambda db: known_under(db, _needed(names)))
    return page("entity.html", here="search", asked={"name": found.name}, items=[known], problems=(), entity=found)


def _needed(names: Sequence[str]) -> list[str]:
    """The names less those that hold another one: looking for "Japhet Koome" too would find nothing more."""
    folded = {name: name.casefold() for name in names}
    return [
        name
        for name in names
        if not any(folded[other] in folded[name] and other != name for other in names)
    ]  # fmt: skip


PAGES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("/desk/entities", name_page),
    ("/desk/entities/{entity_id}", entity_at),
)
