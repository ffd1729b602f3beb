"""What was known of a demand, and since when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from services.store.history_tables import demand_history
from services.store.repository.statements import IDS, insert_new, rows_for


def remember(
    db: Connection, views: Mapping[str, Mapping[str, Any]], now: datetime, on_record: Iterable[str] | None = None
) -> None:
    """A line of history for each of these demands that is not as its last line says. Only those `on_record`, where
    given, can have any."""
    last = {row.demand_id: row for row in rows_for(db, _LAST_LINES, views if on_record is None else on_record)}
    rows = [
        {
            "demand_id": demand_id,
            "position": last[demand_id].position + 1 if demand_id in last else 1,
            "recorded_at": now,
            "view": dict(view),
        }
        for demand_id, view in views.items()
        if demand_id not in last or last[demand_id].view != view
    ]
    insert_new(db, demand_history, rows)


_it = demand_history.c
_newest = (
    select(_it.demand_id, func.max(_it.position).label("position"))
    .where(_it.demand_id.in_(IDS))
    .group_by(_it.demand_id)
    .subquery()
)
_LAST_LINES = select(demand_history).join(
    _newest, (_it.demand_id == _newest.c.demand_id) & (_it.position == _newest.c.position)
)
