"""What follows from what is read: incidents, demands, alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _demands()
    _incidents()
    _alerts()
    _incident_history()
    _incident_tolls()
    _incident_mentions()
    _reviews()
    _sent_demands()
    _sent_tolls()
    _demand_claims()


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")


def _demands() -> None:
    op.create_table(
        "demands",
        sa.Column("demand_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("addressee_key", sa.Text()),
        sa.Column("action_key", sa.Text()),
        sa.Column("action", sa.Text()),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("speakers", sa.JSON(), nullable=False),
        sa.Column("independent_sources", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("demand_id", name="pk_demands"),
    )
    op.create_index("ix_demands_first_seen_demand_id", "demands", ["first_seen", "demand_id"])
    op.create_index("ix_demands_updated_at", "demands", ["updated_at"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("incident_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("merged_into", sa.String(200)),
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
        sa.Column("weapon", sa.Text()),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("independent_sources", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["incidents.incident_id"], name="fk_incidents_merged_into_incidents"),
        sa.PrimaryKeyConstraint("incident_id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_day_start_incident_id", "incidents", ["day_start", "incident_id"])
    op.create_index("ix_incidents_first_seen_incident_id", "incidents", ["first_seen", "incident_id"])
    op.create_index("ix_incidents_updated_at", "incidents", ["updated_at"])


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("alert_id", sa.String(200), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("incident_id", sa.String(200)),
        sa.Column("demand_id", sa.String(200)),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("article_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.demand_id"], name="fk_alerts_demand_id_demands"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.incident_id"], name="fk_alerts_incident_id_incidents"),
        sa.PrimaryKeyConstraint("alert_id", name="pk_alerts"),
        sa.UniqueConstraint("position", name="uq_alerts_position"),
    )
    op.create_index("ix_alerts_article_id", "alerts", ["article_id"])
    op.create_index("ix_alerts_demand_id", "alerts", ["demand_id"])
    op.create_index("ix_alerts_incident_id", "alerts", ["incident_id"])
    op.create_index("ix_alerts_published_at", "alerts", ["published_at"])


def _incident_history() -> None:
    op.create_table(
        "incident_history",
        sa.Column("incident_id", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extraction_id", sa.String(200), nullable=False),
        sa.Column("view", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.extraction_id"], name="fk_incident_history_extraction_id_extractions"
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.incident_id"], name="fk_incident_history_incident_id_incidents"
        ),
        sa.PrimaryKeyConstraint("incident_id", "position", name="pk_incident_history"),
    )


def _incident_tolls() -> None:
    op.create_table(
        "incident_tolls",
        sa.Column("incident_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("best", sa.BigInteger()),
        sa.Column("high", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.incident_id"], name="fk_incident_tolls_incident_id_incidents"
        ),
        sa.PrimaryKeyConstraint("incident_id", "kind", name="pk_incident_tolls"),
    )


def _incident_mentions() -> None:
    op.create_table(
        "incident_mentions",
        sa.Column("incident_id", sa.String(200), nullable=False),
        sa.Column("mention_id", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.incident_id"], name="fk_incident_mentions_incident_id_incidents"
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.mention_id"], name="fk_incident_mentions_mention_id_mentions"
        ),
        sa.PrimaryKeyConstraint("incident_id", "mention_id", name="pk_incident_mentions"),
    )
    op.create_index("ix_incident_mentions_mention_id", "incident_mentions", ["mention_id"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("mention_a", sa.String(200), nullable=False),
        sa.Column("mention_b", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mention_a"], ["mentions.mention_id"], name="fk_reviews_mention_a_mentions"),
        sa.ForeignKeyConstraint(["mention_b"], ["mentions.mention_id"], name="fk_reviews_mention_b_mentions"),
        sa.PrimaryKeyConstraint("mention_a", "mention_b", name="pk_reviews"),
    )
    op.create_index("ix_reviews_mention_b", "reviews", ["mention_b"])


def _sent_demands() -> None:
    op.create_table(
        "sent_demands",
        sa.Column("alert_id", sa.String(200), nullable=False),
        sa.Column("demand_id", sa.String(200), nullable=False),
        sa.Column("speaker_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name="fk_sent_demands_alert_id_alerts"),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.demand_id"], name="fk_sent_demands_demand_id_demands"),
        sa.PrimaryKeyConstraint("alert_id", "demand_id", name="pk_sent_demands"),
    )
    op.create_index("ix_sent_demands_demand_id", "sent_demands", ["demand_id"])


def _sent_tolls() -> None:
    op.create_table(
        "sent_tolls",
        sa.Column("alert_id", sa.String(200), nullable=False),
        sa.Column("incident_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("best", sa.BigInteger()),
        sa.Column("high", sa.BigInteger()),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name="fk_sent_tolls_alert_id_alerts"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.incident_id"], name="fk_sent_tolls_incident_id_incidents"),
        sa.PrimaryKeyConstraint("alert_id", "incident_id", "kind", name="pk_sent_tolls"),
    )
    op.create_index("ix_sent_tolls_incident_id", "sent_tolls", ["incident_id"])


def _demand_claims() -> None:
    op.create_table(
        "demand_claims",
        sa.Column("demand_id", sa.String(200), nullable=False),
        sa.Column("claim_id", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("target", sa.Text()),
        sa.Column("speaker_keys", sa.JSON(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.claim_id"], name="fk_demand_claims_claim_id_claims"),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.demand_id"], name="fk_demand_claims_demand_id_demands"),
        sa.PrimaryKeyConstraint("demand_id", "claim_id", name="pk_demand_claims"),
    )
    op.create_index("ix_demand_claims_claim_id", "demand_claims", ["claim_id"])
