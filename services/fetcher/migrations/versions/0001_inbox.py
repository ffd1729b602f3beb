"""The inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UNPUBLISHED = sa.text("state = 'waiting' AND entry_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("reprint_key", sa.String(64), nullable=False),
        sa.Column("origin_id", sa.String(200), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.String(40)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("published_times", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("article_id", "version", name="inbox_one_row_a_version"),
    )
    op.create_index("ix_inbox_reprint_key", "inbox", ["reprint_key"])
    op.create_index("inbox_unpublished", "inbox", ["seq"], sqlite_where=UNPUBLISHED, postgresql_where=UNPUBLISHED)
    op.create_index("inbox_due", "inbox", ["state", "due_at"])
    op.create_index("inbox_entry", "inbox", ["entry_id"])


def downgrade() -> None:
    op.drop_table("inbox")
