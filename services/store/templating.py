"""The page's templates (Jinja2): HTML in which every value is escaped."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services.store import links, wordings
from services.store.facts import party

HERE = Path(__file__).parent
STATIC = HERE / "static"
KIND_TITLES = {
    "new_casualties": "New casualties",
    "toll_raised": "Toll raised",
    "toll_corrected": "Toll corrected",
    "cumulative_raised": "Running total raised",
    "victim_named": "Victim named",
    "new_demand": "New demand",
    "demand_joined": "Demand joined",
    "demand_answered": "Demand answered",
    "claim_disputed": "Claim disputed",
}
"""What an alert's kind is called on the page."""


DATED_BY = {
    "feed": "Dated by its feed.",
    "html": "Dated by its web page.",
    "text": "Dated by its own text.",
    "caller": "Dated by whoever handed it in.",
    "none": "Nothing says when it was printed.",
}
"""Where an article's date comes from, as a sentence."""


@cache
def templates() -> Environment:
    """The environment, made when the first page is asked for."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters.update(
        how_many=wordings.how_many, in_words=wordings.toll_in_words, moment=wordings.moment, when=wordings.when,
        where=wordings.where, spoken=wordings.spoken, party=party, outside=links.outside, count=wordings.count,
        day=wordings.day, from_iso=datetime.fromisoformat,
    )  # fmt: skip
    made.globals.update(
        incident_page=links.incident_page, demand_page=links.demand_page, article_page=links.article_page,
        alert_page=links.alert_page, main_proof=links.main_proof, kind_titles=KIND_TITLES, dated_by=DATED_BY,
        harms=wordings.HARMS,
    )  # fmt: skip
    return made


def page(name: str, *, status: int = 200, here: str = "", **values: Any) -> HTMLResponse:
    """The template `name` as an answer. `here`: the entry of the navigation that is current."""
    return HTMLResponse(templates().get_template(name).render(here=here, **values), status)
