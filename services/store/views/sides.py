"""What is said in an incident's articles of who did it, though no word ties it to the event."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists

from services.store.answers import ClaimShown
from services.store.tables import claims, incident_mentions, mentions
from services.store.views.rows import claims_query, claims_shown, rows_of


def untied_claims(db: Connection, incident_id: str, kinds: Sequence[str]) -> tuple[ClaimShown, ...]:
    """Claims of these kinds, of articles that tell of this incident and of no other: "Police denied it" names no place,
    and can mean nothing else there."""
    link, told = incident_mentions.alias().c, mentions.alias().c  # the query has these tables for its own already
    linked = (told.article_id == claims.c.article_id, told.active, link.mention_id == told.mention_id, link.active)
    query = claims_query().where(
        claims.c.active, claims.c.mention_id.is_(None), claims.c.kind.in_(kinds),
        exists().where(*linked, link.incident_id == incident_id),
        ~exists().where(*linked, link.incident_id != incident_id),
    )  # fmt: skip
    return claims_shown(db, rows_of(db, query.order_by(claims.c.recorded_at, claims.c.claim_id)))
