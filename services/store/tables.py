"""The store's memory as tables: what was read, what it was linked to, what was said about it.

Three layers, and facts only ever flow downwards:

* **read** (articles, extractions, mentions, figures, claims): what one version of one article says. Rows are added and
  made inactive, never changed. `active` is true for the newest reading of the newest version of an article only.
* **linked** (incident_mentions, demand_claims, reviews): which mentions are one event, which claims one demand, and
  why. A link is made inactive when it is undone; it is never deleted.
* **derived** (incidents, incident_tolls, incident_history, demands): what the links add up to. Recomputed each time.

Beside them stand the alerts (the outbox of `alerts.raised`) and what was last sent of a subject. Times are aware, UTC;
days are calendar dates where the event happened; offsets count code points of `articles.text`; counts of people are 64
bits. A JSON column holds what the contract's message holds under the same name.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Index, MetaData, String, Table, Text, text

from services.store import columns as col
from shared.runtime.databases import Moment

metadata = MetaData(naming_convention=col.NAMING)

articles = Table(
    "articles",
    metadata,
    col.identity("article_id", primary_key=True),
    col.number("version", primary_key=True),
    col.flag("active"),
    col.identity("origin_id", nullable=False, index=True),
    *col.texts("url", "canonical_url", "title", "publisher", "source", "language", "text_sha256", "raw_sha256"),
    *col.texts("byline"),
    *col.json_of("flags", nullable=True),
    Column("published_at", Moment, index=True),
    *col.words("date_source"),
    Column("accepted_at", Moment),
    Column("text", Text, nullable=False),
    col.moment("recorded_at", index=True),
)
"""Every version of every article. `active`: the newest version known."""

extractions = Table(
    "extractions",
    metadata,
    col.identity("extraction_id", primary_key=True),
    col.identity("article_id", nullable=False),
    col.number("article_version"),
    col.flag("active"),
    *col.texts("extractor", "extractor_version", "model"),
    *col.json_of("body"),
    col.moment("recorded_at", index=True),
    Index(None, "article_id", "article_version"),
)
"""One reading of one version by one extractor. `body`: the ArticleExtracted less `article`, which has its own row."""


def _reading() -> tuple[Column[Any], ...]:
    """Which reading said so, and how its article stands as a source (copied, so that a toll needs no join)."""
    return (
        col.identity("extraction_id", ForeignKey(extractions.c.extraction_id), nullable=False, index=True),
        col.identity("article_id", nullable=False, index=True),
        col.number("article_version"),
        col.flag("active"),
        col.identity("origin_id", nullable=False),
        *col.texts("publisher"),
        Column("published_at", Moment),
    )


mentions = Table(
    "mentions",
    metadata,
    col.identity("mention_id", primary_key=True),
    *_reading(),
    *col.texts("key", "weapon"),
    *col.words("type", "status"),
    *col.days(),
    *col.place(),
    *col.json_of("victims", "perpetrators", "evidence"),
    *col.json_of("telling", nullable=True),
    col.moment("recorded_at"),
)
"""One row per event that one article tells of. `telling`: of the event it leads with, words that few articles use."""

mention_keys = Table(
    "mention_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    col.part_of("mention_id", mentions.c.mention_id),
    sqlite_with_rowid=False,
)
"""The neighbourhoods of a mention (place and week, victim's name, origin, telling words), as `keys` numbers them: only
neighbours are ever compared."""

incidents = Table(
    "incidents",
    metadata,
    col.identity("incident_id", primary_key=True),
    *col.words("state", "type", "status"),
    col.identity("merged_into", ForeignKey("incidents.incident_id")),
    *col.days(),
    *col.place(),
    *col.json_of("victims", "perpetrators"),
    *col.texts("weapon"),
    col.flag("disputed"),
    col.number("independent_sources"),
    col.moment("first_seen"),
    col.moment("updated_at", index=True),
    Index(None, "day_start", "incident_id"),
    Index(None, "first_seen", "incident_id"),
    Index(
        None,
        "merged_into",
        sqlite_where=text("merged_into IS NOT NULL"),
        postgresql_where=text("merged_into IS NOT NULL"),
    ),
)
"""An event, derived from its mentions.

`state`: `current`; `dismissed` (by a person); `withdrawn` (no article says so any more); `merged` (its mentions now
belong to `merged_into`, and whoever holds this id is sent there). `status`: as in the contract. `disputed`: claimants'
tolls exclude each other.
"""

incident_tolls = Table(
    "incident_tolls",
    metadata,
    col.part_of("incident_id", incidents.c.incident_id),
    Column("kind", String(40), primary_key=True),
    *col.people(),
)
"""The toll of an incident as it is now, one row per kind that is known."""

incident_mentions = Table(
    "incident_mentions",
    metadata,
    col.part_of("incident_id", incidents.c.incident_id),
    col.part_of("mention_id", mentions.c.mention_id, index=True),
    col.flag("active"),
    *col.texts("reason"),
    col.moment("linked_at"),
)
"""Which mentions are this incident, and why. A mention has at most one active link."""

incident_history = Table(
    "incident_history",
    metadata,
    col.part_of("incident_id", incidents.c.incident_id),
    col.number("position", primary_key=True),
    col.moment("recorded_at"),
    col.identity("extraction_id", ForeignKey(extractions.c.extraction_id), nullable=False),
    *col.json_of("view"),
)
"""What was known of an incident, and since when, by which reading.
`view`: {state, type, status, place, date, figures, victims, perpetrators, articles}, and `decisions` where people made
any. As of T: the row of the highest `position` whose `recorded_at` is not after T.
"""

reviews = Table(
    "reviews",
    metadata,
    col.part_of("mention_a", mentions.c.mention_id),
    col.part_of("mention_b", mentions.c.mention_id, index=True),
    *col.texts("reason"),
    col.number("score"),
    col.moment("recorded_at"),
)
"""Pairs that may be one event, but not surely enough to merge: for people to decide. `mention_a` < `mention_b`."""

figures = Table(
    "figures",
    metadata,
    col.identity("figure_id", primary_key=True),
    *_reading(),
    col.identity("mention_id", ForeignKey(mentions.c.mention_id), index=True),
    *col.words("kind", "role"),
    *col.people(),
    col.flag("approx"),
    *col.texts("text", "claimant", "victim_class"),
    *col.json_of("period", nullable=True),
    *col.json_of("evidence"),
    col.identity("series_id", index=True),
    *col.texts("country"),
    Index(None, "role", "kind"),
)
"""Every figure as reported, of every role. Only `incident` and `update` ever count towards a toll. `series_id`, of
running totals only: one claimant's count of one thing; `country`: where the article is set.
"""

claims = Table(
    "claims",
    metadata,
    col.identity("claim_id", primary_key=True),
    *_reading(),
    col.identity("mention_id", ForeignKey(mentions.c.mention_id), index=True),
    *col.words("kind", "quoted"),
    *col.texts("key", "speaker_name", "action"),
    *col.json_of("content", "targets", "evidence"),
    *col.json_of("speaker", "cue", "deadline", "date", nullable=True),
    Column("relevance", Float),
    col.moment("recorded_at"),
    Index(None, "kind", "claim_id"),
    Index(None, "recorded_at", "claim_id"),
)
"""Who says what, of whom. `mention_id`: the event that it is about, where the article ties the two."""

demands = Table(
    "demands",
    metadata,
    col.identity("demand_id", primary_key=True),
    *col.words("state", "status"),
    *col.texts("addressee_key", "action_key", "action"),
    *col.json_of("targets", "speakers"),
    *col.json_of("answer", nullable=True),
    Column("deadline", Date, index=True),
    col.number("independent_sources"),
    col.moment("first_seen"),
    col.moment("updated_at", index=True),
    Index(None, "first_seen", "demand_id"),
)
"""A demand thread: the same demand across articles and speakers, derived from its claims.

`state`: `current` or `withdrawn`. `status`: `made`, `repeated` (same speaker, another report), `joined` (another);
`met`, `refused`, `partly` (by `answer`, a claim) or `lapsed` (nobody answered until the end of `deadline`).
"""

demand_claims = Table(
    "demand_claims",
    metadata,
    col.part_of("demand_id", demands.c.demand_id),
    col.part_of("claim_id", claims.c.claim_id, index=True),
    col.flag("active"),
    *col.texts("target"),
    *col.json_of("speaker_keys"),
    col.moment("linked_at"),
)
"""Which claims make this demand. `target`: the addressee as the claim names him. `speaker_keys`: folded names."""

alerts = Table(
    "alerts",
    metadata,
    col.identity("alert_id", primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    *col.words("kind"),
    col.identity("incident_id", ForeignKey(incidents.c.incident_id), index=True),
    col.identity("demand_id", ForeignKey(demands.c.demand_id), index=True),
    col.identity("article_id", nullable=False, index=True),
    col.number("article_version"),
    *col.json_of("body"),
    col.moment("raised_at"),
    Column("published_at", Moment, index=True),
)
"""The outbox of `alerts.raised`. `position`: from 1, in the order raised. `published_at`: null until on the stream."""
