"""What may answer demands."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select

from services.store.demands import Reply
from services.store.reply_tables import demand_replies
from services.store.repository.readings import source_in
from services.store.repository.statements import IDS, insert_new, rows_for
from services.store.tables import articles, claims, demands
from shared.messages import Claim


def add_replies(db: Connection, replies: Sequence[Reply], now: datetime) -> None:
    """Keep these; whether they answer anything shows when the demand is there."""
    rows = [{"demand_id": r.demand_id, "claim_id": r.claim_id, "outcome": r.outcome, "linked_at": now} for r in replies]
    insert_new(db, demand_replies, rows)


def made(db: Connection, demand_ids: Iterable[str]) -> set[str]:
    """Those of these demands that somebody makes."""
    return {row.demand_id for row in rows_for(db, _MADE, demand_ids)}


_MADE = select(demands.c.demand_id).where(demands.c.state == "current", demands.c.demand_id.in_(IDS))


def answered_by(db: Connection, extraction_id: str) -> set[str]:
    """The demands that one reading may answer."""
    t = demand_replies.c
    linked = select(t.demand_id).join(claims, claims.c.claim_id == t.claim_id)
    return made(db, db.scalars(linked.where(claims.c.extraction_id == extraction_id)))


def replies_to(db: Connection, demand_ids: Iterable[str]) -> list[Reply]:
    """What all articles say now that may answer these demands."""
    return [
        Reply(
            demand_id=row.demand_id,
            claim_id=row.claim_id,
            outcome=row.outcome,
            claim=Claim.model_validate(row, from_attributes=True),
            speaker=row.speaker_name,
            source=source_in(row),
        )
        for row in rows_for(db, _REPLIES, demand_ids)
    ]


_REPLIES = (
    select(claims, demand_replies.c.demand_id, demand_replies.c.outcome, articles.c.url)
    .join(demand_replies, demand_replies.c.claim_id == claims.c.claim_id)
    .outerjoin(
        articles, (articles.c.article_id == claims.c.article_id) & (articles.c.version == claims.c.article_version)
    )
    .where(claims.c.active, demand_replies.c.demand_id.in_(IDS))
    .order_by(claims.c.claim_id)
)


def overdue(db: Connection, today: date, most: int) -> list[str]:
    """The demands whose deadline has passed and that nobody has answered: the longest overdue first."""
    d = demands.c
    open_ = d.status.in_(("made", "repeated", "joined"))
    query = select(d.demand_id).where(d.state == "current", d.deadline < today, open_)
    return list(db.scalars(query.order_by(d.deadline, d.demand_id).limit(most)))
