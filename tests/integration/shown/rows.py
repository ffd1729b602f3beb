"""Rows of a store, made from the messages themselves, for tests of what is shown."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from services.store.tables import (
    alerts,
    articles,
    claims,
    demand_claims,
    demands,
    extractions,
    figures,
    incident_history,
    incident_mentions,
    incident_tolls,
    incidents,
    mentions,
)  # fmt: skip
from shared.identity import stable_id
from shared.messages import (
    AlertKind,
    AlertRaised,
    ArticleAccepted,
    ArticleExtracted,
    Claim,
    DateRange,
    ExtractorInfo,
    Fact,
    Figure,
    HarmKind,
    Incident,
    Perpetrator,
    Place,
    Proof,
    Span,
    Toll,
    Victim,
)  # fmt: skip

START = datetime(2024, 7, 4, 8, 0, tzinfo=UTC)
INFO = ExtractorInfo(name="shahidi", version="0", model="by hand")


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start=start, end=start + len(words), text=words)


def article(article_id: str, text: str, **said: Any) -> ArticleAccepted:
    given = {"url": f"https://press.example/{article_id}", "publisher": "The Example", "language": "en", **said}
    if "published_at" in given:
        given.setdefault("date_source", "caller")
    return ArticleAccepted(
        article_id=article_id, accepted_at=START, text=text, text_sha256=stable_id(text), origin_id=article_id, **given
    )


def _row(fact: Fact, *names: str) -> dict[str, Any]:
    said = fact.model_dump(mode="json")
    return {name: said[name] for name in names}


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"place_precision": "none"}
    same = {name: getattr(place, name) for name in ("country", "admin1", "lat", "lon")}
    return {"place_text": place.text, "place_name": place.name, "place_precision": place.precision, **same}


def _days(value: DateRange | None) -> dict[str, Any]:
    value = value or DateRange()
    return {
        "day_start": value.start, "day_end": value.end, "date_precision": value.precision, "date_text": value.text,
    }  # fmt: skip


def add_article(db: Connection, said: ArticleAccepted, minute: int = 0, *, active: bool = True) -> None:
    plain = said.model_dump(exclude={"schema_version", "backfill"})
    db.execute(insert(articles).values(**plain, active=active, recorded_at=at(minute)))


def tell(
    db: Connection,
    said: ArticleAccepted,
    minute: int = 0,
    *,
    found: Iterable[Incident] = (),
    numbers: Iterable[Figure] = (),
    sayings: Iterable[Claim] = (),
    incident_of: Mapping[str, str] | None = None,
    demands_of: Mapping[str, tuple[str, ...]] | None = None,
    active: bool = True,
) -> None:
    """One article with its reading, linked to incidents (by mention key) and demands (by claim key) that exist."""
    add_article(db, said, minute, active=active)
    read = ArticleExtracted(
        article_id=said.article_id, article_version=said.version, extractor=INFO,
        incidents=tuple(found), figures=tuple(numbers), claims=tuple(sayings),
    )  # fmt: skip
    reading = stable_id("reading", said.article_id, said.version)
    db.execute(
        insert(extractions).values(
            extraction_id=reading, article_id=said.article_id, article_version=said.version, active=active,
            extractor=INFO.name, extractor_version=INFO.version, model=INFO.model, body=read.model_dump(mode="json"),
            recorded_at=at(minute),
        )
    )  # fmt: skip
    of: dict[str, Any] = {
        "extraction_id": reading, "article_id": said.article_id, "article_version": said.version, "active": active,
        "origin_id": said.origin_id, "publisher": said.publisher, "published_at": said.published_at,
    }  # fmt: skip
    _add_mentions(db, read, of, incident_of or {}, minute)
    _add_figures(db, read, of)
    _add_claims(db, read, of, demands_of or {}, minute)


def _mention(of: Mapping[str, Any], key: str | None) -> str | None:
    return stable_id("mention", of["extraction_id"], key) if key else None


def _add_mentions(
    db: Connection, read: ArticleExtracted, of: Mapping[str, Any], incident_of: Mapping[str, str], minute: int
) -> None:
    for one in read.incidents:
        mention_id = _mention(of, one.key)
        said = _row(one, "key", "type", "status", "victims", "perpetrators", "evidence", "weapon")
        where = {**_days(one.date), **_place(one.place)}
        db.execute(insert(mentions).values(**of, **said, **where, mention_id=mention_id, recorded_at=at(minute)))
        if one.key in incident_of:
            link = {"incident_id": incident_of[one.key], "mention_id": mention_id, "active": True}
            db.execute(insert(incident_mentions).values(**link, reason="same place and day", linked_at=at(minute)))


def _add_figures(db: Connection, read: ArticleExtracted, of: Mapping[str, Any]) -> None:
    names = ("kind", "role", "low", "best", "high", "approx", "text", "claimant", "victim_class", "period", "evidence")
    for n, one in enumerate(read.figures):
        own = {"figure_id": stable_id("figure", of["extraction_id"], n), "mention_id": _mention(of, one.incident)}
        series = f"series {one.claimant}" if one.role == "cumulative" else None
        db.execute(insert(figures).values(**of, **own, **_row(one, *names), series_id=series))


def _add_claims(
    db: Connection,
    read: ArticleExtracted,
    of: Mapping[str, Any],
    demands_of: Mapping[str, tuple[str, ...]],
    minute: int,
) -> None:
    names = (
        "kind", "quoted", "key", "action", "content", "targets", "evidence", "speaker", "cue", "deadline", "date",
        "relevance",
    )  # fmt: skip
    for one in read.claims:
        claim_id = stable_id("claim", of["extraction_id"], one.key)
        own = {"claim_id": claim_id, "mention_id": _mention(of, one.incident), "recorded_at": at(minute)}
        named = {"speaker_name": one.speaker.name if one.speaker else None}
        db.execute(insert(claims).values(**of, **own, **named, **_row(one, *names)))
        for demand_id in (demands_of or {}).get(one.key, ()):
            target = one.targets[0].name if one.targets else None
            link = {"demand_id": demand_id, "claim_id": claim_id, "active": True, "target": target}
            db.execute(insert(demand_claims).values(**link, speaker_keys=[], linked_at=at(minute)))


def add_incident(
    db: Connection,
    incident_id: str,
    minute: int = 0,
    *,
    tolls: Mapping[HarmKind, Toll] | None = None,
    date: DateRange | None = None,
    place: Place | None = None,
    victims: Iterable[Victim] = (),
    perpetrators: Iterable[Perpetrator] = (),
    **values: Any,
) -> None:
    given = {
        "state": "current", "type": "killing", "status": "alleged", "disputed": False, "independent_sources": 1,
        **values,
    }  # fmt: skip
    db.execute(
        insert(incidents).values(
            incident_id=incident_id, **given, **_days(date), **_place(place), first_seen=at(minute),
            updated_at=at(minute), victims=[one.model_dump(mode="json") for one in victims],
            perpetrators=[one.model_dump(mode="json") for one in perpetrators],
        )
    )  # fmt: skip
    for kind, toll in (tolls or {}).items():
        db.execute(insert(incident_tolls).values(incident_id=incident_id, kind=kind, **toll.model_dump()))


def add_history(db: Connection, incident_id: str, position: int, extraction_id: str, view: dict[str, Any]) -> None:
    row = {"incident_id": incident_id, "position": position, "extraction_id": extraction_id, "view": view}
    db.execute(insert(incident_history).values(**row, recorded_at=at(position)))


def add_demand(db: Connection, demand_id: str, minute: int = 0, **values: Any) -> None:
    given = {
        "state": "current", "status": "made", "action": "resign", "targets": ["the governor"],
        "speakers": ["the union"],
        "independent_sources": 1, "addressee_key": demand_id, "action_key": "resign", **values,
    }  # fmt: skip
    db.execute(insert(demands).values(demand_id=demand_id, **given, first_seen=at(minute), updated_at=at(minute)))


def raise_alert(
    db: Connection,
    position: int,
    said: ArticleAccepted,
    words: str,
    *,
    kind: AlertKind = "new_casualties",
    **values: Any,
) -> AlertRaised:
    """The alert at this position, proved by these words of the article."""
    proof = Proof(
        **span(said.text, words).model_dump(), article_id=said.article_id, url=said.url, publisher=said.publisher,
        published_at=said.published_at,
    )  # fmt: skip
    given: dict[str, Any] = {"reason": "first report of this incident", "headline": f"alert {position}", **values}
    alert = AlertRaised(
        alert_id=stable_id("alert", position), kind=kind, article_id=said.article_id, article_version=said.version,
        raised_at=at(position), evidence=(proof,), **given,
    )  # fmt: skip
    db.execute(
        insert(alerts).values(
            alert_id=alert.alert_id, position=position, kind=kind, incident_id=alert.incident_id,
            demand_id=alert.demand_id, article_id=said.article_id, article_version=said.version,
            body=alert.model_dump(mode="json"), raised_at=alert.raised_at,
        )
    )  # fmt: skip
    return alert


def count(low: int, best: int | None = None, high: int | None = None) -> Toll:
    return Toll(low=low, best=best, high=high)


def exactly(number: int) -> Toll:
    return Toll(low=number, best=number, high=number)


def on(year: int, month: int, day: int) -> DateRange:
    return DateRange(start=date(year, month, day), end=date(year, month, day), precision="day")
