"""The thresholds by which the store decides; settings with these defaults."""

from dataclasses import dataclass, field
from datetime import timedelta

from services.store.incidents import MergePolicy
from shared.messages import ArticleExtracted


@dataclass(frozen=True)
class Policy:
    """What an operator may shift."""

    merge: MergePolicy = field(default_factory=MergePolicy)
    current_days: int = 7
    """An event further before its article's publication than this is history, and raises no alert (Rule R2)."""
    backfill_days: int = 0
    """An article accepted more than so many days after its publication is kept, and raises no alert; 0: each may."""
    demand_relevance: float = 0.35
    """A demand that bears less on those in power and those harmed is kept, and raises no alert."""
    without: frozenset[str] = frozenset()
    """Rules of alerts.py that are left out, by their reason, or by the kind of alert that they raise; for a trial."""


def is_backfill(extracted: ArticleExtracted, policy: Policy) -> bool:
    """Whether this is news of long ago, taken in now: out of an archive, and older than what is current or undated;
    or later after its publication than an operator allows any article."""
    article, published = extracted.article, extracted.published_at
    if article is not None and article.backfill:
        return published is None or article.accepted_at - published > timedelta(days=policy.current_days)
    if not policy.backfill_days or article is None or published is None:
        return False
    return article.accepted_at - published > timedelta(days=policy.backfill_days)
