"""The papers of an invented press: what each publishes when, in its own layout and with its own faults. Pure."""

import json
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from random import Random

from tests.press.clocks import START

FAULTS = (
    "rss", "atom", "json", "sitemap", "list of sitemaps", "guids that change", "wrong charset", "broken xml",
    "entity bomb", "dates in 2099", "429 and Retry-After", "redirects", "redirect loop", "slow drip", "gzip bomb",
    "whole articles", "crawl delay", "pages fail once", "aggregator", "304",
)  # fmt: skip
WELL_AFTER = {"entity bomb": 20, "redirect loop": 25, "slow drip": 15}
"""Minutes after which such a feed can be read; before, it can't."""
BEFORE, OLD = 5, 3
"""Articles that stand in a feed when it is added: of the last day, and of the week before."""

_WHO = ("Residents", "Traders", "Nurses", "Boda riders", "Teachers", "Fishermen", "Students", "Elders", "Drivers")
_DID = ("blocked the road to", "marched to", "gathered at", "were driven from", "closed their stalls near", "left")
_WHERE = ("the county hospital", "Kondele market", "the old bridge", "the stage", "the chief's camp", "the new estate")
_WHY = ("over the price of bread", "after two men were shot", "to ask for an inquest", "since the water was cut off")


@dataclass(frozen=True)
class Story:
    """One article of one paper."""

    number: int
    published_at: datetime

    @property
    def path(self) -> str:
        return f"/news/{self.number}"

    @property
    def is_old(self) -> bool:
        return self.published_at < START - timedelta(days=3)


@dataclass(frozen=True)
class Paper:
    """One paper on one host."""

    number: int
    url: str
    stories: tuple[Story, ...]

    @property
    def fault(self) -> str:
        return FAULTS[self.number % len(FAULTS)]

    @property
    def name(self) -> str:
        return f"Paper {self.number}"

    def standing(self, now: datetime) -> list[Story]:
        """What its feed names now, the newest first; no more than 20."""
        out = [story for story in self.stories if story.published_at <= now]
        return sorted(out, key=lambda story: story.published_at, reverse=True)[:20]

    def is_well(self, now: datetime) -> bool:
        return now >= START + timedelta(minutes=WELL_AFTER.get(self.fault, 0))

    def title(self, story: Story) -> str:
        return f"Report {story.number} of {self.name}"

    def sentences(self, story: Story) -> list[str]:
        """Different ones in every article."""
        random = Random(f"{self.number}:{story.number}")
        return [
            f"{random.choice(_WHO)} {random.choice(_DID)} {random.choice(_WHERE)} {random.choice(_WHY)}, "
            f"said witness {self.number}-{story.number}-{line}, who counted {random.randint(3, 900)} people there."
            for line in range(12)
        ]


def papers(urls: list[str], stories: int, minutes: int) -> list[Paper]:
    """A paper for each address: so many stories each, the last of them published after so many minutes."""
    made = []
    for number, url in enumerate(urls):
        random = Random(number)
        times = [START - timedelta(days=random.uniform(8, 15)) for _ in range(OLD)]
        times += [START - timedelta(hours=random.uniform(1, 20)) for _ in range(BEFORE)]
        times += [START + timedelta(minutes=random.uniform(0, minutes)) for _ in range(stories - len(times))]
        made.append(Paper(number, url, tuple(Story(n, time.replace(microsecond=0)) for n, time in enumerate(times))))
    return made


def feed_of(paper: Paper, now: datetime, others: list[Paper], polls: int) -> tuple[str, bytes]:
    """Its content type, and the feed as it stands now."""
    if paper.fault == "entity bomb" and not paper.is_well(now):
        return "application/rss+xml", _bomb()
    if paper.fault in _OTHER_KINDS:
        kind, written = _OTHER_KINDS[paper.fault]
        return kind, written(paper, now)
    stories = [(paper, story) for story in paper.standing(now)]
    if paper.fault == "aggregator":
        stories += [(other, story) for other in others for story in other.standing(now)[:4]]
    body = _rss(paper, stories, polls)
    if paper.fault == "broken xml":
        body = body.replace(b"</channel></rss>", b"<item><title>cut sho")
    if paper.fault == "wrong charset":
        return "text/xml; charset=utf-8", body.decode().replace("Report", "Rapport \u00e9crit").encode("latin-1")
    return "application/rss+xml", body


