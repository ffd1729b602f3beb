"""What was read: articles, extractions, mentions, figures, claims."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from services.store.countries import country_of
from services.store.entity_tables import entity_mentions
from services.store.mentions import Mention, Source
from services.store.readings import ReadingKey, claim_ids, event_of, figure_id, key_of, source_of
from services.store.repository.statements import IDS, insert_new, rows_for
from services.store.series import series_of
from services.store.tables import articles, claims, extractions, figures, mention_keys, mentions
from shared.messages import ArticleExtracted, DateRange, Fact, Incident, Place


def readings_of(db: Connection, article_id: str) -> dict[ReadingKey, bool]:
    """Every reading of this article that was recorded, and whether it is the one that counts."""
    rows = rows_for(db, _READINGS, [article_id])
    return {ReadingKey(r.extraction_id, r.article_version, r.extractor_version or ""): r.active for r in rows}


_READINGS = select(
    extractions.c.extraction_id, extractions.c.article_version, extractions.c.extractor_version, extractions.c.active
).where(extractions.c.article_id.in_(IDS))


def heard_of(db: Connection, article_ids: Iterable[str]) -> set[str]:
    """Those of these articles of which any version is stored."""
    return {row.article_id for row in rows_for(db, _HEARD_OF, article_ids)}


_HEARD_OF = select(articles.c.article_id).where(articles.c.article_id.in_(IDS)).distinct()


def silence(db: Connection, extraction_id: str) -> None:
    """This reading counts no more: nor does anything it says."""
    for table in (extractions, mentions, figures, claims, entity_mentions):
        db.execute(update(table).where(table.c.extraction_id == extraction_id, table.c.active).values(active=False))


_NOT_KEPT = {"schema_version", "article_id", "version", "backfill"}


def add_article(db: Connection, extracted: ArticleExtracted, now: datetime, *, first: bool = False) -> None:
    """Keep this version of the article (the `first` that is known of it); the newest one known is the active one."""
    source, article = source_of(extracted), extracted.article
    kept = article.model_dump(exclude=_NOT_KEPT) if article else {"text": ""}
    defaults = {"date_source": "none", "origin_id": source.origin_id, "language": extracted.language}
    same = articles.c.article_id == source.article_id
    newest = 0 if first else db.scalar(select(func.max(articles.c.version)).where(same)) or 0
    if newest and newest < source.article_version:
        db.execute(update(articles).where(same).values(active=False))
    own = {"article_id": source.article_id, "version": source.article_version, "published_at": source.published_at}
    standing = {"active": newest < source.article_version, "recorded_at": now}
    insert_new(db, articles, [{**defaults, **kept, **own, **standing}])


def add_reading(db: Connection, extracted: ArticleExtracted, *, active: bool, now: datetime) -> None:
    """Keep the whole reading."""
    by = extracted.extractor
    row = {
        "extraction_id": key_of(extracted).extraction_id,
        "article_id": extracted.article_id,
        "article_version": extracted.article_version,
        "active": active,
        "extractor": by.name,
        "extractor_version": by.version,
        "model": by.model,
        "body": extracted.model_dump(mode="json", exclude={"article"}),
        "recorded_at": now,
    }
    insert_new(db, extractions, [row])


def add_mentions(
    db: Connection, extraction_id: str, found: Sequence[Mention], keys: Sequence[set[int]], now: datetime
) -> None:
    """The events of a reading that counts, each filed under its neighbourhoods (`keys`, one set a mention)."""
    rows = [_mention_row(extraction_id, mention, now) for mention in found]
    insert_new(db, mentions, rows)
    filed = [
        {"key": key, "mention_id": mention.mention_id}
        for mention, under in zip(found, keys, strict=True)
        for key in sorted(under)
    ]
    insert_new(db, mention_keys, filed)


def add_figures(db: Connection, extracted: ArticleExtracted, mention_of: dict[str, str]) -> None:
    """All figures of a reading that counts; `mention_of`: mention ids by incident key."""
    said, source = _said(extracted), source_of(extracted)
    rows = [
        {
            **said,
            **figure.model_dump(mode="json", exclude={"incident"}),
            "series_id": series_of(figure, extracted, source),
            "country": country_of(extracted, figure.incident),
            "figure_id": figure_id(said["extraction_id"], position),
            "mention_id": mention_of.get(figure.incident or ""),
        }
        for position, figure in enumerate(extracted.figures)
    ]
    insert_new(db, figures, rows)


def add_claims(db: Connection, extracted: ArticleExtracted, mention_of: dict[str, str], now: datetime) -> None:
    """All claims of a reading that counts."""
    said, ids = _said(extracted), claim_ids(extracted)
    rows = [
        {
            **said,
            **claim.model_dump(mode="json", exclude={"incident"}),
            "claim_id": ids[claim.key],
            "mention_id": mention_of.get(event_of(claim, extracted) or ""),
            "speaker_name": (claim.speaker.name or claim.speaker.role) if claim.speaker else None,
            "recorded_at": now,
        }
        for claim in extracted.claims
    ]
    insert_new(db, claims, rows)


def _said(extracted: ArticleExtracted) -> dict[str, Any]:
    return _standing(source_of(extracted)) | {"extraction_id": key_of(extracted).extraction_id, "active": True}


def _standing(source: Source) -> dict[str, Any]:
    names = ("article_id", "article_version", "origin_id", "publisher", "published_at")
    return {name: getattr(source, name) for name in names}


def _mention_row(extraction_id: str, mention: Mention, now: datetime) -> dict[str, Any]:
    incident = mention.incident
    listed = incident.model_dump(mode="json", include={"victims", "perpetrators", "evidence"})
    own = {"key": incident.key, "type": incident.type, "status": incident.status, "weapon": incident.weapon}
    return {
        **_standing(mention.source),
        **own,
        **listed,
        **when_columns(incident.date),
        **where_columns(incident.place),
        "mention_id": mention.mention_id,
        "telling": sorted(mention.telling) or None,
        "extraction_id": extraction_id,
        "active": True,
        "recorded_at": now,
    }


def when_columns(when: DateRange | None) -> dict[str, Any]:
    """A date range as the columns of `columns.days`."""
    when = when or DateRange()
    return {"day_start": when.start, "day_end": when.end, "date_precision": when.precision, "date_text": when.text}


def where_columns(place: Place | None) -> dict[str, Any]:
    """A place as the columns of `columns.place`."""
    return {
        "place_text": place.text if place else None,
        "place_name": place.name if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision if place else "none",
    }


def when_of(row: Any) -> DateRange | None:
    """The columns of `columns.days` as a date range; None where nothing is known."""
    if row.day_start is None and row.date_text is None:
        return None
    return DateRange(start=row.day_start, end=row.day_end, precision=row.date_precision, text=row.date_text)


def where_of(row: Any) -> Place | None:
    """The columns of `columns.place` as a place; None where the text names none."""
    if row.place_text is None:
        return None
    return Place(
        text=row.place_text,
        name=row.place_name,
        country=row.country,
        admin1=row.admin1,
        lat=row.lat,
        lon=row.lon,
        precision=row.place_precision,
    )


def source_in(row: Any) -> Source:
    """The source that a row of `mentions` or `claims` copies, with its article's `url`."""
    return Source(row.article_id, row.article_version, row.origin_id, row.publisher, row.published_at, row.url)


def incident_of(row: Any) -> Incident:
    """A row of `mentions` as the message's incident."""
    return Incident(
        key=row.key,
        type=row.type,
        status=row.status,
        date=when_of(row),
        place=where_of(row),
        victims=row.victims,
        perpetrators=row.perpetrators,
        weapon=row.weapon,
        evidence=row.evidence,
    )


def plain(fact: Fact) -> dict[str, Any]:
    """A fact as the JSON that the contract shows."""
    return fact.model_dump(mode="json")
