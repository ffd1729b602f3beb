"""What the components hand to each other: one article, as far as it has been read.

Every offset counts characters of the unchanged text of the article; `end` is exclusive.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from spacy.tokens import Doc

from services.extractor.components.gazetteer import Spot
from shared.messages import ActorClass, DateRange, EntityKind, Figure, Incident, Span

Range = tuple[int, int]


@dataclass(frozen=True)
class Named:
    """One person, organisation or place of the article, with all its mentions as (start, end)."""

    name: str
    kind: EntityKind
    role: str | None = None
    """Title or function as the article gives it: "Inspector General of Police"."""
    aliases: tuple[str, ...] = ()
    mentions: tuple[Range, ...] = ()
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    spot: Spot | None = None
    """Of a place: which one of its namesakes it is, where the gazetteer has it."""
    town: Spot | None = None
    """Of a place that the gazetteer lacks: the town that the article puts it in."""
    actor_class: ActorClass = "unknown"
    """Police, government, ... where a title or the lexicon says so."""
    office: bool = False
    """Somebody told by an office alone ("the Inspector General of Police"): one who may speak, but no name."""


@dataclass(frozen=True)
class Names:
    """The entities of one article, in the order of their first mention."""

    all: tuple[Named, ...] = ()

    def at(self, start: int, end: int) -> Named | None:
        """The entity of which a mention overlaps these characters; the longest overlap wins, then the first."""
        best: tuple[int, int, Named] | None = None
        starts, mentions, longest = self._index
        for i in range(bisect_left(starts, start - longest), bisect_left(starts, end)):
            begin, stop, position, named = mentions[i]
            shared = min(end, stop) - max(start, begin)
            if shared > 0 and (best is None or (shared, -position) > best[:2]):
                best = (shared, -position, named)
        return best[2] if best else None

    @cached_property
    def _index(self) -> tuple[list[int], list[tuple[int, int, int, Named]], int]:
        """All mentions sorted by their start, the starts alone, and the length of the longest."""
        mentions = sorted(
            ((start, end, position, named) for position, named in enumerate(self.all) for start, end in named.mentions),
            key=lambda mention: mention[:3],
        )
        return [m[0] for m in mentions], mentions, max((m[1] - m[0] for m in mentions), default=0)

    def called(self, words: str) -> Named | None:
        """The entity with this name or alias, case-sensitive."""
        return self._by_name.get(words)

    def ending_at(self, end: int) -> list[tuple[int, Named]]:
        """The mentions that end here, as their start and the entity, in the order of `all`."""
        return self._by_end.get(end, [])

    @cached_property
    def places(self) -> list[Range]:
        """All mentions of places, in the order of the text."""
        return sorted(mention for named in self.all if named.kind == "place" for mention in named.mentions)

    @cached_property
    def _by_name(self) -> dict[str, Named]:
        found: dict[str, Named] = {}
        for named in self.all:
            for words in (named.name, *named.aliases):
                found.setdefault(words, named)
        return found

    @cached_property
    def _by_end(self) -> dict[int, list[tuple[int, Named]]]:
        found: dict[int, list[tuple[int, Named]]] = {}
        for named in self.all:
            for start, end in named.mentions:
                found.setdefault(end, []).append((start, named))
        return found


@dataclass(frozen=True)
class ResolvedDate:
    """A phrase that names a time. `value` is ISO as in `DateMention`; both are empty where it can't be placed."""

    start: int
    end: int
    when: DateRange
    value: str | None = None
    named: tuple[tuple[int, int, str | None], ...] = ()
    """The ends that an interval names, each (start, end, ISO value): "between May and July"; empty for all else."""
    background: bool = False
    """A time that a thing is called by or told of ("Vision 2030", "the 1990s"): a date, but of no event here."""


_GAP = re.compile(r" {8,}")


@dataclass(frozen=True)
class Reading:
    """One article between components: each reads what the ones before it found."""

    text: str
    doc: Doc
    published_at: datetime | None = None
    boilerplate: tuple[Range, ...] = ()
    """Never read as the article's own words: "Read: ...", newsletter lines, captions."""
    names: Names = Names()
    dates: tuple[ResolvedDate, ...] = ()
    """Those that may date an event."""
    background_dates: tuple[ResolvedDate, ...] = ()
    incidents: tuple[Incident, ...] = ()
    figures: tuple[Figure, ...] = ()

    @cached_property
    def parsed(self) -> str:
        """The text that was parsed: `text` with blanks for what was not. The same offsets."""
        return self.doc.text

    def span(self, start: int, end: int) -> Span:
        """The verbatim words between two offsets, cut to the text."""
        start, end = max(0, start), min(len(self.text), end)
        return Span(start=start, end=max(start, end), text=self.text[start:end])

    def unread(self, start: int, end: int) -> list[Range]:
        """The stretches of the article's own words between two offsets that a cheap look left out of the parse."""
        gaps = (match.span() for match in _GAP.finditer(self.parsed, start, end))
        return [gap for gap in gaps if self.text[slice(*gap)].strip() and not self.is_boilerplate(*gap)]

    def is_boilerplate(self, start: int, end: int) -> bool:
        """Whether any of these characters belong to words that are not the article's own."""
        return any(begin < end and start < stop for begin, stop in self.boilerplate)
