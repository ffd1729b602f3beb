"""What was merged into an incident is found without reading all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_incidents_merged_into", "incidents", ["merged_into"], sqlite_where=_MERGED, postgresql_where=_MERGED
    )


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
