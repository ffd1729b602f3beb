"""A list as a page: what was asked, what was found, what was wrong with the asking."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from services.store.answers import Page
from services.store.api import read
from services.store.cursors import BadCursor
from services.store.filters import Paging
from services.store.problems import FieldError, field_errors
from services.store.templating import page

F = TypeVar("F", bound=Paging)


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
