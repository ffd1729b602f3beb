"""The topology as data: which message travels on which stream, and which group reads it.

python -m shared.streams      prints it
"""

from dataclasses import dataclass

from shared.messages import AlertRaised, ArticleAccepted, ArticleExtracted, ArticleStored, Fact


@dataclass(frozen=True)
class Stream:
    """One Redis stream: an entry is one field that holds one message as plain JSON."""

    name: str
    message: type[Fact]
    written_by: str
    groups: tuple[str, ...] = ()
    """Consumer groups that must exist before anything is written, so that trimming never outruns a reader."""

    @property
    def dead(self) -> str:
        """Where an entry goes that was given up, with the reason."""
        return f"{self.name}.dead"


ACCEPTED = Stream("articles.accepted", ArticleAccepted, "fetcher", ("extractor",))
EXTRACTED = Stream("articles.extracted", ArticleExtracted, "extractor", ("store",))
STORED = Stream("articles.stored", ArticleStored, "store", ("fetcher",))
"""Closes the loop: the fetcher's inbox lets go of an article when the store has it."""
ALERTS = Stream("alerts.raised", AlertRaised, "store")

STREAMS = (ACCEPTED, EXTRACTED, STORED, ALERTS)


def by_name(name: str) -> Stream:
    """The stream of that name. Raises KeyError with the names there are."""
    for stream in STREAMS:
        if name in (stream.name, stream.dead):
            return stream
    raise KeyError(f"no stream {name!r}; there are: {', '.join(s.name for s in STREAMS)}")


if __name__ == "__main__":
    for s in STREAMS:
        print(f"{s.written_by:>9} ══ {s.name} ({s.message.__name__}) ══▶ {', '.join(s.groups) or 'any subscriber'}")
