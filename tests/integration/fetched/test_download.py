"""Fetching from strangers: what is read of an answer, and what is kept of it."""

import asyncio
import gzip
import hashlib

import pytest

from services.fetcher.download import MOST_REDIRECTS, Downloader, FetchFailed, Limits, retry_after
from tests.integration.fetched.conftest import NOW
from tests.sites import Site, answer, moved


async def test_what_was_fetched_says_which_bytes_it_was(press: Site, downloader: Downloader) -> None:
    sent = gzip.compress(b"<p>Hello</p>")
    press.answers["/a"] = answer(sent, Content_Encoding="gzip", Content_Type="text/html", ETag='"1"', X_Powered_By="x")
    got = await downloader.fetch(f"{press.url}/a#part")
    assert (got.status, got.body, got.url, got.hops) == (200, b"<p>Hello</p>", f"{press.url}/a", ())
    assert got.raw_sha256 == hashlib.sha256(sent).hexdigest()
    assert got.headers == {
        "content-type": "text/html",
        "content-encoding": "gzip",
        "content-length": str(len(sent)),
        "etag": '"1"',
    }
    assert (got.fetched_at, got.not_modified, got.retry_after_s) == (NOW, False, None)


async def test_the_sites_learn_who_asks_and_nothing_of_the_environment(
    press: Site, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    press.answers["/a"] = answer(b"x", Set_Cookie="id=1; Path=/")
    await downloader.fetch(f"{press.url}/a")
    await downloader.fetch(f"{press.url}/a", etag='"1"', last_modified="Wed, 03 Jul 2024 08:00:00 GMT")
    first, second = (request.headers for request in press.asked)
    assert first["user-agent"] == "Shahidi test"
    assert first["accept-encoding"] == "gzip, deflate"
    assert not {"cookie", "authorization", "referer", "if-none-match"} & set(first)
    assert (second["if-none-match"], second["if-modified-since"]) == ('"1"', "Wed, 03 Jul 2024 08:00:00 GMT")
    assert "cookie" not in second


async def test_what_has_not_changed_is_told_from_what_is_empty(press: Site, downloader: Downloader) -> None:
    press.answers |= {"/a": answer(status="304 Not Modified"), "/b": answer()}
    assert (await downloader.fetch(f"{press.url}/a", etag='"1"')).not_modified
    assert not (await downloader.fetch(f"{press.url}/b")).not_modified


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "429 Too Many Requests", "503 Service Unavailable"])
async def test_an_error_is_an_answer_without_its_body(press: Site, downloader: Downloader, status: str) -> None:
    press.answers["/a"] = answer(b"x" * 100_000, status, Retry_After="120")
    got = await downloader.fetch(f"{press.url}/a")
    assert (got.status, got.body, got.retry_after_s) == (int(status[:3]), b"", 120)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999999999999999", 7 * 24 * 3600),
        ("Wed, 10 Jul 2024 12:01:00 GMT", 60),
        ("Wed, 10 Jul 2024 11:00:00 GMT", 0),  # past
        ("Wed, 10 Jul 2094 12:01:00 GMT", 7 * 24 * 3600),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_how_long_a_server_asks_to_wait(said: str, seconds: float | None) -> None:
    assert retry_after(said, NOW) == seconds


async def test_redirects_are_followed_and_kept(press: Site, downloader: Downloader) -> None:
    press.answers |= {
        "/a": moved("/b", "301 Moved Permanently"),
        "/b": moved("c?d=%C3%A9#e"),
        "/c?d=%C3%A9": answer(b"x"),
    }
    got = await downloader.fetch(f"{press.url}/a")
    assert (got.body, got.url) == (b"x", f"{press.url}/c?d=%C3%A9")
    assert [(hop.status, hop.url) for hop in got.hops] == [(301, f"{press.url}/a"), (302, f"{press.url}/b")]


async def test_a_loop_ends_when_it_closes(press: Site, downloader: Downloader) -> None:
    press.answers |= {"/a": moved("/b"), "/b": moved("/a#again")}
    with pytest.raises(FetchFailed, match="a redirect loop"):
        await downloader.fetch(f"{press.url}/a")
    assert len(press.asked) == 2


async def test_a_loop_that_never_closes_ends_after_five(press: Site, downloader: Downloader) -> None:
    press.answers |= {f"/{n}": moved(f"/{n + 1}") for n in range(50)}
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        await downloader.fetch(f"{press.url}/0")
    assert len(press.asked) == MOST_REDIRECTS + 1


async def test_each_request_waits_for_its_turn_and_the_deadline_does_not_count_it(
    press: Site, downloader: Downloader
) -> None:
    press.answers |= {"/a": moved("/b"), "/b": answer(b"x")}
    turns: list[tuple[str, int]] = []

    async def turn(url: str) -> None:
        turns.append((url, len(press.asked)))
        await asyncio.sleep(0.3)

    got = await downloader.fetch(f"{press.url}/a", limits=Limits(1_000, 0.25, "*/*"), before_hop=turn)
    assert got.body == b"x"
    assert turns == [(f"{press.url}/a", 0), (f"{press.url}/b", 1)]


async def test_what_forbids_a_request_passes_through(press: Site, downloader: Downloader) -> None:
    press.answers["/a"] = moved("/b")

    class Forbidden(Exception):
        pass

    async def robots(url: str) -> None:
        if url.endswith("/b"):
            raise Forbidden

    with pytest.raises(Forbidden):
        await downloader.fetch(f"{press.url}/a", before_hop=robots)
    assert [request.path for request in press.asked] == ["/a"]
