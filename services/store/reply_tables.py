"""What may answer demands, as a table."""

from sqlalchemy import Table

from services.store import columns as col
from services.store.tables import claims, metadata

demand_replies = Table(
    "demand_replies",
    metadata,
    col.identity("demand_id", primary_key=True),
    col.part_of("claim_id", claims.c.claim_id, index=True),
    *col.words("outcome"),
    col.moment("linked_at"),
)
"""Claims by which a demand may have been answered; `demand_id` may be of one that nobody has made yet."""
