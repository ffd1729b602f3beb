"""Feeds, entries and hosts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("feed_id", sa.String(20), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("host", sa.String(260), nullable=False),
        sa.Column("publisher", sa.String(200)),
        sa.Column("title", sa.String(300)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("holder", sa.String(40)),
        sa.Column("interval_s", sa.Float, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("polls", sa.Integer, nullable=False),
        sa.Column("polled_at", MOMENT),
        sa.Column("succeeded_at", MOMENT),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("items", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("newest_at", MOMENT),
    )
    op.create_index("feeds_due", "feeds", ["due_at"])
    op.create_table(
        "entries",
        sa.Column("entry_id", sa.String(20), primary_key=True),
        sa.Column("feed_id", sa.String(20), nullable=False),
        sa.Column("host", sa.String(260), nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("text_sha256", sa.String(64)),
        sa.Column("published_at", MOMENT),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_index("entries_due", "entries", ["host", "due_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("entries_seen", "entries", ["seen_at"])
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(260), primary_key=True),
        sa.Column("next_at", MOMENT),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("visit_at", MOMENT),
        sa.Column("visitor", sa.String(40)),
        sa.Column("robots", sa.Text),
        sa.Column("robots_at", MOMENT),
        sa.Column("robots_why", sa.Text),
    )
    op.create_index("hosts_visit", "hosts", ["visit_at"])


def downgrade() -> None:
    for table in ("hosts", "entries", "feeds"):
        op.drop_table(table)
