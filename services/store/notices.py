"""Alerts put together: id, headline, values and proof."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.store import headlines
from services.store.changes import AnswerChange, Cause, DemandChange, DisputeChange, IncidentChange, TotalChange
from services.store.demands import action_of
from services.store.mentions import Mention, Source
from services.store.names import fold
from services.store.tolls import KINDS, LONG_AGO
from shared.identity import stable_id
from shared.messages import AlertKind, AlertRaised, HarmKind, Proof, Span, Toll

MOST_PROOFS = 10
"""Spans in one alert: enough to believe it, few enough to read."""


@dataclass(frozen=True)
class Notice:
    """An alert, and what it makes known beyond its own words.

    `sources`: {article_id: version} behind the incident now. `demand_ids`: the threads that the alert speaks for.
    """

    alert: AlertRaised
    sources: Mapping[str, int] = field(default_factory=dict)
    demand_ids: tuple[str, ...] = ()
    speaker_keys: frozenset[str] = frozenset()
    names: Mapping[HarmKind, frozenset[str]] = field(default_factory=dict)
    """Of the people harmed, as known now: with this alert they count as told."""


def incident_notice(
    kind: AlertKind, reason: str, change: IncidentChange, news: Sequence[HarmKind], cause: Cause, now: datetime
) -> Notice:
    """The alert that says so of this incident. `news`: the kinds of harm for which it is raised."""
    told = {k: sent.toll for k, sent in change.sent.items()}
    toll = {k: change.now(k) for k in KINDS if change.summary and k in change.summary.counts}
    toll = {k: t for k, t in toll.items() if t.low or t.best or t.high}
    alert = AlertRaised(
        alert_id=_incident_alert_id(kind, change, news, cause),
        kind=kind,
        reason=f"{reason}: {cause.decided.why}" if cause.decided else reason,
        headline=_headline(kind, change, news, toll, told),
        incident_id=change.incident_id,
        figures=toll,
        before=told if kind != "new_casualties" else None,
        corrects=change.sent[news[0]].alert_id if kind == "toll_corrected" else None,
        independent_sources=change.summary.independent_sources if change.summary else 0,
        article_id=cause.source.article_id,
        article_version=cause.source.article_version,
        raised_at=now,
        evidence=_incident_proofs(kind, change, news, cause),
    )
    return Notice(alert, sources_of(change.mentions), names=_names(change))


def _names(change: IncidentChange) -> dict[HarmKind, frozenset[str]]:
    names: dict[HarmKind, frozenset[str]] = {}
    for victim in change.summary.victims if change.summary else ():
        if victim.fate and victim.name:
            names[victim.fate] = names.get(victim.fate, frozenset()) | {victim.name}
    return names


def demand_notice(
    kind: AlertKind, reason: str, change: DemandChange, demand_id: str, cause: Cause, now: datetime
) -> Notice:
    """The alert that says so of this demand; it speaks for every addressee of the claim."""
    first = change.calls[0]
    targets = tuple(dict.fromkeys(c.target for c in change.calls if c.target))
    action = action_of(first.claim)
    line = headlines.joined if kind == "demand_joined" else headlines.demand
    subject = (demand_id, min(first.speaker_keys)) if kind == "demand_joined" else (demand_id,)
    alert = AlertRaised(
        alert_id=stable_id(kind, *subject),
        kind=kind,
        reason=reason,
        headline=line(first.speaker, targets, action),
        demand_id=demand_id,
        speaker=first.speaker,
        targets=targets,
        action=action,
        independent_sources=change.independent_sources,
        article_id=cause.source.article_id,
        article_version=cause.source.article_version,
        raised_at=now,
        evidence=tuple(first.source.proof(span) for span in first.claim.evidence[:MOST_PROOFS]),
    )
    threads = tuple(dict.fromkeys(c.demand_id for c in change.calls))
    return Notice(alert, demand_ids=threads, speaker_keys=first.speaker_keys)


def answer_notice(kind: AlertKind, reason: str, change: AnswerChange, now: datetime) -> Notice:
    """The alert that says what became of a demand: with the words of the reply first, then those of the demand."""
    thread, reply = change.thread, change.thread.answer
    last = max(change.calls, key=lambda c: (c.source.published_at or LONG_AGO, c.claim_id))
    source, said = (reply.source, reply.claim.evidence) if reply else (last.source, ())
    proofs = [source.proof(span) for span in said] + [last.source.proof(span) for span in last.claim.evidence]
    alert = AlertRaised(
        alert_id=stable_id(kind, thread.demand_id, thread.status),
        kind=kind,
        reason=reason,
        headline=headlines.answer(thread),
        demand_id=thread.demand_id,
        speaker=reply.speaker if reply else None,
        targets=thread.targets,
        action=thread.action,
        independent_sources=thread.independent_sources,
        article_id=source.article_id,
        article_version=source.article_version,
        raised_at=now,
        evidence=tuple(proofs[:MOST_PROOFS]),
    )
    return Notice(alert)


def dispute_notice(kind: AlertKind, reason: str, change: DisputeChange, cause: Cause, now: datetime) -> Notice:
    """The alert that says so of an accusation and its denial, with the words of both: those of the cause first."""
    words = sorted((change.accusation, change.denial), key=lambda w: w.source.article_id != cause.source.article_id)
    accused, denier = (change.accusation.claim.targets, change.denial.claim.speaker)
    names = tuple(dict.fromkeys(t.name or t.role or "" for t in accused if t.name or t.role))
    alert = AlertRaised(
        alert_id=stable_id(kind, change.accusation.incident_id),
        kind=kind,
        reason=reason,
        headline=headlines.dispute(change.accusation.claim, change.denial.claim, names),
        incident_id=change.accusation.incident_id,
        speaker=(denier.name or denier.role) if denier else None,
        targets=names,
        independent_sources=2,
        article_id=cause.source.article_id,
        article_version=cause.source.article_version,
        raised_at=now,
        evidence=tuple(word.source.proof(span) for word in words for span in word.claim.evidence)[:MOST_PROOFS],
    )
    return Notice(alert)


def total_notice(kind: AlertKind, reason: str, change: TotalChange, cause: Cause, now: datetime) -> Notice:
    """The alert that says so of a running total."""
    newest, before = change.newest, change.before
    alert = AlertRaised(
        alert_id=stable_id(kind, newest.series_id, newest.value),
        kind=kind,
        reason=reason,
        headline=headlines.total(newest, before, change.unexplained),
        figures={newest.kind: newest.toll},
        before={before.kind: before.toll},
        speaker=newest.claimant,
        independent_sources=change.sources,
        article_id=cause.source.article_id,
        article_version=cause.source.article_version,
        raised_at=now,
        evidence=(newest.source.proof(newest.span), before.source.proof(before.span)),
    )
    return Notice(alert)


def sources_of(mentions: Iterable[Mention]) -> dict[str, int]:
    """The articles behind these mentions, each with its version."""
    return {m.source.article_id: m.source.article_version for m in mentions}


def _incident_alert_id(kind: AlertKind, change: IncidentChange, news: Sequence[HarmKind], cause: Cause) -> str:
    """Of a changed toll the values belong to the id: a rise to four and a rise to five are two alerts. So does the
    decision that changed it: a person may decide the same twice, with its undoing between."""
    if kind == "new_casualties":
        return stable_id(kind, change.incident_id)
    if kind == "victim_named":
        return stable_id(kind, change.incident_id, *sorted(fold(name) for name in _new_names(change, news)))
    values = [(k, change.now(k).low, change.now(k).best) for k in sorted(news)]
    by = (cause.decided.decision_id,) if cause.decided else ()
    return stable_id(kind, change.incident_id, "withdrawn" if change.summary is None else values, *by)


def _new_names(change: IncidentChange, news: Sequence[HarmKind]) -> list[str]:
    return [v.name for k in news for v in change.unnamed_before(k) if v.name]


def _headline(
    kind: AlertKind,
    change: IncidentChange,
    news: Sequence[HarmKind],
    toll: Mapping[HarmKind, Toll],
    told: Mapping[HarmKind, Toll],
) -> str:
    if change.summary is None:
        return f"Withdrawn: {headlines.casualties(told)}; no article says so any more"
    where = headlines.where_and_when(change.summary.place, change.summary.date)
    if kind == "new_casualties":
        return headlines.casualties(toll) + where
    if kind == "victim_named":
        people = [v for k in news for v in change.unnamed_before(k)]
        return headlines.named(people, news) + where
    changed = {k: change.now(k) for k in news}
    was = {k: told[k] for k in news if k in told}
    if kind == "toll_corrected":
        return headlines.corrected(changed, was, where, dismissed=change.dismissed)
    return headlines.risen(changed, was, where)


def _naming(change: IncidentChange, news: Sequence[HarmKind]) -> list[tuple[Source, Span]]:
    """Where the new names stand."""
    names = {fold(name) for name in _new_names(change, news)}
    said = [(m, v) for m in change.mentions for v in m.incident.victims if v.name and fold(v.name) in names]
    return [(m.source, span) for m, v in said for span in ([v.mention] if v.mention else m.incident.evidence[:1])]


def _incident_proofs(
    kind: AlertKind, change: IncidentChange, news: Sequence[HarmKind], cause: Cause
) -> tuple[Proof, ...]:
    """The words for it, those of the article that caused the alert first; of a withdrawn one the words once sent."""
    figures = [(r.source, span) for k in news for r in change.holders(k) for span in r.spans]
    events = [(m.source, span) for m in change.mentions for span in m.incident.evidence]
    if kind == "victim_named":
        figures = _naming(change, news)
    found = [source.proof(span) for source, span in (*figures, *events)]
    found.sort(key=lambda proof: proof.article_id != cause.source.article_id)
    sent = [proof for k in news if k in change.sent for proof in change.sent[k].evidence]
    unique = {(p.article_id, p.start, p.end): p for p in reversed(found or sent)}
    return tuple(reversed(unique.values()))[:MOST_PROOFS]
