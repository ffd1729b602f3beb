"""The HTTP API of subscriptions: who hears of what, and what became of each delivery.

A key that may write sees and changes the subscriptions that it made; an admin's sees and changes all.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.store import subscribing
from services.store.answers import Page
from services.store.api import Id, read
from services.store.database import addressing
from services.store.door import Reader, Writer
from services.store.filters import Paging
from services.store.keyed import Endpoint, add_keyed
from services.store.repository import subscriptions as rows
from services.store.repository.subscriptions import Subscription
from services.store.subscribing import House
from services.store.subscription_answers import (
    DeliveryShown,
    NewSilence,
    NewSubscription,
    SecretMade,
    SilenceShown,
    SubscriptionChange,
    SubscriptionMade,
    SubscriptionShown,
    Trial,
    Tried,
)  # fmt: skip
from services.store.trying import try_out
from services.store.views import subscriptions as views
from shared.runtime.keys import Caller

Clock = Callable[[], datetime]


def owned(request: Request, caller: Caller, subscription_id: str) -> Subscription:
    """This caller's subscription. Raises HTTPException 404, also where it is another's: nobody learns which ids are."""
    found = read(request, lambda db: rows.one(db, subscription_id))
    if found is None or not (caller.may("admin") or found.owner == caller.key_id):
        raise HTTPException(404, "There is no subscription of this id.")
    return found


def _shown(request: Request, it: Subscription) -> SubscriptionShown:
    now = _now(request)
    return read(request, lambda db: views.shown(db, [it], now)[0])


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.shown
    return engine


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


def _now(request: Request) -> datetime:
    clock: Clock = request.app.state.clock
    return clock()


def get_subscriptions(request: Request, caller: Writer, asked: Annotated[Paging, Query()]) -> Page[SubscriptionShown]:
    """The subscriptions that this key made (an admin's: all), the last one first."""
    owner = None if caller.may("admin") else caller.key_id
    return read(request, lambda db: views.list_subscriptions(db, asked, _now(request), owner))


def post_subscription(request: Request, caller: Writer, asked: NewSubscription) -> SubscriptionMade:
    """Subscribe. A webhook's secret is in this answer, and in none after it."""
    made = subscribing.subscribe(_engine(request), asked, caller, _house(request), _now(request))
    secret = made.secrets[0].text if made.secrets else None
    return SubscriptionMade(**dict(_shown(request, made)), secret=secret)


def get_subscription(request: Request, caller: Writer, subscription_id: Id) -> SubscriptionShown:
    """One subscription."""
    return _shown(request, owned(request, caller, subscription_id))


def patch_subscription(
    request: Request, caller: Writer, subscription_id: Id, asked: SubscriptionChange
) -> SubscriptionShown:
    """Change, pause or go on. While it is paused no alert is told; what waited before goes out when it goes on."""
    it = owned(request, caller, subscription_id)
    changed = subscribing.change(_engine(request), it, asked, caller, _house(request), _now(request))
    return _shown(request, changed)


def delete_subscription(request: Request, caller: Writer, subscription_id: Id) -> Response:
    """Remove it, with all that is known of what was sent to it."""
    it = owned(request, caller, subscription_id)
    with addressing(_engine(request)) as db:
        rows.remove(db, it.subscription_id)
    return Response(status_code=204)


def post_test(request: Request, caller: Writer, subscription_id: Id) -> DeliveryShown:
    """Send a test message: it goes out at once, and its delivery shows what was answered."""
    it = owned(request, caller, subscription_id)
    delivery_id = subscribing.test(_engine(request), it, _now(request))
    return _delivery(request, delivery_id)


def post_silence(request: Request, caller: Writer, subscription_id: Id, asked: NewSilence) -> SilenceShown:
    """Keep quiet until it ends: nothing is sent, or nothing of one incident or demand. What came is not sent later."""
    it = owned(request, caller, subscription_id)
    made = subscribing.silence(_engine(request), it, asked, _now(request))
    return SilenceShown.model_validate(vars(made))


def delete_silence(request: Request, caller: Writer, subscription_id: Id, silence_id: Id) -> Response:
    """End a silence before its time."""
    it = owned(request, caller, subscription_id)
    with addressing(_engine(request)) as db:
        if not rows.end_silence(db, it.subscription_id, silence_id):
            raise HTTPException(404, "There is no silence of this id.")
    return Response(status_code=204)


def post_secret(request: Request, caller: Writer, subscription_id: Id) -> SecretMade:
    """A new secret for a webhook, shown in this answer only. The old one signs beside it for a day."""
    it = owned(request, caller, subscription_id)
    made, until = subscribing.new_secret_for(_engine(request), it, _now(request))
    return SecretMade(secret=made.text, old_until=until)


def try_subscription(request: Request, _: Reader, asked: Trial) -> Tried:
    """A dry run: what would have come in the last days. Nothing is kept, nothing is sent."""
    return read(request, lambda db: try_out(db, asked, _now(request)))


def get_deliveries(
    request: Request, caller: Writer, subscription_id: Id, asked: Annotated[Paging, Query()]
) -> Page[DeliveryShown]:
    """What was sent to it, or waits to be, each with its tries and their answers; the last one made first."""
    it = owned(request, caller, subscription_id)
    return read(request, lambda db: views.list_deliveries(db, it.subscription_id, asked))


def get_delivery(request: Request, caller: Writer, delivery_id: Id) -> DeliveryShown:
    """One delivery."""
    found = _delivery(request, delivery_id)
    owned(request, caller, found.subscription_id)
    return found


def post_redeliver(request: Request, caller: Writer, delivery_id: Id) -> DeliveryShown:
    """Send it again, under the same id, sent or not: now, and then as often as any."""
    found = _delivery(request, delivery_id)
    owned(request, caller, found.subscription_id)
    with addressing(_engine(request)) as db:
        subscribing.redeliver(db, delivery_id, _now(request))
    return _delivery(request, delivery_id)


def _delivery(request: Request, delivery_id: str) -> DeliveryShown:
    found = read(request, lambda db: views.delivery(db, delivery_id))
    if found is None:
        raise HTTPException(404, "There is no delivery of this id.")
    return found


ENDPOINTS: tuple[Endpoint, ...] = (
    ("GET", "/subscriptions", get_subscriptions, 200, Page[SubscriptionShown]),
    ("POST", "/subscriptions", post_subscription, 201, SubscriptionMade),
    ("POST", "/subscriptions/try", try_subscription, 200, Tried),
    ("GET", "/subscriptions/{subscription_id}", get_subscription, 200, SubscriptionShown),
    ("PATCH", "/subscriptions/{subscription_id}", patch_subscription, 200, SubscriptionShown),
    ("DELETE", "/subscriptions/{subscription_id}", delete_subscription, 204, None),
    ("POST", "/subscriptions/{subscription_id}/test", post_test, 202, DeliveryShown),
    ("POST", "/subscriptions/{subscription_id}/silence", post_silence, 201, SilenceShown),
    ("DELETE", "/subscriptions/{subscription_id}/silences/{silence_id}", delete_silence, 204, None),
    ("POST", "/subscriptions/{subscription_id}/secret", post_secret, 201, SecretMade),
    ("GET", "/subscriptions/{subscription_id}/deliveries", get_deliveries, 200, Page[DeliveryShown]),
    ("GET", "/deliveries/{delivery_id}", get_delivery, 200, DeliveryShown),
    ("POST", "/deliveries/{delivery_id}/redeliver", post_redeliver, 202, DeliveryShown),
)
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def add_subscriptions(app: FastAPI, engine: Engine, house: House, clock: Clock) -> None:
    """Serve them. After `add_api`; `app.state.door` says who may come in."""
    app.state.shown, app.state.house, app.state.clock = engine, house, clock
    add_keyed(app, ENDPOINTS)
    describe = app.openapi

    def with_keys() -> dict[str, Any]:
        document = describe()
        document.setdefault("components", {})["securitySchemes"] = SCHEMES
        return document

    app.openapi = with_keys  # type: ignore[method-assign]
