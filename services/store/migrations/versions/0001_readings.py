"""What is read: articles, extractions, mentions, figures, claims."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _articles()
    _extractions()
    _mentions()
    _claims()
    _figures()
    _mention_keys()


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("origin_id", sa.String(200), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("canonical_url", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("publisher", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("date_source", sa.String(40), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.Text()),
        sa.Column("raw_sha256", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "version", name="pk_articles"),
    )
    op.create_index("ix_articles_origin_id", "articles", ["origin_id"])
    op.create_index("ix_articles_published_at", "articles", ["published_at"])
    op.create_index("ix_articles_recorded_at", "articles", ["recorded_at"])


def _extractions() -> None:
    op.create_table(
        "extractions",
        sa.Column("extraction_id", sa.String(200), nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("article_version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("extractor", sa.Text()),
        sa.Column("extractor_version", sa.Text()),
        sa.Column("model", sa.Text()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("extraction_id", name="pk_extractions"),
    )
    op.create_index("ix_extractions_article_id_article_version", "extractions", ["article_id", "article_version"])
    op.create_index("ix_extractions_recorded_at", "extractions", ["recorded_at"])


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("mention_id", sa.String(200), nullable=False),
        sa.Column("extraction_id", sa.String(200), nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("article_version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("origin_id", sa.String(200), nullable=False),
        sa.Column("publisher", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("key", sa.Text()),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("day_start", sa.Date()),
        sa.Column("day_end", sa.Date()),
        sa.Column("date_precision", sa.String(40), nullable=False),
        sa.Column("date_text", sa.Text()),
        sa.Column("place_text", sa.Text()),
        sa.Column("place_name", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("admin1", sa.Text()),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("place_precision", sa.String(40), nullable=False),
        sa.Column("victims", sa.JSON(), nullable=False),
        sa.Column("perpetrators", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("weapon", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.extraction_id"], name="fk_mentions_extraction_id_extractions"
        ),
        sa.PrimaryKeyConstraint("mention_id", name="pk_mentions"),
    )
    op.create_index("ix_mentions_article_id", "mentions", ["article_id"])
    op.create_index("ix_mentions_extraction_id", "mentions", ["extraction_id"])


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("claim_id", sa.String(200), nullable=False),
        sa.Column("extraction_id", sa.String(200), nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("article_version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("origin_id", sa.String(200), nullable=False),
        sa.Column("publisher", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("mention_id", sa.String(200)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("quoted", sa.String(40), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("speaker_name", sa.Text()),
        sa.Column("action", sa.Text()),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("speaker", sa.JSON()),
        sa.Column("cue", sa.JSON()),
        sa.Column("deadline", sa.JSON()),
        sa.Column("date", sa.JSON()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.extraction_id"], name="fk_claims_extraction_id_extractions"
        ),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.mention_id"], name="fk_claims_mention_id_mentions"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_claims"),
    )
    op.create_index("ix_claims_article_id", "claims", ["article_id"])
    op.create_index("ix_claims_extraction_id", "claims", ["extraction_id"])
    op.create_index("ix_claims_kind_claim_id", "claims", ["kind", "claim_id"])
    op.create_index("ix_claims_mention_id", "claims", ["mention_id"])
    op.create_index("ix_claims_recorded_at_claim_id", "claims", ["recorded_at", "claim_id"])


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("figure_id", sa.String(200), nullable=False),
        sa.Column("extraction_id", sa.String(200), nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("article_version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("origin_id", sa.String(200), nullable=False),
        sa.Column("publisher", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("mention_id", sa.String(200)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("best", sa.BigInteger()),
        sa.Column("high", sa.BigInteger()),
        sa.Column("approx", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("claimant", sa.Text()),
        sa.Column("victim_class", sa.Text()),
        sa.Column("period", sa.JSON()),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.extraction_id"], name="fk_figures_extraction_id_extractions"
        ),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.mention_id"], name="fk_figures_mention_id_mentions"),
        sa.PrimaryKeyConstraint("figure_id", name="pk_figures"),
    )
    op.create_index("ix_figures_article_id", "figures", ["article_id"])
    op.create_index("ix_figures_extraction_id", "figures", ["extraction_id"])
    op.create_index("ix_figures_mention_id", "figures", ["mention_id"])
    op.create_index("ix_figures_role_kind", "figures", ["role", "kind"])


def _mention_keys() -> None:
    op.create_table(
        "mention_keys",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("mention_id", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.mention_id"], name="fk_mention_keys_mention_id_mentions"),
        sa.PrimaryKeyConstraint("key", "mention_id", name="pk_mention_keys"),
    )
    op.create_index("ix_mention_keys_mention_id", "mention_keys", ["mention_id"])
