"""The page of feeds, before a small stand-in for the fetcher's API."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from starlette.testclient import TestClient

from services.store.app import build
from services.store.settings import StoreSettings
from tests.integration.shown.browsing import BROWSER, Seen
from tests.integration.shown.test_work_pages import HOSTILE, KEY, OURS, seen

FEED = {
    "id": "f1", "url": "https://news.example/rss", "publisher": None, "title": HOSTILE, "health": "failing",
    "added_at": "2024-07-04T08:00:00+00:00", "interval_s": 900, "next_poll_at": "2024-07-04T09:00:00+00:00",
    "polling": False, "polled_at": None, "succeeded_at": None, "failures": 3, "error": "its site answers 500",
    "note": None, "items": 0, "entries": 7, "newest_at": None,
}  # fmt: skip
LISTED = {"items": [FEED], "next": "f1", "counts": {"ok": 0, "failing": 1}, "pages_waiting": 2}
CHECKED: dict[str, Any] = {
    "url": "https://news.example/rss", "error": None, "title": HOSTILE, "flaw": None, "passed_over": {}, "count": 1,
    "entries": [{"url": "https://news.example/1", "title": HOSTILE}], "first": None,
}  # fmt: skip


class StandIn(BaseHTTPRequestHandler):
    """Knows one feed, refuses one address, and remembers what it was asked."""

    asked: ClassVar[list[tuple[str, str, Any]]] = []

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        said = json.loads(body) if self.headers.get("content-type") == "application/json" else body
        self.asked.append((self.command, self.path, said))
        status, answer = self._of(said)
        written = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def _of(self, said: Any) -> tuple[int, Any]:
        if self.headers["authorization"] != f"Bearer {KEY}":
            return 401, {"error": "the key is wrong"}
        if self.command == "GET" and self.path.startswith("/feeds"):
            return 200, LISTED
        if self.path == "/feeds/check":
            return 200, CHECKED
        if self.path == "/feeds.opml":
            return 200, {"added": 3, "known": 1, "refused": [{"url": "ftp://x", "error": "only http and https"}]}
        if self.path == "/feeds" and said["url"].startswith("javascript:"):
            return 422, {"error": "url: must begin with https:// or http://"}
        return 200, FEED

    do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - the names that the library calls

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing on the terminal."""


@contextmanager
def fetcher() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    StandIn.asked.clear()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def logged_in(home: Path, **said: Any) -> Iterator[TestClient]:
    settings = StoreSettings(home=home, role="page", api_key=KEY, **said)
    with TestClient(build(settings), base_url="http://127.0.0.1", headers=BROWSER, follow_redirects=False) as client:
        assert client.post("/login", data={"key": KEY}, headers=OURS).status_code == 303
        yield client


def main(text: str) -> str:
    page: Seen = seen(text)
    return page.within("id", "main")


def test_a_page_that_knows_no_fetcher_says_what_to_set(tmp_path: Path) -> None:
    with logged_in(tmp_path) as desk:
        assert "STORE_FETCHER_URL" in main(desk.get("/desk/feeds").text)
        assert desk.get("/desk/feeds.opml").status_code == 404


def test_feeds_are_shown_with_their_health_and_hostile_names_as_words(tmp_path: Path) -> None:
    with fetcher() as url, logged_in(tmp_path, fetcher_url=url) as desk:
        told = " ".join(main(desk.get("/desk/feeds?health=failing&utm_source=mail").text).split())
    for words in (HOSTILE, "its site answers 500 (3 times)", "never yet", "failing 1", "2 pages", "4 July 2024, 09:00"):
        assert words in told
    assert [path for _, path, _ in StandIn.asked] == ["/feeds?health=failing"]


def test_every_button_asks_the_fetcher_for_what_it_says(tmp_path: Path) -> None:
    with fetcher() as url, logged_in(tmp_path, fetcher_url=url) as desk:
        for form, asked in [
            ({"do": "add", "url": "https://n.example", "publisher": "N"},
             ("POST", "/feeds", {"url": "https://n.example", "publisher": "N"})),
            ({"do": "pause", "feed": "f1"}, ("PATCH", "/feeds/f1", {"paused": True})),
            ({"do": "go_on", "feed": "f1"}, ("PATCH", "/feeds/f1", {"paused": False})),
            ({"do": "poll", "feed": "f1"}, ("POST", "/feeds/f1/poll", "")),
            ({"do": "remove", "feed": "../articles"}, ("DELETE", "/feeds/..%2Farticles", "")),
        ]:  # fmt: skip
            assert desk.post("/desk/feeds", data=form, headers=OURS).headers["location"] == "/desk/feeds"
            assert StandIn.asked[-1] == asked
        looked = main(desk.post("/desk/feeds", data={"do": "check", "url": "https://n.example"}, headers=OURS).text)
        assert "Nothing was added" in looked
        assert looked.count(HOSTILE) >= 2
        added = main(desk.post("/desk/feeds", data={"do": "import", "opml": "<opml/>"}, headers=OURS).text)
        assert "Added: 3. Watched already: 1." in added
        assert "ftp://x: only http and https" in added
        assert ("POST", "/feeds.opml", "<opml/>") in StandIn.asked


def test_what_the_fetcher_refuses_is_said_beside_the_form_as_it_was_filled_in(tmp_path: Path) -> None:
    with fetcher() as url, logged_in(tmp_path, fetcher_url=url) as desk:
        answer = desk.post("/desk/feeds", data={"do": "add", "url": "javascript:alert(1)"}, headers=OURS)
    assert answer.status_code == 422
    assert "must begin with https:// or http://" in main(answer.text)
    assert "javascript:alert(1)" in {attrs.get("value") for tag, attrs in seen(answer.text).tags if tag == "input"}


def test_a_fetcher_that_is_away_or_has_another_key_is_told_of_with_what_to_do(tmp_path: Path) -> None:
    with logged_in(tmp_path, fetcher_url="http://127.0.0.1:1") as desk:
        assert "does not answer" in main(desk.get("/desk/feeds").text)
        assert desk.post("/desk/feeds", data={"do": "poll", "feed": "f1"}, headers=OURS).status_code == 503
    with fetcher() as url, logged_in(tmp_path, fetcher_url=url, fetcher_key="another-key-of-16-characters") as desk:
        assert "STORE_FETCHER_KEY" in main(desk.get("/desk/feeds").text)


def test_a_form_of_another_page_changes_no_feed(tmp_path: Path) -> None:
    with fetcher() as url, logged_in(tmp_path, fetcher_url=url) as desk:
        form = {"do": "remove", "feed": "f1"}
        assert desk.post("/desk/feeds", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        desk.cookies.clear()
        assert desk.post("/desk/feeds", data=form, headers=OURS).status_code == 401
        assert desk.get("/desk/feeds").status_code == 303
        assert StandIn.asked == []
