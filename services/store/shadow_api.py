"""POST /shadow: try other thresholds, or fewer rules, on the past days."""

from typing import Annotated, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, Field
from sqlalchemy import Engine
from starlette.responses import JSONResponse

from services.store.decision_api import WRITING, Clock
from services.store.door import Writer
from services.store.keyed import SECURED
from services.store.policies import Policy
from services.store.shadowing import shadow
from services.store.shadows import shadow_policy
from shared.messages import AlertRaised, Fact


class ShadowAsked(Fact):
    """What to try."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[int, Field(ge=1, le=365, description="Of the past.")] = 7
    thresholds: dict[str, float | str] = Field(
        default={}, max_length=20, description="By the names of the settings.", examples=[{"merge_score": 7}]
    )
    without: list[str] = Field(default=[], max_length=50, description="Rules, by kind of alert or by reason.")


class ComparedShown(Fact):
    """An alert that was sent and would have been (`both`), or only one of the two."""

    by: Literal["both", "sent", "shadow"]
    alert: AlertRaised


class ShadowShown(Fact):
    """What was sent beside what would have been, in the order raised."""

    sent: int
    would: int
    compared: tuple[ComparedShown, ...]


def post_shadow(request: Request, _: Writer, asked: ShadowAsked) -> ShadowShown:
    """What other thresholds, or fewer rules, would have sent. Stored readings are replayed in private; it may take
    minutes, and changes nothing."""
    engine: Engine = request.app.state.shown
    policy: Policy = request.app.state.policy
    clock: Clock = request.app.state.clock
    try:
        tried = shadow_policy(policy, asked.thresholds, asked.without)
    except ValueError as error:
        at = {"loc": ("body", "thresholds"), "type": "value_error", "msg": str(error)}
        raise RequestValidationError([at]) from None
    found = shadow(engine, tried, asked.days, clock())
    return ShadowShown(
        sent=sum(each.by != "shadow" for each in found),
        would=sum(each.by != "sent" for each in found),
        compared=tuple(ComparedShown(by=each.by, alert=each.alert) for each in found),
    )


def add_shadow(app: FastAPI) -> None:
    """Serve it. After `add_decisions`."""
    app.add_api_route(
        "/shadow", post_shadow, methods=["POST"], response_model=ShadowShown, responses=WRITING,
        operation_id="post_shadow", response_class=JSONResponse,
        openapi_extra=SECURED,
    )  # fmt: skip
