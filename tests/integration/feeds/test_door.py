"""The routes of /feeds and `shahidi feeds`, against a running fetcher and a press on the loopback."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import httpx2
import pytest
import structlog
import uvicorn
from typer.testing import CliRunner, Result

from services.cli.main import app
from services.cli.refusals import Refused
from services.fetcher.app import build
from services.fetcher.settings import FetcherSettings
from tests.integration.feeds.pieces import STORY, feed, item, page
from tests.sites import Site, site

KEY = "a key of sixteen letters or more"
ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
BOMB = (
    f'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]><opml version="2.0"><body>'
    '<outline type="rss" text="&m;" xmlUrl="https://a.example/"/></body></opml>'
).encode()


@pytest.fixture(scope="module")
def press() -> Iterator[Site]:
    """In a thread of its own, since the commands are not asynchronous."""
    loop, here = asyncio.new_event_loop(), site()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(here.__aenter__(), loop).result(10)
        asyncio.run_coroutine_threadsafe(here.__aexit__(None, None, None), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def door(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fetcher that serves on a port of this machine; its address."""
    settings = FetcherSettings(
        redis_url=server_url, home=tmp_path_factory.mktemp("home"), api_key=KEY, allowed_networks="127.0.0.0/8",
        pace_s=0.01,
    )  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(build(settings), port=0, log_config=None))
    thread = Thread(target=server.run)
    with structlog.testing.capture_logs():
        thread.start()
        while not server.started:
            assert thread.is_alive()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(autouse=True)
