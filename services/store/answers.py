"""What the store answers with: the rows as the contract's own words, ready to be shown or sent.

Times are aware and in UTC; days are calendar dates where the event happened; offsets count code points of the text of
that version of the article. A value that no article gives is null.
"""

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import Field

from services.store.decision_answers import DecisionShown
from services.store.official_answers import OfficialShown
from services.store.total_answers import AccountShown
from shared.messages import (
    AlertRaised,
    ClaimKind,
    DateRange,
    ExtractorInfo,
    Fact,
    FigureRole,
    HarmKind,
    IncidentStatus,
    IncidentType,
    Party,
    Perpetrator,
    Place,
    Span,
    Toll,
    Victim,
    VictimClass,
)  # fmt: skip

T = TypeVar("T")


class Page(Fact, Generic[T]):
    """One page of a list. `next` is the cursor of the page after it; null on the last one."""

    items: tuple[T, ...]
    next: str | None = None


class ArticleLine(Fact):
    """Which article, and who put it out when."""

    article_id: str
    version: int
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    origin_id: str
    """The article of which this one is a reprint, or its own `article_id`."""


class MentionShown(Fact):
    """What one article says of one event, and why it was taken for this incident."""

    mention_id: str
    incident_id: str | None = None
    reason: str | None = None
    article: ArticleLine
    type: IncidentType
    status: IncidentStatus
    date: DateRange | None = None
    place: Place | None = None
    victims: tuple[Victim, ...] = ()
    perpetrators: tuple[Perpetrator, ...] = ()
    weapon: str | None = None
    evidence: tuple[Span, ...]


class FigureShown(Fact):
    """A number of people as one article reports it. Only the roles `incident` and `update` count towards a toll."""

    figure_id: str
    article: ArticleLine
    incident_id: str | None = None
    kind: HarmKind
    role: FigureRole
    low: int
    best: int | None = None
    high: int | None = None
    approx: bool = False
    text: str
    claimant: str | None = None
    victim_class: VictimClass | None = None
    period: DateRange | None = None
    evidence: Span
    account: AccountShown | None = None
    """Of a running total."""


class ClaimShown(Fact):
    """What somebody says in one article."""

    claim_id: str
    article: ArticleLine
    incident_id: str | None = None
    demands: tuple[str, ...] = ()
    """The demand threads that it is part of: one for each who is to act."""
    kind: ClaimKind
    speaker: Party | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    targets: tuple[Party, ...] = ()
    action: str | None = None
    relevance: float | None = None
    """How much it bears on those in power and those harmed, 0 to 1; null where it was not weighed."""
    quoted: str
    deadline: DateRange | None = None
    date: DateRange | None = None
    evidence: tuple[Span, ...]


class IncidentLine(Fact):
    """An event, merged from all articles that tell of it, as it is known now."""

    incident_id: str
    state: str
    """`current`, `dismissed` (by a person), or `withdrawn`: no article says so any more."""
    type: IncidentType
    status: IncidentStatus
    date: DateRange | None = None
    place: Place | None = None
    figures: dict[HarmKind, Toll] = Field(default_factory=dict)
    """The toll: how many, by kind, as far as it is known."""
    victims: tuple[Victim, ...] = ()
    perpetrators: tuple[Perpetrator, ...] = ()
    weapon: str | None = None
    disputed: bool = False
    """Claimants' tolls exclude each other."""
    independent_sources: int
    articles: tuple[str, ...] = ()
    first_seen: datetime
    updated_at: datetime


class HistoryEntry(Fact):
    """What was known of an incident from `recorded_at` on, by which reading."""

    recorded_at: datetime
    extraction_id: str
    view: dict[str, Any]


class IncidentShown(IncidentLine):
    """An incident with all that proves it."""

    mentions: tuple[MentionShown, ...] = ()
    reported: tuple[FigureShown, ...] = ()
    """Every figure that an article ties to this incident, counted or not."""
    official: dict[HarmKind, OfficialShown] = Field(default_factory=dict)
    """What the authorities say, where it is not what `figures` says."""
    claims: tuple[ClaimShown, ...] = ()
    alerts: tuple[AlertRaised, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    decisions: tuple[DecisionShown, ...] = ()
    """What people decided of it, undone or not, in the order decided."""


class DemandLine(Fact):
    """A demand thread: the same demand across articles and speakers."""

    demand_id: str
    state: str
    status: str
    """`made`, `repeated` (by the same speaker in another report), `joined` (by another speaker); `met`, `refused`,
    `partly` (by `answer`) or `lapsed` (nobody answered by `deadline`)."""
    answer: dict[str, Any] | None = None
    """{claim_id, outcome, speaker, evidence}: who answered, in which words."""
    deadline: date | None = None
    """The last day that was given for it."""
    action: str | None = None
    targets: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    independent_sources: int
    first_seen: datetime
    updated_at: datetime


class DemandProved(DemandLine):
    """A demand thread with the claims that make it, oldest first."""

    claims: tuple[ClaimShown, ...] = ()


class DemandShown(DemandProved):
    """A demand thread with its claims and the alerts it raised."""

    alerts: tuple[AlertRaised, ...] = ()


class VersionLine(Fact):
    """One version of an article's text."""

    version: int
    recorded_at: datetime
    text_sha256: str | None = None


class ArticleShown(ArticleLine):
    """One version of an article, with every fact that was read in it."""

    canonical_url: str | None = None
    source: str | None = None
    date_source: str
    accepted_at: datetime | None = None
    text: str
    text_sha256: str | None = None
    raw_sha256: str | None = None
    byline: str | None = None
    flags: tuple[str, ...] | None = None
    """What the reader should know of the text, such as `paywall`: only its beginning could be read."""
    versions: tuple[VersionLine, ...]
    extractor: ExtractorInfo | None = None
    """Null while no reading of this version is known."""
    incidents: tuple[MentionShown, ...] = ()
    figures: tuple[FigureShown, ...] = ()
    claims: tuple[ClaimShown, ...] = ()


class Found(Fact):
    """An article that holds every word looked for."""

    article: ArticleLine
    snippet: str
    """The words around the first of them; "…" where more text is."""
    incidents: tuple[str, ...] = ()


class WhyLine(Fact):
    """One reason: an alert and the rule that raised it, or why there was none."""

    about: str
    """`article`, `incident`, `demand`, `figure`, or, with a key, `subscription`."""
    id: str
    text: str
    alert_id: str | None = None


class Why(Fact):
    """Why the thing of this id alerted, or did not."""

    id: str
    what: str
    """`article`, `incident` or `demand`."""
    lines: tuple[WhyLine, ...]
