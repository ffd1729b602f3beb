"""The thresholds by which the store decides; settings with these defaults."""

from dataclasses import dataclass, field

from services.store.incidents import MergePolicy


@dataclass(frozen=True)
class Policy:
    """What an operator may shift."""

    merge: MergePolicy = field(default_factory=MergePolicy)
    current_days: int = 7
    """An event further before its article's publication than this is history, and raises no alert (Rule R2)."""
    demand_relevance: float = 0.35
    """A demand that bears less on those in power and those harmed is kept, and raises no alert."""
