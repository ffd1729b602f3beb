"""What alerts are about: the places, people and words by which subscribers choose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from services.store.repository.statements import IDS, rows_for
from services.store.subscriptions import Subject
from services.store.tables import claims, demand_claims, demands, figures, incidents, mentions
from shared.messages import AlertRaised


def subjects_of(db: Connection, alerts: Sequence[AlertRaised]) -> dict[str, Subject]:
    """By alert id. An alert without an incident has the places of the events that its demand's claims are about, and
    one of a running total the country of its article."""
    events = _incidents(db, {alert.incident_id for alert in alerts if alert.incident_id})
    threads = _demands(db, {alert.demand_id for alert in alerts if alert.demand_id})
    loose = [alert.article_id for alert in alerts if not alert.incident_id and not alert.demand_id]
    countries = {row.article_id: row.country for row in rows_for(db, _COUNTRIES, loose)}
    return {alert.alert_id: _subject(alert, events, threads, countries) for alert in alerts}


def _subject(
    alert: AlertRaised, events: Mapping[str, Any], threads: Mapping[str, list[Any]], countries: Mapping[str, str]
) -> Subject:
    event = events.get(alert.incident_id or "")
    rows = [event] if event else threads.get(alert.demand_id or "", [])
    known = [row.country for row in rows] + [countries.get(alert.article_id)]
    said = [alert.headline, alert.action, alert.speaker, *alert.targets, *(proof.text for proof in alert.evidence)]
    return Subject(
        places=_each(name for row in rows for name in (row.place_name, row.place_text, row.admin1)),
        countries=_each(known),
        names=_each([*_named(event), alert.speaker, *alert.targets, *_parties(rows)]),
        status=event.status if event else None,
        text="\n".join(part for part in said if part),
    )


def _named(event: Any) -> Iterator[str | None]:
    if event is None:
        return
    for person in event.victims:
        yield from (person.get("name"), *person.get("aliases", ()))
    yield from (person.get("name") for person in event.perpetrators)


def _parties(rows: Sequence[Any]) -> Iterator[str]:
    for row in rows:
        yield from (*getattr(row, "speakers", ()), *getattr(row, "targets", ()))


def _each(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _incidents(db: Connection, ids: set[str]) -> dict[str, Any]:
    """Each under the id asked for; one that was merged is what it is now."""
    found = {row.incident_id: row for row in rows_for(db, _EVENTS, ids)}
    while moved := {row.merged_into for row in found.values() if row.merged_into} - set(found):
        found |= {row.incident_id: row for row in rows_for(db, _EVENTS, moved)}
    return {incident_id: _end_of(found, incident_id) for incident_id in ids if incident_id in found}


def _end_of(found: Mapping[str, Any], incident_id: str) -> Any:
    row = found[incident_id]
    while row.merged_into in found:
        row = found[row.merged_into]
    return row


def _demands(db: Connection, ids: set[str]) -> dict[str, list[Any]]:
    """One row for each claim of the thread: who makes it, and where the event is that it is about."""
    threads: dict[str, list[Any]] = {}
    for row in rows_for(db, _THREADS, ids):
        threads.setdefault(row.demand_id, []).append(row)
    return threads


_EVENTS = select(
    incidents.c.incident_id, incidents.c.merged_into, incidents.c.status, incidents.c.place_name,
    incidents.c.place_text, incidents.c.admin1, incidents.c.country, incidents.c.victims, incidents.c.perpetrators,
).where(incidents.c.incident_id.in_(IDS))  # fmt: skip
_THREADS = (
    select(
        demands.c.demand_id, demands.c.speakers, demands.c.targets,
        mentions.c.place_name, mentions.c.place_text, mentions.c.admin1, mentions.c.country,
    )
    .join(demand_claims, (demand_claims.c.demand_id == demands.c.demand_id) & demand_claims.c.active, isouter=True)
    .join(claims, claims.c.claim_id == demand_claims.c.claim_id, isouter=True)
    .join(mentions, mentions.c.mention_id == claims.c.mention_id, isouter=True)
    .where(demands.c.demand_id.in_(IDS))
)  # fmt: skip
_COUNTRIES = select(figures.c.article_id, figures.c.country).where(
    figures.c.article_id.in_(IDS), figures.c.country.is_not(None), figures.c.active
)
