"""What people decide on the page of an incident."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from services.store.api import Id
from services.store.decision_api import decided
from services.store.decision_forms import decision_of
from services.store.door import Writer
from services.store.forms import Fields
from services.store.links import incident_page


def decide_on(request: Request, _: Writer, incident_id: Id, fields: Fields) -> Response:
    """Take in the decision of a form, and show the incident again."""
    try:
        asked = decision_of(fields, incident_id)
    except ValidationError as error:
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in error.errors()]) from None
    decided(request, asked)
    return RedirectResponse(f"{incident_page(incident_id)}#decisions", 303)


def add_decision_forms(app: FastAPI) -> None:
    """After `add_decisions`."""
    app.add_api_route(
        "/desk/incidents/{incident_id}/decisions", decide_on, methods=["POST"], include_in_schema=False,
        response_class=Response,
    )  # fmt: skip
