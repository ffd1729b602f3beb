"""Accusations and denials of one incident, and whether subscribers know that it is disputed."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from services.store.disputes import Word
from services.store.repository.readings import source_in
from services.store.repository.statements import IDS, rows_for
from services.store.tables import alerts, articles, claims, incident_mentions, incidents
from shared.messages import Claim


def words_about(db: Connection, incident_ids: Iterable[str]) -> list[Word]:
    """Every accusation and denial that an article ties to these incidents now."""
    return [
        Word(row.incident_id, row.claim_id, Claim.model_validate(row, from_attributes=True), source_in(row))
        for row in rows_for(db, _WORDS, incident_ids)
    ]


_WORDS = (
    select(claims, incident_mentions.c.incident_id, articles.c.url)
    .join(incident_mentions, incident_mentions.c.mention_id == claims.c.mention_id)
    .outerjoin(
        articles, (articles.c.article_id == claims.c.article_id) & (articles.c.version == claims.c.article_version)
    )
    .where(incident_mentions.c.active, claims.c.active, claims.c.kind.in_(("accusation", "denial")))
    .where(incident_mentions.c.incident_id.in_(IDS))
    .order_by(claims.c.claim_id)
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
