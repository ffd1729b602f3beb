"""What another reading of an article would change: facts that come, go, or are told otherwise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared.messages import ArticleExtracted, Fact

What = Literal["incident", "figure", "claim"]
WORDS_ONLY = {"key", "evidence", "mention", "content", "cue", "text", "incident"}
"""Of a fact, what says where it stands; it may be other words for the same."""


@dataclass(frozen=True)
class Difference:
    """One fact of one article, before and after; None where it is not there. Each without the words that it stands in,
    which are in `words`."""

    article_id: str
    what: What
    words: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def how(self) -> str:
        """comes, goes or changes."""
        return "comes" if self.before is None else "goes" if self.after is None else "changes"


def differences(before: ArticleExtracted, after: ArticleExtracted) -> list[Difference]:
    """What differs between two readings of one version of one article."""
    facts: tuple[tuple[What, Sequence[Fact], Sequence[Fact]], ...] = (
        ("incident", before.incidents, after.incidents),
        ("figure", before.figures, after.figures),
        ("claim", before.claims, after.claims),
    )
    return [found for what, old, new in facts for found in _between(after.article_id, what, old, new)]


def _between(article_id: str, what: What, old: Sequence[Fact], new: Sequence[Fact]) -> Iterator[Difference]:
    left = [each.model_dump(mode="json") for each in new]
    for fact in (each.model_dump(mode="json") for each in old):
        same = next((other for other in left if _one(fact) == _one(other) and _overlap(fact, other)), None)
        other = same or next((other for other in left if _kind(fact) == _kind(other) and _overlap(fact, other)), None)
        if other is not None:
            left.remove(other)
        if other is None or _one(fact) != _one(other):
            yield Difference(article_id, what, _words(fact), _one(fact), _one(other) if other else None)
    for fact in left:
        yield Difference(article_id, what, _words(fact), None, _one(fact))


def _one(fact: Mapping[str, Any]) -> dict[str, Any]:
    """The fact without where it stands, at any depth."""
    return {name: _bare(value) for name, value in fact.items() if name not in WORDS_ONLY}


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _one(value)
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _kind(fact: Mapping[str, Any]) -> Any:
    return fact.get("kind")


def _spans(fact: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    said = fact["evidence"]
    return said if isinstance(said, list) else [said]


def _overlap(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return any(x["start"] < y["end"] and y["start"] < x["end"] for x in _spans(a) for y in _spans(b))


def _words(fact: Mapping[str, Any]) -> str:
    return str(_spans(fact)[0]["text"])


def after_revision(extracted: ArticleExtracted, stored: str) -> ArticleExtracted:
    """The reading under a version that comes after that of the reading which is stored, so that it counts before it.

    A new extractor has a higher version of its own; the same one, with other words or rules, gets a further number.
    """
    own = extracted.extractor.version
    if _numbers(own) > _numbers(stored):
        return extracted
    revised = extracted.extractor.model_copy(update={"version": _next(stored)})
    return extracted.model_copy(update={"extractor": revised})


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version))


def _next(version: str) -> str:
    released, _, revision = version.partition("+r")
    return f"{released}+r{int(revision or 0) + 1}"
