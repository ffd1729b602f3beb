"""Running totals: what each claimant says over time, and how much of it known incidents explain (Rule R7).

A total never makes an incident, and those of two claimants are never chained.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.store.countries import country_of
from services.store.mentions import Source
from services.store.names import fold
from services.store.parties import party_key
from services.store.readings import source_of
from shared.identity import stable_id
from shared.messages import ArticleExtracted, DateRange, Figure, HarmKind, Party, Span, Toll


@dataclass(frozen=True)
class Total:
    """A running total as one article reports it. `since`, `until`: the days that it counts, as far as is known."""

    figure_id: str
    series_id: str
    kind: HarmKind
    toll: Toll
    claimant: str | None
    since: date | None
    until: date | None
    country: str | None
    source: Source
    span: Span
    text: str

    @property
    def value(self) -> int:
        """The number that it is known by."""
        return self.toll.best if self.toll.best is not None else self.toll.low

    @property
    def order(self) -> tuple[datetime | None, int, str]:
        """For the latest of a series."""
        return self.source.published_at, self.source.article_version, self.figure_id


@dataclass(frozen=True)
class Account:
    """A total beside the incidents that it counts. `best`, `low`: what these do not explain; null: not to be told."""

    incidents: tuple[str, ...]
    low: int | None
    best: int | None


def series_of(figure: Figure, extracted: ArticleExtracted, source: Source) -> str | None:
    """The series that a running total belongs to: claimant, kind, start of period, country, victim class.

    A total that nobody in particular vouches for is its publisher's. Without a start, it counts the year.
    """
    if figure.role != "cumulative":
        return None
    voice = party_key(Party(name=figure.claimant), extracted.entities) if figure.claimant else ""
    reported_by = voice or f"reports {fold(source.publisher or '') or source.origin_id}"
    victims = figure.victim_class or "unknown"
    country = country_of(extracted, figure.incident) or ""
    return stable_id("series", reported_by, figure.kind, _start(figure.period, source), country, victims)


def series_ids(extracted: ArticleExtracted) -> list[str]:
    """The series of all running totals of an article."""
    source = source_of(extracted)
    found = (series_of(figure, extracted, source) for figure in extracted.figures)
    return list(dict.fromkeys(series for series in found if series))


def _start(period: DateRange | None, source: Source) -> str:
    """To the month: "since March" and "since 20 March" begin one count."""
    if period and period.start:
        return f"{period.start:%Y-%m}"
    return str(source.published_at.year) if source.published_at else ""


def risen(total: Total, others: Sequence[Total]) -> Total | None:
    """The value before, where this one is its series' latest and highest; None where it is not, or is the first."""
    if total.source.published_at is None:
        return None
    dated = [o for o in others if o.source.published_at and o.source.article_id != total.source.article_id]
    later = [o for o in dated if (o.source.published_at or total.source.published_at) > total.source.published_at]
    if not dated or later or total.value <= max(o.value for o in dated):
        return None
    return max(dated, key=lambda o: (o.value, o.source.published_at, o.figure_id))


def account(total: Total, known: Sequence[tuple[str, Toll]], parts: Sequence[Toll]) -> Account:
    """What of a total is explained: by `known` incidents of its period and country, or by the `parts` that its own
    article gives, whichever is more. residual_best = total.best - sum of best; residual_low = total.low - sum of high.
    """
    ids = tuple(sorted(i for i, _ in known))
    if total.since is None and not parts:
        return Account(ids, None, None)
    best = max(_best([toll for _, toll in known]), _best(parts))
    highs = [toll.high for _, toll in known] or [part.high for part in parts]
    high = None if None in highs else max(best, sum(h for h in highs if h is not None))
    low = 0 if high is None else max(0, total.toll.low - high)
    return Account(ids, low, max(0, total.value - best))


def _best(tolls: Sequence[Toll]) -> int:
    return sum(t.best if t.best is not None else t.low for t in tolls)
