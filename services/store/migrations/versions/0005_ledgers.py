"""Running totals as series, the names of victims that were sent, and the answers to demands."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns. Totals and demands that are here already are joined when their articles are read anew."""
    op.add_column("figures", sa.Column("series_id", sa.String(200)))
    op.add_column("figures", sa.Column("country", sa.Text()))
    op.create_index("ix_figures_series_id", "figures", ["series_id"])
    op.add_column("sent_tolls", sa.Column("names", sa.JSON(none_as_null=True)))
    op.add_column("demands", sa.Column("answer", sa.JSON(none_as_null=True)))
    op.add_column("demands", sa.Column("deadline", sa.Date()))
    op.create_index("ix_demands_deadline", "demands", ["deadline"])


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
