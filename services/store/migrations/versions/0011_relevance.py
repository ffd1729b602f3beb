"""How much a claim bears on those in power and those harmed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column; claims that were stored before count as not weighed."""
    op.add_column("claims", sa.Column("relevance", sa.Float))


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
