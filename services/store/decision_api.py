"""The HTTP API of what people decide: POST /decisions with a key that may write; what was decided; what is asked."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Body, FastAPI, Query, Request
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from services.store.answers import Page
from services.store.api import PROBLEM, read
from services.store.deciding import Impossible, Made, Unknown, decide
from services.store.decision_answers import DecisionMade, DecisionShown
from services.store.decisions import Decision
from services.store.door import Writer
from services.store.filters import DecisionFilters, Paging
from services.store.keyed import PROBLEMS, SECURED
from services.store.policies import Policy
from services.store.review_answers import ReviewShown
from services.store.views.decisions import list_decisions, list_reviews

Clock = Callable[[], datetime]


def decided(request: Request, asked: Decision) -> Made:
    """Take in a decision. Raises HTTPException: 404 for what is not there, 409 for what can't be as things stand."""
    engine: Engine = request.app.state.shown
    policy: Policy = request.app.state.policy
    clock: Clock = request.app.state.clock
    try:
        return decide(asked, engine, clock(), policy)
    except Unknown as unknown:
        raise HTTPException(404, str(unknown)) from None
    except Impossible as impossible:
        raise HTTPException(409, str(impossible)) from None


def post_decision(request: Request, _: Writer, asked: Annotated[Decision, Body()]) -> DecisionMade:
    """Decide: confirm, dismiss, correct, merge, split, answer a review (same, different), undo.

    It stands through further articles, edits and readings anew, until another decision or its undoing; the answer
    holds the alerts that follow from it, which are corrections of what was sent.
    """
    made = decided(request, asked)
    return DecisionMade(decision_id=made.decision_id, alerts=made.alerts)


def get_decisions(request: Request, asked: Annotated[DecisionFilters, Query()]) -> Page[DecisionShown]:
    """What people decided, the last one first."""
    return read(request, lambda db: list_decisions(db, asked))


def get_reviews(request: Request, asked: Annotated[Paging, Query()]) -> Page[ReviewShown]:
    """The pairs of mentions that may be one event, and on which nobody has decided; the last one first."""
    return read(request, lambda db: list_reviews(db, asked))


WRITING = PROBLEMS | {409: {**PROBLEM, "description": "It can't be decided so as things stand"}}


def add_decisions(app: FastAPI, engine: Engine, policy: Policy, clock: Clock) -> None:
    """Serve them. After `add_api`; `app.state.door` says who may come in."""
    app.state.shown, app.state.policy, app.state.clock = engine, policy, clock
    app.add_api_route(
        "/decisions", post_decision, methods=["POST"], status_code=201, response_model=DecisionMade,
        responses=WRITING, operation_id="post_decision", response_class=JSONResponse,
        openapi_extra=SECURED,
    )  # fmt: skip
    for path, endpoint, answers in (
        ("/decisions", get_decisions, Page[DecisionShown]),
        ("/reviews", get_reviews, Page[ReviewShown]),
    ):
        app.add_api_route(
            path, endpoint, response_model=answers, responses={422: WRITING[422]},
            operation_id=endpoint.__name__, response_class=JSONResponse,
        )  # fmt: skip
