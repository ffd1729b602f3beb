"""Tie an article's demands to their threads: load who makes them, decide, save, and say what is news."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.store import alerts
from services.store.changes import Cause, DemandChange
from services.store.demands import Call, Reply, Thread, bears, thread_of
from services.store.notices import Notice
from services.store.policies import Policy
from services.store.repository import alerts as outbox
from services.store.repository import demands as repo
from services.store.repository import replies as reply_rows


@dataclass(frozen=True)
class Heard:
    """What is news of the demands of an article, and the threads that it touched, as they are now."""

    notices: Sequence[Notice] = ()
    threads: Sequence[Thread] = ()


def hear(
    db: Connection,
    gone: Iterable[str],
    calls: Sequence[Call],
    echoes: Sequence[Call],
    replies: Sequence[Reply],
    cause: Cause,
    now: datetime,
    policy: Policy,
) -> Heard:
    """The demand threads after what was said in the threads `gone` ceased, and an article began to make `calls`, and
    to say `replies` that may answer some.

    `echoes`: calls of other articles that were made before, in other threads perhaps; they are no news.
    """
    asked = {*gone, *(call.demand_id for call in (*calls, *echoes))}
    known = repo.heard_of(db, {*asked, *(reply.demand_id for reply in replies)})
    reply_rows.add_replies(db, replies, now)
    touched = asked | {reply.demand_id for reply in replies if known.get(reply.demand_id) == "current"}
    if not touched:
        return Heard()
    others = [*repo.calls_in(db, touched & set(known)), *echoes]
    heard = {demand_id: [c for c in (*others, *calls) if c.demand_id == demand_id] for demand_id in touched}
    # Before the rows of this article are there to be asked for; but echoes bring what was sent of their former threads.
    sent = None if echoes else _sent(db, touched & set(known))
    threads = _threads(heard, reply_rows.replies_to(db, touched & {*known, *(r.demand_id for r in replies)}), now)
    repo.save(db, threads, now, touched & set(known))
    repo.withdraw(db, touched - {thread.demand_id for thread in threads}, now)
    repo.link(db, [*calls, *echoes], now)
    weighty = [call for call in calls if bears(call, policy.demand_relevance)]
    sent = sent if sent is not None else _sent(db, touched)
    return Heard(_news(weighty, others, sent, cause, now), threads)


def _threads(heard: Mapping[str, Sequence[Call]], replies: Sequence[Reply], now: datetime) -> list[Thread]:
    made = (
        thread_of(calls, [r for r in replies if r.demand_id == demand_id], now.date())
        for demand_id, calls in sorted(heard.items())
    )
    return [thread for thread in made if thread]


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
