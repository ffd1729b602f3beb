"""What may answer demands."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "demand_replies",
        sa.Column("demand_id", sa.String(200), nullable=False),
        sa.Column("claim_id", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.claim_id"], name="fk_demand_replies_claim_id_claims"),
        sa.PrimaryKeyConstraint("demand_id", "claim_id", name="pk_demand_replies"),
    )
    op.create_index("ix_demand_replies_claim_id", "demand_replies", ["claim_id"])


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
