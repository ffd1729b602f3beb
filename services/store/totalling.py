"""Hold a running total against its claimant's last one and the incidents known: is the rise news? (Rule R7)"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from services.store import alerts
from services.store.changes import Cause, TotalChange
from services.store.notices import Notice
from services.store.repository import series as repo
from services.store.series import Account, Total, account, risen
from services.store.total_answers import AccountShown, PartOfTotal
from shared.messages import Toll

MOST_SHOWN = 20
"""Incidents of a total that are shown one by one."""


def total(db: Connection, series_ids: Sequence[str], cause: Cause, now: datetime) -> list[Notice]:
    """What is news of the running totals that an article gives: at most one alert a series."""
    if not series_ids:
        return []
    notices = []
    said = repo.totals_in(db, series_ids)
    for series_id in dict.fromkeys(series_ids):
        series = [t for t in said if t.series_id == series_id]
        own = [t for t in series if t.source.article_id == cause.source.article_id]
        newest = max(own, key=lambda t: (t.value, t.figure_id))
        before = risen(newest, series)
        if before:
            sources = len({t.source.origin_id for t in series if t.value == newest.value})
            alerted, left = _alerted_since(db, newest, before), accounted(db, newest).best
            notices.append(alerts.of_total(TotalChange(newest, before, alerted, left, sources), cause, now))
    return [notice for notice in notices if notice]


def _alerted_since(db: Connection, newest: Total, before: Total) -> int:
    if before.source.published_at is None or newest.until is None:
        return 0
    since = before.source.published_at.date() - timedelta(days=1)
    known = repo.known(db, newest.kind, since, newest.until, newest.country)
    return repo.alerted(db, [incident_id for incident_id, _ in known], newest.kind)


def accounted(db: Connection, one: Total) -> Account:
    """Which incidents a total counts, and how many people of it none of them explains."""
    return account(one, known_of(db, one), repo.parts_of(db, one.source.article_id, one.kind))


def known_of(db: Connection, one: Total) -> list[tuple[str, Toll]]:
    """The incidents that a total counts, with their tolls; none where nobody knows since when it counts."""
    if one.since is None or one.until is None:
        return []
    return repo.known(db, one.kind, one.since, one.until, one.country)


def account_shown(db: Connection, one: Total) -> AccountShown:
    """The same, to be shown: "30 since March" = 12 + 12 + 6 known, 0 unallocated."""
    known, parts = known_of(db, one), repo.parts_of(db, one.source.article_id, one.kind)
    left = account(one, known, parts)
    return AccountShown(
        counted=len(known),
        incidents=tuple(PartOfTotal(incident_id=i, toll=toll) for i, toll in known[:MOST_SHOWN]),
        parts=tuple(parts),
        unallocated_low=left.low,
        unallocated_best=left.best,
    )
