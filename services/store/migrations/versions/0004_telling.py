"""What the article of an event speaks of."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column. Of events that are here already nothing is known: day, place and names still tie them."""
    op.add_column("mentions", sa.Column("telling", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
