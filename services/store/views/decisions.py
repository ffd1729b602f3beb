"""What people decided, and what they are asked, as it is shown."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from services.store.answers import Page
from services.store.cursors import cursor_of, moment_and_id, position
from services.store.decision_answers import DecisionShown
from services.store.decision_tables import decision_mentions, decisions
from services.store.filters import DecisionFilters, Paging
from services.store.review_answers import ReviewShown
from services.store.tables import incident_mentions, incidents, mentions, reviews
from services.store.views.rows import Row, before, cut, mentions_query, mentions_shown, rows_of

LIST, QUEUE = "decisions", "reviews"


def list_decisions(db: Connection, asked: DecisionFilters) -> Page[DecisionShown]:
    """Decisions, the last one first. Raises BadCursor."""
    it = decisions.c
    query = select(decisions)
    if asked.incident_id:
        query = query.where(_about(asked.incident_id))
    if asked.cursor:
        query = query.where(it.position < position(LIST, asked.cursor))
    rows, more = cut(rows_of(db, query.order_by(it.position.desc()).limit(asked.limit + 1)), asked.limit)
    following = cursor_of(LIST, rows[-1]["position"]) if more else None
    return Page[DecisionShown](items=_shown(db, rows), next=following)


def decisions_about(db: Connection, incident_id: str) -> tuple[DecisionShown, ...]:
    """What people decided of this incident, also under the ids that were merged into it, in the order decided."""
    return _shown(db, rows_of(db, select(decisions).where(_about(incident_id)).order_by(decisions.c.position)))


def _about(incident_id: str) -> ColumnElement[bool]:
    former = select(incidents.c.incident_id).where(incidents.c.merged_into == incident_id)
    mine = select(incident_mentions.c.mention_id).where(incident_mentions.c.incident_id == incident_id)
    spoken_of = exists().where(
        decision_mentions.c.decision_id == decisions.c.decision_id, decision_mentions.c.mention_id.in_(mine)
    )
    return or_(decisions.c.incident_id == incident_id, decisions.c.incident_id.in_(former), spoken_of)


def _shown(db: Connection, rows: Sequence[Row]) -> tuple[DecisionShown, ...]:
    ids = [row["decision_id"] for row in rows]
    undoing = db.execute(select(decisions.c.undoes, decisions.c.decision_id).where(decisions.c.undoes.in_(ids)))
    undone: dict[str, str] = {row.undoes: row.decision_id for row in undoing}
    spoken_of: dict[str, list[str]] = {}
    placed = select(decision_mentions).where(decision_mentions.c.decision_id.in_(ids))
    for row in db.execute(placed.order_by(decision_mentions.c.side, decision_mentions.c.mention_id)):
        spoken_of.setdefault(row.decision_id, []).append(row.mention_id)
    return tuple(_decision(row, undone, spoken_of) for row in rows)


def _decision(row: Row, undone: dict[str, str], spoken_of: dict[str, list[str]]) -> DecisionShown:
    decision_id = row["decision_id"]
    own = {"undone_by": undone.get(decision_id), "mentions": spoken_of.get(decision_id, ())}
    return DecisionShown.model_validate({**row, **own})


def list_reviews(db: Connection, asked: Paging) -> Page[ReviewShown]:
    """The pairs on which nobody has decided, and that are not one incident by now; the last one first.

    Raises BadCursor.
    """
    query = select(reviews).where(*_open())
    if asked.cursor:
        query = query.where(before(reviews.c.recorded_at, _PAIR, moment_and_id(QUEUE, asked.cursor)))
    query = query.order_by(reviews.c.recorded_at.desc(), _PAIR.desc()).limit(asked.limit + 1)
    rows, more = cut(rows_of(db, query), asked.limit)
    last = rows[-1] if more else None
    following = cursor_of(QUEUE, last["recorded_at"], f"{last['mention_a']} {last['mention_b']}") if last else None
    return Page[ReviewShown](items=_pairs(db, rows), next=following)


_PAIR: Any = reviews.c.mention_a + " " + reviews.c.mention_b


def _open() -> tuple[ColumnElement[bool], ...]:
    """Both still count, stand in two incidents, and are not in one decision that has effect."""
    one, other = incident_mentions.alias(), incident_mentions.alias()
    first, second, undoing = decision_mentions.alias(), decision_mentions.alias(), decisions.alias()
    told = [
        exists().where(mentions.c.mention_id == column, mentions.c.active)
        for column in (reviews.c.mention_a, reviews.c.mention_b)
    ]
    together = exists().where(
        one.c.mention_id == reviews.c.mention_a, one.c.active,
        other.c.mention_id == reviews.c.mention_b, other.c.active, one.c.incident_id == other.c.incident_id,
    )  # fmt: skip
    decided = exists().where(
        first.c.mention_id == reviews.c.mention_a, second.c.mention_id == reviews.c.mention_b,
        first.c.decision_id == second.c.decision_id, first.c.side != second.c.side,
        ~exists().where(undoing.c.undoes == first.c.decision_id),
    )  # fmt: skip
    return (*told, ~together, ~decided)


def _pairs(db: Connection, rows: Sequence[Row]) -> tuple[ReviewShown, ...]:
    ids = {row[side] for row in rows for side in ("mention_a", "mention_b")}
    found = mentions_shown(rows_of(db, mentions_query().where(mentions.c.mention_id.in_(ids))))
    by_id = {mention.mention_id: mention for mention in found}
    return tuple(
        ReviewShown(
            reason=row["reason"] or "",
            score=row["score"],
            recorded_at=row["recorded_at"],
            mentions=(by_id[row["mention_a"]], by_id[row["mention_b"]]),
        )
        for row in rows
    )
