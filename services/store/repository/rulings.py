"""What people decided: rows are only added; what was undone has no effect."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, exists, func, select

from services.store.bonds import Bond
from services.store.decision_tables import decision_mentions, decisions
from services.store.identities import heirs
from services.store.incidents import MergePolicy
from services.store.mentions import Mention
from services.store.repository.mentions import mentions_by_id
from services.store.repository.statements import IDS, add_new, finds_any, rows_for
from services.store.rulings import Ruling
from services.store.tables import mentions

_undoing = decisions.alias()
_STANDING = ~exists().where(_undoing.c.undoes == decisions.c.decision_id)


def any_made(db: Connection) -> bool:
    """Whether people decided anything at all: where they did not, nothing need be looked up."""
    return finds_any(db, _ANY)


_ANY = select(decisions.c.decision_id).limit(1)


def bonds_about(db: Connection, article_ids: Iterable[str], policy: MergePolicy) -> dict[int, Bond]:
    """The decisions that hold mentions of these articles together or apart, by position."""
    found = {row.decision_id: row for row in rows_for(db, _ABOUT, article_ids)}
    if not found:
        return {}
    placed = _placed(db, found, policy)
    bonds = {}
    for decision_id, row in found.items():
        left, right = (placed.get((decision_id, side), frozenset()) for side in ("left", "right"))
        alike = row.action in ("merge", "same")
        reason = f"{row.who} decided that it is {'one event' if alike else 'another event'}: {row.why}"
        bonds[row.position] = Bond(alike, left, right, reason)
    return bonds


def _placed(db: Connection, decision_ids: Iterable[str], policy: MergePolicy) -> dict[tuple[str, str], frozenset[str]]:
    """By decision and side: the mentions that it speaks of, as their articles make them now."""
    rows = list(rows_for(db, _PLACED, decision_ids))
    now = {row.mention_id: row.mention_id for row in rows if row.active}
    now |= _present(db, [row.mention_id for row in rows if not row.active], policy)
    sides: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.mention_id in now:
            sides.setdefault((row.decision_id, row.side), set()).add(now[row.mention_id])
    return {side: frozenset(ids) for side, ids in sides.items()}


def _present(db: Connection, mention_ids: Collection[str], policy: MergePolicy) -> dict[str, str]:
    """For mentions of former readings, those by which their article tells of the same events now."""
    if not mention_ids:
        return {}
    gone = mentions_by_id(db, mention_ids)
    told = {row.mention_id for row in rows_for(db, _TOLD_NOW, {m.source.article_id for m in gone})}
    return heirs(gone, mentions_by_id(db, told), policy)


_ABOUT = select(decisions).where(
    # No DISTINCT over a join: PostgreSQL can't compare columns of JSON.
    decisions.c.decision_id.in_(select(decision_mentions.c.decision_id).where(decision_mentions.c.article_id.in_(IDS))),
    _STANDING,
)
_PLACED = (
    select(decision_mentions, mentions.c.active)
    .join(mentions, mentions.c.mention_id == decision_mentions.c.mention_id)
    .where(decision_mentions.c.decision_id.in_(IDS))
)
_TOLD_NOW = select(mentions.c.mention_id).where(mentions.c.active, mentions.c.article_id.in_(IDS))


def of_incidents(db: Connection, present: Mapping[str, str]) -> dict[str, list[Ruling]]:
    """What people decided of incidents, by the id that these have now. `present`: {any id of one: its present id}."""
    found: dict[str, list[Ruling]] = {}
    for row in rows_for(db, _OF_INCIDENTS, present):
        found.setdefault(present[row.incident_id], []).append(ruling_in(row))
    return found


_OF_INCIDENTS = select(decisions).where(
    decisions.c.incident_id.in_(IDS), decisions.c.action.in_(("confirm", "dismiss", "correct")), _STANDING
)


def ruling_in(row: Any) -> Ruling:
    """A row of `decisions`."""
    return Ruling(
        decision_id=row.decision_id,
        position=row.position,
        made_at=row.made_at,
        who=row.who,
        why=row.why,
        action=row.action,
        incident_id=row.incident_id,
        undoes=row.undoes,
        body=row.body,
    )


def by_id(db: Connection, decision_id: str) -> Ruling | None:
    """This decision; None where there is none of this id, or it was undone."""
    row = db.execute(select(decisions).where(decisions.c.decision_id == decision_id, _STANDING)).first()
    return ruling_in(row) if row else None


def any_by_id(db: Connection, decision_id: str) -> Ruling | None:
    """The same, also of one that was undone."""
    row = db.execute(select(decisions).where(decisions.c.decision_id == decision_id)).first()
    return ruling_in(row) if row else None


def next_position(db: Connection) -> int:
    """The place of a new decision."""
    return (db.scalar(select(func.max(decisions.c.position))) or 0) + 1


def add(db: Connection, ruling: Ruling, left: Sequence[Mention], right: Sequence[Mention]) -> None:
    """Keep a decision, with the mentions that it speaks of."""
    names = ("decision_id", "position", "action", "who", "why", "incident_id", "undoes", "body", "made_at")
    add_new(db, decisions, [{name: getattr(ruling, name) for name in names}])
    rows = [
        {
            "decision_id": ruling.decision_id,
            "mention_id": mention.mention_id,
            "article_id": mention.source.article_id,
            "side": side,
        }
        for side, group in (("left", left), ("right", right))
        for mention in group
    ]
    add_new(db, decision_mentions, rows)


def mentions_decided_on(db: Connection, decision_id: str, policy: MergePolicy) -> set[str]:
    """The mentions that this decision speaks of, as their articles make them now."""
    return {i for ids in _placed(db, [decision_id], policy).values() for i in ids}
