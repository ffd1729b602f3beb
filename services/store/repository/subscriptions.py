"""Subscriptions and their silences, as rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, select, update

from services.store.repository.statements import IDS, rows_for
from services.store.schedules import Schedule
from services.store.signatures import Secret, secrets_of
from services.store.subscription_tables import attempts, deliveries, silences, subscriptions, told
from services.store.subscriptions import Wanted
from services.store.tables import alerts
from services.store.targets import Target

TARGET: TypeAdapter[Target] = TypeAdapter(Target)


@dataclass(frozen=True)
class Subscription:
    """Who wants what, how and where. The fields are those of the table, in their own types."""

    subscription_id: str
    name: str
    target: Target
    wanted: Wanted
    schedule: Schedule
    state: str
    state_reason: str | None
    secrets: tuple[Secret, ...]
    owner: str
    after_position: int
    failing_since: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Silence:
    """What a subscriber does not want to hear of for a while; `about` null: of anything."""

    silence_id: str
    subscription_id: str
    about: str | None
    reason: str | None
    starts_at: datetime
    ends_at: datetime


def add(db: Connection, made: Subscription) -> None:
    db.execute(insert(subscriptions).values(_row(made)))


def save(db: Connection, changed: Subscription) -> None:
    """Write what its owner may change."""
    row = _row(changed)
    same = ("subscription_id", "owner", "after_position", "created_at", "failing_since")
    values = {name: value for name, value in row.items() if name not in same}
    mine = subscriptions.c.subscription_id == changed.subscription_id
    db.execute(update(subscriptions).where(mine).values(values))


def remove(db: Connection, subscription_id: str) -> None:
    """With all that was ever sent to it: addresses are personal data."""
    sent = select(deliveries.c.delivery_id).where(deliveries.c.subscription_id == subscription_id)
    db.execute(delete(attempts).where(attempts.c.delivery_id.in_(sent)))
    for table in (told, deliveries, silences, subscriptions):
        db.execute(delete(table).where(table.c.subscription_id == subscription_id))


def one(db: Connection, subscription_id: str) -> Subscription | None:
    query = select(subscriptions).where(subscriptions.c.subscription_id == subscription_id)
    row = db.execute(query).mappings().one_or_none()
    return subscription_of(row) if row else None


def active(db: Connection) -> list[Subscription]:
    """Those that are told of alerts, oldest first."""
    it = subscriptions.c
    query = select(subscriptions).where(it.state == "active", it.channel != "feed").order_by(it.created_at)
    return [subscription_of(row) for row in db.execute(query).mappings()]


def by_ids(db: Connection, ids: Iterable[str]) -> dict[str, Subscription]:
    query = select(subscriptions).where(subscriptions.c.subscription_id.in_(IDS))
    return {row.subscription_id: subscription_of(row._mapping) for row in rows_for(db, query, ids)}


def how_many(db: Connection, owner: str) -> int:
    """How many this key has made."""
    return db.scalar(select(func.count()).select_from(subscriptions).where(subscriptions.c.owner == owner)) or 0


def last_position(db: Connection) -> int:
    return db.scalar(select(func.max(alerts.c.position))) or 0


def add_silence(db: Connection, silence: Silence) -> None:
    db.execute(insert(silences).values(vars(silence)))


def end_silence(db: Connection, subscription_id: str, silence_id: str) -> bool:
    mine = (silences.c.subscription_id == subscription_id, silences.c.silence_id == silence_id)
    return db.execute(delete(silences).where(*mine)).rowcount > 0


def silences_of(db: Connection, subscription_ids: Sequence[str], now: datetime) -> dict[str, list[Silence]]:
    """Those that have not ended, by subscription, the one that ends first first."""
    found: dict[str, list[Silence]] = {}
    query = select(silences).where(silences.c.subscription_id.in_(IDS), silences.c.ends_at > now)
    for row in rows_for(db, query.order_by(silences.c.ends_at), subscription_ids):
        found.setdefault(row.subscription_id, []).append(Silence(**row._mapping))
    return found


def subscription_of(row: Mapping[Any, Any]) -> Subscription:
    """The row in its types."""
    return Subscription(
        subscription_id=row["subscription_id"],
        name=row["name"],
        target=TARGET.validate_python(row["target"]),
        wanted=Wanted.model_validate(row["wanted"]),
        schedule=Schedule.model_validate(row["schedule"]),
        state=row["state"],
        state_reason=row["state_reason"],
        secrets=secrets_of(row["secrets"]),
        owner=row["owner"],
        after_position=row["after_position"],
        failing_since=row["failing_since"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _row(it: Subscription) -> dict[str, Any]:
    return {
        **vars(it),
        "channel": it.target.kind,
        "target": it.target.model_dump(mode="json"),
        "wanted": it.wanted.model_dump(mode="json"),
        "schedule": it.schedule.model_dump(mode="json"),
        "secrets": [secret.as_json() for secret in it.secrets],
    }
