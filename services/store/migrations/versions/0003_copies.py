"""Copies of a text: how they are found, and which they are."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables. Texts that are here already are compared when their next version comes."""
    op.create_table(
        "text_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("key", "month", "article_id", name="pk_text_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_text_keys_article_id", "text_keys", ["article_id"])
    op.create_table(
        "article_copies",
        sa.Column("article_a", sa.String(200), nullable=False),
        sa.Column("article_b", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_a", "article_b", "kind", name="pk_article_copies"),
    )
    op.create_index("ix_article_copies_article_b", "article_copies", ["article_b"])


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
