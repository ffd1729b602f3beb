"""What was known of a demand, and since when."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

KEPT = ("state", "status", "action", "targets", "speakers", "answer", "independent_sources")


def upgrade() -> None:
    """Make the table. Of demands that are here already what is known now was known since they last changed."""
    made = op.create_table(
        "demand_history",
        sa.Column("demand_id", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("view", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.demand_id"], name="fk_demand_history_demand_id_demands"),
        sa.PrimaryKeyConstraint("demand_id", "position", name="pk_demand_history"),
    )
    json, moment = sa.JSON(none_as_null=True), sa.DateTime(timezone=True)
    types: dict[str, Any] = {"targets": json, "speakers": json, "answer": json}
    types |= {"updated_at": moment, "deadline": sa.Date()}
    names = ("demand_id", *KEPT, "deadline", "updated_at")
    demands = sa.table("demands", *(sa.column(name, types.get(name)) for name in names))
    for row in op.get_bind().execute(sa.select(demands)).fetchall():
        view = {name: getattr(row, name) for name in KEPT}
        view["deadline"] = row.deadline.isoformat() if row.deadline else None
        line = {"demand_id": row.demand_id, "position": 1, "recorded_at": row.updated_at, "view": view}
        op.get_bind().execute(made.insert().values(line))


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
