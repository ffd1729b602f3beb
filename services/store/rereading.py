"""Read the stored articles anew: what would change, and, where a person accepts it, let it. Nothing of it is news."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from services.store.policies import Policy
from services.store.recording import Outcome, recorded
from services.store.repository.stored import stored_after, version_read
from services.store.rereadings import Difference, after_revision, differences
from shared.messages import ArticleAccepted, ArticleExtracted

AT_ONCE = 32

Read = Callable[[Sequence[ArticleAccepted]], Sequence[ArticleExtracted]]


@dataclass(frozen=True)
class Reread:
    """An article read anew: how it differs from what is stored, and the reading itself, with its article."""

    differences: list[Difference]
    reading: ArticleExtracted


def reread(engine: Engine, read: Read) -> Iterator[Reread]:
    """Every stored article, in the order of their ids; `read` is an extractor. Changes nothing."""
    last = ""
    while True:
        with engine.connect() as db:
            stored = stored_after(db, last, AT_ONCE)
        articles = [before.article for before in stored if before.article]
        if not articles:
            return
        for before, article, after in zip(stored, articles, read(articles), strict=True):
            yield Reread(differences(before, after), after.model_copy(update={"article": article}))
        last = articles[-1].article_id


def accept(reading: ArticleExtracted, engine: Engine, now: datetime, policy: Policy) -> bool:
    """Let this reading count, in place of the one that is stored of the same version of the article; raises no alert.

    False where the store has a newer version of the article, or does not know it.
    """
    with engine.connect() as db:
        stored = version_read(db, reading.article_id, reading.article_version)
    if stored is None:
        return False
    done = recorded(after_revision(reading, stored), engine, now, policy)
    return done.outcome is Outcome.REREAD
