"""The toll of an incident over time, by source, as points to draw: a dot for what a report says, a line for its range.

Drawn on the server as SVG, so that it stands without a script, in print, and in either colour scheme.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.store.answers import FigureShown
from services.store.wordings import HARMS, how_many, moment
from shared.messages import HarmKind, Toll

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 190.0, 14.0, 34.0
"""Room for the numbers, the sources' names, the highest value, and the days."""
MOST_SOURCES = 8
"""More lines than that can't be told apart; the table beside the chart has all of them."""
UNKNOWN = datetime.max.replace(tzinfo=UTC)
COUNTED = ("incident", "update")
NAME = 26
"""Characters of a source's name beside its line."""


@dataclass(frozen=True)
class Dot:
    """One report: where it stands, its range from `low` up to `high`, and what it says."""

    x: float
    y: float
    low: float
    high: float
    is_open: bool
    """At least so many: the line ends in an arrow."""
    says: str


@dataclass(frozen=True)
class Line:
    """What one source says over time. `y`: where its name stands, beside its last dot but on no other name."""

    source: str
    number: int
    dots: tuple[Dot, ...]
    y: float

    @property
    def name(self) -> str:
        return self.source if len(self.source) <= NAME else f"{self.source[: NAME - 1]}…"

    @property
    def path(self) -> str:
        """From dot to dot, in steps: what a source said holds until it says otherwise."""
        first, *rest = self.dots
        return f"M{first.x} {first.y}" + "".join(f"H{dot.x}V{dot.y}" for dot in rest)


@dataclass(frozen=True)
class Chart:
    """All of it, in units of `WIDTH` by `HEIGHT`."""

    kind: HarmKind
    lines: tuple[Line, ...]
    marks: tuple[tuple[float, int], ...]
    """Height and number of each line across."""
    days: tuple[tuple[float, str], ...]
    left_out: int
    """Sources for which there was no room."""


def toll_chart(reported: Sequence[FigureShown]) -> Chart | None:
    """The gravest harm that at least two dated reports count; null where there is nothing to compare."""
    for kind in HARMS:
        dated = sorted(
            (f for f in reported if f.kind == kind and f.role in COUNTED and f.article.published_at),
            key=lambda f: (_at(f), f.figure_id),
        )
        if len(dated) > 1:
            return _chart(kind, dated)
    return None


def _at(figure: FigureShown) -> datetime:
    return figure.article.published_at or UNKNOWN


def _source(figure: FigureShown) -> str:
    return figure.claimant or figure.article.publisher or "source not stated"


def _chart(kind: HarmKind, dated: Sequence[FigureShown]) -> Chart:
    sources = dict.fromkeys(_source(figure) for figure in dated)
    shown = list(sources)[:MOST_SOURCES]
    dated = [figure for figure in dated if _source(figure) in shown]
    top = _top(max(_most(figure) for figure in dated))
    start, end = _at(dated[0]), _at(dated[-1])
    length = max((end - start).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (at - start).total_seconds() / length, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(value, top) / top, 1)

    def dot(figure: FigureShown) -> Dot:
        known = figure.low if figure.best is None else figure.best
        high = top if figure.high is None else figure.high
        toll = Toll(low=figure.low, best=figure.best, high=figure.high)
        says = f"{_source(figure)}, {moment(_at(figure))}: {how_many(toll)} {HARMS[kind]}"
        return Dot(x(_at(figure)), y(known), y(figure.low), y(high), figure.high is None, says)

    lines = [(name, tuple(dot(f) for f in dated if _source(f) == name)) for name in shown]
    heights = _apart([dots[-1].y for _, dots in lines])
    made = (Line(name, n, dots, at) for n, ((name, dots), at) in enumerate(zip(lines, heights, strict=True), 1))
    marks = tuple((y(value), value) for value in range(0, top + 1, max(1, top // 4)))
    days = tuple((x(at), f"{at.day} {at:%b %Y}") for at in _days(start, end))
    return Chart(kind, tuple(made), marks, days, len(sources) - len(shown))


def _most(figure: FigureShown) -> int:
    return max(figure.low, figure.best or 0, figure.high or 0)


def _top(value: int) -> int:
    """The end of the scale: a number that four equal steps divide, a little over the highest value."""
    step = 1
    while step * 4 <= value:
        step = step * 2 if str(step)[0] != "2" else step * 5 // 2
    return step * 4


def _days(start: datetime, end: datetime) -> Iterable[datetime]:
    """The first and the last, and one between where there is room."""
    middle = start + (end - start) / 2
    return [start] if end - start < timedelta(days=1) else [start, end] if end - start < timedelta(days=3) else [
        start, middle, end
    ]  # fmt: skip


def _apart(heights: Sequence[float], room: float = 15.0) -> list[float]:
    """The heights, moved apart so that a line of text fits at each; none below the scale."""
    order = sorted(range(len(heights)), key=lambda i: -heights[i])
    placed, lowest = list(heights), HEIGHT - BOTTOM
    for i in order:
        placed[i] = round(min(heights[i], lowest), 1)
        lowest = placed[i] - room
    return placed
