"""The fetcher's door: who may post, what is taken, and what is said of the rest."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import redis
import structlog
from httpx2 import Response
from starlette.testclient import TestClient

from services.fetcher.app import build
from services.fetcher.settings import FetcherSettings
from shared.messages import ArticleAccepted, ArticleStored
from shared.runtime.entries import read_entry, write_entry
from shared.runtime.settings import SettingsError, read_settings
from shared.streams import ACCEPTED, STORED

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
HERE = "http://127.0.0.1"
KEY = "a key of sixteen letters or more"
TEXT = "Police shot two people dead in Kondele, Kisumu, on Tuesday night, residents said."
Post = Callable[..., Response]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def door(broker_url: str, home: Path) -> Iterator[TestClient]:
    settings = FetcherSettings(redis_url=broker_url, home=home, tick_s=0.05, api_key=KEY)
    with TestClient(build(settings, clock=lambda: NOW), HERE, headers={"X-API-Key": KEY}) as client:
        yield client


def until(happened: Callable[[], bool]) -> None:
    """Wait for an event by asking for it; fails when it does not come."""
    end = monotonic() + 15
    while not happened():
        assert monotonic() < end


def on_stream(url: str) -> list[ArticleAccepted]:
    with redis.Redis.from_url(url) as client:
        entries: Any = client.xrange(ACCEPTED.name)
    read = [read_entry(ACCEPTED, fields) for _, fields in entries]
    return [message for message in read if isinstance(message, ArticleAccepted)]


def test_an_accepted_article_reaches_the_stream(door: TestClient, broker_url: str) -> None:
    answer = door.post("/articles", json={"id": "a", "text": TEXT, "published_at": "2024-07-03", "publisher": "K"})
    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": [{"index": 0, "article_id": "a", "version": 1, "new": True}], "rejected": [],
    }  # fmt: skip
    until(lambda: len(on_stream(broker_url)) == 1)
    (article,) = on_stream(broker_url)
    assert (article.text, article.publisher, article.source) == (TEXT, "K", "push")
    assert (article.published_at, article.date_source) == (datetime(2024, 7, 3, tzinfo=UTC), "caller")
    assert article.accepted_at == NOW


def test_the_same_again_has_the_same_id_and_an_edit_the_next_version(door: TestClient, broker_url: str) -> None:
    said = [
        door.post("/articles", json={"url": url, "text": text}).json()["accepted"][0]
        for url, text in [
            ("https://k.example/a", TEXT),
            ("https://K.example/a?utm_source=mail#top", TEXT),
            ("https://k.example/a", TEXT + " Two more died."),
        ]
    ]
    assert len({item["article_id"] for item in said}) == 1
    assert [(item["version"], item["new"]) for item in said] == [(1, True), (1, False), (2, True)]
    until(lambda: len(on_stream(broker_url)) == 2)


@pytest.mark.parametrize(
    "body",
    [[{"text": TEXT}, {"text": ""}, {"text": TEXT + "!"}], {"articles": [{"text": TEXT}, {"text": ""}, {"text": "b"}]}],
)
def test_a_bad_article_does_not_sink_the_good_ones(door: TestClient, body: Any) -> None:
    answer = door.post("/articles", json=body)
    assert answer.status_code == 202
    assert [item["index"] for item in answer.json()["accepted"]] == [0, 2]
    assert answer.json()["rejected"] == [{"index": 1, "field": "text", "error": "empty"}]


PNG = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 10


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"text": ""}, 422, "text: empty"),
        ({"text": PNG}, 422, "text: looks like binary data or a wrong encoding, not text"),
        ({"text": "dead " * 400_000}, 413, "text: 2,000,000 characters, the most is 1,000,000"),
        ({"text": TEXT, "published_at": "2099-01-01"}, 422, "published_at: 2099-01-01 lies in the future"),
        ({"text": TEXT, "url": "file:///etc/passwd"}, 422, "url: must begin with http:// or https:// and a host"),
        ({"title": "Two"}, 422, "text: missing"),
        ({"html": "<html></html>"}, 422, "html: no article was found in this page"),
        ([{"text": ""}, {"id": 1}], 422, "text: empty"),
        ([], 422, "articles: the list is empty"),
        (
            [{"text": "a"}] * 1001, 422, "articles: 1,001 in one request, the most is 1,000; send them in parts",
        ),
        ("text", 422, "must be an article, a list of articles, or an object with a list of them as `articles`"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_the_field_at_fault(
    door: TestClient, body: Any, status: int, error: str
) -> None:
    answer = door.post("/articles", json=body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert len(answer.content) < 1_000  # what was sent is not sent back


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[" * 500_000, 400),
        (b'{"text": NaN}', 400),
        (b'{"text": "a", "text": "b"}', 400),
        (b'{"text": ' + b"1" * 5_000 + b"}", 400),
        (b'{"text": "\xff\xfe"}', 400),
        (b'{"text": 1e999}', 422),
        (b'{"text": "' + b"a" * (16 * 2**20) + b'"}', 413),
    ],
)
def test_a_body_that_is_no_json_is_refused(door: TestClient, body: bytes, status: int) -> None:
    answer = door.post("/articles", content=body)
    assert answer.status_code == status
    assert len(answer.content) < 1_000


def test_a_body_without_a_length_is_cut_off_at_the_limit(door: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1
            yield b"x" * 2**20

    assert door.post("/articles", content=endless()).status_code == 413


def test_half_a_surrogate_pair_is_replaced_and_stored(door: TestClient, broker_url: str) -> None:
    body = b'{"id": "a", "text": "Two people \\ud83d died in Kondele\\u0000."}'
    assert door.post("/articles", content=body).status_code == 202
    until(lambda: len(on_stream(broker_url)) == 1)
    assert on_stream(broker_url)[0].text == "Two people \ufffd died in Kondele ."


def test_an_article_in_another_language_is_accepted_and_says_so(door: TestClient, broker_url: str) -> None:
    text = "Polisi waliwaua watu wawili huko Kondele, Kisumu, usiku wa Jumanne, wakazi walisema."
    assert door.post("/articles", json={"text": text}).status_code == 202
    until(lambda: len(on_stream(broker_url)) == 1)
    assert on_stream(broker_url)[0].language == "sw"


def test_a_web_page_is_accepted_as_the_article_in_it(door: TestClient, broker_url: str) -> None:
    html = f"<html><head><title>Two</title></head><body><article><h1>Two</h1><p>{TEXT}</p></article></body></html>"
    assert door.post("/articles", json={"html": html}).status_code == 202
    until(lambda: len(on_stream(broker_url)) == 1)
    assert TEXT in on_stream(broker_url)[0].text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-API-Key": KEY}, 202),
        ({"Authorization": f"Bearer {KEY}", "X-API-Key": ""}, 202),
        ({"Authorization": f"bearer  {KEY}", "X-API-Key": ""}, 202),
        ({"X-API-Key": ""}, 401),
        ({"X-API-Key": "wrong"}, 401),
        ({"X-API-Key": "", "Authorization": f"Basic {KEY}"}, 401),
        ({"X-API-Key": b"\xff\xfe"}, 401),
    ],
)
def test_only_who_shows_the_key_may_post(door: TestClient, headers: Any, status: int) -> None:
    answer = door.post("/articles", json={"text": TEXT}, headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert "key" in answer.json()["error"]
        assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_key_in_the_settings_one_is_made_once_and_for_its_owner_only(broker_url: str, home: Path) -> None:
    keys = []
    for _ in range(2):
        with TestClient(build(FetcherSettings(redis_url=broker_url, home=home)), HERE) as client:
            keys.append((home / "api-key").read_text().strip())
            assert client.post("/articles", json={"text": TEXT}, headers={"X-API-Key": keys[-1]}).status_code == 202
    assert keys[0] == keys[1]
    assert len(keys[0]) >= 32
    assert stat.S_IMODE((home / "api-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [file.name for file in home.iterdir() if file.name.startswith("tmp")] == []


def test_every_article_ends_in_exactly_one_counted_line(door: TestClient) -> None:
    with structlog.testing.capture_logs() as lines:
        door.post("/articles", json=[{"id": "a", "text": TEXT}, {"id": "a", "text": TEXT}, {"text": ""}])
    assert [line["outcome"] for line in lines if line["event"] == "article.received"] == ["new", "repeat", "rejected"]
    assert 'shahidi_articles_total{outcome="repeat",service="fetcher"}' in door.get("/metrics").text


def test_a_confirmation_of_the_store_reaches_the_inbox(door: TestClient, broker_url: str, home: Path) -> None:
    door.post("/articles", json={"id": "a", "text": TEXT})
    with redis.Redis.from_url(broker_url) as client:
        fields: Any = write_entry(ArticleStored(article_id="a", article_version=1))
        client.xadd(STORED.name, fields)
        until(lambda: client.xinfo_groups(STORED.name)[0]["lag"] == 0)
        until(lambda: client.xpending(STORED.name, "fetcher")["pending"] == 0)
    assert in_database(home, "SELECT article_id, state FROM inbox") == [("a", "stored")]


def in_database(home: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(home / "fetcher.sqlite")) as db:
        return db.execute(sql).fetchall()


def test_an_emptied_broker_is_fed_again_by_the_running_service(broker_url: str, home: Path) -> None:
    settings = FetcherSettings(redis_url=broker_url, home=home, tick_s=0.05, confirm_within_s=0.2, api_key=KEY)
    with (
        TestClient(build(settings), HERE, headers={"X-API-Key": KEY}) as door,
        redis.Redis.from_url(broker_url) as client,
    ):
        door.post("/articles", json={"id": "a", "text": TEXT})
        until(lambda: len(on_stream(broker_url)) == 1)
        client.flushall()
        until(lambda: [article.article_id for article in on_stream(broker_url)] == ["a"])


def test_an_inbox_that_cannot_be_written_is_no_fault_of_the_article(door: TestClient, home: Path) -> None:
    in_database(home, "CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    answer = door.post("/articles", json={"text": TEXT})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {"error": "the inbox can't be written: disk is full"}
    in_database(home, "DROP TRIGGER full")
    assert door.post("/articles", json={"text": TEXT}).status_code == 202


def test_the_operations_stand_and_nothing_is_loaded_from_elsewhere(door: TestClient) -> None:
    assert door.get("/healthz").text == "ok"
    until(lambda: door.get("/readyz").status_code == 200)
    assert "/articles" in door.get("/openapi.json").json()["paths"]
    assert door.get("/docs").status_code == 404


PUBLIC = "FETCHER_API_KEY must be set, since FETCHER_HOST={} is reachable from other machines"


@pytest.mark.parametrize(
    ("environment", "error"),
    [
        ({"FETCHER_HOST": "0.0.0.0"}, PUBLIC.format("0.0.0.0")),
        ({"FETCHER_HOST": "::", "FETCHER_API_KEY": " "}, PUBLIC.format("::")),
        ({"FETCHER_HOST": "fetcher.example"}, PUBLIC.format("fetcher.example")),
        ({"FETCHER_API_KEY": "short"}, "FETCHER_API_KEY must have 16 characters at least"),
    ],
)
def test_the_service_refuses_to_stand_open(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], error: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings(FetcherSettings)
    assert error in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
def test_on_its_own_machine_it_needs_no_key_from_its_operator(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("FETCHER_HOST", host)
    assert read_settings(FetcherSettings).api_key is None
