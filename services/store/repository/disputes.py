"""Accusations and denials of one incident, and whether subscribers know that it is disputed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, select

from services.store.disputes import Word
from services.store.repository.readings import source_in
from services.store.repository.statements import IDS, beside_waiting, rows_for, waiting_rows
from services.store.tables import alerts, articles, claims, incident_mentions, incidents, mentions
from shared.messages import Claim


def deny(db: Connection, article_ids: Iterable[str]) -> bool:
    """Whether any of these articles has a denial: without one there is no dispute, and nothing need be looked up."""
    ids = set(article_ids)
    if any(row["kind"] == "denial" and row["article_id"] in ids for row in waiting_rows(db, claims)):
        return True
    with beside_waiting(db):
        return any(row.kind == "denial" for row in rows_for(db, _KINDS, ids))


_KINDS = select(claims.c.kind).where(claims.c.article_id.in_(IDS)).distinct()


def words_about(db: Connection, incident_ids: Iterable[str]) -> list[Word]:
    """Every accusation and denial that an article ties to these incidents now, or that can be of nothing else."""
    ids = set(incident_ids)
    found = {(row.incident_id, row.claim_id): row for query in (_WORDS, _UNTIED) for row in rows_for(db, query, ids)}
    return [
        Word(incident_id, claim_id, Claim.model_validate(row, from_attributes=True), source_in(row))
        for (incident_id, claim_id), row in sorted(found.items())
    ]


def means_no_other(incident_id: Any) -> ColumnElement[bool]:
    """Of a claim: no word ties it to an event, and its article tells of no other incident than this one. "Police denied
    it" names no place, and can mean nothing else there."""
    link, told = incident_mentions.alias().c, mentions.alias().c
    another = exists().where(
        told.article_id == claims.c.article_id, told.active,
        link.mention_id == told.mention_id, link.active, link.incident_id != incident_id,
    )  # fmt: skip
    return and_(claims.c.active, claims.c.mention_id.is_(None), ~another)


_of_this_kind = claims.c.kind.concat("").in_(("accusation", "denial"))
"""As an expression: SQLite would go through an index of kinds, which is half of all claims."""

_WORDS = (
    select(claims, incident_mentions.c.incident_id, articles.c.url)
    .join(incident_mentions, incident_mentions.c.mention_id == claims.c.mention_id)
    .outerjoin(
        articles, (articles.c.article_id == claims.c.article_id) & (articles.c.version == claims.c.article_version)
    )
    .where(incident_mentions.c.active, claims.c.active, _of_this_kind)
    .where(incident_mentions.c.incident_id.in_(IDS))
    .order_by(claims.c.claim_id)
)

_UNTIED = (
    select(claims, incident_mentions.c.incident_id, articles.c.url)
    .join(mentions, (mentions.c.article_id == claims.c.article_id) & mentions.c.active)
    .join(incident_mentions, (incident_mentions.c.mention_id == mentions.c.mention_id) & incident_mentions.c.active)
    .outerjoin(
        articles, (articles.c.article_id == claims.c.article_id) & (articles.c.version == claims.c.article_version)
    )
    .where(_of_this_kind, incident_mentions.c.incident_id.in_(IDS))
    .where(means_no_other(incident_mentions.c.incident_id))
)


def told_disputed(db: Connection, incident_ids: Iterable[str]) -> set[str]:
    """Those of these incidents, or of those merged into them, of which a dispute was told."""
    return {row.present for row in rows_for(db, _TOLD, incident_ids)}


_present = incidents.c.merged_into
_TOLD = (
    select(incidents.c.incident_id.label("present"))
    .join(alerts, alerts.c.incident_id == incidents.c.incident_id)
    .where(alerts.c.kind == "claim_disputed", incidents.c.incident_id.in_(IDS))
    .union(
        select(_present.label("present"))
        .join(alerts, alerts.c.incident_id == incidents.c.incident_id)
        .where(alerts.c.kind == "claim_disputed", _present.in_(IDS))
    )
)
