"""The pages that change something: who may, from where, and what becomes of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from starlette.testclient import TestClient

from services.store.app import build
from services.store.forms import way_back
from services.store.settings import StoreSettings
from tests.integration.shown.browsing import BROWSER, Seen

KEY = "a-key-of-sixteen-characters"
OURS = {**BROWSER, "Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def desk(broker_url: str, tmp_path: Path) -> Iterator[TestClient]:
    """A browser before the page of a store whose broker is there."""
    said: dict[str, Any] = {"redis_url": broker_url, "home": tmp_path, "role": "page", "api_key": KEY}
    with TestClient(build(StoreSettings(**said)), base_url="http://127.0.0.1", follow_redirects=False) as client:
        client.headers.update(BROWSER)
        yield client


@pytest.fixture
def inside(desk: TestClient) -> TestClient:
    """The same browser, logged in."""
    assert desk.post("/login", data={"key": KEY}, headers=OURS).status_code == 303
    return desk


def seen(text: str) -> Seen:
    page = Seen()
    page.feed(text)
    return page


def test_a_login_is_a_cookie_that_no_script_reads_and_no_other_site_sends(desk: TestClient) -> None:
    answer = desk.post("/login", data={"key": KEY, "next": "/desk/dead"}, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/dead")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert KEY not in cookie
    assert "“first key”" in desk.get("/login").text
    desk.post("/logout", headers=OURS, data={"a": "b"})
    assert desk.get("/desk/subscriptions").headers["location"] == "/login?next=%2Fdesk%2Fsubscriptions"


def test_a_login_that_was_ended_is_worth_nothing_to_whoever_kept_the_cookie(inside: TestClient) -> None:
    kept = inside.cookies["shahidi_login"]
    inside.post("/logout", headers=OURS, data={"a": "b"})
    assert inside.get("/desk/subscriptions", headers={"Cookie": f"shahidi_login={kept}"}).status_code == 303


def test_a_wrong_key_is_refused_and_not_shown_again(desk: TestClient) -> None:
    answer = desk.post("/login", data={"key": HOSTILE}, headers=OURS)
    assert answer.status_code == 401
    assert "This is no key of this store" in answer.text
    assert "alert(1)" not in answer.text
    assert "set-cookie" not in answer.headers


FORMS = ["/login", "/logout", "/desk/dead", "/desk/subscriptions", "/desk/subscriptions/try", "/desk/subscriptions/1"]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "sent_by",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"},  # another port is another page
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_of_another_page_changes_nothing_though_the_cookie_came_along(
    inside: TestClient, path: str, sent_by: dict[str, str]
) -> None:
    answer = inside.post(path, data={"key": KEY, "all": "1", "do": "remove"}, headers=sent_by)
    assert answer.status_code == 403
    assert "another page than ours" in answer.text


@pytest.mark.parametrize("path", ["/desk/dead", "/desk/subscriptions", "/desk/subscriptions/try"])
def test_nobody_changes_anything_without_a_key(desk: TestClient, path: str) -> None:
    answer = desk.post(path, data={"all": "1"}, headers=OURS)
    assert answer.status_code == 401
    assert 'href="/login"' in answer.text


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/desk/dead?done=1", "/desk/dead?done=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_login_leads_only_to_pages_of_ours(asked: str, leads_to: str) -> None:
    assert way_back(asked) == leads_to


def test_a_dead_letter_is_shown_as_it_was_and_put_back(inside: TestClient, broker_url: str) -> None:
    with redis.Redis.from_url(broker_url) as client:
        told = {b"__data__": f'{{"text": "{HOSTILE}"}}'.encode(), b"x-reason": HOSTILE.encode(), b"x-attempts": b"5"}
        dead_id = client.xadd("articles.extracted.dead", told).decode()
        page = seen(inside.get("/desk/dead").text).within("id", "main")
        assert page.count(HOSTILE) == 2
        assert "after 5 tries" in page
        form = {"stream": "articles.extracted", "id": dead_id}
        assert inside.post("/desk/dead", data=form, headers=OURS).headers["location"] == "/desk/dead?done=1"
        assert client.xlen("articles.extracted.dead") == 0
        ((_, fields),) = client.xrange("articles.extracted")
        assert fields == {b"__data__": told[b"__data__"]}
        assert inside.post("/desk/dead", data=form, headers=OURS).headers["location"] == "/desk/dead?done=0"
    assert "There are none" in inside.get("/desk/dead").text


def test_all_dead_letters_are_put_back_together(inside: TestClient, broker_url: str) -> None:
    with redis.Redis.from_url(broker_url) as client:
        for n in range(3):
            client.xadd("articles.accepted.dead", {b"__data__": b"%d" % n, b"x-reason": b"a bug"})
        assert inside.post("/desk/dead", data={"all": "1"}, headers=OURS).headers["location"] == "/desk/dead?done=3"
        assert client.xlen("articles.accepted") == 3


@pytest.mark.parametrize("form", [{"stream": "no.such", "id": "1-1"}, {"stream": "articles.accepted", "id": "*"}, {}])
def test_a_dead_letter_that_is_none_is_not_put_back(inside: TestClient, form: dict[str, str]) -> None:
    assert inside.post("/desk/dead", data={**form, "a": "b"}, headers=OURS).headers["location"] == "/desk/dead?done=0"


def test_the_operators_page_tells_of_every_stream_and_worker(inside: TestClient, broker_url: str) -> None:
    with redis.Redis.from_url(broker_url) as client:
        client.xgroup_create("articles.extracted", "store", id="0", mkstream=True)
        client.xadd("articles.extracted", {b"__data__": b"{}"})
        client.xadd("articles.extracted", {b"__data__": b"{}"})
        client.xreadgroup("store", "worker-7", {"articles.extracted": ">"}, count=1)
    told = seen(inside.get("/desk/operation").text).within("id", "main")
    for words in ("articles.accepted", "alerts.raised", "store worker-7", "measuring"):
        assert words in told
    _, row, *_ = told.split("articles.extracted")
    assert row.split()[:4] == ["measuring", "store", "1", "1"]  # one waits, one is in hand


def test_a_broker_that_is_away_is_told_of_and_nothing_else_is_lost(tmp_path: Path) -> None:
    said: dict[str, Any] = {"redis_url": "redis://127.0.0.1:1/0", "home": tmp_path, "role": "page", "api_key": KEY}
    with TestClient(build(StoreSettings(**said)), base_url="http://127.0.0.1", headers=BROWSER) as client:
        for path in ("/desk/operation", "/desk/dead"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "The broker does not answer" in answer.text


def test_a_form_with_a_mistake_comes_back_as_it_was_filled_in(inside: TestClient) -> None:
    form = {"name": HOSTILE, "channel": "webhook", "webhook_to": "javascript:alert(1)", "countries": "Kenya\nUG"}
    answer = inside.post("/desk/subscriptions", data=form, headers=OURS)
    assert answer.status_code == 422
    page = seen(answer.text)
    assert "must be the two letters" in page.within("class", "problem")
    values = {attrs.get("value") for tag, attrs in page.tags if tag == "input"}
    assert {HOSTILE, "javascript:alert(1)"} <= values
    assert page.within("id", "countries") == "Kenya\nUG"


def test_a_webhook_into_our_own_network_is_refused_on_the_form(inside: TestClient) -> None:
    form = {"name": "n", "channel": "webhook", "webhook_to": "http://169.254.169.254/latest"}
    answer = inside.post("/desk/subscriptions", data=form, headers=OURS)
    assert answer.status_code == 422
    assert "address not allowed" in answer.text


def test_a_subscription_is_made_shown_silenced_paused_and_removed(inside: TestClient) -> None:
    form = {
        "name": HOSTILE, "channel": "webhook", "webhook_to": "https://hooks.example/x?token=geheim",
        "kinds": ["new_casualties", "toll_raised"], "places": "Kisumu\n\n Kibra ", "least_killed": "2", "every": "day",
        "at": "07:30", "zone": "Africa/Nairobi",
    }  # fmt: skip
    made = inside.post("/desk/subscriptions", data=form, headers=OURS)
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    secret = seen(made.text).within("id", "secret")
    assert secret.startswith("whsec_")
    path = next(
        attrs["href"] for tag, attrs in seen(made.text).tags if attrs.get("href", "").startswith("/desk/subscriptions/")
    )
    page = seen(inside.get(path).text).within("id", "main")
    for words in (HOSTILE, "Kisumu, Kibra", "2 killed", "new casualties, toll raised", "07:30 Africa/Nairobi"):
        assert words in page
    assert secret not in page
    assert "geheim" not in page

    def press(**button: str) -> str:
        assert inside.post(path, data=button, headers=OURS).headers["location"] == path
        return seen(inside.get(path).text).within("id", "main")

    assert "paused" in press(do="pause")
    assert "active" in press(do="go_on")
    assert "of everything: the holiday" in press(do="silence", hours="8", reason="the holiday")
    assert "Test message" in press(do="test")
    assert inside.post(path, data={"do": "silence", "hours": "-1"}, headers=OURS).status_code == 422
    assert inside.post(path, data={"do": "explode"}, headers=OURS).status_code == 422
    assert inside.post(path, data={"do": "remove"}, headers=OURS).headers["location"] == "/desk/subscriptions"
    assert inside.get(path).status_code == 404


def test_a_dry_run_keeps_the_form_and_nothing_else(inside: TestClient) -> None:
    answer = inside.post("/desk/subscriptions/try", data={"name": "n", "words": "curfew", "days": "30"}, headers=OURS)
    assert "alerts in the last 30 days" in " ".join(answer.text.split())
    assert "Nobody has subscribed" in inside.get("/desk/subscriptions").text
