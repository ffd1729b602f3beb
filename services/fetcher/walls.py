"""What a site puts in place of an article, or after its first paragraphs. Such words are no news, and are never taken
for the article; what of it can be read is marked as its beginning."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeAlias

Wall: TypeAlias = Literal["consent", "challenge", "login", "paywall"]

SAID: Mapping[Wall, str] = {
    "consent": "a request for consent stands in place of the article",
    "challenge": "a check of the visitor stands in place of the article",
    "login": "a login stands in place of the article",
    "paywall": "a paywall stands in place of the article",
}

RULES: tuple[tuple[Wall, int, int], ...] = (("challenge", 1_000, 1), ("consent", 3_000, 2), ("login", 1_000, 1))
"""Kind, most characters of a page that is nothing but that, and how many of its phrases are needed: articles about
cookies, robots and logins are longer, or use one of the phrases and not two."""
BESIDE: Mapping[Wall, int] = {"consent": 500, "challenge": 300, "login": 300}
"""Characters of sentences without such a phrase: a short report that was read together with the banner of its page, or
with "please enable JavaScript to watch this video", has more, and must not be lost (of 15,700 press articles none
is; of 12 it was lost by the phrases alone)."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
TAIL = 600
"""Characters at the end of a text where a paywall begins."""
NOTHING_READ = 250
"""Characters, with the paywall's own, that hold nothing of the article."""
A_BEGINNING = 2_500
"""Characters. A page whose own data says that it is not free, and that gives more than this, gave all of it."""


def wall_of(title: str | None, text: str) -> Wall | None:
    """What stands on this page in place of an article, if something does."""
    said = _plain(f"{title or ''}\n{text}")
    for kind, longest, least in RULES:
        if len(text) <= longest and _count(kind, said) >= least and _length_beside(kind, text) < BESIDE[kind]:
            return kind
    return "paywall" if len(text) <= NOTHING_READ and _count("paywall", said) else None


def is_cut_short(text: str, *, says_not_free: bool) -> bool:
    """Whether a paywall keeps the rest: its words end the text, or the page's own data says so and little is there."""
    return bool(_count("paywall", _plain(text[-TAIL:]))) or (says_not_free and len(text) <= A_BEGINNING)


def _count(kind: Wall, said: str) -> int:
    return sum(phrase in said for phrase in _phrases()[kind])


def _length_beside(kind: Wall, text: str) -> int:
    return sum(len(part) for part in _SENTENCE_END.split(text) if not _count(kind, _plain(part)))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").casefold().split())


@lru_cache(maxsize=1)
def _phrases() -> Mapping[Wall, tuple[str, ...]]:
    found: dict[Wall, list[str]] = {kind: [] for kind in SAID}
    lines = files("services.fetcher").joinpath("data/walls.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            kind, _, phrase = line.partition("\t")
            found[kind].append(phrase.casefold())  # type: ignore[index]  # a kind that is none ends here
    return {kind: tuple(phrases) for kind, phrases in found.items()}