def told(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAHIDI_FETCHER_URL", door)
    monkeypatch.setenv("SHAHIDI_API_KEY", KEY)


@pytest.fixture
def client(door: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=door, headers={"X-API-Key": KEY}, timeout=30) as one:
        yield one


@pytest.fixture(autouse=True)
def nothing_watched(client: httpx2.Client) -> None:
    for known in client.get("/feeds", params={"limit": 1000}).json()["items"]:
        client.delete(f"/feeds/{known['id']}")


def feeds(*arguments: str | Path, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["feeds", *(str(argument) for argument in arguments)], input=given)


def lines(result: Result) -> list[Any]:
    assert result.exit_code == 0, (result.output, result.exception)
    return [json.loads(line) for line in result.stdout.splitlines()]


def until(happened: Callable[[], bool]) -> None:
    end = monotonic() + 20
    while not happened():
        assert monotonic() < end


def test_a_feed_that_is_added_is_polled_and_shown_with_its_health(press: Site, client: httpx2.Client) -> None:
    press.answers |= {"/feed": feed(item("/a", day=None)), "/a": page()}
    (added,) = lines(feeds("add", f"{press.url}/feed"))
    assert (added["new"], added["health"], added["url"]) == (True, "new", f"{press.url}/feed")
    until(lambda: bool(client.get(f"/feeds/{added['id']}").json()["succeeded_at"]))
    (shown,) = lines(feeds("list"))
    assert (shown["title"], shown["health"], shown["items"], shown["error"]) == ("The Lake Post", "ok", 1, None)
    assert shown["next_poll_at"] > shown["succeeded_at"]
    assert client.get("/feeds").json()["counts"] == {"ok": 1, "failing": 0, "new": 0, "paused": 0, "gone": 0}
    assert 'shahidi_feeds{health="ok"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("other", ["#top", "?utm_source=x", "?"])
def test_a_feed_that_is_added_twice_is_one(press: Site, client: httpx2.Client, other: str) -> None:
    first = client.post("/feeds", json={"url": f"{press.url}/none"})
    again = client.post("/feeds", json={"url": f"{press.url}/none{other}"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def test_a_feed_that_fails_says_why_where_feeds_are_listed(press: Site, client: httpx2.Client) -> None:
    feeds("add", f"{press.url}/none")
    until(lambda: client.get("/feeds", params={"health": "failing"}).json()["items"] != [])
    (shown,) = lines(feeds("list", "--failing"))
    assert shown["error"] == "the site answers 404: there is no feed here (any more); look for its new address"


def test_a_feed_is_paused_resumed_polled_and_removed_by_its_address(press: Site) -> None:
    address = f"{press.url}/none"
    feeds("add", address, "--publisher", "Lake\nPost")
    (paused,) = lines(feeds("pause", address))
    assert (paused["health"], paused["next_poll_at"], paused["publisher"]) == ("paused", None, "Lake Post")
    refused = feeds("poll", address)
    assert (refused.exit_code, refused.stderr) == (
        2, f"shahidi: {address}: this feed is paused; resume it first\n",
    )  # fmt: skip
    (resumed,) = lines(feeds("resume", address))
    assert resumed["health"] in {"new", "failing"}
    assert lines(feeds("poll", address))
    assert feeds("remove", address).exit_code == 0
    assert lines(feeds("list")) == []
    missing = feeds("remove", address, "nonsense")
    assert missing.exit_code == 2
    assert missing.stderr.count("there is no such feed; GET /feeds lists them") == 2


def test_a_list_goes_out_as_it_came_in(press: Site, tmp_path: Path) -> None:
    opml = (
        f'<opml version="2.0"><body><outline text="East"><outline type="rss" text="A &amp; B" xmlUrl="{press.url}/1"/>'
        f'<outline type="rss" xmlUrl="{press.url}/2"/></outline><outline type="rss" xmlUrl="ftp://x.example/"/>'
        "</body></opml>"
    )
    first = feeds("import", "-", given=opml.encode())
    assert first.exit_code == 2
    assert json.loads(first.stdout)["added"] == 2
    assert first.stderr == "ftp://x.example/: must begin with http:// or https:// and a host\n"
    file = tmp_path / "feeds.opml"
    assert feeds("export", file).exit_code == 0
    again = lines(feeds("import", file))
    assert again == [{"added": 0, "known": 2, "refused": []}]
    listed = {known["url"]: known["publisher"] for known in lines(feeds("list"))}
    assert listed == {f"{press.url}/1": "A & B", f"{press.url}/2": None}


@pytest.mark.parametrize("body", [b"", b"<a/>", b"http://127.0.0.1/list", b"<opml><body/></opml>"])
def test_a_list_that_names_no_feed_is_refused(client: httpx2.Client, body: bytes) -> None:
    answer = client.post("/feeds.opml", content=body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("no feed is named in it; a list of feeds is OPML")


def test_a_bomb_in_a_list_does_not_go_off(client: httpx2.Client) -> None:
    began = monotonic()
    answer = client.post("/feeds.opml", content=BOMB)
    assert monotonic() - began < 15
    assert len(answer.content) < 500
    assert len(client.get("/feeds.opml").content) < 1_000


def test_what_would_be_read_is_shown_and_nothing_is_added(press: Site, client: httpx2.Client) -> None:
    press.answers |= {"/feed": feed(item("/new", "N\x1b[31m"), item(None, "no link")), "/new": page()}
    (said,) = lines(feeds("check", f"{press.url}/feed"))
    assert (said["title"], said["count"]) == ("The Lake Post", 1)
    assert said["entries"][0]["published_at"] == "2024-07-10T11:00:00+03:00"
    assert STORY[:200] in said["first"]["begins"]
    assert "neither link nor text" in said["passed_over"]
    assert client.get("/feeds").json()["items"] == []
    refused = feeds("check", f"{press.url}/none")
    assert isinstance(refused.exception, Refused)
    assert (refused.exception.code, str(refused.exception).partition(": ")[2][:20]) == (2, "the site answers 404")


def test_our_own_doors_are_no_feeds(door: str, client: httpx2.Client) -> None:
    said = client.post("/feeds/check", json={"url": f"{door.replace('127.0.0.1', '169.254.1.1')}/x"}).json()
    assert said["error"] == "address not allowed"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/feeds", "/feeds.opml"])
def test_without_the_key_nothing_is_told_or_taken(door: str, method: str, path: str) -> None:
    answer = httpx2.request(method, f"{door}{path}", content=b"{}")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("POST", "/feeds", b"", 400, "not JSON: Expecting value at line 1, column 1"),
        ("POST", "/feeds", b"[]", 422, "must be a JSON object"),
        ("POST", "/feeds", b"{}", 422, "url: missing"),
        ("POST", "/feeds", b'{"url": 1}', 422, "url: must be a string"),
        ("POST", "/feeds", b'{"url": "file:///a"}', 422, "url: must begin with http:// or https:// and a host"),
        ("PATCH", "/feeds/none", b"{}", 404, "there is no such feed; GET /feeds lists them"),
        ("GET", "/feeds?limit=0", b"", 422, "limit: Input should be greater than or equal to 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line(
    client: httpx2.Client, method: str, path: str, body: bytes, status: int, error: str
) -> None:
    answer = client.request(method, path, content=body)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
