"""Demand threads and the claims that make them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, bindparam, literal, select, update

from services.store.demands import Call, Thread
from services.store.reply_tables import demand_replies
from services.store.repository.history import remember
from services.store.repository.keeping import Kept, keep, kept_of
from services.store.repository.readings import source_in
from services.store.repository.statements import IDS, change, put, rows_for
from services.store.tables import articles, claims, demand_claims, demands
from shared.messages import Claim


def unlink_reading(db: Connection, extraction_id: str) -> set[str]:
    """This reading's claims make no demand now; the links stay, inactive. Returns the threads that they made."""
    t = demand_claims.c
    ids = select(claims.c.claim_id).where(claims.c.extraction_id == extraction_id)
    undone = update(demand_claims).where(t.active, t.claim_id.in_(ids)).values(active=False)
    return set(db.scalars(undone.returning(t.demand_id)))


def former_threads(db: Connection, demand_ids: Iterable[str]) -> dict[str, set[str]]:
    """For each of these threads, those to which claims belonged that belong to it now."""
    former: dict[str, set[str]] = {}
    for row in rows_for(db, _FORMER, demand_ids):
        former.setdefault(row.demand_id, set()).add(row.former)
    return former


_then = demand_claims.alias()
_FORMER = (
    select(demand_claims.c.demand_id, _then.c.demand_id.label("former"))
    .join(_then, _then.c.claim_id == demand_claims.c.claim_id)
    .where(demand_claims.c.active, _then.c.active.is_(False), demand_claims.c.demand_id.in_(IDS))
    .distinct()
)


def heard_of(db: Connection, demand_ids: Iterable[str]) -> dict[str, str]:
    """Those of these demands of which anything is stored, and how they stand: `current`, `withdrawn`, or `replied` to
    by somebody, and made by nobody yet."""
    return {row.demand_id: row.state for row in rows_for(db, _HEARD_OF, demand_ids)}


_made = select(demands.c.demand_id)
_HEARD_OF = (
    select(demands.c.demand_id, demands.c.state)
    .where(demands.c.demand_id.in_(IDS))
    .union_all(
        select(demand_replies.c.demand_id, literal("replied").label("state"))
        .where(demand_replies.c.demand_id.in_(IDS), demand_replies.c.demand_id.not_in(_made))
        .distinct()
    )
)


def calls_in(db: Connection, demand_ids: Iterable[str]) -> list[Call]:
    """The calls that make these threads now, by all articles."""
    made = rows_for(db, _MADE, demand_ids)
    kept = kept_of(db, _kept)
    missing = {row.claim_id for row in made if (row.demand_id, row.claim_id) not in kept}
    new = [_call_in(row) for row in rows_for(db, _CALLS, missing)]
    keep(kept, {(call.demand_id, call.claim_id): call for call in new}, MOST_KEPT)
    at_hand = {(call.demand_id, call.claim_id): call for call in new}
    calls = [at_hand.get(key := (row.demand_id, row.claim_id)) or kept[key] for row in made]
    return [_of_origin(call, row.origin_id) for call, row in zip(calls, made, strict=True)]


MOST_KEPT = 5_000
"""Calls that are not loaded again, of 2 KB each: those of the threads of today, of which some are of hundreds."""

_kept: Kept[tuple[str, str], Call] = WeakKeyDictionary()
"""What a claim calls for is never changed, but for the origin of its article."""


def _of_origin(call: Call, origin_id: str) -> Call:
    source = call.source
    return call if source.origin_id == origin_id else replace(call, source=replace(source, origin_id=origin_id))


def _call_in(row: Any) -> Call:
    return Call(
        demand_id=row.demand_id,
        addressee_key=row.addressee_key,
        action_key=row.action_key,
        claim_id=row.claim_id,
        claim=Claim.model_validate(row, from_attributes=True),
        target=row.target,
        speaker=row.speaker_name if row.speaker_keys else None,
        speaker_keys=frozenset(row.speaker_keys),
        source=source_in(row),
    )


_MADE = (
    select(demand_claims.c.demand_id, demand_claims.c.claim_id, claims.c.origin_id)
    .join(claims, claims.c.claim_id == demand_claims.c.claim_id)
    .where(demand_claims.c.active, demand_claims.c.demand_id.in_(IDS))
    .order_by(demand_claims.c.claim_id)
)


_CALLS = (
    select(
        claims,
        demand_claims.c.demand_id,
        demand_claims.c.target,
        demand_claims.c.speaker_keys,
        demands.c.addressee_key,
        demands.c.action_key,
        articles.c.url,
    )
    .join(demand_claims, demand_claims.c.claim_id == claims.c.claim_id)
    .join(demands, demands.c.demand_id == demand_claims.c.demand_id)
    .outerjoin(
        articles, (articles.c.article_id == claims.c.article_id) & (articles.c.version == claims.c.article_version)
    )
    .where(demand_claims.c.active, demand_claims.c.claim_id.in_(IDS))
)


def save(db: Connection, threads: Sequence[Thread], now: datetime, on_record: Iterable[str] | None = None) -> None:
    """Write what these threads are now; only those `on_record`, where given, were written before."""
    rows: list[dict[str, Any]] = [
        {
            "demand_id": thread.demand_id,
            "state": "current",
            "status": thread.status,
            "addressee_key": thread.addressee_key,
            "action_key": thread.action_key,
            "action": thread.action,
            "targets": list(thread.targets),
            "speakers": list(thread.speakers),
            "deadline": thread.deadline,
            "answer": _answer_of(thread),
            "independent_sources": thread.independent_sources,
            "first_seen": now,
            "updated_at": now,
        }
        for thread in threads
    ]
    remember(db, {row["demand_id"]: _view(row) for row in rows}, now, on_record)
    put(db, demands, rows, keep=frozenset({"first_seen"}))


KNOWN = ("state", "status", "action", "targets", "speakers", "answer", "independent_sources")
"""What history keeps of a demand, beside its deadline."""


def _view(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in KNOWN} | {"deadline": row["deadline"] and row["deadline"].isoformat()}


def _answer_of(thread: Thread) -> dict[str, Any] | None:
    reply = thread.answer
    if reply is None:
        return None
    proof = [reply.source.proof(span).model_dump(mode="json") for span in reply.claim.evidence]
    return {"claim_id": reply.claim_id, "outcome": reply.outcome, "speaker": reply.speaker, "evidence": proof}


def withdraw(db: Connection, demand_ids: Iterable[str], now: datetime) -> None:
    """No article makes these demands any more; the rows stay, and say so."""
    ids = set(demand_ids)
    change(db, _WITHDRAW, ids, now=now)
    remember(db, {i: {"state": "withdrawn"} for i in ids}, now)


_WITHDRAW = (
    update(demands)
    .where(demands.c.demand_id.in_(IDS))
    .values(state="withdrawn", independent_sources=0, updated_at=bindparam("now"))
)


def link(db: Connection, calls: Sequence[Call], now: datetime) -> None:
    """Tie these claims to their threads."""
    rows = [
        {
            "demand_id": call.demand_id,
            "claim_id": call.claim_id,
            "active": True,
            "target": call.target,
            "speaker_keys": sorted(call.speaker_keys),
            "linked_at": now,
        }
        for call in calls
    ]
    put(db, demand_claims, rows, keep=frozenset({"linked_at"}))
