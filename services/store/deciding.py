"""Take in what a person decides: load, check, keep the row, and derive again what it bears on; in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from services.store.changes import Cause, Decided
from services.store.database import transaction
from services.store.decisions import Answer, Confirm, Correct, Deciding, Dismiss, Merge, Split, Undo
from services.store.features import Features, features
from services.store.linking import Turn, link
from services.store.mentions import Mention
from services.store.policies import Policy
from services.store.repository import incidents as incident_rows
from services.store.repository import mentions as mention_rows
from services.store.repository import rulings as repo
from services.store.repository.alerts import add_alerts
from services.store.rulings import Ruling
from services.store.tolls import LONG_AGO
from shared.identity import stable_id
from shared.messages import AlertRaised

ONE_OF = Confirm | Dismiss | Correct | Merge | Split | Answer | Undo


class Unknown(LookupError):
    """There is no such incident, mention or decision; the message says which."""


class Impossible(ValueError):
    """It can't be decided so as things stand; the message says why, and what to do."""


@dataclass(frozen=True)
class Made:
    """A decision that was taken in, and what it was news of."""

    decision_id: str
    alerts: tuple[AlertRaised, ...] = ()


@dataclass(frozen=True)
class _Case:
    """What a decision is about: the mentions on its two sides, and all whose incidents are derived again."""

    left: list[Mention]
    right: list[Mention]
    again: list[Mention]
    incident_id: str | None = None


def decide(asked: ONE_OF, engine: Engine, now: datetime, policy: Policy) -> Made:
    """Take in a decision made at `now` (aware). Raises Unknown, Impossible, or DatabaseAway to try again."""
    with transaction(engine) as db:
        case = _case(db, asked, policy)
        ruling = _ruling(asked, case, repo.next_position(db), now)
        repo.add(db, ruling, case.left, case.right)
        if not case.again:
            return Made(ruling.decision_id)
        if isinstance(asked, Split):  # what is left of the incident goes on under its id
            mention_rows.unlink(db, (m.mention_id for m in case.left))
        newest = max(case.again, key=lambda m: (m.source.published_at or LONG_AGO, m.mention_id))
        undone = repo.any_by_id(db, ruling.undoes) if ruling.undoes else None
        decided = Decided(ruling.decision_id, ruling.why, (undone or ruling).incident_id, (undone or ruling).bears_on)
        reading = mention_rows.reading_of(db, newest.mention_id)
        linked = link(db, Turn(again=case.again), reading, Cause(newest.source, decided=decided), now, policy)
        return Made(ruling.decision_id, tuple(add_alerts(db, linked.notices)))


def _ruling(asked: ONE_OF, case: _Case, position: int, now: datetime) -> Ruling:
    return Ruling(
        decision_id=stable_id("decision", position, asked.action, asked.who, now.isoformat()),
        position=position,
        made_at=now,
        who=asked.who,
        why=asked.why,
        action=asked.action,
        incident_id=case.incident_id,
        undoes=asked.decision_id if isinstance(asked, Undo) else None,
        body=_body(asked),
    )


def _body(asked: Deciding) -> dict[str, object] | None:
    if isinstance(asked, Merge):
        return {"other_id": asked.other_id}
    if not isinstance(asked, Correct):
        return None
    if asked.toll:
        ((kind, toll),) = asked.toll.items()
        return {"field": "toll", "kind": kind, "value": toll.model_dump(mode="json")}
    if asked.type:
        return {"field": "type", "value": asked.type}
    field, value = ("date", asked.date) if asked.date else ("place", asked.place)
    return {"field": field, "value": value.model_dump(mode="json") if value else None}


def _case(db: Connection, asked: ONE_OF, policy: Policy) -> _Case:
    match asked:
        case Confirm() | Dismiss() | Correct():
            incident_id, told = _incident(db, asked.incident_id)
            return _Case([], [], told, incident_id)
        case Merge():
            return _merge(db, asked)
        case Split():
            return _split(db, asked)
        case Answer():
            return _answer(db, asked)
        case Undo():
            return _undo(db, asked.decision_id, policy)


def _incident(db: Connection, incident_id: str) -> tuple[str, list[Mention]]:
    """The incident that stands under this id, and its mentions."""
    for _ in range(MERGE_DEPTH):
        known = incident_rows.standing(db, incident_id)
        if known is None:
            raise Unknown(f"There is no incident {incident_id}.")
        if known.merged_into is None:
            break
        incident_id = known.merged_into
    told = mention_rows.mentions_of(db, incident_id)
    if not told:
        raise Impossible(f"No article tells of incident {incident_id} any more: there is nothing to decide on.")
    return incident_id, told


MERGE_DEPTH = 20
"""Merges of merges are followed so far; more would be a circle."""


def _merge(db: Connection, asked: Merge) -> _Case:
    (one, left), (other, right) = _incident(db, asked.incident_id), _incident(db, asked.other_id)
    if one == other:
        raise Impossible("These are one incident already.")
    if len({_state(db, incident_id) for incident_id in (one, other)}) > 1:
        raise Impossible("One of the two is dismissed: undo that first, or dismiss the other.")
    return _Case(left, right, [*left, *right], one)


def _state(db: Connection, incident_id: str) -> str:
    known = incident_rows.standing(db, incident_id)
    return known.state if known else ""


def _split(db: Connection, asked: Split) -> _Case:
    incident_id, told = _incident(db, asked.incident_id)
    chosen = set(asked.mentions)
    if strangers := chosen - {m.mention_id for m in told}:
        raise Unknown(f"Mention {min(strangers)} does not belong to incident {incident_id} now.")
    reports = {_report(m) for m in told if m.mention_id in chosen}
    left = [m for m in told if m.mention_id in chosen or _report(m) in reports]
    right = [m for m in told if m not in left]
    if not right:
        raise Impossible("At least one mention has to stay, and a copy goes with what it is a copy of.")
    return _Case(left, right, told, incident_id)


def _report(mention: Mention) -> tuple[str, Features]:
    return mention.source.origin_id, features(mention).untold


def _answer(db: Connection, asked: Answer) -> _Case:
    found = mention_rows.mentions_by_id(db, mention_rows.told_now(db, asked.mentions))
    if len(found) < len(asked.mentions):
        missing = set(asked.mentions) - {m.mention_id for m in found}
        raise Unknown(f"No article makes mention {min(missing, default=asked.mentions[0])} now.")
    first, second = found
    return _Case([first], [second], found)


def _undo(db: Connection, decision_id: str, policy: Policy) -> _Case:
    ruling = repo.by_id(db, decision_id)
    if ruling is None or ruling.action == "undo":
        raise Unknown(f"There is no decision {decision_id} that could be undone.")
    ids = repo.mentions_decided_on(db, decision_id, policy.merge)
    again = mention_rows.mentions_by_id(db, ids)
    if not again and ruling.incident_id:
        again = _incident(db, ruling.incident_id)[1]
    return _Case([], [], again, ruling.incident_id)
