"""What the services say to each other: frozen, versioned facts in the past tense.

Conventions that hold for every field on this page:

* An offset counts Unicode code points of `ArticleAccepted.text`, from 0; `end` is exclusive.
* A time is aware (it carries its UTC offset); a date is a calendar date where the event happened.
* A fact that the text does not give is null. Nothing is filled with "now" or with a guess.
* Readers ignore fields that they do not know; fields may be added, and are renamed only with a new `version`.

Words follow ACLED, UCDP GED and PLOVER where those have one.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

IncidentType = Literal[
    "killing", "injury", "arrest", "abduction", "torture", "use_of_force", "attack",
    "assassination_attempt", "sexual_violence", "property_damage", "protest", "other",
]  # fmt: skip
IncidentStatus = Literal["reported", "alleged", "confirmed", "disputed", "denied"]
DatePrecision = Literal["day", "week", "month", "year", "none"]
PlacePrecision = Literal["street", "neighbourhood", "town", "admin2", "admin1", "country", "none"]
HarmKind = Literal["killed", "injured", "arrested", "missing", "abducted", "displaced", "unspecified"]
FigureRole = Literal["incident", "update", "component", "cumulative", "historic", "undated", "excluded"]
ActorClass = Literal[
    "police", "military", "government", "armed_group", "mob", "private_security", "civilian", "unknown"
]
VictimClass = Literal["civilian", "police", "military", "armed_group", "unknown"]
ClaimKind = Literal[
    "demand", "accusation", "denial", "admission", "condemnation", "legal_action",
    "reported_toll", "promise", "threat", "statement",
]  # fmt: skip
EntityKind = Literal["person", "organisation", "place"]
AlertKind = Literal[
    "new_casualties", "toll_raised", "toll_corrected", "cumulative_raised", "victim_named",
    "new_demand", "demand_joined", "demand_answered", "claim_disputed",
]  # fmt: skip
DateSource = Literal["feed", "html", "text", "caller", "none"]

Count = Annotated[int, Field(ge=0, le=10**12)]
"""People. The ceiling keeps an absurd number ("999999999999 killed") storable as 64 bits."""


class Fact(BaseModel):
    """Base of everything on this page: values cannot be changed after they were said."""

    model_config = ConfigDict(frozen=True, extra="ignore", serialize_by_alias=True, validate_by_name=True)


class Message(Fact):
    """A fact that travels on a stream, as one JSON object. `version` is that of this schema."""

    version: Literal[1] = 1


class Span(Fact):
    """Verbatim words: `text == article.text[start:end]`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str

    @model_validator(mode="after")
    def _is_as_long_as_it_says(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"a span from {self.start} to {self.end} cannot hold {len(self.text)} characters")
        return self


class ArticleAccepted(Fact):
    """One news text as one publisher put it out; an edit of it is the next `version` of the same article."""

    schema_version: Literal[1] = 1
    article_id: str = Field(min_length=1, max_length=200)
    version: int = Field(default=1, ge=1)
    """Of the article, not of this schema: 1 for the text first seen, 2 for its first edit."""
    url: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    publisher: str | None = None
    source: str | None = None
    """How it came in: `push`, `ingest`, or the feed that carried it."""
    language: str | None = None
    """ISO 639-1, as detected."""
    published_at: AwareDatetime | None = None
    date_source: DateSource = "none"
    accepted_at: AwareDatetime
    text: str
    text_sha256: str
    raw_sha256: str | None = None
    """Of the bytes as they came in, before anything was extracted or cleaned."""
    origin_id: str
    """The article of which this one is a reprint, or its own `article_id`."""
    byline: str | None = None
    """Who wrote it, as its page says."""
    flags: tuple[str, ...] = ()
    """What the reader should know of the text: `paywall` (only the beginning of the article could be read)."""
    backfill: bool = False
    """Out of an archive: where it is not of these days, it is kept and merged, and raises no alert."""


class DateRange(Fact):
    """When something happened, as precisely as the text lets it be resolved, both days inclusive."""

    start: date | None = None
    end: date | None = None
    precision: DatePrecision = "none"
    text: str | None = None
    """The phrase that was resolved: "on Monday night"."""


class Place(Fact):
    """Where something happened: the words, and what the gazetteer makes of them (WGS 84 degrees)."""

    text: str
    name: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    admin1: str | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision: PlacePrecision = "none"


class Victim(Fact):
    """One person harmed, named or described."""

    name: str | None = None
    aliases: tuple[str, ...] = ()
    age: int | None = Field(default=None, ge=0, le=150)
    sex: Literal["female", "male"] | None = None
    occupation: str | None = None
    fate: HarmKind | None = None
    mention: Span | None = None


class Perpetrator(Fact):
    """Who did it, as the text says; an unstated perpetrator is an empty list, not a guess."""

    name: str
    actor_class: ActorClass = Field(default="unknown", alias="class")
    alleged: bool = True
    mention: Span | None = None


