"""Stories told by hand: readings of articles as an extractor would send them, with every span where it says."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.store.mentions import Mention
from services.store.readings import mentions_of
from shared.messages import (
    ArticleAccepted,
    ArticleExtracted,
    Claim,
    ClaimKind,
    DatePrecision,
    DateRange,
    ExtractorInfo,
    Figure,
    FigureRole,
    HarmKind,
    Incident,
    IncidentType,
    Party,
    Perpetrator,
    Place,
    Span,
    Victim,
    VictimClass,
)  # fmt: skip

DAY = date(2024, 7, 3)
MORNING_AFTER = datetime(2024, 7, 4, 8, tzinfo=UTC)

KONDELE = Place(text="Kondele", name="Kondele, Kisumu", country="KE", admin1="Kisumu", precision="neighbourhood")
NYALENDA = Place(text="Nyalenda", name="Nyalenda, Kisumu", country="KE", admin1="Kisumu", precision="neighbourhood")
KISUMU = Place(text="Kisumu", name="Kisumu", country="KE", admin1="Kisumu", lat=-0.1, lon=34.76, precision="town")
AHERO = Place(text="Ahero", name="Ahero", country="KE", admin1="Kisumu", lat=-0.17, lon=34.92, precision="town")
ELDORET = Place(
    text="Eldoret", name="Eldoret", country="KE", admin1="Uasin Gishu", lat=0.52, lon=35.27, precision="town"
)
KENYA = Place(text="Kenya", name="Kenya", country="KE", precision="country")


@dataclass(frozen=True)
class Number:
    """A figure: `Number("killed", 2)` is 2/2/2, `Number("killed", 12, high=None)` is "at least 12"."""

    kind: HarmKind
    low: int
    best: int | None = -1
    high: int | None = -1
    role: FigureRole = "incident"
    claimant: str | None = None
    victims: VictimClass | None = None
    since: date | None = None
    """The first day that a running total counts."""

    def figure(self, incident: str | None, span: Span) -> Figure:
        best = self.low if self.best == -1 else self.best
        high = self.low if self.high == -1 else self.high
        return Figure(
            kind=self.kind, low=self.low, best=best, high=high, role=self.role, incident=incident, text=span.text,
            claimant=self.claimant, victim_class=self.victims, evidence=span,
            period=DateRange(start=self.since, precision="day") if self.since else None,
        )  # fmt: skip


@dataclass(frozen=True)
class Event:
    """An event as an article tells of it."""

    numbers: Sequence[Number] = (Number("killed", 2),)
    place: Place | None = KONDELE
    day: date | None = DAY
    last_day: date | None = None
    precision: DatePrecision = "day"
    type: IncidentType = "killing"
    victims: Sequence[str] = ()
    fate: HarmKind = "killed"
    by: Sequence[str] = ()
    key: str = "i1"
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Demand:
    """A demand as an article reports it."""

    speaker: str | None = "Azimio"
    targets: Sequence[str] = ("Japhet Koome",)
    action: str = "resign"
    key: str = "c1"
    until: date | None = None
    """The last day that is given."""


@dataclass(frozen=True)
class Said:
    """What somebody says or does that may answer a demand, or disputes who did something."""

    speaker: str | None
    words: str = ""
    kind: ClaimKind = "statement"
    targets: Sequence[str] = ()
    key: str = "s1"
    event: str | None = None
    """The key of the event that it is about."""


def told(
    article: str,
    *said: Event | Demand | Number | Said,
    by: str | None = None,
    published: datetime | None = MORNING_AFTER,
    version: int = 1,
    origin: str | None = None,
    extractor: str = "1",
    prose: str = "",
) -> ArticleExtracted:
    """A reading of an article. `by`: the publisher, by default one of its own; a bare Number has no event.

    `prose`: what else the article says. Without it, its text is too short to be anybody's copy.
    """
    text, parts = _written(article, said)
    spans = {id(part): span for part, span in parts}
    accepted = ArticleAccepted(
        article_id=article, version=version, url=f"https://press.example/{article}", publisher=by or f"The {article}",
        language="en", published_at=published, accepted_at=MORNING_AFTER,
        text=f"{text} {prose}".rstrip(), text_sha256="0" * 64,
        origin_id=origin or article,
    )  # fmt: skip
    events = [part for part in said if isinstance(part, Event)]
    return ArticleExtracted(
        article_id=article,
        article_version=version,
        published_at=published,
        language="en",
        extractor=ExtractorInfo(name="by hand", version=extractor, model="none"),
        incidents=tuple(_incident(event, spans[id(event)]) for event in events),
        figures=(
            *(n.figure(event.key, spans[id(event)]) for event in events for n in event.numbers),
            *(n.figure(None, spans[id(n)]) for n in said if isinstance(n, Number)),
        ),
        claims=tuple(
            _claim(part, spans[id(part)]) if isinstance(part, Demand) else _reply(part, spans[id(part)])
            for part in said
            if isinstance(part, (Demand, Said))
        ),
        article=accepted,
    )


def mention(article: str = "a", event: Event | None = None, **options: Any) -> Mention:
    """The one event of an article, as the store sees it."""
    return mentions_of(told(article, event or Event(), **options))[0]


def later(hours: int) -> datetime:
    """So many hours after the morning on which everybody reports."""
    return MORNING_AFTER + timedelta(hours=hours)


WORDS = tuple(f"word{n}" for n in range(2000))


def prose(seed: str, words: int = 200) -> str:
    """A text that shares nothing with one of another seed."""
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def _written(article: str, said: Sequence[Event | Demand | Number | Said]) -> tuple[str, list[tuple[object, Span]]]:
    text = f"From {article}."
    parts: list[tuple[object, Span]] = []
    for number, part in enumerate(said, start=1):
        words = part.words if isinstance(part, Said) else ""
        sentence = f"{words}{type(part).__name__} {number} of {article}."
        start = len(text) + 1
        text = f"{text} {sentence}"
        parts.append((part, Span(start=start, end=len(text), text=sentence)))
    return text, parts


def _incident(event: Event, span: Span) -> Incident:
    when = DateRange(start=event.day, end=event.last_day or event.day, precision=event.precision)
    return Incident(
        key=event.key,
        type=event.type,
        date=when if event.day else None,
        place=event.place,
        victims=tuple(Victim(name=name, fate=event.fate) for name in event.victims),
        perpetrators=tuple(Perpetrator(name=name, actor_class="police") for name in event.by),
        evidence=(span,),
        **event.more,
    )


def _claim(demand: Demand, span: Span) -> Claim:
    return Claim(
        key=demand.key,
        kind="demand",
        speaker=Party(name=demand.speaker) if demand.speaker else None,
        targets=tuple(Party(name=name) for name in demand.targets),
        action=demand.action,
        deadline=DateRange(start=demand.until, end=demand.until, precision="day") if demand.until else None,
        evidence=(span,),
    )


def _reply(said: Said, span: Span) -> Claim:
    words = span if not said.words else Span(start=span.start, end=span.start + len(said.words), text=said.words)
    return Claim(
        key=said.key,
        kind=said.kind,
        speaker=Party(name=said.speaker) if said.speaker else None,
        targets=tuple(Party(name=name) for name in said.targets),
        content=(words,) if said.words else (),
        incident=said.event,
        evidence=(span,),
    )
