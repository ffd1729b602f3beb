"""The press, serving: a port of the loopback for each paper, which are as many hosts to who asks them."""

import asyncio
import hashlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from tests.press.clocks import SimulatedClock
from tests.press.papers import Paper, Story, feed_of, gzip_bomb, page_of, papers
from tests.sites import Request, Write, answer, moved, site

DRIP_S = 0.5
BOMBED = 10
"""The story whose page is a bomb, where a paper has one."""


@dataclass
class Press:
    """All papers, and what they were asked."""

    clock: SimulatedClock
    papers: list[Paper] = field(default_factory=list)
    asked: dict[str, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))
    """By address of the paper: when, and for what."""
    statuses: Counter[str] = field(default_factory=Counter)
    bomb: bytes = field(default_factory=gzip_bomb)

    def count(self, paper: Paper, path: str) -> int:
        return sum(1 for _, asked in self.asked[paper.url] if asked == path)

    async def serve(self, paper: Paper, request: Request, write: Write) -> None:
        path = request.path.partition("?")[0]
        self.asked[paper.url].append((self.clock.now(), path))
        said = self._said(paper, path, request)
        if said is None:
            await self._drip(write)
            return
        self.statuses[said[9:12].decode()] += 1
        await write(said)

    async def _drip(self, write: Write) -> None:
        """A byte now and then, for ever."""
        self.statuses["drip"] += 1
        await write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        while True:
            await write(b" ")
            await asyncio.sleep(DRIP_S)

    def _said(self, paper: Paper, path: str, request: Request) -> bytes | None:
        """The whole answer, or None where it is to drip."""
        if path == "/robots.txt":
            rules = answer(b"User-agent: *\nCrawl-delay: 5\n")
            return rules if paper.fault == "crawl delay" else answer(status="404 Not Found")
        if path.startswith("/go/"):
            return moved(path[3:], "301 Moved Permanently")
        if path in ("/feed", "/map.xml"):
            drips = paper.fault == "slow drip" and not paper.is_well(self.clock.now())
            return None if drips else self._feed(paper, path, request)
        story = next((story for story in paper.stories if story.path == path), None)
        return self._page(paper, story) if story else answer(status="404 Not Found")

    def _page(self, paper: Paper, story: Story) -> bytes:
        if paper.fault == "gzip bomb" and story.number == BOMBED:
            return answer(self.bomb, Content_Encoding="gzip", Content_Type="text/html")
        if paper.fault == "pages fail once" and self.count(paper, story.path) == 1:
            return answer(status="500 Oh")
        return answer(page_of(paper, story), Content_Type="text/html; charset=utf-8")

    def _feed(self, paper: Paper, path: str, request: Request) -> bytes:
        now, polls = self.clock.now(), self.count(paper, path)
        if paper.fault == "redirect loop" and not paper.is_well(now):
            return moved("/feed?again")
        if paper.fault == "429 and Retry-After" and polls % 3 == 2:
            return answer(b"", "429 Too Many Requests", Retry_After="120")
        if path == "/feed" and paper.fault == "redirects":
            return moved("/map.xml")
        if path == "/feed" and paper.fault == "list of sitemaps":
            return answer(b"<sitemapindex><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>")
        # Those an aggregator names: three of the row before its own.
        kind, body = feed_of(paper, now, self.papers[paper.number - 18 : paper.number - 15], polls)
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if request.headers.get("if-none-match") == etag:
            return answer(status="304 Not Modified", ETag=etag)
        return answer(body, Content_Type=kind, ETag=etag)


@asynccontextmanager
async def press(count: int, stories: int, minutes: int, clock: SimulatedClock) -> AsyncIterator[Press]:
    """So many papers of so many stories each, published within so many minutes."""
    made = Press(clock)
    async with AsyncExitStack() as stack:
        sites = [await stack.enter_async_context(site()) for _ in range(count)]
        made.papers = papers([one.url for one in sites], stories, minutes)
        for one, paper in zip(sites, made.papers, strict=True):
            one.answers = _Everything(made, paper)
        yield made


class _Everything(dict):  # type: ignore[type-arg]  # what `Site` asks of it is `get`
    """Every path is answered by the press."""

    def __init__(self, made: Press, paper: Paper) -> None:
        super().__init__()
        self._press, self._paper = made, paper

    def get(self, _path: object, _default: object = None) -> object:
        async def said(request: Request, write: Write) -> None:
            await self._press.serve(self._paper, request, write)

        return said
