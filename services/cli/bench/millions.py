"""A store that has been at work for years: a million incidents in its tables, as a store would have written them.

python -m services.cli.bench.millions URL [--incidents 1000000] [--seed 1]

Fills a new database (SQLite or PostgreSQL) past the store's own code, which would take hours: one article, reading,
mention, incident, demand and two sent alerts for each event of `readings.event`, with as many neighbourhoods, telling
words and samples of the text as an article of 3,000 characters has. Only the texts themselves are short.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Any

from sqlalchemy import Engine, Table

from services.cli.bench.readings import HARM, RARE_WORDS, Event, event, rare_word
from services.store.copy_tables import text_keys
from services.store.database import migrate, open_store
from services.store.identities import founding_id
from services.store.keys import key_of
from services.store.mentions import Mention, Source
from services.store.neighbourhoods import keys
from services.store.sent_tables import sent_demands, sent_tolls
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
    mention_keys,
    mentions,
)  # fmt: skip
from services.store.telling import PERIOD_DAYS
from shared.messages import DateRange, Incident, Perpetrator, Place, Span, Victim

AT_ONCE = 500
"""Events that are written together."""
TELLING = 30
SAMPLE = 44
"""Telling words and kept shingles of an article of 3,000 characters (measured on `readings.reading`)."""

Rows = dict[Table, list[dict[str, Any]]]
_SPAN = {"start": 0, "end": 4, "text": "Text"}
_BODY = {
    "version": 1, "article_version": 1, "extractor": {"name": "made up", "version": "1", "model": "none"},
    "flags": ["as long as readings are: " + "." * 2_000],
}  # fmt: skip


def fill(engine: Engine, incidents_wanted: int, seed: int) -> None:
    """Write all of it into a database that has the tables and nothing in them."""
    for first in range(0, incidents_wanted, AT_ONCE):
        rows: Rows = {}
        for number in range(first, min(first + AT_ONCE, incidents_wanted)):
            for table, row in _rows_of(event(seed, number), number, Random(number)):  # noqa: S311 - made up
                rows.setdefault(table, []).append(row)
        _write(engine, rows)


def _id(kind: str, number: int) -> str:
    return blake2b(f"{kind} {number}".encode(), digest_size=10).hexdigest()


def _mention(told: Event, number: int, published: datetime) -> Mention:
    town = told.town
    place = Place(
        text=town.name, name=town.name, country=town.country, admin1=town.admin1, lat=town.lat, lon=town.lon,
        precision="town",
    )  # fmt: skip
    incident = Incident(
        key="i1",
        type=told.type,
        status="alleged",
        date=DateRange(start=told.day, end=told.day, precision="day", text=f"{told.day:%A}"),
        place=place,
        victims=(Victim(name=told.victim, age=told.age),) if told.victim else (),
        perpetrators=(Perpetrator(name=told.by[0]),),
        evidence=(Span(start=0, end=4, text="Text"),),
    )
    article = f"old-{number}"
    return Mention(_id("mention", number), Source(article, 1, article, "Paper", published), incident)


def _rows_of(told: Event, number: int, random: Random) -> Iterator[tuple[Table, dict[str, Any]]]:
    published = datetime.combine(told.day, datetime.min.time()) + timedelta(hours=20)
    mention = _mention(told, number, published)
    article, reading, incident = f"old-{number}", _id("reading", number), founding_id(mention)
    known = {"active": True, "article_id": article, "origin_id": article, "published_at": published}
    said = known | {"article_version": 1, "extraction_id": reading, "publisher": "Paper"}
    now = {"recorded_at": published}
    yield articles, known | now | {"version": 1, "text": "Text", "date_source": "caller", "title": "Title"}
    body = json.dumps(_BODY | {"article_id": article})
    yield extractions, {
        "extraction_id": reading, "article_id": article, "article_version": 1, "active": True, "body": body, **now
    }  # fmt: skip
    town, kind = told.town, HARM[told.type]
    where = {
        "place_text": town.name, "place_name": town.name, "country": town.country, "admin1": town.admin1,
        "lat": town.lat, "lon": town.lon, "place_precision": "town",
    }  # fmt: skip
    when = {"day_start": told.day, "day_end": told.day, "date_precision": "day", "date_text": f"{told.day:%A}"}
    victims = json.dumps([{"name": told.victim, "age": told.age, "fate": kind}] if told.victim else [])
    doers = json.dumps([{"name": told.by[0], "class": told.by[1]}])
    event_row = where | when | {"type": told.type, "status": "alleged", "victims": victims, "perpetrators": doers}
    mention_id = mention.mention_id
    words = random.sample(range(RARE_WORDS), TELLING)
    telling = json.dumps([rare_word(word) for word in words])
    own = {"mention_id": mention_id, "key": "i1", "evidence": json.dumps([_SPAN]), "telling": telling}
    yield mentions, said | event_row | now | own
    period = told.day.toordinal() // PERIOD_DAYS
    for key in keys(mention) | {key_of(rare_word(word), period) for word in words}:
        yield mention_keys, {"key": key, "mention_id": mention_id}
    month = told.day.year * 12 + told.day.month
    for _ in range(SAMPLE):
        yield text_keys, {"month": month, "key": random.getrandbits(63), "article_id": article}
    yield from _told(told, number, said | now, mention_id, incident, event_row)


def _told(
    told: Event, number: int, said: dict[str, Any], mention_id: str, incident: str, event_row: dict[str, Any]
) -> Iterator[tuple[Table, dict[str, Any]]]:
    """What was made of it: the incident with its toll, the demand, and the alerts of both."""
    now, kind, demand, claim = said["recorded_at"], HARM[told.type], _id("demand", number), _id("claim", number)
    people = {"low": 1, "best": 1, "high": 1} if told.victim else dict.fromkeys(("low", "best", "high"), told.people)
    seen = {"first_seen": now, "updated_at": now, "independent_sources": 1, "state": "current"}
    yield incidents, event_row | seen | {"incident_id": incident, "disputed": False}
    yield incident_tolls, {"incident_id": incident, "kind": kind, **people}
    link = {"active": True, "reason": "first report", "linked_at": now}
    yield incident_mentions, {"incident_id": incident, "mention_id": mention_id, **link}
    view = json.dumps({"state": "current", "type": told.type, "figures": {kind: people}, "articles": ["a"] * 4})
    line = {"position": 1, "recorded_at": now, "extraction_id": said["extraction_id"], "view": view}
    yield incident_history, {"incident_id": incident, **line}
    span = json.dumps(_SPAN)
    counted = {"kind": kind, "role": "incident", "approx": False, "text": "Text", "evidence": span}
    figure = {"figure_id": _id("figure", number), "mention_id": mention_id}
    yield figures, _without(said, "recorded_at") | counted | people | figure
    claimed = {"kind": "demand", "quoted": "indirect", "content": "[]", "targets": "[]", "evidence": f"[{span}]"}
    yield claims, said | claimed | {"claim_id": claim, "mention_id": mention_id, "key": "c1", "action": "act"}
    asked = {"status": "made", "addressee_key": "body", "action_key": "act", "targets": "[]", "speakers": "[]"}
    yield demands, seen | asked | {"demand_id": demand}
    yield (
        demand_claims,
        {"demand_id": demand, "claim_id": claim, "speaker_keys": "[]", "active": True, "linked_at": now},
    )
    proof = _SPAN | {"article_id": said["article_id"]}
    alert = {
        "version": 1, "kind": "new_casualties", "reason": "first report", "headline": "Headline", "evidence": [proof],
        "article_id": said["article_id"], "article_version": 1, "raised_at": f"{now.isoformat()}Z",
    }  # fmt: skip
    for at, (kind_of, about) in enumerate((("new_casualties", incident), ("new_demand", demand))):
        alert_id = _id(kind_of, number)
        sent = {"kind": kind_of, "article_id": said["article_id"], "article_version": 1, "raised_at": now}
        whose = {"incident_id" if at == 0 else "demand_id": about}
        body = json.dumps(alert | sent | whose | {"alert_id": alert_id, "raised_at": alert["raised_at"]}, default=str)
        yield (
            alerts,
            sent | whose | {"alert_id": alert_id, "position": 2 * number + at + 1, "published_at": now, "body": body},
        )
    sources = json.dumps({said["article_id"]: 1})
    told_of = {"alert_id": _id("new_casualties", number), "incident_id": incident, "kind": kind, "sources": sources}
    yield sent_tolls, told_of | people
    yield sent_demands, {"alert_id": _id("new_demand", number), "demand_id": demand, "speaker_keys": "[]"}


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k != name}


def _write(engine: Engine, rows: Rows) -> None:
    """Each table in one go, past SQLAlchemy."""
    with closing(engine.raw_connection()) as connection:
        if engine.dialect.name == "sqlite":
            connection.cursor().execute("BEGIN")
        for table in sorted(rows, key=lambda t: t.metadata.sorted_tables.index(t)):
            names = list({name: None for row in rows[table][:1] for name in row} | _names(table))
            values = ([_plain(row.get(name)) for name in names] for row in rows[table])
            _insert(connection, table.name, names, values, engine.dialect.name)
        connection.commit()


def _names(table: Table) -> dict[str, None]:
    return {"incident_id": None, "demand_id": None} if table is alerts else {}


def _plain(value: Any) -> Any:
    return value.isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def _insert(connection: Any, table: str, names: list[str], values: Iterable[list[Any]], dialect: str) -> None:
    cursor = connection.cursor()
    columns = ", ".join(f'"{name}"' for name in names)
    if dialect == "postgresql":
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        marks = ", ".join("?" for _ in names)
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 - our own names


def _quickly(engine: Engine) -> None:
    """Of a database that is lost if this is interrupted nothing need be on disk before the end."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:  # the one connection that the pool gives out again
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF"):
                connection.cursor().execute(f"PRAGMA {pragma}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    engine = open_store(said.url)
    migrate(engine)
    _quickly(engine)
    began = time.perf_counter()
    fill(engine, said.incidents, said.seed)
    print(json.dumps({"incidents": said.incidents, "seconds": round(time.perf_counter() - began)}))
    engine.dispose()


if __name__ == "__main__":
    main()
