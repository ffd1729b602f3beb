"""Pairs of mentions that people should look at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from services.store.clusters import Doubt
from services.store.repository.statements import insert_new
from services.store.tables import reviews


def add_reviews(db: Connection, doubts: Sequence[Doubt], now: datetime) -> None:
    """Keep the pairs that people should look at."""
    why = [{"reason": d.decision.reason, "score": d.decision.score, "recorded_at": now} for d in doubts]
    pairs = [{"mention_a": d.mention_a, "mention_b": d.mention_b} for d in doubts]
    insert_new(db, reviews, [pair | reason for pair, reason in zip(pairs, why, strict=True)])
