"""Keys, kept as hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "fetcher_keys",
        sa.Column("key_id", sa.String(40), primary_key=True),
        sa.Column("parent", sa.String(40)),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
    )
    op.create_index("ix_fetcher_keys_parent", "fetcher_keys", ["parent"])


def downgrade() -> None:
    op.drop_table("fetcher_keys")
