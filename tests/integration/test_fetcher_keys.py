"""Who may hand articles in, and how often."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from services.fetcher.app import build
from services.fetcher.settings import FetcherSettings

FIRST = "the-first-key-of-this-fetcher"


@pytest.fixture
def client(broker_url: str, inbox_url: str, tmp_path: Path) -> Iterator[TestClient]:
    said: dict[str, Any] = {"redis_url": broker_url, "home": tmp_path, "database_url": inbox_url, "api_key": FIRST}
    with TestClient(build(FetcherSettings(**said, rate=2)), "http://127.0.0.1") as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def made(client: TestClient, scope: str) -> dict[str, Any]:
    answer = client.post("/keys", json={"name": f"to {scope}", "scope": scope}, headers=bearer(FIRST))
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_a_key_that_may_read_hands_nothing_in_and_one_that_may_write_makes_no_keys(client: TestClient) -> None:
    reader, writer = made(client, "read"), made(client, "write")
    article = {"text": "Two people were killed in Kisumu."}
    assert client.post("/articles", json=article, headers=bearer(reader["key"])).status_code == 403
    assert client.post("/articles", json=article, headers=bearer(writer["key"])).status_code == 202
    assert client.get("/feeds", headers=bearer(reader["key"])).status_code == 200
    assert client.post("/keys", json={"name": "x", "scope": "admin"}, headers=bearer(writer["key"])).status_code == 403


def test_a_key_is_listed_without_itself_and_lets_nobody_in_once_it_is_removed(client: TestClient) -> None:
    writer = made(client, "write")
    listed = client.get("/keys", headers=bearer(FIRST))
    assert [key["key_id"] for key in listed.json()] == [writer["key_id"]]
    assert writer["key"] not in listed.text
    assert client.delete(f"/keys/{writer['key_id']}", headers=bearer(FIRST)).status_code == 204
    assert client.post("/articles", json={"text": "x"}, headers=bearer(writer["key"])).status_code == 401


@pytest.mark.parametrize(
    "asked", [{"name": "x"}, {"name": "", "scope": "read"}, {"name": "x", "scope": "god"}, [], "x"]
)
def test_a_key_that_is_asked_for_wrongly_is_refused_and_the_field_named(client: TestClient, asked: Any) -> None:
    answer = client.post("/keys", json=asked, headers=bearer(FIRST))
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_one_client_that_hands_in_too_much_waits_while_others_go_on(client: TestClient) -> None:
    busy, other = made(client, "write"), made(client, "write")
    said = [client.get("/feeds", headers=bearer(busy["key"])) for _ in range(8)]
    refused = [answer for answer in said if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert client.post("/articles", json={"text": "A text."}, headers=bearer(other["key"])).status_code == 202


def test_who_guesses_keys_has_to_wait(client: TestClient) -> None:
    said = [client.post("/articles", json={}, headers=bearer(f"guess-{n}")).status_code for n in range(25)]
    assert said == [401] * 20 + [429] * 5
    assert client.post("/articles", json={"text": "A text."}, headers=bearer(FIRST)).status_code == 202
