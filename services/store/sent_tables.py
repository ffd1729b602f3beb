"""What subscribers were told, as tables."""

from sqlalchemy import Column, String, Table

from services.store import columns as col
from services.store.tables import alerts, demands, incidents, metadata

sent_tolls = Table(
    "sent_tolls",
    metadata,
    col.part_of("alert_id", alerts.c.alert_id),
    col.part_of("incident_id", incidents.c.incident_id, index=True),
    Column("kind", String(40), primary_key=True),
    *col.people(),
    *col.json_of("sources"),
    *col.json_of("names", nullable=True),
)
"""What an alert said of a toll, and what was known of the incident when it was sent: `sources`, {article_id: version}
behind it; `names` of those whom this harm met."""

sent_demands = Table(
    "sent_demands",
    metadata,
    col.part_of("alert_id", alerts.c.alert_id),
    col.part_of("demand_id", demands.c.demand_id, index=True),
    *col.json_of("speaker_keys"),
)
"""Which demands an alert spoke of, and by whom."""
