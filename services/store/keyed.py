"""Endpoints that ask for a key: what they may refuse, and how they are served."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from services.store.api import PROBLEM

Endpoint = tuple[str, str, Callable[..., Any], int, Any]
"""Method, path, function, status, and what it answers with; None: nothing."""

PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {**PROBLEM, "description": "The key is missing or nobody's"},
    403: {**PROBLEM, "description": "This key may not do that"},
    404: {**PROBLEM, "description": "There is nothing of this id"},
    422: {**PROBLEM, "description": "A field is wrong; it is named"},
    429: {**PROBLEM, "description": "Too much at once; Retry-After says when to come again"},
}
SECURED: dict[str, Any] = {"security": [{"bearer": []}, {"key": []}]}
"""For the document: either way of showing a key will do."""


def add_keyed(app: FastAPI, endpoints: Iterable[Endpoint]) -> None:
    """Serve them. `app.state.door` says who may come in."""
    for method, path, endpoint, status, answers in endpoints:
        app.add_api_route(
            path, endpoint, methods=[method], status_code=status, response_model=answers, responses=PROBLEMS,
            operation_id=endpoint.__name__, response_class=Response if answers is None else JSONResponse,
            openapi_extra=SECURED,
        )  # fmt: skip
