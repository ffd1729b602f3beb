"""Demand threads and the claims that make them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from services.store.demands import Call, Thread
from services.store.mentions import Source
from services.store.repository.upserts import batches, put
from services.store.tables import articles, claims, demand_claims, demands
from shared.messages import Claim


def threads_of_reading(db: Connection, extraction_id: str) -> set[str]:
    """The threads that one reading's claims make."""
    t = demand_claims.c
    linked = select(t.demand_id).join(claims, claims.c.claim_id == t.claim_id)
    return set(db.scalars(linked.where(claims.c.extraction_id == extraction_id, t.active)))


def unlink_reading(db: Connection, extraction_id: str) -> None:
    """This reading's claims make no demand now; the links stay, inactive."""
    ids = select(claims.c.claim_id).where(claims.c.extraction_id == extraction_id)
    db.execute(update(demand_claims).where(demand_claims.c.claim_id.in_(ids)).values(active=False))


def calls_in(db: Connection, demand_ids: Iterable[str]) -> list[Call]:
    """The calls that make these threads now, by all articles."""
    found = []
    for part in batches(sorted(demand_ids)):
        for row in db.execute(_calls().where(demand_claims.c.demand_id.in_(part)).order_by(claims.c.claim_id)):
            source = Source(
                row.article_id, row.article_version, row.origin_id, row.publisher, row.published_at, row.url
            )
            claim = Claim.model_validate(row, from_attributes=True)
            found.append(
                Call(
                    demand_id=row.demand_id,
                    addressee_key=row.addressee_key,
                    action_key=row.action_key,
                    claim_id=row.claim_id,
                    claim=claim,
                    target=row.target,
                    speaker=row.speaker_name if row.speaker_keys else None,
                    speaker_keys=frozenset(row.speaker_keys),
                    source=source,
                )
            )
    return found


def _calls() -> Any:
    versions = (articles.c.article_id == claims.c.article_id) & (articles.c.version == claims.c.article_version)
    linked = ("demand_id", "target", "speaker_keys")
    return (
        select(
            claims,
            *(demand_claims.c[name] for name in linked),
            demands.c.addressee_key,
            demands.c.action_key,
            articles.c.url,
        )
        .join(demand_claims, demand_claims.c.claim_id == claims.c.claim_id)
        .join(demands, demands.c.demand_id == demand_claims.c.demand_id)
        .outerjoin(articles, versions)
        .where(demand_claims.c.active)
    )


def save(db: Connection, threads: Sequence[Thread], now: datetime) -> None:
    """Write what these threads are now."""
    rows = [
        {
            "demand_id": thread.demand_id,
            "state": "current",
            "status": thread.status,
            "addressee_key": thread.addressee_key,
            "action_key": thread.action_key,
            "action": thread.action,
            "targets": list(thread.targets),
            "speakers": list(thread.speakers),
            "independent_sources": thread.independent_sources,
            "first_seen": now,
            "updated_at": now,
        }
        for thread in threads
    ]
    put(db, demands, rows, keep=frozenset({"first_seen"}))


def withdraw(db: Connection, demand_ids: Iterable[str], now: datetime) -> None:
    """No article makes these demands any more; the rows stay, and say so."""
    for part in batches(sorted(demand_ids)):
        gone = update(demands).where(demands.c.demand_id.in_(part))
        db.execute(gone.values(state="withdrawn", independent_sources=0, updated_at=now))


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
