"""Mentions with their neighbours, and the incidents that they are linked to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from services.store.clusters import Doubt
from services.store.identities import Known, Link
from services.store.mentions import Mention, Source
from services.store.repository.readings import incident_of, plain, when_columns, where_columns
from services.store.repository.upserts import add_new, batches, put
from services.store.summaries import Summary
from services.store.tables import (
    articles,
    figures,
    incident_history,
    incident_mentions,
    incident_tolls,
    incidents,
    mention_keys,
    mentions,
    reviews,
)  # fmt: skip
from services.store.tolls import tolls
from shared.messages import Figure


@dataclass(frozen=True)
class Touched:
    """What of an incident is written: its id, its summary, its mentions with the reason of each."""

    incident_id: str
    summary: Summary
    mentions: tuple[Mention, ...]
    reasons: tuple[str, ...]


def neighbours(db: Connection, keys: Iterable[str]) -> set[str]:
    """The ids of the mentions that count and are filed under any of these keys."""
    found: set[str] = set()
    filed = select(mention_keys.c.mention_id).join(mentions, mentions.c.mention_id == mention_keys.c.mention_id)
    for part in batches(sorted({key[:200] for key in keys})):
        found |= set(db.scalars(filed.where(mention_keys.c.key.in_(part), mentions.c.active)))
    return found


def fellows(db: Connection, mention_ids: Iterable[str]) -> set[str]:
    """The ids of the mentions that are linked to the same incidents now."""
    found: set[str] = set()
    mine, other = incident_mentions.alias(), incident_mentions.alias()
    linked = select(other.c.mention_id).join(mine, mine.c.incident_id == other.c.incident_id)
    for part in batches(sorted(mention_ids)):
        found |= set(db.scalars(linked.where(mine.c.mention_id.in_(part), mine.c.active, other.c.active)))
    return found


def mentions_by_id(db: Connection, mention_ids: Iterable[str]) -> list[Mention]:
    """These mentions with their figures, in the order of their ids."""
    found = []
    for part in batches(sorted(mention_ids)):
        said: dict[str, list[Figure]] = {}
        for row in db.execute(select(figures).where(figures.c.mention_id.in_(part)).order_by(figures.c.figure_id)):
            said.setdefault(row.mention_id, []).append(Figure.model_validate(row, from_attributes=True))
        for row in db.execute(_with_url().where(mentions.c.mention_id.in_(part)).order_by(mentions.c.mention_id)):
            source = Source(
                row.article_id, row.article_version, row.origin_id, row.publisher, row.published_at, row.url
            )
            found.append(Mention(row.mention_id, source, incident_of(row), tuple(said.get(row.mention_id, ()))))
    return found


def _with_url() -> Any:
    versions = (articles.c.article_id == mentions.c.article_id) & (articles.c.version == mentions.c.article_version)
    return select(mentions, articles.c.url).outerjoin(articles, versions)


def ids_of_reading(db: Connection, extraction_id: str) -> set[str]:
    """The ids of the mentions of one reading."""
    return set(db.scalars(select(mentions.c.mention_id).where(mentions.c.extraction_id == extraction_id)))


def links(db: Connection, mention_ids: Iterable[str]) -> list[Link]:
    """Every link that these mentions have or had."""
    t, found = incident_mentions.c, []
    for part in batches(sorted(mention_ids)):
        rows = db.execute(select(t.incident_id, t.mention_id, t.active).where(t.mention_id.in_(part)))
        found += [Link(row.incident_id, row.mention_id, row.active) for row in rows]
    return found


def known(db: Connection, incident_ids: Iterable[str]) -> dict[str, Known]:
    """Those of these incidents that are on record."""
    t, found = incidents.c, {}
    for part in batches(sorted(incident_ids)):
        for row in db.execute(select(t.incident_id, t.state, t.first_seen).where(t.incident_id.in_(part))):
            found[row.incident_id] = Known(row.incident_id, row.state, row.first_seen)
    return found


def merged_into(db: Connection, incident_ids: Iterable[str]) -> dict[str, str]:
    """The incidents that were merged into these: {former id: present id}."""
    t = incidents.c
    found: dict[str, str] = {}
    for part in batches(sorted(incident_ids)):
        rows = db.execute(select(t.incident_id, t.merged_into).where(t.merged_into.in_(part)))
        found |= {row.incident_id: row.merged_into for row in rows}
    return found


def save(db: Connection, touched: Sequence[Touched], extraction_id: str, now: datetime) -> None:
    """Write what these incidents are now, their links, and a line of history where something changed."""
    rows = [_incident_row(incident, now) for incident in touched]
    put(db, incidents, rows, keep=frozenset({"first_seen"}))
    for incident in touched:
        _link(db, incident, now)
        _replace_tolls(db, incident)
        _remember(db, incident.incident_id, view_of(incident), extraction_id, now)


def unlink(db: Connection, mention_ids: Iterable[str]) -> None:
    """These mentions belong to no incident now; the links stay, inactive."""
    for part in batches(sorted(mention_ids)):
        undone = update(incident_mentions).where(incident_mentions.c.mention_id.in_(part))
        db.execute(undone.values(active=False))


def retire(db: Connection, incident_id: str, into: str | None, extraction_id: str, now: datetime) -> None:
    """No article tells of this incident any more, or all of it is `into` now; the row stays, and says so."""
    state = "merged" if into else "withdrawn"
    which = incidents.c.incident_id == incident_id
    db.execute(update(incidents).where(which).values(state=state, merged_into=into, updated_at=now))
    if into:  # whoever holds the id of one that was merged into this one is sent on in one step
        db.execute(update(incidents).where(incidents.c.merged_into == incident_id).values(merged_into=into))
    db.execute(delete(incident_tolls).where(incident_tolls.c.incident_id == incident_id))
    _remember(db, incident_id, {"state": state, "merged_into": into, "figures": {}}, extraction_id, now)


def add_reviews(db: Connection, doubts: Sequence[Doubt], now: datetime) -> None:
    """Keep the pairs that people should look at."""
    rows = [
        {"mention_a": d.mention_a, "mention_b": d.mention_b, "reason": d.decision.reason, "score": d.decision.score}
        for d in doubts
    ]
    add_new(db, reviews, [{**row, "recorded_at": now} for row in rows])


def _incident_row(incident: Touched, now: datetime) -> dict[str, Any]:
    summary = incident.summary
    return {
        "incident_id": incident.incident_id,
        "state": "current",
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


def _link(db: Connection, incident: Touched, now: datetime) -> None:
    ids = [m.mention_id for m in incident.mentions]
    rows = [
        {"incident_id": incident.incident_id, "mention_id": mention, "active": True, "reason": reason, "linked_at": now}
        for mention, reason in zip(ids, incident.reasons, strict=True)
    ]
    put(db, incident_mentions, rows, keep=frozenset({"linked_at"}))
    t = incident_mentions.c
    for part in batches(ids):
        elsewhere = t.mention_id.in_(part) & (t.incident_id != incident.incident_id) & t.active
        db.execute(update(incident_mentions).where(elsewhere).values(active=False))


def _replace_tolls(db: Connection, incident: Touched) -> None:
    db.execute(delete(incident_tolls).where(incident_tolls.c.incident_id == incident.incident_id))
    rows = [
        {"incident_id": incident.incident_id, "kind": kind, "low": toll.low, "best": toll.best, "high": toll.high}
        for kind, toll in tolls(incident.summary.counts).items()
    ]
    add_new(db, incident_tolls, rows)


def view_of(incident: Touched) -> dict[str, Any]:
    """What history keeps of an incident."""
    summary = incident.summary
    return {
        "state": "current",
        "type": summary.type,
        "status": summary.status,
        "place": plain(summary.place) if summary.place else None,
        "date": plain(summary.date) if summary.date else None,
        "figures": {kind: plain(toll) for kind, toll in tolls(summary.counts).items()},
        "victims": [plain(v) for v in summary.victims],
        "perpetrators": [plain(p) for p in summary.perpetrators],
        "articles": sorted({m.source.article_id for m in incident.mentions}),
    }


def _remember(db: Connection, incident_id: str, view: dict[str, Any], extraction_id: str, now: datetime) -> None:
    t = incident_history.c
    position = db.scalar(select(func.max(t.position)).where(t.incident_id == incident_id)) or 0
    last = db.scalar(select(t.view).where(t.incident_id == incident_id, t.position == position))
    if last != view:
        row = {"incident_id": incident_id, "position": position + 1, "recorded_at": now}
        add_new(db, incident_history, [{**row, "extraction_id": extraction_id, "view": view}])
