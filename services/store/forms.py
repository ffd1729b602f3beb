"""Forms of the page, as a browser sends them."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException

from services.store.problems import FieldError, field_errors

MOST_FIELDS = 200
Form = ImmutableMultiDict[str, str]


async def fields_of(request: Request) -> Form:
    """The fields of a form. Raises HTTPException 415, 422."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "This address takes a form of the page. Programs have the API: see /docs.")
    try:
        text = (await request.body()).decode()
        return ImmutableMultiDict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError:
        raise HTTPException(422, "The form can't be read: it is no UTF-8, or has too many fields.") from None


Fields = Annotated[Form, Depends(fields_of)]


def given(fields: Mapping[str, str], *names: str) -> dict[str, str]:
    """The fields of these names that are filled in."""
    return {name: value for name in names if (value := fields.get(name, "").strip())}


def one_a_line(text: str) -> list[str]:
    """What a box with one value a line holds."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def errors_in(error: ValidationError, names: Mapping[str, str]) -> list[FieldError]:
    """What is wrong with a form, by the names that stand beside its fields."""
    found = field_errors(error.errors())
    return [FieldError(field=names.get(one.field, one.field), detail=one.detail) for one in found]


def way_back(asked: str) -> str:
    """A path of ours to go on to; the desk where it is none: nobody may be sent to another site by a link to ours."""
    parts = urlsplit(asked.replace("\\", "/"))
    ours = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return asked if ours and asked.isprintable() else "/"
