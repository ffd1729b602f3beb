"""The parts of an article that prove something, with every span marked, and nothing of the rest."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.store.facts import FactLine
from services.store.marks import Mark, Segment, marked

MOST_PARAGRAPHS = 12
"""Of one article: an incident's page is no reprint."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text in segments; `skipped`: text stands between it and the one before."""

    segments: tuple[Segment, ...]
    skipped: bool


@dataclass(frozen=True)
class Excerpt:
    """`more`: paragraphs that were left out though they prove something too."""

    paragraphs: tuple[Paragraph, ...]
    more: int = 0


def excerpt(text: str, facts: Iterable[FactLine]) -> Excerpt:
    """The paragraphs in which the facts' spans stand."""
    marks = sorted((m for fact in facts for m in fact.marks if 0 <= m.start < m.end <= len(text)), key=_first)
    parts: list[tuple[int, int, list[Mark]]] = []
    for mark in marks:
        start, end = _around(text, mark)
        if parts and start < parts[-1][1]:  # also a span that reaches over the end of its paragraph
            start, last, those = parts.pop()
            parts.append((start, max(last, end), [*those, mark]))
        else:
            parts.append((start, end, [mark]))
    found, last = [], 0
    for start, end, those in parts[:MOST_PARAGRAPHS]:
        moved = (replace(m, start=m.start - start, end=m.end - start) for m in those)
        found.append(Paragraph(marked(text[start:end], moved), bool(text[last:start].strip())))
        last = end
    return Excerpt(tuple(found), len(parts) - len(found))


def _first(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _around(text: str, mark: Mark) -> tuple[int, int]:
    """From the line break before a span to the one behind it."""
    end = text.find("\n", mark.end)
    return text.rfind("\n", 0, mark.start) + 1, len(text) if end < 0 else end
