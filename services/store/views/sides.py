"""What is said in an incident's articles of who did it, though no word ties it to the event."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from services.store.answers import ClaimShown
from services.store.repository.disputes import means_no_other
from services.store.tables import claims, incident_mentions, mentions
from services.store.views.rows import claims_query, claims_shown, rows_of


def untied_claims(db: Connection, incident_id: str, kinds: Sequence[str]) -> tuple[ClaimShown, ...]:
    """Claims of these kinds that can be of no other incident: those that make a dispute, too."""
    link, told = incident_mentions.alias().c, mentions.alias().c  # the query has these tables for its own already
    tells = select(told.article_id).where(told.active, link.mention_id == told.mention_id, link.active)
    query = claims_query().where(
        claims.c.kind.in_(kinds),
        claims.c.article_id.in_(tells.where(link.incident_id == incident_id)),
        means_no_other(incident_id),
    )
    return claims_shown(db, rows_of(db, query.order_by(claims.c.recorded_at, claims.c.claim_id)))
