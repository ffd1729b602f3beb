"""Record what an extractor read in an article: load, decide, save; all of it in one transaction, or none of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

from services.store.changes import Cause
from services.store.database import transaction
from services.store.demands import Call, calls_of
from services.store.disputing import dispute
from services.store.entities import namings_of
from services.store.hearing import hear
from services.store.lapsing import answered
from services.store.linking import Turn, link
from services.store.neighbourhoods import keys
from services.store.policies import Policy, is_backfill
from services.store.readings import ReadingKey, claim_ids, key_of, mentions_of, source_of
from services.store.replies import replies_of
from services.store.repository import copies as copy_rows
from services.store.repository import demands as demand_rows
from services.store.repository import mentions as mention_rows
from services.store.repository import readings
from services.store.repository import replies as reply_rows
from services.store.repository.alerts import add_alerts
from services.store.repository.entities import add_namings
from services.store.repository.statements import gathering
from services.store.series import series_ids
from services.store.totalling import total
from services.store.tracing import Traced, trace
from shared.messages import AlertRaised, ArticleExtracted


class Outcome(StrEnum):
    """What became of a reading."""

    NEW = "new"
    EDITED = "edited"
    REREAD = "reread"
    KNOWN = "known"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class Recorded:
    """What became of a reading, and what it was news of."""

    outcome: Outcome
    alerts: tuple[AlertRaised, ...] = ()


def record(extracted: ArticleExtracted, engine: Engine, now: datetime, policy: Policy) -> list[AlertRaised]:
    """The alerts that this reading raises, now in the outbox. The same reading again changes nothing."""
    return list(recorded(extracted, engine, now, policy).alerts)


def recorded(extracted: ArticleExtracted, engine: Engine, now: datetime, policy: Policy) -> Recorded:
    """Record a reading. `now` (aware) is when it becomes known; raises DatabaseAway to try again."""
    return recorded_together([extracted], engine, now, policy)[0]


def recorded_together(
    batch: Sequence[ArticleExtracted], engine: Engine, now: datetime, policy: Policy
) -> list[Recorded]:
    """Record readings in their order, all or none: as one after the other, in one commit."""
    with transaction(engine) as db, gathering(db):
        names = [extracted.article_id for extracted in batch]
        heard_of = readings.heard_of(db, names) | copy_rows.named_in_copies(db, names)
        done = []
        for extracted in batch:
            done.append(_record(db, extracted, now, policy, unheard_of=extracted.article_id not in heard_of))
            heard_of.add(extracted.article_id)
            if extracted.article:  # of which it may be a copy, as its fetcher knows
                heard_of.add(extracted.article.origin_id)
        return done


def _record(
    db: Connection, extracted: ArticleExtracted, now: datetime, policy: Policy, *, unheard_of: bool
) -> Recorded:
    key = key_of(extracted)
    recorded_before = {} if unheard_of else readings.readings_of(db, extracted.article_id)
    if key in recorded_before:
        return Recorded(Outcome.KNOWN)
    before = next((reading for reading, counts in recorded_before.items() if counts), None)
    outdated = before is not None and before.rank > key.rank
    traced = Traced(extracted, {}) if outdated else trace(db, extracted, unheard_of=unheard_of)
    extracted = traced.extracted
    readings.add_article(db, extracted, now, first=unheard_of)
    if before and not outdated:
        readings.silence(db, before.extraction_id)
    readings.add_reading(db, extracted, active=not outdated, now=now)
    if outdated:
        return Recorded(Outcome.OUTDATED)
    raised = _speak(db, traced, before, now, policy, unheard_of=unheard_of)
    return Recorded(_outcome(before, key), tuple(raised))


def _outcome(before: ReadingKey | None, key: ReadingKey) -> Outcome:
    if before is None:
        return Outcome.NEW
    return Outcome.REREAD if before.article_version == key.article_version else Outcome.EDITED


def _speak(
    db: Connection, traced: Traced, before: ReadingKey | None, now: datetime, policy: Policy, *, unheard_of: bool
) -> list[AlertRaised]:
    """Let this reading speak for its article, in place of the one before."""
    extracted = traced.extracted
    key, source = key_of(extracted), source_of(extracted)
    rereading, backfill = _outcome(before, key) is Outcome.REREAD, is_backfill(extracted, policy)
    cause = Cause(source, rereading=rereading, backfill=backfill, without=policy.without)
    gone = mention_rows.mentions_by_id(db, mention_rows.ids_of_reading(db, before.extraction_id)) if before else []
    fallen_silent = demand_rows.unlink_reading(db, before.extraction_id) if before else set()
    fallen_silent |= reply_rows.answered_by(db, before.extraction_id) if before else set()
    new = mentions_of(extracted)
    mention_of = {m.incident.key: m.mention_id for m in new}
    readings.add_mentions(db, key.extraction_id, new, [keys(m) for m in new], now)
    readings.add_figures(db, extracted, mention_of)
    readings.add_claims(db, extracted, mention_of, now)
    add_namings(db, key.extraction_id, namings_of(extracted))
    mention_rows.keep(db, new)
    moved = mention_rows.mentions_by_id(db, copy_rows.mentions_of_articles(db, traced.moved))
    turn = Turn(gone, new, moved, unheard_of)
    linked = link(db, turn, key.extraction_id, cause, now, policy)
    silent, echoes = _echoes(db, traced.moved)
    notices = [*linked.notices, *total(db, series_ids(extracted), cause, now)]
    notices += dispute(db, linked.shared, cause, now)
    calls = calls_of(extracted, source, claim_ids(extracted))
    replies = replies_of(extracted, source, claim_ids(extracted))
    heard = hear(db, fallen_silent | silent, calls, echoes, replies, cause, now, policy)
    raised = add_alerts(db, [*notices, *heard.notices])
    spoken_of = {call.demand_id for call in calls} | {reply.demand_id for reply in replies}
    # Only now are subscribers known to know of the demands that this article makes.
    answers = answered(db, [t for t in heard.threads if t.demand_id in spoken_of], cause, now)
    return raised + add_alerts(db, answers)


def _echoes(db: Connection, moved: Iterable[str]) -> tuple[set[str], list[Call]]:
    """The demands of articles that have another origin now: the threads in which they were, and their calls anew."""
    silent, calls = set[str](), list[Call]()
    for extraction_id, body, source in copy_rows.readings_of_articles(db, moved):
        threads = demand_rows.unlink_reading(db, extraction_id)
        if threads:
            extracted = ArticleExtracted.model_validate(body)
            silent |= threads
            calls += calls_of(extracted, source, claim_ids(extracted))
    return silent, calls
