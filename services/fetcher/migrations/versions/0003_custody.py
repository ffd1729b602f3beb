"""Which bytes each version of an article was taken from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "custody",
        sa.Column("article_id", sa.String(200), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("raw_sha256", sa.String(64), nullable=False),
        sa.Column("body_sha256", sa.String(64)),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("hops", sa.Text, nullable=False),
        sa.Column("charset", sa.String(40)),
        sa.Column("reader", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("seen_times", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("custody")
