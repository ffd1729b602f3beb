"""Who is named in which article."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table. Who is named in articles that are here already is known when they are read anew."""
    op.create_table(
        "entity_mentions",
        sa.Column("extraction_id", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(1000), nullable=False),
        sa.Column("name_id", sa.String(200), nullable=False),
        sa.Column("block", sa.String(200), nullable=False),
        sa.Column("titles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.extraction_id"], name="fk_entity_mentions_extraction_id_extractions"
        ),
        sa.PrimaryKeyConstraint("extraction_id", "position", name="pk_entity_mentions"),
    )
    op.create_index("ix_entity_mentions_name_id", "entity_mentions", ["name_id"])
    op.create_index("ix_entity_mentions_block", "entity_mentions", ["block"])


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
