"""Subscriptions, their deliveries, and keys."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)
ID = sa.String(200)


def _column(name: str, kind: sa.types.TypeEngine[Any], *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def upgrade() -> None:
    """Make the tables."""
    _keys()
    _subscriptions()
    _deliveries()


def _keys() -> None:
    op.create_table(
        "store_keys",
        _column("key_id", sa.String(40)),
        _column("parent", sa.String(40), null=True),
        _column("name", sa.String(200)),
        _column("scope", sa.String(40)),
        _column("sha256", sa.String(64)),
        _column("created_at", MOMENT),
        _column("expires_at", MOMENT, null=True),
        sa.PrimaryKeyConstraint("key_id", name="pk_store_keys"),
        sa.UniqueConstraint("sha256", name="uq_store_keys_sha256"),
    )
    op.create_index("ix_store_keys_parent", "store_keys", ["parent"])


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        _column("subscription_id", ID),
        _column("name", sa.Text(), null=True),
        _column("state_reason", sa.Text(), null=True),
        _column("channel", sa.String(40)),
        _column("state", sa.String(40)),
        *(_column(name, sa.JSON()) for name in ("target", "wanted", "schedule", "secrets")),
        _column("owner", ID),
        _column("after_position", sa.BigInteger()),
        _column("failing_since", MOMENT, null=True),
        _column("created_at", MOMENT),
        _column("updated_at", MOMENT),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_owner", "subscriptions", ["owner"])
    op.create_index("ix_subscriptions_created_at", "subscriptions", ["created_at"])
    op.create_table(
        "silences",
        _column("silence_id", ID),
        _column("subscription_id", ID),
        _column("about", sa.Text(), null=True),
        _column("reason", sa.Text(), null=True),
        _column("starts_at", MOMENT),
        _column("ends_at", MOMENT),
        sa.PrimaryKeyConstraint("silence_id", name="pk_silences"),
    )
    op.create_index("ix_silences_subscription_id", "silences", ["subscription_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        _column("delivery_id", ID),
        _column("subscription_id", ID),
        _column("kind", sa.String(40)),
        _column("state", sa.String(40)),
        _column("made_at", MOMENT),
        _column("due_at", MOMENT),
        _column("tries", sa.Integer()),
        _column("attempts", sa.Integer()),
        _column("leased_by", sa.String(40), null=True),
        _column("leased_until", MOMENT, null=True),
        _column("ended_at", MOMENT, null=True),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_subscription_id_made_at", "deliveries", ["subscription_id", "made_at"])
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.create_table(
        "told",
        _column("alert_id", ID),
        _column("subscription_id", ID),
        _column("position", sa.BigInteger()),
        _column("delivery_id", ID, null=True),
        _column("silence", sa.Text(), null=True),
        _column("reasons", sa.JSON()),
        _column("told_at", MOMENT),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name="fk_told_alert_id_alerts"),
        sa.PrimaryKeyConstraint("alert_id", "subscription_id", name="pk_told"),
    )
    op.create_index("ix_told_subscription_id", "told", ["subscription_id"])
    op.create_index("ix_told_delivery_id", "told", ["delivery_id"])
    op.create_table(
        "attempts",
        _column("delivery_id", ID),
        _column("number", sa.Integer()),
        _column("outcome", sa.String(40)),
        _column("at", MOMENT),
        _column("took_ms", sa.Integer()),
        _column("status", sa.BigInteger(), null=True),
        _column("answer", sa.Text(), null=True),
        _column("error", sa.Text(), null=True),
        _column("next_at", MOMENT, null=True),
        sa.PrimaryKeyConstraint("delivery_id", "number", name="pk_attempts"),
    )
    op.create_table(
        "progress",
        _column("name", sa.String(40)),
        _column("position", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name="pk_progress"),
    )


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
