"""Who wrote an article, and what is to be known of its text."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; what was stored before has neither."""
    op.add_column("articles", sa.Column("byline", sa.Text))
    op.add_column("articles", sa.Column("flags", sa.JSON))


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
