"""The toll over time: where dots stand, and what is left out."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from services.store.answers import ArticleLine, FigureShown
from services.store.charts import HEIGHT, LEFT, RIGHT, WIDTH, toll_chart
from shared.messages import HarmKind, Span

DAY = datetime(2024, 7, 4, tzinfo=UTC)


def figure(
    number: int, low: int, high: int | None = None, *, kind: HarmKind = "killed", by: str = "police", days: int = 0,
    dated: bool = True,
) -> FigureShown:  # fmt: skip
    article = ArticleLine(
        article_id=f"a{number}", version=1, origin_id="a", published_at=DAY + timedelta(days=days) if dated else None
    )
    words = Span(start=0, end=3, text="two")
    return FigureShown(
        figure_id=f"f{number}", article=article, kind=kind, role="incident", low=low, best=low, high=high, text="two",
        claimant=by, evidence=words,
    )  # fmt: skip


def test_one_report_is_no_chart_and_undated_ones_are_none() -> None:
    assert toll_chart([figure(1, 2, 2)]) is None
    assert toll_chart([figure(1, 2, 2), figure(2, 3, 3, dated=False)]) is None


def test_each_source_is_a_line_in_steps_from_its_first_report_to_its_last() -> None:
    chart = toll_chart([figure(3, 4, 4, days=2), figure(1, 2, 2), figure(2, 3, 3, by="the union", days=1)])
    assert chart
    police, union = chart.lines
    assert [(line.source, len(line.dots)) for line in chart.lines] == [("police", 2), ("the union", 1)]
    assert (police.dots[0].x, police.dots[1].x) == (LEFT, WIDTH - RIGHT)
    assert police.dots[0].y > union.dots[0].y > police.dots[1].y, "the more, the higher"
    assert police.path == f"M{LEFT} {police.dots[0].y}H{police.dots[1].x}V{police.dots[1].y}"
    assert police.dots[0].says == "police, 4 July 2024, 00:00 UTC: 2 killed"


def test_an_open_figure_reaches_the_top_and_says_so() -> None:
    chart = toll_chart([figure(1, 2, 2), figure(2, 12, None, days=1)])
    assert chart
    last = chart.lines[0].dots[-1]
    assert last.is_open
    assert last.high == chart.marks[-1][0] == min(y for y, _ in chart.marks)
    assert chart.marks[-1][1] > 12


def test_the_gravest_harm_is_drawn_and_a_total_of_many_incidents_never() -> None:
    hurt = [figure(n, 5, 5, kind="injured", days=n) for n in (1, 2)]
    total = figure(3, 900, 900).model_copy(update={"role": "cumulative"})
    chart = toll_chart([*hurt, figure(4, 1, 1), total])
    assert chart
    assert chart.kind == "injured"


def test_more_sources_than_can_be_told_apart_stand_in_the_table_only_and_names_never_on_each_other() -> None:
    chart = toll_chart(
        [figure(n, 2, 2, by=f"source {n:02} with a name longer than the room for it") for n in range(12)]
    )
    assert chart
    assert (len(chart.lines), chart.left_out) == (8, 4)
    assert all(line.name.endswith("…") for line in chart.lines)
    heights = sorted(line.y for line in chart.lines)
    assert all(below - above >= 15 for above, below in pairwise(heights))
    assert all(0 < y < HEIGHT for y in heights)
