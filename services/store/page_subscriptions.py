"""Subscriptions for people: who hears of what, what would have come, and what became of each delivery."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args

from fastapi import Query, Request
from pydantic import ValidationError
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.store import subscription_api as api
from services.store.answers import Page
from services.store.api import Id
from services.store.door import Writer
from services.store.filters import Paging
from services.store.forms import Fields, Form, errors_in
from services.store.problems import FieldError
from services.store.refusals import NotAllowed
from services.store.subscription_answers import (
    DeliveryShown,
    NewSilence,
    NewSubscription,
    SubscriptionChange,
    Trial,
    Tried,
)  # fmt: skip
from services.store.subscription_forms import HARMS, NAMES, silence_in, subscription_in, trial_in
from services.store.templating import page
from shared.messages import IncidentStatus
from shared.runtime.keys import Caller

NOT_KEPT = {"Cache-Control": "no-store"}
"""Of the one page that shows a secret."""
LIST = "/desk/subscriptions"
EMPTY: Form = ImmutableMultiDict({"channel": "webhook", "every": "alert", "at": "07:00", "zone": "UTC", "days": "7"})


def subscriptions_page(request: Request, caller: Writer, cursor: str | None = None) -> Response:
    found = api.get_subscriptions(request, caller, Paging(cursor=cursor))
    return page("subscriptions.html", here="subscriptions", items=found.items, next=found.next, query="", caller=caller)


def new_page(_: Request, caller: Writer) -> Response:
    return form_page(EMPTY, caller)


def form_page(
    form: Form, caller: Caller, *, problems: tuple[FieldError, ...] = (), tried: Tried | None = None, status: int = 200
) -> Response:
    """The form as it was filled in, with what is wrong with it or with what would have come."""
    return page(
        "subscription_new.html", here="subscriptions", status=status, form=form, problems=problems, tried=tried,
        statuses=get_args(IncidentStatus), least=HARMS, caller=caller,
    )  # fmt: skip


def subscribe(request: Request, caller: Writer, form: Fields) -> Response:
    """Make it and show its secret, this once; or show the form again with what is wrong."""
    try:
        made = api.post_subscription(request, caller, NewSubscription.model_validate(subscription_in(form)))
    except (ValidationError, NotAllowed) as error:
        return form_page(form, caller, problems=problems_of(error), status=422)
    if made.secret is None:
        return RedirectResponse(f"{LIST}/{made.subscription_id}", 303)
    answer = page("subscription_secret.html", here="subscriptions", made=made, secret=made.secret)
    answer.headers.update(NOT_KEPT)
    return answer


def try_out(request: Request, caller: Writer, form: Fields) -> Response:
    """What would have come, above the same form."""
    try:
        tried = api.try_subscription(request, caller, Trial.model_validate(trial_in(form)))
    except (ValidationError, NotAllowed) as error:
        return form_page(form, caller, problems=problems_of(error), status=422)
    return form_page(form, caller, tried=tried)


def problems_of(error: ValidationError | NotAllowed) -> tuple[FieldError, ...]:
    if isinstance(error, ValidationError):
        return tuple(errors_in(error, NAMES))
    return (FieldError(field=NAMES.get(error.field or "", error.field or "Refused"), detail=str(error)),)


def subscription_page(
    request: Request, caller: Writer, subscription_id: Id, cursor: Annotated[str | None, Query()] = None
) -> Response:
    return _shown(request, caller, subscription_id, cursor)


def _shown(
    request: Request, caller: Caller, subscription_id: str, cursor: str | None = None,
    problems: tuple[FieldError, ...] = (),
) -> Response:  # fmt: skip
    it = api.get_subscription(request, caller, subscription_id)
    sent: Page[DeliveryShown] = api.get_deliveries(request, caller, subscription_id, Paging(cursor=cursor, limit=20))
    return page(
        "subscription.html", here="subscriptions", status=422 if problems else 200, it=it, deliveries=sent.items,
        next=sent.next, query="", problems=problems,
    )  # fmt: skip


def _change(**changes: Any) -> Callable[[Request, Caller, str, Form], object]:
    asked = SubscriptionChange(**changes)
    return lambda request, caller, of, _: api.patch_subscription(request, caller, of, asked)


def _silence(request: Request, caller: Caller, of: str, form: Form) -> object:
    return api.post_silence(request, caller, of, NewSilence.model_validate(silence_in(form)))


def _redeliver(request: Request, caller: Caller, _: str, form: Form) -> object:
    return api.post_redeliver(request, caller, form.get("delivery", ""))


DEEDS: Mapping[str, Callable[[Request, Caller, str, Form], object]] = {
    "pause": _change(paused=True),
    "go_on": _change(paused=False),
    "test": lambda request, caller, of, _: api.post_test(request, caller, of),
    "silence": _silence,
    "end_silence": lambda request, caller, of, form: api.delete_silence(request, caller, of, form.get("silence", "")),
    "redeliver": _redeliver,
    "remove": lambda request, caller, of, _: api.delete_subscription(request, caller, of),
}
"""What the buttons of a subscription do."""


def do(request: Request, caller: Writer, subscription_id: Id, form: Fields) -> Response:
    """What the button says, and back to the subscription."""
    asked = form.get("do", "")
    if asked == "secret":
        made = api.post_secret(request, caller, subscription_id)
        it = api.get_subscription(request, caller, subscription_id)
        answer = page("subscription_secret.html", here="subscriptions", made=it, secret=made.secret)
        answer.headers.update(NOT_KEPT)
        return answer
    if asked not in DEEDS:
        raise HTTPException(422, "There is no such button.")
    try:
        DEEDS[asked](request, caller, subscription_id, form)
    except (ValidationError, NotAllowed) as error:
        return _shown(request, caller, subscription_id, problems=problems_of(error))
    return RedirectResponse(LIST if asked == "remove" else f"{LIST}/{subscription_id}", 303)


PAGES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (LIST, subscriptions_page),
    (f"{LIST}/new", new_page),
    (f"{LIST}/{{subscription_id}}", subscription_page),
)
FORMS: tuple[tuple[str, Callable[..., Any]], ...] = (
    (LIST, subscribe),
    (f"{LIST}/try", try_out),
    (f"{LIST}/{{subscription_id}}", do),
)
