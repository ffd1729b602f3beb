"""Which bytes each version of an article was taken from, and when the same text was last seen there.

What was handed in as text has no row: its bytes are the text itself, and the inbox keeps their hash.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, Text, select, update

from services.fetcher.provenance import Provenance
from services.fetcher.state import inbox, metadata
from shared.identity import sha256_of
from shared.messages import ArticleAccepted
from shared.runtime.databases import Moment

custody = Table(
    "custody",
    metadata,
    Column("article_id", String(200), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("raw_sha256", String(64), nullable=False),
    Column("body_sha256", String(64)),
    Column("url", Text, nullable=False),
    Column("status", Integer),
    Column("headers", Text, nullable=False),  # JSON, as are hops
    Column("hops", Text, nullable=False),
    Column("charset", String(40)),
    Column("reader", Text),
    Column("source", Text),
    Column("fetched_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),  # the same text, last
    Column("seen_times", Integer, nullable=False),
)


def keep(db: Connection, article_id: str, version: int, origin: Provenance) -> None:
    """That this version was taken from these bytes."""
    row = {
        "article_id": article_id,
        "version": version,
        "raw_sha256": origin.raw_sha256,
        "body_sha256": origin.body_sha256,
        "url": origin.url,
        "status": origin.status,
        "headers": json.dumps(dict(origin.headers)),
        "hops": json.dumps(origin.hops),
        "charset": origin.charset,
        "reader": origin.reader,
        "source": origin.source,
        "fetched_at": origin.fetched_at,
        "seen_at": origin.fetched_at,
        "seen_times": 1,
    }
    db.execute(custody.insert(), row)


def see_again(db: Connection, article_id: str, version: int, at: datetime) -> None:
    """That the same text was there again."""
    which = (custody.c.article_id == article_id) & (custody.c.version == version)
    seen = update(custody).where(which, custody.c.seen_at < at)
    db.execute(seen.values(seen_at=at, seen_times=custody.c.seen_times + 1))


def chain_of(db: Connection, article_id: str) -> list[dict[str, Any]]:
    """What is known of each version, oldest first, with its text hashed anew; nothing where the article is unknown."""
    same = (custody.c.article_id == inbox.c.article_id) & (custody.c.version == inbox.c.version)
    query = (
        select(inbox.c.message, inbox.c.state, inbox.c.reason, custody)
        .outerjoin(custody, same)
        .where(inbox.c.article_id == article_id)
        .order_by(inbox.c.version)
    )
    return [_link(row) for row in db.execute(query).mappings()]


def _link(row: Mapping[Any, Any]) -> dict[str, Any]:
    article = ArticleAccepted.model_validate_json(row["message"])
    said = article.model_dump(mode="json", exclude={"text", "schema_version"})
    return {
        **said,
        "state": row["state"],
        "reason": row["reason"],
        "characters": len(article.text),
        "text_sha256_now": sha256_of(article.text),
        "fetched": _fetched(row) if row["raw_sha256"] else None,
    }


def _fetched(row: Mapping[Any, Any]) -> dict[str, Any]:
    plain = ("raw_sha256", "body_sha256", "url", "status", "charset", "reader", "source", "seen_times")
    times = {name: row[name].isoformat() for name in ("fetched_at", "seen_at")}
    return {name: row[name] for name in plain} | times | {name: json.loads(row[name]) for name in ("headers", "hops")}
