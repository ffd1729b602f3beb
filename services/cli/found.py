"""What comes out of files, archives and addresses: articles, and what is none."""

from dataclasses import dataclass, field

from services.fetcher.articles import RawArticle

MOST_BYTES = 16 * 1024 * 1024
"""Of one file, or of one line of JSON Lines: what is read into memory at once."""


@dataclass(frozen=True)
class Start:
    """Where to begin in a file: at this byte, which is in line `number`."""

    offset: int = 0
    number: int = 1


FROM_THE_START = Start()


@dataclass(frozen=True)
class Position:
    """Up to where a file is done, when the item that carries this is."""

    path: str
    offset: int
    number: int = 1


@dataclass(frozen=True)
class Found:
    """One article and where it stood: `news.jsonl:17`, `news.json[3]`, `crawl.warc.gz@4711` or `story.txt`."""

    article: RawArticle
    where: str
    position: Position | None = field(default=None, compare=False)
    archived: bool = field(default=False, compare=False)
    """Out of an archive: a folder, JSON Lines or WARC."""


@dataclass(frozen=True)
class Unreadable:
    """Something that is no article, and why, in one line."""

    where: str
    why: str
    position: Position | None = field(default=None, compare=False)
    is_fault: bool = field(default=True, compare=False)
    """False where it is only worth knowing: an archive also holds what never was an article."""

    def __str__(self) -> str:
        """Fit for a terminal: a file may be named with the codes that move its cursor."""
        return "".join(c if c.isprintable() else "?" for c in f"{self.where}: {self.why}")
