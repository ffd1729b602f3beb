"""Answers that are slow, endless, compressed a thousandfold or no answers at all (H4, H11)."""

import asyncio
import gzip
import socket

import pytest

from services.fetcher.download import FEED, PAGE, ROBOTS, Downloader, FetchFailed, Limits
from shared.runtime.guarding import MOST_HEADERS
from tests.sites import Request, Site, Write, answer, moved


async def test_a_drip_ends_at_the_deadline(press: Site, downloader: Downloader) -> None:
    async def drip(_: Request, write: Write) -> None:
        await write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            await write(b"x")
            await asyncio.sleep(0.02)

    async def silence(_: Request, write: Write) -> None:
        await asyncio.Event().wait()

    async def slow_headers(_: Request, write: Write) -> None:
        await write(b"HTTP/1.1 200 OK\r\n")
        while True:
            await write(b"X: y\r\n")
            await asyncio.sleep(0.02)

    press.answers |= {"/drip": drip, "/silence": silence, "/headers": slow_headers}
    for path in press.answers:
        with pytest.raises(FetchFailed, match=r"^too slow$"):
            await downloader.fetch(press.url + path, limits=Limits(1_000_000, 0.2, "*/*"))


async def test_the_deadline_counts_all_hops_together(press: Site, downloader: Downloader) -> None:
    async def late(request: Request, write: Write) -> None:
        await asyncio.sleep(0.15)
        await write(moved(f"/{int(request.path[1:]) + 1}"))

    press.answers |= {f"/{n}": late for n in range(5)}
    with pytest.raises(FetchFailed, match=r"^too slow$"):
        await downloader.fetch(f"{press.url}/0", limits=Limits(1_000_000, 0.4, "*/*"))


async def test_a_bomb_is_not_let_off(press: Site, downloader: Downloader) -> None:
    press.answers |= {
        "/bomb": answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
        "/nested": answer(gzip.compress(b"x"), Content_Encoding=", ".join(["gzip"] * 50)),
        "/brotli": answer(b"x", Content_Encoding="br"),
        "/cut": answer(gzip.compress(b"x" * 5_000)[:-12], Content_Encoding="gzip"),
    }
    for path, why in (
        ("/bomb", "the body is more than 100 times larger than sent"),
        ("/nested", "the body is encoded more than 2 times"),
        ("/brotli", "the body is in an encoding that was not asked for"),
        ("/cut", "the body is cut off"),
    ):
        with pytest.raises(FetchFailed, match=why):
            await downloader.fetch(press.url + path, limits=FEED)


async def test_a_body_without_end_is_left_at_its_limit(press: Site, downloader: Downloader) -> None:
    sent = 0

    async def endless(_: Request, write: Write) -> None:
        nonlocal sent
        await write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await write(b"x" * 65_536)
            sent += 65_536

    press.answers["/"] = endless
    with pytest.raises(FetchFailed, match="larger than 2,000,000 bytes"):
        await downloader.fetch(f"{press.url}/", limits=PAGE)
    got = await downloader.fetch(f"{press.url}/", limits=ROBOTS)
    assert got.body == b"x" * 500 * 1024  # what is longer than a robots.txt may be is not refused, but not read either
    assert sent < 30_000_000


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"X-%d: y\r\n" % n for n in range(MOST_HEADERS + 50)),
        b"X: " + b"y" * 100_000 + b"\r\n",
        b"".join(b"X-%d: %s\r\n" % (n, b"y" * 4_000) for n in range(3_000)),
        b"Content-Length: 5\r\nContent-Length: 7\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 7\r\n",
        b"\x00\xff: \x00\r\n",
    ],
    ids=["many", "long", "a flood", "two lengths", "length and chunks", "no names"],
)
async def test_headers_have_limits(press: Site, downloader: Downloader, head: bytes) -> None:
    press.answers["/"] = b"HTTP/1.1 200 OK\r\n" + head + b"\r\nhello"
    with pytest.raises(FetchFailed):
        await downloader.fetch(f"{press.url}/")


@pytest.mark.parametrize(
    "sent",
    [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", b"HTTP/9.9 what\r\n\r\n"],
    ids=["nothing", "another protocol", "half a body", "no HTTP"],
)
async def test_an_answer_that_is_none_is_a_failure_with_a_reason(
    press: Site, downloader: Downloader, sent: bytes
) -> None:
    press.answers["/"] = sent
    with pytest.raises(FetchFailed) as failed:
        await downloader.fetch(f"{press.url}/")
    assert str(failed.value) in ("the connection broke off", "the answer can't be read as HTTP")


async def test_a_door_that_is_shut_is_a_failure_with_a_reason(downloader: Downloader) -> None:
    with socket.socket() as shut:
        shut.bind(("127.0.0.1", 0))
        with pytest.raises(FetchFailed, match=r"^no connection was possible$"):
            await downloader.fetch(f"http://127.0.0.1:{shut.getsockname()[1]}/")


async def test_a_name_that_nobody_knows_is_a_failure_with_a_reason(
    downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchFailed, match=r"^the host is not known$"):
        await downloader.fetch("http://nowhere.example/")
