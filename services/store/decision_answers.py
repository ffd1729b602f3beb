"""What people decided, and what they are asked, as the API shows it."""

from datetime import datetime
from typing import Any

from shared.messages import AlertRaised, Fact


class DecisionShown(Fact):
    """One decision of one person. It is never changed; `undone_by` names the one that took it back."""

    decision_id: str
    action: str
    """confirm, dismiss, correct, merge, split, same, different or undo."""
    who: str
    why: str
    made_at: datetime
    incident_id: str | None = None
    body: dict[str, Any] | None = None
    """Of a correction {field, value, kind}; of a merge {other_id}."""
    mentions: tuple[str, ...] = ()
    """Of a split those that were split off; of a review the two."""
    undoes: str | None = None
    undone_by: str | None = None


class DecisionMade(Fact):
    """A decision that was taken in, and the alerts that followed from it."""

    decision_id: str
    alerts: tuple[AlertRaised, ...] = ()
