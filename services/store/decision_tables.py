"""What people decided, as tables. Rows are only ever added."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from services.store import columns as col
from services.store.tables import metadata

decisions = Table(
    "decisions",
    metadata,
    col.identity("decision_id", primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    *col.words("action"),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    col.identity("incident_id", index=True),
    col.identity("undoes", unique=True),
    *col.json_of("body", nullable=True),
    col.moment("made_at"),
)
"""One decision of one person. `position`: from 1, in the order made; the last one on a subject stands.

`action`: confirm, dismiss, correct (`body`: {field, value, kind}), merge and split, same and different (answers to a
review), undo (of the decision `undoes`, which has no effect any more).
"""

decision_mentions = Table(
    "decision_mentions",
    metadata,
    col.part_of("decision_id", decisions.c.decision_id),
    Column("mention_id", String(200), primary_key=True),
    col.identity("article_id", nullable=False),
    *col.words("side"),
    Index(None, "article_id"),
)
"""The mentions that a merge, a split or a review speaks of, on the `left` and on the `right`, as they were when it was
made. A later reading of their article makes other mentions; those that tell of the same event take their places."""