def _rss(paper: Paper, stories: list[tuple[Paper, Story]], polls: int) -> bytes:
    items = []
    for whose, story in stories:
        guid = f"{story.number}-{polls}" if paper.fault == "guids that change" else f"{whose.number}-{story.number}"
        day = f"{story.published_at:%a, %d %b %Y %H:%M:%S} +0000"
        if paper.fault == "dates in 2099":
            day = "Thu, 01 Jan 2099 00:00:00 GMT"
        path = f"/go{story.path}" if whose.fault == "redirects" else story.path
        whole = ""
        if paper.fault == "whole articles":
            text = "".join(f"<p>{escape(line)}</p>" for line in paper.sentences(story))
            whole = f"<content:encoded>{escape(text)}</content:encoded>"
        items.append(
            f"<item><title>{escape(whose.title(story))}</title><link>{whose.url}{path}?utm_source=rss</link>"
            f"<guid isPermaLink='false'>{guid}</guid><pubDate>{day}</pubDate>{whole}</item>"
        )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{paper.name}</title>{''.join(items)}</channel></rss>"
    ).encode()


def _atom(paper: Paper, now: datetime) -> bytes:
    entries = "".join(
        f"<entry><title>{escape(paper.title(story))}</title><link href='{story.path}'/><id>tag:{story.number}</id>"
        f"<published>{story.published_at.isoformat()}</published></entry>"
        for story in paper.standing(now)
    )
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{paper.url}/'><title>{paper.name}</title>{entries}</feed>"
    ).encode()


def _json(paper: Paper, now: datetime) -> bytes:
    items = [
        {"id": str(s.number), "url": f"{paper.url}{s.path}", "title": paper.title(s),
         "date_published": s.published_at.isoformat()}
        for s in paper.standing(now)
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": paper.name, "items": items}).encode()


def _sitemap(paper: Paper, now: datetime) -> bytes:
    urls = "".join(
        f"<url><loc>{paper.url}{s.path}</loc><n:news><n:publication_date>{s.published_at.isoformat()}"
        f"</n:publication_date><n:title>{escape(paper.title(s))}</n:title></n:news></url>"
        for s in paper.standing(now)
    )
    return f"<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{urls}</urlset>".encode()


def _bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    start = f'<!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
    return f"{start}<rss><channel><title>&e11;</title></channel></rss>".encode()


_OTHER_KINDS = {
    "atom": ("application/atom+xml", _atom),
    "json": ("application/feed+json", _json),
    "sitemap": ("application/xml", _sitemap),
    "list of sitemaps": ("application/xml", _sitemap),
}


LAYOUTS = (
    "<body><header>Home Sport</header><article><h1>{title}</h1>{text}</article><footer>About us</footer></body>",
    "<body><div id='nav'><ul><li>News<li>Sport</ul></div><div class='post-content'><h2>{title}</h2>{text}</div></body>",
    "<body><table><tr><td width='20%'>Menu</td><td><h1>{title}</h1>{text}</td></tr></table></body>",
    "<body><main><section class='story'><h1>{title}</h1>{text}</section><aside>Most read</aside></main></body>",
    "<body><div class='wrap'><div class='entry-content' itemprop='articleBody'>{text}</div></div></body>",
    "<body><nav>Politics</nav><div role='main'><h1>{title}</h1><div class='body'>{text}</div></div></body>",
)


def page_of(paper: Paper, story: Story) -> bytes:
    """The page of a story, in the layout of its paper."""
    text = "".join(f"<p>{escape(sentence)}</p>" for sentence in paper.sentences(story))
    body = LAYOUTS[paper.number % len(LAYOUTS)].format(title=escape(paper.title(story)), text=text)
    return f"<!doctype html><html><head><title>{escape(paper.title(story))}</title></head>{body}</html>".encode()


def gzip_bomb() -> bytes:
    """80 MB of nothing."""
    packing = zlib.compressobj(9, wbits=31)
    return b"".join([*(packing.compress(bytes(2**20)) for _ in range(80)), packing.flush()])
