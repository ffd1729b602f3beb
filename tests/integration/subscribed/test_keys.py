"""Who may read, write and run the store; and that a store which is closed stays closed."""

import base64
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from services.store.door import ReadersOnly
from services.store.key_api import add_keys
from shared.identity import sha256_of
from shared.runtime.doors import Buckets
from shared.runtime.keys import KNOWN_FOR_S
from tests.integration.subscribed.conftest import ADMIN, Store

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def anybody(store: Store) -> TestClient:
    """The same store, asked without a key."""
    add_keys(store.app)
    return TestClient(store.app, base_url="http://127.0.0.1", follow_redirects=False)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_without_a_key_nothing_is_written_and_no_subscription_is_seen(anybody: TestClient) -> None:
    for method, path in (("GET", "/subscriptions"), ("POST", "/subscriptions"), ("POST", "/keys"), ("GET", "/keys")):
        answer = anybody.request(method, path, json={})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), path
    assert anybody.get("/alerts").status_code == 200, "reading is open where nobody says otherwise"


def test_a_key_may_do_what_its_scope_says_and_no_more(store: Store, anybody: TestClient) -> None:
    reader, writer = store.key("read"), store.key("write")
    subscription: dict[str, Any] = {"name": "x", "channel": {"kind": "feed"}}
    for who, written, administered in ((reader, 403, 403), (writer, 201, 403), (bearer(ADMIN), 201, 200)):
        assert anybody.post("/subscriptions", json=subscription, headers=who).status_code == written
        assert anybody.get("/keys", headers=who).status_code == administered
        assert anybody.post("/subscriptions/try", json={}, headers=who).status_code == 200


def test_a_key_is_shown_once_and_only_its_hash_is_kept(store: Store, anybody: TestClient) -> None:
    made = anybody.post("/keys", json={"name": "desk", "scope": "write"}, headers=bearer(ADMIN)).json()
    assert anybody.get("/subscriptions", headers=bearer(made["key"])).status_code == 200
    listed = anybody.get("/keys", headers=bearer(ADMIN))
    assert [(key["name"], key["scope"]) for key in listed.json()] == [("desk", "write")]
    assert made["key"] not in listed.text
    with store.engine.connect() as db:
        rows = db.execute(store.book.table.select()).all()
    assert [row.sha256 for row in rows] == [sha256_of(made["key"])]
    assert made["key"] not in repr(rows)


def test_a_key_that_was_made_elsewhere_is_known_by_its_hash(anybody: TestClient) -> None:
    asked = {"name": "desk", "scope": "read", "sha256": sha256_of("a key of my own")}
    assert anybody.post("/keys", json=asked, headers=bearer(ADMIN)).json()["key"] is None
    assert anybody.post("/keys", json=asked, headers=bearer(ADMIN)).status_code == 409
    assert anybody.post("/subscriptions/try", json={}, headers=bearer("a key of my own")).status_code == 200


def test_a_key_that_was_removed_is_nobodys_and_ends_its_logins(
    store: Store, anybody: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = anybody.post("/keys", json={"name": "desk", "scope": "write"}, headers=bearer(ADMIN)).json()
    assert anybody.post("/login", data={"key": made["key"], "next": "/"}, headers=SAME).status_code == 303
    assert anybody.get("/subscriptions").status_code == 200, "by the cookie"
    assert anybody.delete(f"/keys/{made['key_id']}", headers=bearer(ADMIN)).status_code == 204
    assert anybody.get("/subscriptions").status_code == 401
    assert anybody.get("/subscriptions", headers=bearer(made["key"])).status_code == 401
    assert anybody.delete(f"/keys/{made['key_id']}", headers=bearer(ADMIN)).status_code == 404


def test_a_key_that_another_process_removed_is_trusted_for_seconds_at_most(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.book.add("desk", "read", sha256_of("some key"))
    assert store.book.caller("some key")
    with store.engine.begin() as db:
        db.execute(store.book.table.delete())
    assert store.book.caller("some key")
    later = time.monotonic() + KNOWN_FOR_S
    monkeypatch.setattr("shared.runtime.keys.time.monotonic", lambda: later)
    assert store.book.caller("some key") is None


def test_a_login_ends_by_itself_and_when_the_first_key_is_changed(store: Store, anybody: TestClient) -> None:
    anybody.post("/login", data={"key": ADMIN, "next": "/"}, headers=SAME)
    assert anybody.get("/keys").status_code == 200
    store.book.first = "another first key of this store"
    store.book._known.clear()
    assert anybody.get("/keys").status_code == 401
    store.book.first = ADMIN
    store.book._known.clear()
    assert anybody.get("/keys").status_code == 200
    store.clock.goes_on(hours=13)
    store.book._known.clear()
    assert anybody.get("/keys").status_code == 401


@pytest.mark.parametrize(
    "from_where",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"},  # another port of this machine
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},  # no browser of today; what it is we can't tell
    ],
)
def test_another_page_cannot_write_with_the_cookie_of_a_reader_who_is_logged_in(
    anybody: TestClient, from_where: dict[str, str]
) -> None:
    anybody.post("/login", data={"key": ADMIN, "next": "/"}, headers=SAME)
    asked = {"name": "x", "channel": {"kind": "feed"}}
    assert anybody.post("/subscriptions", json=asked, headers=from_where).status_code == 403
    assert anybody.post("/subscriptions", json=asked, headers=SAME).status_code == 201
    assert anybody.post("/subscriptions", json=asked, headers={"Origin": "http://127.0.0.1"}).status_code == 201


