"""Deliveries as rows: made from alerts, taken in hand by one worker at a time, then ended or put off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from services.store.repository.statements import IDS, add_new, change, put, rows_for
from services.store.subscription_tables import attempts, deliveries, progress, subscriptions, told
from services.store.tables import alerts
from shared.identity import stable_id
from shared.messages import AlertRaised

ADDRESSED = "addressed"


@dataclass(frozen=True)
class Claimed:
    """A delivery that this worker has in hand."""

    delivery_id: str
    subscription_id: str
    kind: str
    made_at: datetime
    tries: int
    attempts: int


@dataclass(frozen=True)
class Tried:
    """How one try came out. `due_at`: of the next one; null: there is none. `gone`: never send there again."""

    claimed: Claimed
    outcome: str
    at: datetime
    took_ms: int
    status: int | None = None
    answer: str | None = None
    error: str | None = None
    due_at: datetime | None = None

    @property
    def state(self) -> str:
        """Of the delivery, after this."""
        return "sent" if self.outcome == "sent" else "waiting" if self.due_at else "failed"


def is_anything_unaddressed(db: Connection) -> bool:
    """A look that takes no writer's turn."""
    return db.execute(select(alerts.c.position).where(alerts.c.position > addressed(db)).limit(1)).first() is not None


def addressed(db: Connection) -> int:
    """The position of the last alert of which deliveries were made."""
    return db.scalar(select(progress.c.position).where(progress.c.name == ADDRESSED)) or 0


def unaddressed(db: Connection, after: int, most: int) -> list[tuple[int, AlertRaised]]:
    """The next alerts behind a position, in the order raised."""
    it = alerts.c
    query = select(it.position, it.body).where(it.position > after).order_by(it.position).limit(most)
    return [(row.position, AlertRaised.model_validate(row.body)) for row in db.execute(query)]


def mark_addressed(db: Connection, position: int) -> None:
    put(db, progress, [{"name": ADDRESSED, "position": position}])


