"""A site to fetch from, and who fetches."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.fetcher.download import Downloader
from shared.runtime.destinations import destinations
from tests.sites import Site, site

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
LOOPBACK = "127.0.0.0/8"


@pytest.fixture
async def press() -> AsyncIterator[Site]:
    async with site() as here:
        yield here


@pytest.fixture
async def downloader() -> AsyncIterator[Downloader]:
    """One that an operator allows the loopback."""
    async with Downloader(destinations(LOOPBACK), "Shahidi test", lambda: NOW) as one:
        yield one


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whatever is connected to. Nothing is: should the guard fail, no packet leaves the machine all the same."""
    tried: list[Any] = []

    async def refuse(_loop: Any, _socket: Any, address: Any) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", refuse)
    return tried
