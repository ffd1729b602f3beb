"""The chain of custody: which bytes each version of an article was taken from, kept and told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from services.fetcher import state
from services.fetcher.accepting import accept
from services.fetcher.app import build
from services.fetcher.articles import RawArticle, accepted_from
from services.fetcher.custody_state import chain_of
from services.fetcher.database import transaction
from services.fetcher.provenance import Provenance
from services.fetcher.settings import FetcherSettings
from shared.messages import ArticleAccepted

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
TWO = "Police shot two people dead in Kondele."
THREE = "Police shot three people dead in Kondele."
BYTES = Provenance(
    url="https://k.example/two",
    fetched_at=NOW,
    raw_sha256="a" * 64,
    body_sha256="b" * 64,
    status=200,
    headers={"etag": '"1"'},
    hops=((301, "http://k.example/two"),),
    charset="utf-8",
    reader="trafilatura 2",
)
KEY = "a key of sixteen letters or more"


def article(text: str, bytes_of: Provenance | None = None) -> ArticleAccepted:
    return accepted_from(RawArticle(id="a", text=text, fetched=bytes_of), NOW, detect_language=False)


def test_each_version_keeps_the_bytes_it_was_taken_from(inbox: Engine) -> None:
    later = replace(BYTES, raw_sha256="c" * 64, fetched_at=NOW + timedelta(hours=1))
    accept(inbox, [article(TWO, BYTES), article(THREE, later)], [BYTES, later])
    with inbox.connect() as db:
        first, second = chain_of(db, "a")
    assert (first["version"], first["raw_sha256"], second["raw_sha256"]) == (1, "a" * 64, "c" * 64)
    assert first["fetched"] == {
        "raw_sha256": "a" * 64,
        "body_sha256": "b" * 64,
        "url": "https://k.example/two",
        "status": 200,
        "charset": "utf-8",
        "reader": "trafilatura 2",
        "source": None,
        "headers": {"etag": '"1"'},
        "hops": [[301, "http://k.example/two"]],
        "fetched_at": NOW.isoformat(),
        "seen_at": NOW.isoformat(),
        "seen_times": 1,
    }
    assert "text" not in first


def test_a_text_that_was_there_again_is_known_to_have_stood_so_long(inbox: Engine) -> None:
    again = replace(BYTES, raw_sha256="d" * 64, fetched_at=NOW + timedelta(hours=6))  # another advertisement
    for _ in range(2):
        accept(inbox, [article(TWO, BYTES)], [BYTES])
        accept(inbox, [article(TWO, again)], [again])
    with inbox.connect() as db:
        (only,) = chain_of(db, "a")
    assert only["fetched"]["raw_sha256"] == "a" * 64
    assert (only["fetched"]["seen_at"], only["fetched"]["seen_times"]) == (again.fetched_at.isoformat(), 2)


def test_a_text_that_was_changed_in_the_inbox_no_longer_has_its_hash(inbox: Engine) -> None:
    accept(inbox, [article(TWO)])
    changed = article(TWO).model_copy(update={"text": THREE}).model_dump_json()
    with transaction(inbox) as db:
        db.execute(update(state.inbox).values(message=changed))
        (link,) = chain_of(db, "a")
    assert link["text_sha256"] != link["text_sha256_now"]
    assert link["fetched"] is None


@pytest.fixture
def door(broker_url: str, tmp_path: Path) -> Iterator[TestClient]:
    settings = FetcherSettings(redis_url=broker_url, home=tmp_path / "home", tick_s=0.05, api_key=KEY)
    with TestClient(build(settings, clock=lambda: NOW), "http://127.0.0.1", headers={"X-API-Key": KEY}) as client:
        yield client


def test_what_a_sender_knows_of_the_bytes_is_told_to_who_has_the_key(door: TestClient) -> None:
    sent = {"id": "news/a b", "text": TWO, "backfill": True, "fetched": BYTES.as_json()}
    assert door.post("/articles", json=sent).status_code == 202
    (link,) = door.get("/custody/news%2Fa%20b").json()["versions"]
    assert (link["fetched"]["url"], link["raw_sha256"], link["backfill"]) == (BYTES.url, BYTES.raw_sha256, True)
    assert door.get("/custody/news%2Fa%20b", headers={"X-API-Key": "wrong"}).status_code == 401


@pytest.mark.parametrize("path", ["/custody/unknown", "/custody/%00", "/custody/a/b"])
def test_of_an_article_that_was_never_accepted_nothing_is_told(door: TestClient, path: str) -> None:
    answer = door.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "no article of this id was accepted here"})
