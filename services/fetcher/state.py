"""The inbox: every version of every article that was accepted, until the store has it.

It, not the broker, is what holds the promise of a 202: the broker may lose its last second, or everything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    select,
    update,
)

from shared.messages import ArticleAccepted
from shared.runtime.databases import Moment

WAITING, STORED, DEAD = "waiting", "stored", "dead"

metadata = sa.MetaData()

inbox = Table(
    "inbox",
    metadata,
    # The order of acceptance, which is the order of publication.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("article_id", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("reprint_key", String(64), nullable=False, index=True),
    Column("origin_id", String(200), nullable=False),
    Column("message", Text, nullable=False),  # ArticleAccepted as JSON
    Column("state", String(8), nullable=False),
    Column("accepted_at", Moment, nullable=False),
    Column("entry_id", String(40)),  # on articles.accepted; null: to be published
    Column("published_at", Moment),
    Column("published_times", Integer, nullable=False, default=0),
    Column("due_at", Moment),  # when it is looked at again, if it is still waiting
    Column("reason", Text),  # why it is dead
    sa.UniqueConstraint("article_id", "version", name="inbox_one_row_a_version"),
)
_unpublished = (inbox.c.state == WAITING) & inbox.c.entry_id.is_(None)
Index("inbox_unpublished", inbox.c.seq, sqlite_where=_unpublished, postgresql_where=_unpublished)
Index("inbox_due", inbox.c.state, inbox.c.due_at)
Index("inbox_entry", inbox.c.entry_id)


@dataclass(frozen=True)
class Latest:
    """The newest version of an article."""

    version: int
    text_sha256: str


@dataclass(frozen=True)
class Row:
    """One waiting row: its number, and its last entry on articles.accepted."""

    seq: int
    entry_id: str | None
    article: ArticleAccepted | None = None


def latest(db: Connection, article_ids: Iterable[str]) -> dict[str, Latest]:
    """The newest version of each of these articles that is known."""
    found: dict[str, Latest] = {}
    for part in _batches(article_ids):
        for row in db.execute(_LATEST, {"ids": part}):
            found[row.article_id] = Latest(row.version, row.text_sha256)
    return found


def origins_of(db: Connection, reprint_keys: Iterable[str]) -> dict[str, str]:
    """The origin of the first article with each of these texts."""
    found: dict[str, str] = {}
    for part in _batches(reprint_keys):
        found |= {row.reprint_key: row.origin_id for row in db.execute(_ORIGINS, {"keys": part})}
    return found


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    """Each once, in parts that fit into one statement."""
    everything = sorted(set(values))
    return (everything[i : i + AT_ONCE] for i in range(0, len(everything), AT_ONCE))


AT_ONCE = 500
_LATEST = (
    select(inbox.c.article_id, inbox.c.version, inbox.c.text_sha256)
    .where(inbox.c.article_id.in_(bindparam("ids", expanding=True)))
    .order_by(inbox.c.version)
)
_first = (
    select(func.min(inbox.c.seq))
    .where(inbox.c.reprint_key.in_(bindparam("keys", expanding=True)))
    .group_by(inbox.c.reprint_key)
)
_ORIGINS = select(inbox.c.reprint_key, inbox.c.origin_id).where(inbox.c.seq.in_(_first))


def add(db: Connection, articles: Sequence[tuple[ArticleAccepted, str]]) -> None:
    """Take these in, in their order; each with its reprint key."""
    rows = [
        {
            "article_id": article.article_id,
            "version": article.version,
            "text_sha256": article.text_sha256,
            "reprint_key": reprint_key,
            "origin_id": article.origin_id,
            "message": article.model_dump_json(),
            "state": WAITING,
            "accepted_at": article.accepted_at,
        }
        for article, reprint_key in articles
    ]
    if rows:
        db.execute(inbox.insert(), rows)


def unpublished(db: Connection, most: int, most_characters: int) -> list[Row]:
    """What must go to the broker, oldest first, until it is `most` rows or `most_characters` of messages."""
    rows: list[Row] = []
    characters = 0
    found = db.execute(
        select(inbox.c.seq, inbox.c.message).where(_unpublished).order_by(inbox.c.seq).limit(most)
    ).yield_per(20)
    for seq, message in found:
        rows.append(Row(seq, None, ArticleAccepted.model_validate_json(message)))
        characters += len(message)
        if characters >= most_characters:
            break
    return rows


def mark_published(db: Connection, entries: Mapping[int, str], now: datetime, due_at: datetime) -> None:
    """`entries`: seq -> id of its entry."""
    statement = (
        update(inbox)
        .where(inbox.c.seq == bindparam("row"))
        .values(
            entry_id=bindparam("entry"),
            published_at=now,
            published_times=inbox.c.published_times + 1,
            due_at=due_at,
        )
    )
    db.execute(statement, [{"row": seq, "entry": entry} for seq, entry in entries.items()])


def overdue(db: Connection, now: datetime, most: int) -> list[Row]:
    """Published, not confirmed in time, and not looked at since."""
    query = (
        select(inbox.c.seq, inbox.c.entry_id)
        .where(inbox.c.state == WAITING, inbox.c.due_at <= now, inbox.c.entry_id.is_not(None))
        .order_by(inbox.c.due_at)
        .limit(most)
    )
    return [Row(seq, entry) for seq, entry in db.execute(query)]


def postpone(db: Connection, rows: Sequence[Row], due_at: datetime) -> None:
    """Look at them again later."""
    db.execute(update(inbox).where(inbox.c.seq.in_([row.seq for row in rows])).values(due_at=due_at))


def give_back(db: Connection, rows: Sequence[Row]) -> int:
    """Have them published again, unless they were confirmed meanwhile. Returns how many that are."""
    lost = update(inbox).where(inbox.c.seq.in_([row.seq for row in rows]), inbox.c.state == WAITING)
    return db.execute(lost.values(entry_id=None)).rowcount


def confirm(db: Connection, stored: Iterable[tuple[str, int]]) -> None:
    """The store has these (article_id, version), also those that once were dead."""
    statement = (
        update(inbox)
        .where(inbox.c.article_id == bindparam("article"), inbox.c.version == bindparam("number"))
        .values(state=STORED, reason=None, due_at=None)
    )
    db.execute(statement, [{"article": article_id, "number": version} for article_id, version in stored])


def bury(db: Connection, reason: str, *, article: tuple[str, int] | None = None, entry_id: str | None = None) -> int:
    """One that was given up, known by (article_id, version) or by its entry. Returns 1 where that was news."""
    which = (
        (inbox.c.article_id == article[0]) & (inbox.c.version == article[1])
        if article
        else inbox.c.entry_id == entry_id
    )
    dead = update(inbox).where(which, inbox.c.state == WAITING)
    return db.execute(dead.values(state=DEAD, reason=reason[:1_000], due_at=None)).rowcount


def counts(db: Connection) -> dict[str, int]:
    """Rows by state."""
    found = db.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))
    return {state: number for state, number in found}  # noqa: C416 - dict() does not know what a row is
