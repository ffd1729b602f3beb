"""Demands for people: a board by what became of them, a list, and one with all that makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.store.answers import DemandLine, Page
from services.store.api import Id, read
from services.store.filters import DemandFilters
from services.store.page_lists import show
from services.store.templating import page
from services.store.views.demands import demand, list_demands, with_proof

COLUMNS = (
    ("Open", ("made", "repeated", "joined")),
    ("Partly met", ("partly",)),
    ("Met", ("met",)),
    ("Refused", ("refused",)),
    ("Lapsed", ("lapsed",)),
)
"""What may become of a demand. A deadline that passes unanswered lets it lapse."""
OF_EACH = 20
"""Demands in a column; the rest are one link away."""


@dataclass(frozen=True)
class Column:
    """A column of the board."""

    title: str
    statuses: tuple[str, ...]
    demands: tuple[DemandLine, ...]
    more: bool


def board(db: Connection, asked: DemandFilters) -> Page[Any]:
    """The demands that pass the filters, by what became of them; no column where there are none at all."""
    columns = []
    for title, statuses in COLUMNS:
        wanted = asked.model_copy(update={"status": list(statuses), "limit": OF_EACH})
        found = list_demands(db, wanted)
        columns.append(Column(title, statuses, found.items, found.next is not None))
    return Page[Any](items=tuple(columns) if any(column.demands for column in columns) else ())


def demands_page(request: Request) -> Response:
    """The board; a list of one column where a status is asked for. Of little weight only what is asked for: whoever
    opens the board wants no coach's demands of his defenders."""
    least: float = request.app.state.least_relevance

    def weighty(asked: DemandFilters) -> DemandFilters:
        return asked if asked.relevance is not None else asked.model_copy(update={"relevance": least})

    if any(request.query_params.getlist(name) for name in ("status", "cursor")):
        return show(
            request, "demands.html", "demands", DemandFilters,
            lambda db, asked: with_proof(db, list_demands(db, weighty(asked))),
        )  # fmt: skip
    return show(request, "board.html", "demands", DemandFilters, lambda db, asked: board(db, weighty(asked)))


def demand_at(request: Request, demand_id: Id) -> Response:
    found = read(request, lambda db: demand(db, demand_id))
    if found is None:
        raise HTTPException(404, "There is no demand of this id.")
    return page("demand.html", here="demands", demand=found)


PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/desk/demands", demands_page),
    ("/desk/demands/{demand_id}", demand_at),
)