def test_who_guesses_keys_has_to_wait_and_keeps_nobody_else_out(store: Store, anybody: TestClient) -> None:
    writer = store.key("write")
    assert anybody.get("/subscriptions", headers=writer).status_code == 200
    said = [anybody.get("/subscriptions", headers=bearer(f"guess-{n}")).status_code for n in range(25)]
    assert said == [401] * 20 + [429] * 5
    refused = anybody.get("/subscriptions", headers=bearer("guess"))
    assert refused.headers["retry-after"] == "10"
    assert [anybody.get("/subscriptions", headers=who).status_code for who in (writer, bearer(ADMIN))] == [200, 200]


def test_one_key_that_writes_too_much_waits_and_the_others_do_not(store: Store, anybody: TestClient) -> None:
    store.app.state.door.writes = Buckets(1, 2)
    busy, other = store.key("write", "busy"), store.key("write", "other")
    said = [anybody.post("/subscriptions/try", json={}, headers=busy) for _ in range(3)]
    assert [answer.status_code for answer in said] == [200, 200, 429]
    assert said[2].headers["retry-after"] == "1"
    assert anybody.post("/subscriptions/try", json={}, headers=other).status_code == 200


@pytest.fixture
def closed(store: Store) -> TestClient:
    """A store whose reading needs a key."""
    store.app.middleware_stack = None  # it was begun without; it is put together anew
    store.app.add_middleware(ReadersOnly)
    return TestClient(store.app, base_url="http://127.0.0.1", follow_redirects=False)


PATHS = (
    "/alerts",
    "/incidents",
    "/alerts.atom",
    "/alerts/stream?after=0",
    "/docs",
    "/openapi.json",
    "/desk/search?q=x",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_closed_store_is_read_by_nobody_without_a_key(closed: TestClient, path: str) -> None:
    refused = closed.get(path)
    assert (refused.status_code, refused.json()["status"]) == (401, 401)
    assert closed.get(path, headers=bearer("nobody's")).status_code == 401


def test_a_closed_store_is_read_with_a_key_and_by_feed_readers_by_a_password(store: Store, closed: TestClient) -> None:
    reader = store.key("read")
    assert closed.get("/alerts", headers=reader).status_code == 200
    password = base64.b64encode(f"reader:{reader['Authorization'].removeprefix('Bearer ')}".encode()).decode()
    assert closed.get("/alerts.atom", headers={"Authorization": f"Basic {password}"}).status_code == 200


def test_people_are_shown_the_way_into_a_closed_store_and_back_to_where_they_were(closed: TestClient) -> None:
    html = {"Accept": "text/html"}
    refused = closed.get("/desk/incidents?country=KE", headers=html)
    assert refused.headers["location"] == "/login?next=%2Fdesk%2Fincidents%3Fcountry%3DKE"
    assert closed.get("/login", headers=html).status_code == 200
    made = closed.post("/login", data={"key": ADMIN, "next": "/desk/incidents?country=KE"}, headers=SAME)
    cookie = made.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert ADMIN not in cookie
    assert made.headers["location"] == "/desk/incidents?country=KE"
    assert closed.get("/desk/incidents", headers=html).status_code == 200
