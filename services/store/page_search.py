"""Finding articles by their words, and by what they tell of."""

from collections.abc import Callable
from typing import Any, get_args

from fastapi import Request
from starlette.responses import Response

from services.store.filters import SearchFilters
from services.store.page_lists import show
from services.store.templating import page
from services.store.views.articles import search
from shared.messages import ClaimKind, IncidentStatus, IncidentType

CHOICES: dict[str, Any] = {
    "kinds": get_args(ClaimKind),
    "types": get_args(IncidentType),
    "statuses": get_args(IncidentStatus),
}


def search_page(request: Request) -> Response:
    if not request.query_params.get("q", "").strip():
        asked = {key: request.query_params.get(key, "") for key in SearchFilters.model_fields}
        return page(
            "search.html", here="search", asked=asked, items=(), problems=(), query="", next=None, **CHOICES
        )  # fmt: skip
    return show(request, "search.html", "search", SearchFilters, search, **CHOICES)


PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (("/desk/search", search_page),)
