"""What people decided of an incident, applied to what the articles make of it: people decide last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from services.store.summaries import Summary
from services.store.tolls import Count
from shared.messages import DateRange, HarmKind, IncidentType, Place, Toll

Action = Literal["confirm", "dismiss", "correct", "merge", "split", "same", "different", "undo"]
Field = Literal["type", "date", "place", "toll"]

ALL_KINDS: frozenset[HarmKind] = frozenset(get_args(HarmKind))


@dataclass(frozen=True)
class Ruling:
    """One decision of a person. `position`: the later of two decides; `body`: of a correction, {field, value, kind}."""

    decision_id: str
    position: int
    made_at: datetime
    who: str
    why: str
    action: Action
    incident_id: str | None = None
    undoes: str | None = None
    body: Mapping[str, Any] | None = None

    @property
    def bears_on(self) -> frozenset[HarmKind]:
        """The kinds of harm whose toll it may change by itself."""
        if self.action in ("confirm", "dismiss"):
            return ALL_KINDS
        return frozenset({self.body["kind"]}) if self.body and self.body.get("field") == "toll" else frozenset()

    @property
    def subject(self) -> tuple[str, ...]:
        """What it decides: of several decisions on one subject the last one stands."""
        body = self.body or {}
        return ("verdict",) if self.action in ("confirm", "dismiss") else (body["field"], body.get("kind") or "")


def standing(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Of these decisions on one incident those that no later one replaces, in their order."""
    last = {ruling.subject: ruling for ruling in sorted(rulings, key=lambda r: r.position)}
    return sorted(last.values(), key=lambda r: r.position)


def ruled(summary: Summary, rulings: Sequence[Ruling]) -> Summary:
    """The summary as people decided. `rulings`: confirm, dismiss and correct, of this incident, none undone."""
    for ruling in standing(rulings):
        summary = _applied(summary, ruling)
    return replace(summary, rulings=tuple(r.decision_id for r in standing(rulings)))


def _applied(summary: Summary, ruling: Ruling) -> Summary:
    if ruling.action == "dismiss":
        return replace(summary, dismissed=True)
    if ruling.action == "confirm":
        return replace(summary, status="confirmed")
    body = ruling.body or {}
    return _corrected(summary, body["field"], body["value"], body.get("kind"))


def _corrected(summary: Summary, field: Field, value: Any, kind: HarmKind | None) -> Summary:
    if field == "type":
        chosen: IncidentType = value
        return replace(summary, type=chosen)
    if field == "date":
        return replace(summary, date=DateRange.model_validate(value))
    if field == "place":
        return replace(summary, place=Place.model_validate(value))
    if kind is None:
        return summary
    toll = Toll.model_validate(value)
    before = summary.counts.get(kind)
    count = replace(before, toll=toll, disputed=False) if before else Count(toll, (), ())
    counts = {**summary.counts, kind: count}
    return replace(summary, counts=counts, disputed=any(c.disputed for c in counts.values()))
