"""Pairs of mentions that people are asked about, as the API shows them."""

from datetime import datetime

from services.store.answers import MentionShown
from shared.messages import Fact


class ReviewShown(Fact):
    """Two mentions that may be one event, but not surely enough to merge: answer with `same` or `different`."""

    reason: str
    """The points for and against it."""
    score: int
    recorded_at: datetime
    mentions: tuple[MentionShown, MentionShown]
