"""What articles say one by one: claims and figures."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection

from services.store.answers import ClaimShown, FigureShown, Page
from services.store.cursors import cursor_of, moment_and_id
from services.store.filters import ClaimFilters, FigureFilters
from services.store.repository.series import totals_of
from services.store.tables import claims, extractions, figures
from services.store.totalling import account_shown
from services.store.views.names_in import names_hold
from services.store.views.rows import (
    before,
    claims_query,
    claims_shown,
    cut,
    figures_query,
    figures_shown,
    holds,
    rows_of,
)  # fmt: skip

CLAIMS, FIGURES = "claims", "figures"


def list_claims(db: Connection, asked: ClaimFilters) -> Page[ClaimShown]:
    """The claims of the newest readings that pass every filter, newest first. Raises BadCursor."""
    it = claims.c
    query = claims_query().where(it.active, *_claim_conditions(asked, db.dialect.name))
    if asked.cursor:
        query = query.where(before(it.recorded_at, it.claim_id, moment_and_id(CLAIMS, asked.cursor)))
    found = rows_of(db, query.order_by(it.recorded_at.desc(), it.claim_id.desc()).limit(asked.limit + 1))
    rows, more = cut(found, asked.limit)
    following = cursor_of(CLAIMS, rows[-1]["recorded_at"], rows[-1]["claim_id"]) if more else None
    return Page[ClaimShown](items=claims_shown(db, rows), next=following)


def _claim_conditions(asked: ClaimFilters, dialect: str) -> Iterator[ColumnElement[bool]]:
    if asked.kind:
        yield claims.c.kind.in_(asked.kind)
    if asked.speaker:
        yield holds(claims.c.speaker_name, asked.speaker)
    if asked.target:
        yield targets_hold(asked.target, dialect)


def targets_hold(part: str, dialect: str) -> ColumnElement[bool]:
    """A name within the JSON list of targets holds these characters."""
    return names_hold(claims.c.targets, part, dialect)


def list_figures(db: Connection, asked: FigureFilters) -> Page[FigureShown]:
    """The figures of the newest readings that pass every filter, newest first. Raises BadCursor."""
    it, at = figures.c, extractions.c.recorded_at
    conditions: list[ColumnElement[bool]] = [it.active]
    if asked.role:
        conditions.append(it.role.in_(asked.role))
    if asked.kind:
        conditions.append(it.kind.in_(asked.kind))
    if asked.claimant:
        conditions.append(holds(it.claimant, asked.claimant))
    if asked.cursor:
        conditions.append(before(at, it.figure_id, moment_and_id(FIGURES, asked.cursor)))
    query = figures_query().add_columns(at.label("read_at"))
    query = query.join(extractions, it.extraction_id == extractions.c.extraction_id).where(*conditions)
    found = rows_of(db, query.order_by(at.desc(), it.figure_id.desc()).limit(asked.limit + 1))
    rows, more = cut(found, asked.limit)
    following = cursor_of(FIGURES, rows[-1]["read_at"], rows[-1]["figure_id"]) if more else None
    return Page[FigureShown](items=_with_accounts(db, figures_shown(rows)), next=following)


def _with_accounts(db: Connection, shown: Iterable[FigureShown]) -> tuple[FigureShown, ...]:
    """Each running total with what is known of its time and place."""
    shown = tuple(shown)
    totals = totals_of(db, (figure.figure_id for figure in shown if figure.role == "cumulative"))
    accounts = {total.figure_id: account_shown(db, total) for total in totals}
    return tuple(
        figure.model_copy(update={"account": accounts[figure.figure_id]}) if figure.figure_id in accounts else figure
        for figure in shown
    )
