"""Errors as RFC 9457 problem details, which name the field at fault and never repeat what was sent."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from services.store.cursors import BadCursor
from services.store.refusals import NotAllowed

RETRY_AFTER_S = 5
"""A database that restarts is back by then."""


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(BaseModel):
    """Why there is no answer, and what to do."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "type": "about:blank", "title": "Unprocessable Content", "status": 422,
        "detail": "limit: Input should be less than or equal to 200",
        "errors": [{"field": "limit", "detail": "Input should be less than or equal to 200"}],
    }]})  # fmt: skip

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def _schema() -> dict[str, Any]:
    whole = Problem.model_json_schema()
    whole["properties"]["errors"]["items"] = whole.pop("$defs")["FieldError"]
    return whole


PROBLEM_SCHEMA = _schema()
"""In one piece, as it stands under `application/problem+json` in the OpenAPI document."""


def problem(status: int, detail: str, errors: Sequence[FieldError] = ()) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))


def field_errors(found: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Pydantic's errors by the name of the field as the caller wrote it, each name and reason once."""
    named = []
    for error in found:
        of_body = error["loc"][:1] == ("body",)
        place = [str(part) for part in error["loc"] if part not in ("query", "path", "header", "body")]
        unknown = "is not known here" if of_body else "is not a filter of this list"
        detail = unknown if error["type"] == "extra_forbidden" else error["msg"]
        where = ".".join(place) if of_body else "".join(place[:1])
        named.append((where or "request", detail.removeprefix("Value error, ")))
    return [FieldError(field=field, detail=detail) for field, detail in dict.fromkeys(named)]


def problem_of(error: Exception) -> Problem:
    """What the caller may know of an error."""
    match error:
        case RequestValidationError():
            errors = field_errors(error.errors())
            return problem(422, "; ".join(f"{at.field}: {at.detail}" for at in errors), errors)
        case BadCursor():
            return problem(422, f"cursor: {error}", [FieldError(field="cursor", detail=str(error))])
        case NotAllowed():
            at = [FieldError(field=error.field, detail=str(error))] if error.field else []
            return problem(error.status, f"{error.field}: {error}" if error.field else str(error), at)
        case HTTPException():
            return problem(error.status_code, error.detail)
        case OperationalError() | NoConnectionFree():
            return problem(503, f"The database does not answer. Try again in {RETRY_AFTER_S} seconds.")
        case _:
            return problem(500, "Something went wrong here; the log of the store says what.")


def headers_of(error: Exception) -> dict[str, str]:
    if isinstance(error, OperationalError | NoConnectionFree):
        return {"Retry-After": str(RETRY_AFTER_S)}
    return dict(error.headers or {}) if isinstance(error, HTTPException) else {}


def as_json(_: Request, error: Exception) -> Response:
    """The answer to a program."""
    said = problem_of(error)
    return JSONResponse(
        said.model_dump(), said.status, headers=headers_of(error), media_type="application/problem+json"
    )


def answer_errors_with(app: FastAPI, answer: Any) -> None:
    """Let `answer(request, error)` speak whenever a request fails."""
    told = (RequestValidationError, BadCursor, NotAllowed, HTTPException, OperationalError, NoConnectionFree)
    for kind in (*told, Exception):
        app.add_exception_handler(kind, answer)
