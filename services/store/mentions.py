"""What one article says of one event, with the article's standing as a source."""

from dataclasses import dataclass
from datetime import datetime

from shared.identity import stable_id
from shared.messages import Figure, Incident, Proof, Span


@dataclass(frozen=True)
class Source:
    """The version of the article that says so. `origin_id`: the article that it is a copy of, or itself."""

    article_id: str
    article_version: int
    origin_id: str
    publisher: str | None = None
    published_at: datetime | None = None
    url: str | None = None

    def proof(self, span: Span) -> Proof:
        """The span together with the article that it stands in."""
        return Proof(
            start=span.start,
            end=span.end,
            text=span.text,
            article_id=self.article_id,
            url=self.url,
            publisher=self.publisher,
            published_at=self.published_at,
        )


@dataclass(frozen=True, eq=False)
class Mention:
    """An incident mention: `figures` are all that the article ties to this event, of any role.

    Compared by identity: a mention is what was loaded or read once, and looking at it deeply would cost more than it is
    worth where hundreds are compared. `mention_id` says whether two are the same.
    """

    mention_id: str
    source: Source
    incident: Incident
    figures: tuple[Figure, ...] = ()
    telling: frozenset[str] = frozenset()
    """Of the event with which the article leads: the words that tell this article from others."""


def mention_id(extraction_id: str, key: str) -> str:
    """A mention belongs to one reading of one version: another reading makes other mentions."""
    return stable_id("mention", extraction_id, key)
