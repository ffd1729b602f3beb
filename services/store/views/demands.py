"""Demand threads as they are shown."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, exists, select

from services.store.answers import ClaimShown, DemandLine, DemandProved, DemandShown, Page
from services.store.cursors import cursor_of, moment_and_id
from services.store.filters import DemandFilters, words_of
from services.store.tables import claims, demand_claims, demands
from services.store.views.alerts import alerts_about
from services.store.views.past import demands_then
from services.store.views.rows import before, claims_query, claims_shown, cut, holds, rows_of, weighs

LIST = "demands"


def list_demands(db: Connection, asked: DemandFilters) -> Page[DemandLine]:
    """The current demand threads that pass every filter, first made last first. Raises BadCursor."""
    if asked.as_of:
        return demands_then(db, asked, asked.as_of)
    it = demands.c
    query = select(demands).where(it.state == "current", *_conditions(asked))
    if asked.cursor:
        query = query.where(before(it.first_seen, it.demand_id, moment_and_id(LIST, asked.cursor)))
    found = rows_of(db, query.order_by(it.first_seen.desc(), it.demand_id.desc()).limit(asked.limit + 1))
    rows, more = cut(found, asked.limit)
    following = cursor_of(LIST, rows[-1]["first_seen"], rows[-1]["demand_id"]) if more else None
    return Page[DemandLine](items=tuple(DemandLine.model_validate(row) for row in rows), next=following)


def _conditions(asked: DemandFilters) -> Iterator[ColumnElement[bool]]:
    it, link = demands.c, demand_claims.c
    if asked.status:
        yield it.status.in_(asked.status)
    mine = (link.demand_id == it.demand_id, link.active)
    if asked.speaker:
        yield exists().where(*mine, link.claim_id == claims.c.claim_id, holds(claims.c.speaker_name, asked.speaker))
    if asked.target:
        yield exists().where(*mine, holds(link.target, asked.target))
    if asked.relevance is not None:
        yield exists().where(*mine, link.claim_id == claims.c.claim_id, weighs(asked.relevance))
    if asked.q:
        yield from (holds(it.action, word) for word in words_of(asked.q))


def claims_of(db: Connection, demand_ids: Sequence[str]) -> dict[str, list[ClaimShown]]:
    """The claims that make these demands, by demand, oldest first."""
    link = demand_claims.c
    query = (
        claims_query()
        .add_columns(link.demand_id)
        .join(demand_claims, link.claim_id == claims.c.claim_id)
        .where(link.active, link.demand_id.in_(demand_ids))
        .order_by(claims.c.recorded_at, claims.c.claim_id)
    )
    rows = rows_of(db, query)
    made: dict[str, list[ClaimShown]] = {}
    for row, claim in zip(rows, claims_shown(db, rows), strict=True):
        made.setdefault(row["demand_id"], []).append(claim)
    return made


def with_proof(db: Connection, page: Page[DemandLine]) -> Page[DemandProved]:
    """The same page, each demand with the claims that make it."""
    made = claims_of(db, [line.demand_id for line in page.items])
    proved = tuple(DemandProved(**dict(line), claims=tuple(made.get(line.demand_id, ()))) for line in page.items)
    return Page[DemandProved](items=proved, next=page.next)


def demand(db: Connection, demand_id: str) -> DemandShown | None:
    """One demand thread with its claims and alerts; null where there is none of this id."""
    row = db.execute(select(demands).where(demands.c.demand_id == demand_id)).mappings().first()
    if row is None:
        return None
    made = tuple(claims_of(db, [demand_id]).get(demand_id, ()))
    line = DemandLine.model_validate(dict(row))
    return DemandShown(**dict(line), claims=made, alerts=alerts_about(db, demand_id=demand_id))
