"""See whether an article denies what another accuses somebody of, or accuses of what another denies."""

from collections.abc import Mapping, Set
from datetime import datetime

from sqlalchemy import Connection

from services.store import alerts
from services.store.changes import Cause, DisputeChange
from services.store.disputes import opposed
from services.store.notices import Notice
from services.store.repository import disputes as repo


def dispute(db: Connection, told: Mapping[str, Set[str]], cause: Cause, now: datetime) -> list[Notice]:
    """What is news of the accusations and denials about the incidents that an article tells of, as others do; `told`:
    by incident, the articles that tell of it."""
    if not repo.deny(db, {article for articles in told.values() for article in articles}):
        return []
    incident_ids = set(told)
    words = repo.words_about(db, incident_ids)
    if len({word.claim.kind for word in words}) < 2:
        return []
    known = repo.told_disputed(db, incident_ids)
    notices = []
    for incident_id in sorted(incident_ids):
        pair = opposed([word for word in words if word.incident_id == incident_id], cause.source.article_id)
        if pair:
            notices.append(alerts.of_dispute(DisputeChange(*pair, told=incident_id in known), cause, now))
    return [notice for notice in notices if notice]
