"""Lists of feeds, as readers of feeds exchange them: OPML out. (In: `opml_reading`, in a process of its own.)"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import quoteattr

from services.fetcher.texts import cleaned


@dataclass(frozen=True)
class Outline:
    """One feed of such a list."""

    url: str
    title: str | None = None


def as_opml(outlines: Iterable[Outline], now: datetime) -> str:
    """The list as OPML 2.0."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>Feeds</title><dateCreated>{format_datetime(now)}</dateCreated></head>",
        "  <body>",
    ]
    for outline in outlines:
        name = _attribute(outline.title or outline.url)
        lines.append(f'    <outline type="rss" text={name} title={name} xmlUrl={_attribute(outline.url)}/>')
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _attribute(value: str) -> str:
    """Quoted. No control character: XML 1.0 has no way to write one."""
    return quoteattr(" ".join(cleaned(value).split()))
