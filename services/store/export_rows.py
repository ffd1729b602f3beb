"""Answers as flat rows: a column each, several values of one thing with "; " between."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.store.answers import ArticleLine, ClaimShown, DemandLine, FigureShown
from services.store.facts import party
from services.store.proved import IncidentProved
from services.store.wordings import HARMS
from shared.messages import AlertRaised, DateRange, HarmKind, Place, Span, Toll

Row = dict[str, Any]

TOLLS = tuple(f"{kind}_{bound}" for kind in HARMS for bound in ("low", "best", "high"))
DATE = ("date_start", "date_end", "date_precision")
PLACE = ("place", "country", "admin1", "lat", "lon", "place_precision")
PROOF = (
    "evidence",
    "evidence_start",
    "evidence_end",
    "article_id",
    "article_version",
    "publisher",
    "published_at",
    "url",
)

INCIDENT = (
    "incident_id", "type", "status", *DATE, *PLACE, *TOLLS, "victims", "perpetrators", "weapon", "disputed",
    "independent_sources", "articles", *PROOF, "first_seen", "updated_at",
)  # fmt: skip
ALERT = (
    "alert_id", "kind", "raised_at", "headline", "reason", "incident_id", "demand_id", *TOLLS, "speaker", "targets",
    "action", "corrects", "independent_sources", *PROOF,
)  # fmt: skip
DEMAND = (
    "demand_id", "status", "action", "speakers", "targets", "deadline", "independent_sources", "first_seen",
    "updated_at",
)  # fmt: skip
CLAIM = ("claim_id", "kind", "speaker", "speaker_role", "targets", "action", "quoted", "incident_id", "demands", *PROOF)
FIGURE = (
    "figure_id", "kind", "role", "low", "best", "high", "approx", "text", "claimant", "victim_class", "period",
    "incident_id", *PROOF,
)  # fmt: skip


def incident_row(one: IncidentProved) -> Row:
    return {
        "incident_id": one.incident_id, "type": one.type, "status": one.status, **_days(one.date), **_where(one.place),
        **_tolls(one.figures), "victims": _several(v.name or v.occupation for v in one.victims),
        "perpetrators": _several(who.name for who in one.perpetrators), "weapon": one.weapon,
        "disputed": _yes(one.disputed), "independent_sources": one.independent_sources,
        "articles": _several(one.articles), **(_proof(one.proof.words, one.proof.article) if one.proof else {}),
        "first_seen": one.first_seen.isoformat(), "updated_at": one.updated_at.isoformat(),
    }  # fmt: skip


def alert_row(one: AlertRaised) -> Row:
    proof = one.evidence[0]
    version = one.article_version if proof.article_id == one.article_id else None
    return {
        "alert_id": one.alert_id, "kind": one.kind, "raised_at": one.raised_at.isoformat(), "headline": one.headline,
        "reason": one.reason, "incident_id": one.incident_id, "demand_id": one.demand_id, **_tolls(one.figures),
        "speaker": one.speaker, "targets": _several(one.targets), "action": one.action, "corrects": one.corrects,
        "independent_sources": one.independent_sources, "evidence": proof.text, "evidence_start": proof.start,
        "evidence_end": proof.end, "article_id": proof.article_id, "article_version": version,
        "publisher": proof.publisher, "published_at": proof.published_at and proof.published_at.isoformat(),
        "url": proof.url,
    }  # fmt: skip


def demand_row(one: DemandLine) -> Row:
    return {
        "demand_id": one.demand_id, "status": one.status, "action": one.action, "speakers": _several(one.speakers),
        "targets": _several(one.targets), "deadline": _day(one.deadline),
        "independent_sources": one.independent_sources, "first_seen": one.first_seen.isoformat(),
        "updated_at": one.updated_at.isoformat(),
    }  # fmt: skip


def claim_row(one: ClaimShown) -> Row:
    return {
        "claim_id": one.claim_id, "kind": one.kind, "speaker": party(one.speaker) if one.speaker else None,
        "speaker_role": one.speaker.role if one.speaker else None,
        "targets": _several(party(target) for target in one.targets), "action": one.action, "quoted": one.quoted,
        "incident_id": one.incident_id, "demands": _several(one.demands), **_proof(one.evidence[0], one.article),
    }  # fmt: skip


def figure_row(one: FigureShown) -> Row:
    return {
        "figure_id": one.figure_id, "kind": one.kind, "role": one.role, "low": one.low, "best": one.best,
        "high": one.high, "approx": _yes(one.approx), "text": one.text, "claimant": one.claimant,
        "victim_class": one.victim_class, "period": one.period.text if one.period else None,
        "incident_id": one.incident_id, **_proof(one.evidence, one.article),
    }  # fmt: skip


def _proof(words: Span, article: ArticleLine) -> Row:
    return {
        "evidence": words.text, "evidence_start": words.start, "evidence_end": words.end,
        "article_id": article.article_id, "article_version": article.version, "publisher": article.publisher,
        "published_at": article.published_at and article.published_at.isoformat(), "url": article.url,
    }  # fmt: skip


def _tolls(figures: Mapping[HarmKind, Toll]) -> Row:
    return {
        f"{kind}_{bound}": getattr(toll, bound) for kind, toll in figures.items() for bound in ("low", "best", "high")
    }


def _days(value: DateRange | None) -> Row:
    value = value or DateRange()
    return {"date_start": _day(value.start), "date_end": _day(value.end), "date_precision": value.precision}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _where(place: Place | None) -> Row:
    if place is None:
        return {}
    same = {name: getattr(place, name) for name in ("country", "admin1", "lat", "lon")}
    return {"place": place.name or place.text, "place_precision": place.precision, **same}


def _several(values: Iterable[str | None]) -> str:
    return "; ".join(value for value in values if value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
