"""Neighbourhoods are numbers, and what is of one time lies together."""

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

AT_ONCE = 10_000
_NEW_KEYS = sa.table("mention_keys", sa.column("key", sa.BigInteger), sa.column("mention_id", sa.String))


def upgrade() -> None:
    """Number what is filed; the order of the samples' index is turned round."""
    _number_mention_keys()
    _turn_text_keys_round()


def _number_mention_keys() -> None:
    db = op.get_bind()
    op.execute("CREATE TABLE filed_before AS SELECT key, mention_id FROM mention_keys")
    op.drop_table("mention_keys")
    op.create_table(
        "mention_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mention_id", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.mention_id"], name="fk_mention_keys_mention_id_mentions"),
        sa.PrimaryKeyConstraint("key", "mention_id", name="pk_mention_keys"),
        sqlite_with_rowid=False,
    )
    before = db.execute(sa.text("SELECT key, mention_id FROM filed_before"))
    for part in before.partitions(AT_ONCE):
        rows = {(_number(row.key), row.mention_id) for row in part}
        db.execute(_NEW_KEYS.insert(), [{"key": key, "mention_id": mention_id} for key, mention_id in sorted(rows)])
    op.drop_table("filed_before")


def _number(key: str) -> int:
    """As `keys.key_of`, of what was "at kisumu @105000", "of word @73800", "named a b" or "from id" before."""
    kind, _, rest = key.partition(" ")
    if kind in ("from", "named"):
        return _numbered(rest, int(kind == "named"))
    words, _, time = key.rpartition(" @")
    return _numbered(rest.rpartition(" @")[0] if kind == "of" else words, int(time))


def _numbered(words: str, time: int) -> int:
    return (time << 45) | (int.from_bytes(blake2b(words.encode(), digest_size=8).digest()) >> 19)


def _turn_text_keys_round() -> None:
    op.execute("CREATE TABLE sampled_before AS SELECT month, key, article_id FROM text_keys")
    op.drop_table("text_keys")
    op.create_table(
        "text_keys",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("month", "key", "article_id", name="pk_text_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_text_keys_article_id", "text_keys", ["article_id"])
    op.execute("INSERT INTO text_keys SELECT month, key, article_id FROM sampled_before ORDER BY 1, 2, 3")
    op.drop_table("sampled_before")


def downgrade() -> None:
    """There is nothing below: a store is rebuilt from its articles."""
    raise NotImplementedError("restore a backup, or rebuild the store from its articles")