def told_of(db: Connection, alert_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these alerts were told to whom: {(alert_id, subscription_id)}."""
    query = select(told.c.alert_id, told.c.subscription_id).where(
        told.c.alert_id.in_(IDS), told.c.delivery_id.is_not(None)
    )
    return {(row.alert_id, row.subscription_id) for row in rows_for(db, query, alert_ids)}


def delivery_row(subscription_id: str, kind: str, delivery_id: str, now: datetime, due: datetime) -> dict[str, Any]:
    return {
        "delivery_id": delivery_id, "subscription_id": subscription_id, "kind": kind, "state": "waiting",
        "made_at": now, "due_at": due, "tries": 0, "attempts": 0,
    }  # fmt: skip


def add_told(db: Connection, rows: Sequence[dict[str, Any]]) -> set[tuple[str, str]]:
    """Write down who is told of what. Returns what is new: (alert_id, subscription_id), each once for ever."""
    return {(row[0], row[1]) for row in add_new(db, told, rows)}


def add_deliveries(db: Connection, rows: Sequence[dict[str, Any]]) -> None:
    add_new(db, deliveries, rows)


def digest_for(db: Connection, subscription_id: str, now: datetime, due: datetime) -> str | None:
    """The digest of that hour, which from here to the end of this transaction nobody can take in hand; null where it
    is on its way already."""
    delivery_id = stable_id("digest", subscription_id, due.isoformat())
    if add_new(db, deliveries, [delivery_row(subscription_id, "digest", delivery_id, now, due)]):
        return delivery_id
    it = deliveries.c
    untouched = (it.delivery_id == delivery_id, it.state == "waiting", it.attempts == 0, it.leased_until.is_(None))
    return delivery_id if db.execute(update(deliveries).where(*untouched).values(due_at=due)).rowcount else None


def add_test(db: Connection, subscription_id: str, delivery_id: str, now: datetime) -> str:
    db.execute(insert(deliveries).values(delivery_row(subscription_id, "test", delivery_id, now, now)))
    return delivery_id


def again(db: Connection, delivery_id: str, now: datetime) -> bool:
    """Due now, with all tries before it; the attempts go on being counted. False where there is no such delivery."""
    mine = deliveries.c.delivery_id == delivery_id
    fresh = {"state": "waiting", "due_at": now, "tries": 0, "ended_at": None}
    return db.execute(update(deliveries).where(mine).values(fresh)).rowcount > 0


def is_anything_due(db: Connection, now: datetime) -> bool:
    """A look that takes no writer's turn."""
    it = deliveries.c
    free = or_(it.leased_until.is_(None), it.leased_until <= now)
    due = select(it.delivery_id).where(it.state == "waiting", it.due_at <= now, free).limit(1)
    return db.execute(due).first() is not None


def claim(db: Connection, worker: str, *, failing: bool, most: int, now: datetime, until: datetime) -> list[Claimed]:
    """Take due deliveries in hand, one of each subscription at most, none of a subscription of which another worker
    holds one. `failing`: of those whose last try failed, or of the others. The lease ends at `until`."""
    it, held = deliveries.c, deliveries.alias("held").c
    free = or_(it.leased_until.is_(None), it.leased_until <= now)
    busy = select(held.delivery_id).where(held.subscription_id == it.subscription_id, held.leased_until > now).exists()
    nth = func.row_number().over(partition_by=it.subscription_id, order_by=(it.due_at, it.delivery_id)).label("nth")
    mine = subscriptions.c.subscription_id == it.subscription_id
    due = (
        select(it.delivery_id, it.due_at, nth)
        .join(subscriptions, mine)
        .where(it.state == "waiting", it.due_at <= now, free, ~busy, subscriptions.c.state == "active")
        .where(subscriptions.c.failing_since.is_not(None) if failing else subscriptions.c.failing_since.is_(None))
        .subquery()
    )
    chosen = select(due.c.delivery_id).where(due.c.nth == 1).order_by(due.c.due_at).limit(most)
    taking = update(deliveries).where(it.delivery_id.in_(chosen), it.state == "waiting", free)
    columns = (it.delivery_id, it.subscription_id, it.kind, it.made_at, it.tries, it.attempts)
    taken = db.execute(taking.values(leased_by=worker, leased_until=until).returning(*columns))
    return [Claimed(*row) for row in taken]


def contents(db: Connection, delivery_ids: Iterable[str]) -> dict[str, list[AlertRaised]]:
    """What these deliveries tell of, in the order raised. Alerts that many deliveries share are read once."""
    rows = sorted(rows_for(db, _CONTENTS, delivery_ids), key=lambda row: row.position)
    bodies = select(alerts.c.alert_id, alerts.c.body).where(alerts.c.alert_id.in_(IDS))
    found = rows_for(db, bodies, {row.alert_id for row in rows})
    raised = {row.alert_id: AlertRaised.model_validate(row.body) for row in found}
    told_by: dict[str, list[AlertRaised]] = {}
    for row in rows:
        told_by.setdefault(row.delivery_id, []).append(raised[row.alert_id])
    return told_by


_CONTENTS = select(told.c.delivery_id, told.c.alert_id, told.c.position).where(told.c.delivery_id.in_(IDS))


def finish(db: Connection, tried: Sequence[Tried]) -> None:
    """Write down how these tries came out, and let go of their deliveries. What was removed meanwhile stays away."""
    ids = [one.claimed.delivery_id for one in tried]
    there = {row.delivery_id for row in rows_for(db, _THERE, ids)}
    kept = [one for one in tried if one.claimed.delivery_id in there]
    if not kept:
        return
    add_new(db, attempts, [_attempt(one) for one in kept])
    db.execute(_ENDING, [_end(one) for one in kept])
    well = {one.claimed.subscription_id for one in kept if one.outcome == "sent"}
    failed = {one.claimed.subscription_id: one for one in kept if one.outcome != "sent"}
    change(db, _WELL, well - set(failed))
    if failed:
        db.execute(_FAILING, [{"id": key, "since": one.at} for key, one in failed.items()])
    gone = {key for key, one in failed.items() if one.outcome == "gone"}
    change(db, _GONE, gone)


_THERE = select(deliveries.c.delivery_id).where(deliveries.c.delivery_id.in_(IDS))
_ENDING = (
    update(deliveries)
    # Once for each attempt, also where it is written down again after the database was away.
    .where(deliveries.c.delivery_id == bindparam("id"), deliveries.c.attempts == bindparam("seen"))
    .values(
        state=bindparam("new_state"), due_at=bindparam("next_due"), ended_at=bindparam("end"),
        tries=deliveries.c.tries + 1, attempts=deliveries.c.attempts + 1, leased_by=None, leased_until=None,
    )
)  # fmt: skip
_SUBSCRIPTION = subscriptions.c.subscription_id
_WELL = (
    update(subscriptions)
    .where(_SUBSCRIPTION.in_(IDS), subscriptions.c.failing_since.is_not(None))
    .values(failing_since=None)
)
_FAILING = (
    update(subscriptions)
    .where(bindparam("id") == _SUBSCRIPTION, subscriptions.c.failing_since.is_(None))
    .values(failing_since=bindparam("since"))
)
_GONE = (
    update(subscriptions)
    .where(_SUBSCRIPTION.in_(IDS))
    .values(state="disabled", state_reason="its address answered 410 Gone: it wants no more")
)


def _attempt(one: Tried) -> dict[str, Any]:
    return {
        "delivery_id": one.claimed.delivery_id, "number": one.claimed.attempts + 1, "outcome": one.outcome,
        "at": one.at, "took_ms": one.took_ms, "status": one.status, "answer": one.answer, "error": one.error,
        "next_at": one.due_at,
    }  # fmt: skip


def _end(one: Tried) -> dict[str, Any]:
    over = one.state != "waiting"
    return {
        "id": one.claimed.delivery_id, "seen": one.claimed.attempts, "new_state": one.state,
        "next_due": one.due_at or one.at, "end": one.at if over else None,
    }  # fmt: skip


def prune(db: Connection, before: datetime) -> None:
    """Forget what ended before that time; who was told of what is kept, so that nobody is told again."""
    old = select(deliveries.c.delivery_id).where(deliveries.c.ended_at < before)
    db.execute(delete(attempts).where(attempts.c.delivery_id.in_(old)))
    db.execute(delete(deliveries).where(deliveries.c.ended_at < before))