class Incident(Fact):
    """What one article says of one event at one place and time (an incident *mention*)."""

    key: str
    type: IncidentType
    status: IncidentStatus = "reported"
    date: DateRange | None = None
    place: Place | None = None
    victims: tuple[Victim, ...] = ()
    perpetrators: tuple[Perpetrator, ...] = ()
    weapon: str | None = None
    evidence: tuple[Span, ...] = Field(min_length=1)


class Figure(Fact):
    """A number, or countable mention, of people harmed, as reported. A figure is not an incident."""

    kind: HarmKind
    low: Count
    best: Count | None = None
    """Null where the text gives only a ceiling ("up to 12")."""
    high: Count | None = None
    """Null means open ("at least 12")."""
    approx: bool = False
    role: FigureRole
    incident: str | None = None
    """`Incident.key` in the same message."""
    text: str
    claimant: str | None = None
    victim_class: VictimClass | None = None
    period: DateRange | None = None
    evidence: Span


class Party(Fact):
    """A speaker or a target: `mention` are the words here (also a pronoun), `name` who that is, if the text says."""

    name: str | None = None
    role: str | None = None
    mention: Span | None = None


class Claim(Fact):
    """Somebody says something. A demand asks somebody to act: speaker, targets, action. Of an accusation, denial,
    admission or condemnation `action` is the act that it is about, where its words tell it: "shoot two students"."""

    key: str
    kind: ClaimKind
    speaker: Party | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    targets: tuple[Party, ...] = ()
    action: str | None = None
    quoted: Literal["direct", "indirect", "mixed"] = "indirect"
    deadline: DateRange | None = None
    incident: str | None = None
    date: DateRange | None = None
    beneficiary: Party | None = None
    """Of a demand: for whom it is made, where the text says so ("justice for the medic")."""
    body: Party | None = None
    """Of a legal action: the court or authority that it is brought to, or that takes it."""
    relevance: float | None = Field(default=None, ge=0, le=1)
    """How much it bears on those in power and those harmed: 0 a coach of his defenders, 1 a union of the police over
    a death. Null where nobody weighed it. Nothing is dropped for it; alerts on demands ask for a least value."""
    evidence: tuple[Span, ...] = Field(min_length=1)


class Entity(Fact):
    """A person, organisation or place, with every mention in the article."""

    name: str
    kind: EntityKind
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()
    country: str | None = None
    lat: float | None = None
    lon: float | None = None


class DateMention(Span):
    """A phrase that names a time; `value` is ISO (2024-03-04, 2024-03, 2024-W10, 2024, or an interval a/b), or null."""

    value: str | None = None


class ExtractorInfo(Fact):
    """Which program and which weights said so: enough to run it again."""

    name: str
    version: str
    model: str


class ArticleExtracted(Message):
    """All that one version of an article says, each fact with its words."""

    article_id: str = Field(min_length=1, max_length=200)
    article_version: int = Field(default=1, ge=1)
    published_at: AwareDatetime | None = None
    language: str | None = None
    extractor: ExtractorInfo
    flags: tuple[str, ...] = ()
    """What the reader should know of the reading: `truncated`, `not_english`, ..."""
    incidents: tuple[Incident, ...] = ()
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    entities: tuple[Entity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    article: ArticleAccepted | None = None
    """The article itself, on the stream: who stores the facts can show them in their text."""


class ArticleStored(Message):
    """The store has committed the facts of this version (or knew a newer one): the inbox may let it go."""

    article_id: str
    article_version: int = Field(ge=1)


class Toll(Fact):
    """How many, as a range. `best` null: no best estimate; `high` null: open."""

    low: Count
    best: Count | None = None
    high: Count | None = None


class Proof(Span):
    """A span together with the article that it stands in."""

    article_id: str
    url: str | None = None
    publisher: str | None = None
    published_at: AwareDatetime | None = None


class AlertRaised(Message):
    """One new thing that a subscriber should know, with the reason why it is new and the proof.

    `alert_id` follows from reason and subject, so the same news always has the same id:
    a subscriber that remembers ids never acts twice.
    """

    alert_id: str
    kind: AlertKind
    reason: str
    headline: str
    incident_id: str | None = None
    demand_id: str | None = None
    figures: dict[HarmKind, Toll] = Field(default_factory=dict)
    before: dict[HarmKind, Toll] | None = None
    """The values sent last, where this alert changes them."""
    speaker: str | None = None
    targets: tuple[str, ...] = ()
    action: str | None = None
    corrects: str | None = None
    """The `alert_id` that this one corrects."""
    independent_sources: int = Field(default=1, ge=0)
    article_id: str
    article_version: int = Field(ge=1)
    raised_at: AwareDatetime
    evidence: tuple[Proof, ...] = Field(min_length=1)
