"""Pages, feeds and robots.txt of strangers over HTTP: every hop guarded, everything they may send bounded."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from services.fetcher.decoding import KNOWN, BadBody, Decoder
from services.fetcher.provenance import KEPT_HEADERS
from shared.runtime.destinations import Destinations, NotAllowed
from shared.runtime.guarding import guarded_session, reason_of

BeforeHop = Callable[[str], Awaitable[None]]
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
A_PIECE = 64 * 1024
LONGEST_WAIT_S = 7 * 24 * 3600.0
"""What a Retry-After may ask for; more is a mistake of its server."""


@dataclass(frozen=True)
class Limits:
    """What one answer may cost."""

    most_bytes: int
    """Of the body, decoded."""
    within_s: float
    """All of it: names, hops, headers and body."""
    accept: str
    cut: bool = False
    """Whether a longer body is cut there instead of refused."""


PAGE = Limits(2_000_000, 30.0, "text/html, application/xhtml+xml, */*;q=0.5")
FEED = Limits(10_000_000, 30.0, "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5")
ROBOTS = Limits(500 * 1024, 10.0, "text/plain, */*;q=0.5", cut=True)


class FetchFailed(Exception):
    """No answer came that can be used; says why in one line, without the address."""


@dataclass(frozen=True)
class Hop:
    """An address that led on to another."""

    status: int
    url: str


@dataclass(frozen=True)
class Fetched:
    """An answer, of whatever status. Of 4xx and 5xx the body is not read."""

    status: int
    url: str
    """The last one, after all hops."""
    headers: Mapping[str, str]
    """The KEPT_HEADERS of it, their names in lower case."""
    body: bytes
    """Decoded."""
    raw_sha256: str
    """Of the bytes as they were sent, before any decoding."""
    fetched_at: datetime
    hops: tuple[Hop, ...] = ()
    retry_after_s: float | None = None
    not_modified: bool = field(default=False)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Downloader:
    """Holds the connections; an async context manager."""

    def __init__(self, rule: Destinations, user_agent: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._rule, self._user_agent, self._clock = rule, user_agent, clock
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # How many at a time is its user's to say: a request that waited here would wait inside its deadline.
        self._session = guarded_session(self._rule, self._user_agent, most=0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        limits: Limits = PAGE,
        before_hop: BeforeHop | None = None,
    ) -> Fetched:
        """What stands at this address, or that it has not changed since it had this `etag` or `last_modified`.

        `before_hop` is awaited with the address before every request, those of redirects too: to wait for a host's
        turn, which the deadline does not count, or to stop it all by what it raises.
        Raises NotAllowed, also where a redirect leads where it must not, and FetchFailed.
        """
        headers = {"Accept": limits.accept, "Accept-Encoding": KNOWN}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        here, hops, left_s = self._rule.checked(url).with_fragment(None), list[Hop](), limits.within_s
        loop = asyncio.get_running_loop()
        while True:
            if before_hop:
                await before_hop(str(here))
            begun = loop.time()
            got = await self._asked(here, headers, limits, left_s)
            if isinstance(got, Fetched):
                return replace(got, hops=tuple(hops))
            left_s -= loop.time() - begun
            hops.append(Hop(got.status, str(here)))
            if len(hops) > MOST_REDIRECTS:
                raise FetchFailed(f"more than {MOST_REDIRECTS} redirects")
            here = self._next(here, got.url, hops)

    async def _asked(self, here: URL, headers: Mapping[str, str], limits: Limits, within_s: float) -> Fetched | Hop:
        """One request: its answer, or where it leads. Raises NotAllowed and FetchFailed."""
        if self._session is None:
            raise RuntimeError("a Downloader is used inside `async with`")
        try:
            async with asyncio.timeout(within_s):
                async with self._session.get(here, headers=headers, allow_redirects=False) as answer:
                    if answer.status in REDIRECTS and "Location" in answer.headers:
                        return Hop(answer.status, answer.headers["Location"])
                    return await self._read(answer, here, limits)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise _told(error) from None

    def _next(self, here: URL, location: str, hops: list[Hop]) -> URL:
        """Where a redirect leads. Raises NotAllowed and FetchFailed."""
        try:
            there = self._rule.checked(here.join(URL(location)).with_fragment(None))
        except ValueError:
            raise NotAllowed from None
        if here.scheme == "https" and there.scheme != "https":
            raise FetchFailed("a redirect from https to http")
        if str(there) in {hop.url for hop in hops}:
            raise FetchFailed("a redirect loop")
        return there

    async def _read(self, answer: aiohttp.ClientResponse, here: URL, limits: Limits) -> Fetched:
        raw, body = hashlib.sha256(), bytearray()
        if answer.status < 400:
            most = limits.most_bytes
            decoder = Decoder(answer.headers.get("Content-Encoding", "").split(","), 2 * most if limits.cut else most)
            try:
                async for piece in answer.content.iter_chunked(A_PIECE):
                    raw.update(piece)
                    body += decoder.feed(piece)
                    if len(body) > most:
                        break
                else:
                    decoder.end()
            finally:
                if not answer.content.at_eof():
                    answer.close()  # else the rest of it would be waited for
        else:
            answer.close()
        now = self._clock()
        return Fetched(
            status=answer.status,
            url=str(here),
            headers={name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers},
            body=bytes(body[: limits.most_bytes]),
            raw_sha256=raw.hexdigest(),
            fetched_at=now,
            retry_after_s=retry_after(answer.headers.get("Retry-After"), now),
            not_modified=answer.status == 304,
        )


def retry_after(said: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After asks to wait: a number, or a moment. None where it says nothing that can be read."""
    if not said:
        return None
    if said.strip().isdecimal():
        return min(float(said.strip()[:12]), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(0.0, wait.total_seconds()), LONGEST_WAIT_S)


def _told(error: Exception) -> NotAllowed | FetchFailed:
    if isinstance(error, BadBody):
        return FetchFailed(f"the body is {error}")
    reason = reason_of(error)
    return reason if isinstance(reason, NotAllowed) else FetchFailed(reason)
