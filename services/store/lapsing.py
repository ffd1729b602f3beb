"""Close the demands whose deadline has passed, by a clock that runs also when no article comes."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from services.store import alerts
from services.store.changes import AnswerChange, Cause
from services.store.database import transaction
from services.store.demands import Thread, thread_of
from services.store.notices import Notice
from services.store.repository import alerts as outbox
from services.store.repository import demands as repo
from services.store.repository import replies as reply_rows
from shared.messages import AlertRaised

AT_ONCE = 100

STALE = timedelta(days=30)
"""A deadline that passed longer ago was met or missed before this store knew of the demand: no news."""


def lapse(engine: Engine, now: datetime) -> list[AlertRaised]:
    """Let what is overdue lapse; returns the alerts, now in the outbox. `now`: aware. Twice is the same as once."""
    with engine.connect() as db:
        if not reply_rows.overdue(db, now.date(), 1):
            return []
    with transaction(engine) as db:
        overdue = reply_rows.overdue(db, now.date(), AT_ONCE)
        calls, replies = repo.calls_in(db, overdue), reply_rows.replies_to(db, overdue)
        threads = []
        for demand_id in overdue:
            own = [c for c in calls if c.demand_id == demand_id]
            thread = thread_of(own, [r for r in replies if r.demand_id == demand_id], now.date())
            if thread:
                threads.append(thread)
        repo.save(db, threads, now)
        return outbox.add_alerts(db, answered(db, threads, None, now))


def answered(db: Connection, threads: list[Thread], cause: Cause | None, now: datetime) -> list[Notice]:
    """What is news of these threads' answers. Without a cause it is the clock that speaks."""
    closed = [t for t in threads if t.answer or (t.status == "lapsed" and not _stale(t, now))]
    if not closed or (cause and cause.silent):
        return []
    calls = repo.calls_in(db, [t.demand_id for t in closed])
    told = outbox.demands_sent(db, [t.demand_id for t in closed])
    without = cause.without if cause else frozenset()
    notices = []
    for thread in closed:
        own = tuple(c for c in calls if c.demand_id == thread.demand_id)
        notice = alerts.of_answer(AnswerChange(thread, own, thread.demand_id in told), now, without)
        if notice:
            notices.append(notice)
    return notices


def _stale(thread: Thread, now: datetime) -> bool:
    return thread.deadline is None or now.date() - thread.deadline > STALE
