"""Quotations: where words stand between quotation marks, in one paragraph or over several."""

import re
from dataclasses import dataclass

from services.extractor.reading import Range

OPENING = {"“": "”", "„": "”", "«": "»", '"': '"', "''": "''", "``": "''"}
MARK = re.compile(r"“|”|„|«|»|\"|``|''")
SINGLE = re.compile(r"(?<![\w’'])‘(?=\w)([^‘\n]{2,300}?)’(?!\w)")
PARAGRAPH = re.compile(r"[^\n]+")
OPENS_AFTER = " \t\n([{—–-:,/‘'"
"""What may stand before a straight mark that opens; anything else, and it closes."""


@dataclass(frozen=True)
class Quote:
    """One quotation. `pieces`: the words inside the marks, one range a paragraph; `outer`: the same with the marks."""

    pieces: tuple[Range, ...]
    outer: tuple[Range, ...]

    @property
    def start(self) -> int:
        return self.outer[0][0]

    @property
    def end(self) -> int:
        return self.outer[-1][1]

    def holds(self, offset: int) -> bool:
        """Whether the character at this offset stands inside the quotation marks."""
        return any(start <= offset < end for start, end in self.pieces)


@dataclass
class _Open:
    """A quotation whose closing mark has not come yet."""

    outer: int
    inner: int
    depth: int
    earlier: tuple[tuple[Range, Range], ...] = ()


def find_quotes(text: str, boilerplate: tuple[Range, ...] = ()) -> tuple[Quote, ...]:
    """All quotations between double marks, and those between curly single marks outside of them, by offset.

    A quotation that is not closed at the end of its paragraph goes on in the next one if that opens with a mark
    (the press repeats the opening mark and closes once); otherwise it ends with the paragraph.
    """
    found: list[Quote] = []
    going: _Open | None = None
    for paragraph in PARAGRAPH.finditer(text):
        if not paragraph.group().strip() or _inside(paragraph.start(), boilerplate):
            continue
        going = _continued(going, paragraph, found)
        going = _scan(text, paragraph, going, found)
    if going:
        found.append(_quote(going, (going.inner, len(text.rstrip())), (going.outer, len(text.rstrip()))))
    for match in SINGLE.finditer(text):
        if not any(quote.start <= match.start() < quote.end for quote in found):
            found.append(Quote((match.span(1),), (match.span(),)))
    return tuple(sorted((quote for quote in found if _has_words(text, quote)), key=lambda quote: quote.start))


def _continued(going: _Open | None, paragraph: re.Match[str], found: list[Quote]) -> _Open | None:
    """A quotation left open before this paragraph: it goes on only if the paragraph opens with a mark."""
    if going is None:
        return None
    first = paragraph.start() + len(paragraph.group()) - len(paragraph.group().lstrip())
    mark = MARK.match(paragraph.string, first)
    *earlier, (inner, outer) = going.earlier
    if mark and mark.group() in OPENING:
        return _Open(mark.start(), mark.end(), 0, going.earlier)
    found.append(_quote(_Open(outer[0], inner[0], 1, tuple(earlier)), inner, outer))
    return None


def _scan(text: str, paragraph: re.Match[str], going: _Open | None, found: list[Quote]) -> _Open | None:
    """Read the marks of one paragraph; return the quotation that is still open at its end."""
    for mark in MARK.finditer(text, paragraph.start(), paragraph.end()):
        if _opens(text, mark, going):
            if going is None:
                going = _Open(mark.start(), mark.end(), 1)
            else:
                going.depth += 1
        elif going is not None:
            going.depth -= 1
            if going.depth <= 0:
                found.append(_quote(going, (going.inner, mark.start()), (going.outer, mark.end())))
                going = None
    if going is None:
        return None
    end = paragraph.start() + len(paragraph.group().rstrip())
    piece = ((going.inner, max(going.inner, end)), (going.outer, max(going.inner, end)))
    return _Open(going.outer, going.inner, 1, (*going.earlier, piece))


def _opens(text: str, mark: re.Match[str], going: _Open | None) -> bool:
    if mark.group() in "“„«" or mark.group() == "``":
        return True
    if mark.group() in "”»":
        return False
    before = text[mark.start() - 1] if mark.start() else "\n"
    starts_piece = going is not None and mark.start() == going.outer
    return starts_piece or (going is None and before in OPENS_AFTER)


def _quote(going: _Open, inner: Range, outer: Range) -> Quote:
    pieces = (*(piece for piece, _ in going.earlier), inner)
    return Quote(pieces, (*(marked for _, marked in going.earlier), outer))


def _has_words(text: str, quote: Quote) -> bool:
    return any(re.search(r"\w", text[start:end]) for start, end in quote.pieces)


def _inside(offset: int, ranges: tuple[Range, ...]) -> bool:
    return any(start <= offset < end for start, end in ranges)
