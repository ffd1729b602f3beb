"""What was known of a demand, and since when, as a table."""

from sqlalchemy import Table

from services.store import columns as col
from services.store.tables import demands, metadata

demand_history = Table(
    "demand_history",
    metadata,
    col.part_of("demand_id", demands.c.demand_id),
    col.number("position", primary_key=True),
    col.moment("recorded_at"),
    *col.json_of("view"),
)
"""`view`: {state, status, action, targets, speakers, deadline, answer, independent_sources}. As of T: the row of the
highest `position` whose `recorded_at` is not after T."""
