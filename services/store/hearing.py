"""Tie an article's demands to their threads: load who makes them, decide, save, and say what is news."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from services.store import alerts
from services.store.changes import Cause, DemandChange
from services.store.demands import Call, bears, thread_of
from services.store.notices import Notice
from services.store.policies import Policy
from services.store.repository import alerts as outbox
from services.store.repository import demands as repo


def hear(
    db: Connection,
    gone: Iterable[str],
    calls: Sequence[Call],
    echoes: Sequence[Call],
    cause: Cause,
    now: datetime,
    policy: Policy,
) -> list[Notice]:
    """The demand threads after calls in the threads `gone` ceased, and an article began to make `calls`.

    `echoes`: calls of other articles that were made before, in other threads perhaps; they are no news.
    """
    touched = {*gone, *(call.demand_id for call in (*calls, *echoes))}
    if not touched:
        return []
    others = [*repo.calls_in(db, touched), *echoes]
    heard = {demand_id: [c for c in (*others, *calls) if c.demand_id == demand_id] for demand_id in touched}
    threads = {demand_id: thread_of(made) for demand_id, made in heard.items()}
    repo.save(db, [threads[i] for i in sorted(threads) if threads[i]], now)  # type: ignore[misc]
    repo.withdraw(db, (i for i in threads if threads[i] is None), now)
    repo.link(db, [*calls, *echoes], now)
    weighty = [call for call in calls if bears(call, policy.demand_relevance)]
    return _news(weighty, others, _sent(db, touched), cause, now)


def _sent(db: Connection, threads: Iterable[str]) -> dict[str, list[frozenset[str]]]:
    """For each thread of which subscribers know, the speakers of whom they were told: also under the id of another
    thread, where its claims were before."""
    former = repo.former_threads(db, threads)
    told = outbox.demands_sent(db, {*threads, *(i for ids in former.values() for i in ids)})
    known = {thread: [told[i] for i in (thread, *sorted(former.get(thread, ()))) if i in told] for thread in threads}
    return {thread: [voice for voices in heard for voice in voices] for thread, heard in known.items() if heard}


def _news(
    calls: Sequence[Call],
    others: Sequence[Call],
    sent: dict[str, list[frozenset[str]]],
    cause: Cause,
    now: datetime,
) -> list[Notice]:
    """Claim by claim, in the order of the article, so that one article can make a demand and join it."""
    known = set(sent)
    voices = {demand_id: [keys for keys in told if keys] for demand_id, told in sent.items()}
    reports: dict[str, set[str]] = {}
    for call in others:
        voices.setdefault(call.demand_id, []).extend([call.speaker_keys] if call.speaker_keys else [])
        reports.setdefault(call.demand_id, set()).add(call.source.origin_id)
    notices = []
    for claim_id in dict.fromkeys(call.claim_id for call in calls):
        made = tuple(call for call in calls if call.claim_id == claim_id)
        independent = len(set().union(*(reports.get(c.demand_id, set()) for c in made)) | {made[0].source.origin_id})
        change = DemandChange(made, frozenset(known), voices, independent)
        notice = alerts.of_demand(change, cause, now)
        if notice:
            notices.append(notice)
            known |= set(notice.demand_ids)
        for call in made:
            voices.setdefault(call.demand_id, []).extend([call.speaker_keys] if call.speaker_keys else [])
    return notices
