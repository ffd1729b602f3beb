"""A text cut at every span that proves something, so that each piece can be marked with all that it proves."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Mark:
    """A span of the text and what it is to which fact: the `part` "evidence", "speaker", "victim", ..."""

    start: int
    end: int
    fact: str
    kind: str
    """`incident`, `figure` or `claim`."""
    part: str

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Segment:
    """A piece of the text that is covered by the same marks from its first to its last character."""

    text: str
    marks: tuple[Mark, ...] = ()
    """The longest first; spans overlap as they like."""
    anchors: tuple[str, ...] = ()
    """Names of the spans that begin here: `s10-95`. A span that two facts share has one."""


def marked(text: str, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """The whole text in segments; joined, they are the text again, character by character.

    Offsets count code points. A mark that is empty or reaches out of the text marks nothing.
    """
    sound = sorted((m for m in set(marks) if 0 <= m.start < m.end <= len(text)), key=_outermost_first)
    cuts = sorted({0, len(text), *(m.start for m in sound), *(m.end for m in sound)})
    coming = iter([*sound, None])
    ahead = next(coming)
    open_marks: list[Mark] = []
    segments: list[Segment] = []
    for start, end in pairwise(cuts):
        open_marks = [m for m in open_marks if m.end > start]
        anchors: dict[str, None] = {}
        while ahead is not None and ahead.start == start:
            open_marks.append(ahead)
            anchors[f"s{ahead.start}-{ahead.end}"] = None
            ahead = next(coming)
        covering = tuple(sorted(open_marks, key=lambda m: (-m.length, m.start, m.fact, m.part)))
        segments.append(Segment(text[start:end], covering, tuple(anchors)))
    return tuple(segments)


def _outermost_first(mark: Mark) -> tuple[int, int, str, str]:
    return mark.start, -mark.end, mark.fact, mark.part
