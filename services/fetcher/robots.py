"""What a host's robots.txt says to us (RFC 9309)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from protego import Protego

from services.fetcher.texts import cleaned

NAME = "shahidi"
"""The product token that a robots.txt may address."""
MOST_BYTES = 500 * 1024
"""Read of a robots.txt; RFC 9309 asks for as much at least."""
KEPT_FOR = timedelta(days=1)
ASKED_AGAIN = timedelta(minutes=10)
"""After a host could not say what it allows."""
LONGEST_DELAY_S = 60.0
"""Of a `Crawl-delay`: more, and a front page of 60 articles would take over an hour."""


@dataclass(frozen=True)
class Answer:
    """What came of asking a host for its robots.txt."""

    rules: str | None
    """Its text; "" where everything is allowed; None where it must be asked again before anything is fetched."""
    keep_for: timedelta
    why: str | None = None
    """What keeps us waiting."""


def unanswered(why: str) -> Answer:
    """Where there was no answer: nobody knows what is allowed, so wait."""
    return Answer(None, ASKED_AGAIN, f"its robots.txt can't be had: {why}")


def answer_of(status: int, body: bytes = b"") -> Answer:
    """From the HTTP status and what came with it. 4xx: there are no rules. 5xx and 429: nobody knows, so wait.
    A web page in its place has no rules in it."""
    if status == 429 or status >= 500:
        return Answer(None, ASKED_AGAIN, f"its robots.txt answers {status}")
    if status >= 300:
        return Answer("", KEPT_FOR)
    text = cleaned(body[:MOST_BYTES].decode("utf-8-sig", "replace"))
    if text.lstrip()[:1] == "<":
        return Answer("", KEPT_FOR)
    return Answer(text, KEPT_FOR)


SMALL = 32 * 1024
"""Characters of a robots.txt that is kept parsed; nearly all have less. One of 500 KB takes 2.5 s to parse."""


def _parsed(rules: str) -> Protego:
    return _kept(rules) if len(rules) <= SMALL else Protego.parse(rules)


@lru_cache(maxsize=512)
def _kept(rules: str) -> Protego:
    return Protego.parse(rules)


def allows(rules: str, url: str) -> bool:
    """Whether this address may be fetched by us. A robots.txt itself always may."""
    return not rules or urlsplit(url).path == "/robots.txt" or bool(_parsed(rules).can_fetch(url, NAME))


def delay_s(rules: str) -> float:
    """Seconds that the host wants between two requests, up to a minute; 0 where it says nothing."""
    said = _parsed(rules).crawl_delay(NAME) if rules else None
    return max(0.0, min(float(said), LONGEST_DELAY_S)) if said is not None else 0.0
