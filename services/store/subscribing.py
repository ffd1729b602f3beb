"""Subscribe, change, silence, test, redeliver: load, decide, save, in one transaction each."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from services.store.database import addressing as writing
from services.store.refusals import NotAllowed
from services.store.repository import deliveries as delivery_rows
from services.store.repository import subscriptions as rows
from services.store.repository.subscriptions import Silence, Subscription
from services.store.signatures import OLD_FOR, Secret, new_secret, rotated
from services.store.subscription_answers import NewSilence, NewSubscription, SubscriptionChange
from services.store.targets import Apprise, Email, Target, Webhook
from shared.identity import ID_LENGTH
from shared.runtime import destinations as places
from shared.runtime.keys import Caller


@dataclass(frozen=True)
class House:
    """What this store allows: channels beside webhooks and feeds, and how much of them."""

    per_key: int = 1000
    """Subscriptions that one key may make; an admin's may make any number."""
    email: bool = False
    """There is a server to send mail by."""
    apprise: bool = False
    destinations: places.Destinations = field(default_factory=places.Destinations)
    """Where webhooks may lead."""


def new_id() -> str:
    """Random, and as long as every id: whoever knows it may read that subscriber's feed."""
    return secrets.token_hex(ID_LENGTH // 2)


def subscribe(engine: Engine, asked: NewSubscription, caller: Caller, house: House, now: datetime) -> Subscription:
    """Make it: from now on it is told. Raises NotAllowed."""
    _check(asked.channel, caller, house)
    if asked.secret and not isinstance(asked.channel, Webhook):
        raise NotAllowed(422, "only a webhook has a secret", "secret")
    with writing(engine) as db:
        if not caller.may("admin") and rows.how_many(db, caller.key_id) >= house.per_key:
            raise NotAllowed(403, f"this key has made {house.per_key} subscriptions, the most it may: remove one first")
        made = Subscription(
            subscription_id=new_id(),
            name=asked.name,
            target=asked.channel,
            wanted=asked.wanted,
            schedule=asked.schedule,
            state="active",
            state_reason=None,
            secrets=_secrets(asked),
            owner=caller.key_id,
            after_position=rows.last_position(db),
            failing_since=None,
            created_at=now,
            updated_at=now,
        )
        rows.add(db, made)
    return made


def _secrets(asked: NewSubscription) -> tuple[Secret, ...]:
    if not isinstance(asked.channel, Webhook):
        return ()
    return (Secret(asked.secret) if asked.secret else new_secret(),)


def _check(target: Target, caller: Caller, house: House) -> None:
    if isinstance(target, Webhook):
        try:
            house.destinations.checked(target.url)
        except places.NotAllowed:
            why = (
                "address not allowed: give a public one on port 80 or 443, or ask the operator (STORE_ALLOWED_NETWORKS)"
            )
            raise NotAllowed(422, why, "channel") from None
    if isinstance(target, Email) and not house.email:
        raise NotAllowed(422, "this store sends no e-mail: its operator can set STORE_SMTP_URL", "channel")
    if isinstance(target, Apprise):
        if not house.apprise:
            raise NotAllowed(403, "this store allows no Apprise channels: its operator can set STORE_APPRISE=1")
        if not caller.may("admin"):
            raise NotAllowed(403, "an Apprise channel needs an admin's key")


def change(
    engine: Engine, it: Subscription, asked: SubscriptionChange, caller: Caller, house: House, now: datetime
) -> Subscription:
    """Write what was asked for. Raises NotAllowed."""
    target = asked.channel or it.target
    if asked.channel:
        _check(asked.channel, caller, house)
    state, why = it.state, it.state_reason
    if asked.paused is not None:
        state, why = ("paused", "by its owner") if asked.paused else ("active", None)
    kept = it.secrets if isinstance(target, Webhook) else ()
    changed = replace(
        it,
        name=asked.name or it.name,
        target=target,
        wanted=asked.wanted or it.wanted,
        schedule=asked.schedule or it.schedule,
        state=state,
        state_reason=why,
        secrets=kept or ((new_secret(),) if isinstance(target, Webhook) else ()),
        updated_at=now,
    )
    with writing(engine) as db:
        rows.save(db, changed)
    return changed


def new_secret_for(engine: Engine, it: Subscription, now: datetime) -> tuple[Secret, datetime]:
    """Give a webhook a new secret; the old one signs beside it until the time returned. Raises NotAllowed."""
    if not isinstance(it.target, Webhook):
        raise NotAllowed(422, "only a webhook has a secret", "channel")
    made = new_secret()
    with writing(engine) as db:
        rows.save(db, replace(it, secrets=rotated(it.secrets, made, now), updated_at=now))
    return made, now + OLD_FOR


def silence(engine: Engine, it: Subscription, asked: NewSilence, now: datetime) -> Silence:
    """Keep quiet until it ends. Raises NotAllowed."""
    if (asked.until is None) == (asked.hours is None):
        raise NotAllowed(422, "give either `until` or `hours`", "until")
    ends_at = asked.until or now + timedelta(hours=asked.hours or 0)
    if ends_at <= now:
        raise NotAllowed(422, "must lie ahead", "until")
    made = Silence(new_id(), it.subscription_id, asked.about, asked.reason, now, ends_at)
    with writing(engine) as db:
        rows.add_silence(db, made)
    return made


def test(engine: Engine, it: Subscription, now: datetime) -> str:
    """Put a test message into its queue. Returns its delivery id. Raises NotAllowed."""
    if it.target.kind == "feed":
        raise NotAllowed(422, "a feed is read, nothing is sent to it", "channel")
    with writing(engine) as db:
        return delivery_rows.add_test(db, it.subscription_id, new_id(), now)


def redeliver(db: Connection, delivery_id: str, now: datetime) -> bool:
    """Put a delivery into its queue again, under the same id, with all tries before it. False where there is none."""
    return delivery_rows.again(db, delivery_id, now)
