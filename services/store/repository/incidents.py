"""Incidents: what their mentions add up to, and what was known of them when."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from services.store.identities import Known, Link
from services.store.mentions import Mention
from services.store.repository.mentions import unlink
from services.store.repository.readings import plain, when_columns, where_columns
from services.store.repository.statements import IDS, change, insert_new, put, rows_for
from services.store.summaries import Summary
from services.store.tables import incident_history, incident_mentions, incident_tolls, incidents
from services.store.tolls import tolls


@dataclass(frozen=True)
class Touched:
    """What of an incident is written: its id, its summary, its mentions with the reason of each."""

    incident_id: str
    summary: Summary
    mentions: tuple[Mention, ...]
    reasons: tuple[str, ...]

    @property
    def articles(self) -> set[str]:
        """The ids of those that tell of it."""
        return {m.source.article_id for m in self.mentions}


def known(db: Connection, incident_ids: Iterable[str]) -> dict[str, Known]:
    """Those of these incidents that are on record."""
    found = rows_for(db, _KNOWN, incident_ids)
    return {row.incident_id: Known(row.incident_id, row.state, row.first_seen) for row in found}


_KNOWN = select(incidents.c.incident_id, incidents.c.state, incidents.c.first_seen).where(
    incidents.c.incident_id.in_(IDS)
)


@dataclass(frozen=True)
class Standing:
    """How an incident stands now."""

    state: str
    merged_into: str | None


def standing(db: Connection, incident_id: str) -> Standing | None:
    """Whether it is current, dismissed, withdrawn or merged, and into which; None where there is none of this id."""
    query = select(incidents.c.state, incidents.c.merged_into).where(incidents.c.incident_id == incident_id)
    row = db.execute(query).first()
    return Standing(row.state, row.merged_into if row.state == "merged" else None) if row else None


def merged_into(db: Connection, incident_ids: Iterable[str]) -> dict[str, str]:
    """The incidents that were merged into these: {former id: present id}."""
    return {row.incident_id: row.merged_into for row in rows_for(db, _MERGED, incident_ids)}


_MERGED = select(incidents.c.incident_id, incidents.c.merged_into).where(incidents.c.merged_into.in_(IDS))


def save(
    db: Connection,
    touched: Sequence[Touched],
    before: Iterable[Link],
    known: Container[str],
    extraction_id: str,
    now: datetime,
) -> None:
    """Write what these incidents are now, and what differs from the links that their mentions had `before`.
    `known`: the ids of those that are on record."""
    on_record = {incident.incident_id for incident in touched if incident.incident_id in known}
    change(db, _FORGET_TOLLS, on_record)
    views = {incident.incident_id: view_of(incident) for incident in touched}
    lines = _history_rows(db, views, on_record, extraction_id, now)
    put(db, incidents, [_incident_row(incident, now) for incident in touched], keep=frozenset({"first_seen"}))
    _link(db, touched, list(before), now)
    insert_new(db, incident_tolls, [row for incident in touched for row in _toll_rows(incident)])
    insert_new(db, incident_history, lines)


_FORGET_TOLLS = delete(incident_tolls).where(incident_tolls.c.incident_id.in_(IDS))


def retire(db: Connection, incident_id: str, into: str | None, extraction_id: str, now: datetime) -> None:
    """No article tells of this incident any more, or all of it is `into` now; the row stays, and says so."""
    state = "merged" if into else "withdrawn"
    which = incidents.c.incident_id == incident_id
    db.execute(update(incidents).where(which).values(state=state, merged_into=into, updated_at=now))
    if into:  # whoever holds the id of one that was merged into this one is sent on in one step
        db.execute(update(incidents).where(incidents.c.merged_into == incident_id).values(merged_into=into))
    change(db, _FORGET_TOLLS, [incident_id])
    view: dict[str, Any] = {"state": state, "merged_into": into, "figures": {}}
    insert_new(db, incident_history, _history_rows(db, {incident_id: view}, [incident_id], extraction_id, now))


def _incident_row(incident: Touched, now: datetime) -> dict[str, Any]:
    summary = incident.summary
    return {
        "incident_id": incident.incident_id,
        "state": _state(summary),
        "merged_into": None,
        "type": summary.type,
        "status": summary.status,
        **when_columns(summary.date),
        **where_columns(summary.place),
        "victims": [plain(v) for v in summary.victims],
        "perpetrators": [plain(p) for p in summary.perpetrators],
        "weapon": summary.weapon,
        "disputed": summary.disputed,
        "independent_sources": summary.independent_sources,
        "first_seen": now,
        "updated_at": now,
    }


def _state(summary: Summary) -> str:
    return "dismissed" if summary.dismissed else "current"


def _link(db: Connection, touched: Sequence[Touched], before: Sequence[Link], now: datetime) -> None:
    active = {(link.incident_id, link.mention_id) for link in before if link.active}
    wanted = {(i.incident_id, m.mention_id): why for i in touched for m, why in zip(i.mentions, i.reasons, strict=True)}
    moved = {mention_id for _, mention_id in wanted if any(m == mention_id for _, m in active - set(wanted))}
    unlink(db, moved)
    rows = [
        {"incident_id": incident, "mention_id": mention, "active": True, "reason": reason, "linked_at": now}
        for (incident, mention), reason in wanted.items()
        if (incident, mention) not in active or mention in moved
    ]
    put(db, incident_mentions, rows, keep=frozenset({"linked_at"}))


def _toll_rows(incident: Touched) -> list[dict[str, Any]]:
    return [
        {"incident_id": incident.incident_id, "kind": kind, "low": toll.low, "best": toll.best, "high": toll.high}
        for kind, toll in tolls(incident.summary.counts).items()
    ]


def view_of(incident: Touched) -> dict[str, Any]:
    """What history keeps of an incident."""
    summary = incident.summary
    return {
        "state": _state(summary),
        **({"decisions": list(summary.rulings)} if summary.rulings else {}),
        "type": summary.type,
        "status": summary.status,
        "place": plain(summary.place) if summary.place else None,
        "date": plain(summary.date) if summary.date else None,
        "figures": {kind: plain(toll) for kind, toll in tolls(summary.counts).items()},
        "victims": [plain(v) for v in summary.victims],
        "perpetrators": [plain(p) for p in summary.perpetrators],
        "articles": sorted(incident.articles),
        "independent_sources": summary.independent_sources,
        "disputed": summary.disputed,
        "weapon": summary.weapon,
    }


def _history_rows(
    db: Connection, views: dict[str, dict[str, Any]], on_record: Iterable[str], extraction_id: str, now: datetime
) -> list[dict[str, Any]]:
    """A line of history for each incident that is not as its last line says; only those `on_record` have any."""
    last = {row.incident_id: row for row in rows_for(db, _LAST_LINES, on_record)}
    return [
        {
            "incident_id": incident_id,
            "position": last[incident_id].position + 1 if incident_id in last else 1,
            "recorded_at": now,
            "extraction_id": extraction_id,
            "view": view,
        }
        for incident_id, view in views.items()
        if incident_id not in last or last[incident_id].view != view
    ]


_newest = (
    select(incident_history.c.incident_id, func.max(incident_history.c.position).label("position"))
    .where(incident_history.c.incident_id.in_(IDS))
    .group_by(incident_history.c.incident_id)
    .subquery()
)
_LAST_LINES = select(incident_history).join(
    _newest,
    (incident_history.c.incident_id == _newest.c.incident_id) & (incident_history.c.position == _newest.c.position),
)
