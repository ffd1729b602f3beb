"""What may be asked of each list. A filter that we do not know is refused: ignored, it would look like an answer."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from shared.messages import AlertKind, ClaimKind, FigureRole, HarmKind, IncidentStatus, IncidentType

MAX_WORDS = 20
"""Each word costs one pass over the texts; nobody needs more to find an article."""
MAX_QUERY = 500
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def plain(value: str) -> str:
    """The value itself. Raises ValueError on control characters, which one of the databases refuses."""
    if _CONTROL.search(value):
        raise ValueError("must not hold control characters")
    return value


def words_of(query: str) -> tuple[str, ...]:
    """The words to look for, each one literally; quotes only separate. Raises ValueError when there are too many."""
    words = tuple(dict.fromkeys(query.replace('"', " ").split()))
    if len(words) > MAX_WORDS:
        raise ValueError(f"has {len(words)} words: give at most {MAX_WORDS}")
    return words


def _searchable(query: str) -> str:
    words_of(plain(query))
    return query


def _start_of_day(value: object) -> object:
    return f"{value}T00:00:00Z" if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


Words = Annotated[str, Field(max_length=MAX_QUERY), AfterValidator(_searchable)]
Part = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]
"""Part of a name, without regard to case."""
Moment = Annotated[AwareDatetime, BeforeValidator(_start_of_day)]
"""A time with its offset, or a day, which starts at 00:00 UTC."""


def _two_letters(code: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", code):
        raise ValueError("must be the two letters of ISO 3166-1, such as KE")
    return code.upper()


Country = Annotated[str, AfterValidator(_two_letters)]


class Asked(BaseModel):
    """What may be asked of a list, whole or in part."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paging(Asked):
    """Which part of a list."""

    limit: int = Field(default=50, ge=1, le=200, description="How many at most.")
    cursor: Annotated[str, Field(max_length=600)] | None = Field(default=None, description="`next` of the page before.")


class IncidentsAsked(Asked):
    """Which incidents."""

    type: list[IncidentType] = Field(default=[], description="Any of these types.")
    status: list[IncidentStatus] = Field(default=[], description="Any of these statuses.")
    place: Part | None = Field(default=None, description="Part of the place's name or of its first-level area.")
    country: Country | None = Field(default=None, description="ISO 3166-1, as KE.")
    who: Part | None = Field(
        default=None, description="Part of the name of one who was harmed, or who is named as responsible."
    )
    since: date | None = Field(default=None, description="Happened on this day or later; the undated are left out.")
    until: date | None = Field(default=None, description="Happened on this day or earlier; the undated are left out.")
    min_killed: int | None = Field(
        default=None, ge=0, lt=2**63, description="At least so many killed, by the low value."
    )
    q: Words | None = Field(default=None, description="An article that tells of it holds every one of these words.")
    as_of: Moment | None = Field(default=None, description="What was known at this time; by default, now.")


class IncidentFilters(IncidentsAsked, Paging):
    """Incidents, the one first seen last first."""


class DemandsAsked(Asked):
    """Which demands."""

    status: list[Part] = Field(
        default=[], max_length=10, description="Any of made, repeated, joined, partly, met, refused, lapsed."
    )
    speaker: Part | None = Field(default=None, description="Part of the name of one who makes it.")
    target: Part | None = Field(default=None, description="Part of the name of one who is to act.")
    q: Words | None = Field(default=None, description="The demanded action holds every one of these words.")
    relevance: float | None = Field(
        default=None, ge=0, le=1, description="Some claim that makes it bears at least so much on power and harm."
    )
    as_of: Moment | None = Field(default=None, description="What was known at this time; by default, now.")


class DemandFilters(DemandsAsked, Paging):
    """Demand threads, the one first seen last first."""


class ClaimsAsked(Asked):
    """Which claims."""

    kind: list[ClaimKind] = Field(default=[], description="Any of these kinds.")
    speaker: Part | None = Field(default=None, description="Part of the speaker's name.")
    target: Part | None = Field(default=None, description="Part of the name of one at whom it is aimed.")


class ClaimFilters(ClaimsAsked, Paging):
    """Claims of the newest reading of each article, newest first."""


class FiguresAsked(Asked):
    """Which figures."""

    role: list[FigureRole] = Field(default=[], description="Any of these roles; `cumulative` are running totals.")
    kind: list[HarmKind] = Field(default=[], description="Any of these kinds.")
    claimant: Part | None = Field(default=None, description="Part of the name of who gives the number.")


class FigureFilters(FiguresAsked, Paging):
    """Figures of the newest reading of each article, newest first."""


class AlertsAsked(Asked):
    """Which alerts."""

    kind: list[AlertKind] = Field(default=[], description="Any of these kinds.")
    since: Moment | None = Field(default=None, description="Raised at this time or later.")


class AlertFilters(AlertsAsked, Paging):
    """Alerts, newest first."""


class EntitiesAsked(Paging):
    """Persons and bodies, by the last word of their names or their initials."""

    kind: Literal["person", "organisation"] | None = Field(default=None, description="Only these.")
    name: Part | None = Field(default=None, description="Part of a name, in any of its forms.")


class DecisionFilters(Paging):
    """Decisions of people, the last one first."""

    incident_id: Part | None = Field(default=None, description="About this incident or its mentions.")


class SearchFilters(Paging):
    """Articles, the one recorded last first."""

    q: Words = Field(
        min_length=1, description="Words that must all stand in the title or the text.", examples=["Koome"]
    )
    kind: list[ClaimKind] = Field(default=[], description="It holds a claim of any of these kinds.")
    type: list[IncidentType] = Field(default=[], description="It tells of an incident of any of these types.")
    status: list[IncidentStatus] = Field(default=[], description="It tells of an incident that has any of these.")
    country: Country | None = Field(default=None, description="It tells of an incident in this country, as KE.")
    publisher: Part | None = Field(default=None, description="Part of the publisher's name.")
    since: date | None = Field(default=None, description="Published on this day (UTC) or later.")
    until: date | None = Field(default=None, description="Published on this day (UTC) or earlier.")
