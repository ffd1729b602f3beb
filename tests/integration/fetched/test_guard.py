"""What no address, redirect or name server can make this machine connect to (H8-H10)."""

import socket
from typing import Any

import pytest

from services.fetcher.download import Downloader, FetchFailed
from shared.runtime.destinations import Destinations, NotAllowed, destinations
from tests.integration.fetched.conftest import LOOPBACK
from tests.sites import Site, answer, moved, site


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """A name server that gives these addresses for any name, and notes which it was asked for."""
    asked: list[str] = []

    def found(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        kinds = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [
            (kind, socket.SOCK_STREAM, 6, "", (address, port, 0, 0) if ":" in address else (address, port))
            for kind, address in zip(kinds, addresses, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://10.0.0.1/",
        "http://2130706433/",
        "http://user@127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//10.0.0.1/x",
        "http://[",
    ],
)
async def test_a_redirect_to_where_nobody_may_go_ends_there(press: Site, downloader: Downloader, to: str) -> None:
    press.answers["/a"] = moved(to)
    with pytest.raises(NotAllowed, match=r"^address not allowed$"):
        await downloader.fetch(f"{press.url}/a")
    assert len(press.asked) == 1


async def test_a_redirect_to_one_of_our_own_doors_ends_there(press: Site) -> None:
    async with site(**{"/": answer(b"the API")}) as api:
        press.answers["/a"] = moved(f"{api.url}/")
        async with Downloader(destinations(LOOPBACK, [api.port]), "x") as downloader:
            with pytest.raises(NotAllowed):
                await downloader.fetch(f"{press.url}/a")
        assert api.asked == []


FORMS = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://0/",
    "http://[::1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[2001::1]/", "http://[fd00::1]/", "http://[fec0::1]/", "http://[fe80::1]/",
    "http://169.254.169.254/", "http://0.0.0.0/", "http://10.0.0.1/", "http://192.88.99.1/", "http://224.0.0.1/",
    "http://localhost/", "http://localhost./", "http://user@8.8.8.8/", "http://8.8.8.8:22/", "https://8.8.8.8:8001/",
    "file:///etc/passwd", "gopher://8.8.8.8/",
)  # fmt: skip


@pytest.mark.parametrize("url", FORMS)
async def test_no_form_of_a_forbidden_address_is_connected_to_or_looked_up(
    url: str, connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names(monkeypatch, "8.8.8.8")
    async with Downloader(Destinations(), "x") as downloader:
        with pytest.raises(NotAllowed, match=r"^address not allowed$"):
            await downloader.fetch(url)
    assert (connected, asked) == ([], [])


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "::ffff:7f00:1", "fd00::1", "fec0::1",
                "64:ff9b::a9fe:a9fe", "2002:a00:1::", "192.88.99.1", "224.0.0.1"]
)  # fmt: skip
async def test_a_name_that_means_a_forbidden_address_is_not_connected_to(
    address: str, connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names(monkeypatch, address)
    async with Downloader(Destinations(), "x") as downloader:
        with pytest.raises(NotAllowed, match=r"^address not allowed$"):
            await downloader.fetch("http://news.example/")
    assert (connected, asked) == ([], ["news.example"])


async def test_of_a_name_with_public_and_private_addresses_only_the_public_are_tried(
    connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, "127.0.0.1", "8.8.8.8", "::1", "10.0.0.1")
    async with Downloader(Destinations(), "x") as downloader:
        with pytest.raises((FetchFailed, NotAllowed)):
            await downloader.fetch("http://news.example/")
    assert {address[0] for address in connected} == {"8.8.8.8"}


async def test_a_name_that_changes_its_mind_after_it_was_checked_is_checked_again(
    connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: public at first, private at the next question."""
    async with Downloader(Destinations(), "x") as downloader:
        names(monkeypatch, "8.8.8.8")
        with pytest.raises(FetchFailed):
            await downloader.fetch("http://one.news.example/")
        names(monkeypatch, "127.0.0.1")
        with pytest.raises(NotAllowed):
            await downloader.fetch("http://two.news.example/")
    assert [address[0] for address in connected] == ["8.8.8.8"]


async def test_what_is_open_and_what_is_shut_behind_the_guard_look_alike(press: Site) -> None:
    with socket.socket() as shut:
        shut.bind(("127.0.0.1", 0))
        async with Downloader(Destinations(), "x") as downloader:
            said = []
            for url in (press.url, f"http://127.0.0.1:{shut.getsockname()[1]}"):
                with pytest.raises(NotAllowed) as refused:
                    await downloader.fetch(url)
                said.append(str(refused.value))
    assert said[0] == said[1]
    assert press.asked == []


async def test_a_page_from_https_does_not_go_on_in_the_clear() -> None:
    async with Downloader(Destinations(), "x") as downloader:
        secure = Destinations().checked("https://news.example/a")
        with pytest.raises(FetchFailed, match="from https to http"):
            downloader._next(secure, "http://news.example/b", [])
        assert str(downloader._next(secure, "//other.example/b", [])) == "https://other.example/b"
