"""What people are asked: pairs of reports that may be of one event, side by side, and the two buttons."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from services.store.decision_api import decided
from services.store.decisions import Answer
from services.store.door import Writer
from services.store.filters import Paging
from services.store.forms import Fields, given
from services.store.page_lists import show
from services.store.views.decisions import list_reviews

LIST = "/desk/reviews"


def reviews_page(request: Request) -> Response:
    return show(request, "reviews.html", "reviews", Paging, list_reviews, done=request.query_params.get("done", ""))


def answer(request: Request, _: Writer, form: Fields) -> Response:
    """Same or different, by whom and why; and back to what is still asked."""
    try:
        asked = Answer.model_validate({**given(form, "action", "who", "why"), "mentions": form.getlist("mentions")})
    except ValidationError as error:
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in error.errors()]) from None
    decided(request, asked)
    return RedirectResponse(f"{LIST}?done={asked.action}", 303)


PAGES: tuple[tuple[str, Callable[..., Any]], ...] = ((LIST, reviews_page),)
FORMS: tuple[tuple[str, Callable[..., Any]], ...] = ((LIST, answer),)
