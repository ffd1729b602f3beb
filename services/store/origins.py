"""Which article did the others take their words from? Copies of one report count as one source (Rule R6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Copy:
    """Two articles that share their words. `kind`: `given` (the fetcher says so), `near` or `part`."""

    article_a: str
    article_b: str
    kind: str
    words: int = 0


def origins(published: Mapping[str, datetime | None], copies: Iterable[Copy]) -> dict[str, str]:
    """The origin of each article: of all that are copies of each other, the one published first.

    `published`: of every article that is here. One that the fetcher names and that is not here came before them. The
    answer follows from the set of articles, not from their order.

    Near copies go together. A passage alone ties an article, or a group of near copies most of which have it, to one
    group only that was there before: the one of which most articles share words with it, then the longest passage. So
    a digest of two reports is a copy of one of them, and does not make one of the two.
    """
    copies = list(copies)
    groups = _Groups({*published, *(i for c in copies for i in (c.article_a, c.article_b))})
    for copy in copies:
        if copy.kind != "part":
            groups.join(copy.article_a, copy.article_b)
    for article, other in _closest(groups, [c for c in copies if c.kind == "part"], published):
        groups.join(article, other)
    found: dict[str, str] = {}
    for members in groups.all():
        first = min(members, key=lambda i: _age(published, i))
        found |= dict.fromkeys(members & set(published), first)
    return found


def _age(published: Mapping[str, datetime | None], article_id: str) -> tuple[int, float, str]:
    when = published.get(article_id)
    missing = article_id not in published
    return 0 if missing else 1 if when else 2, when.timestamp() if when else 0.0, article_id


def _closest(
    groups: "_Groups", parts: Sequence[Copy], published: Mapping[str, datetime | None]
) -> list[tuple[str, str]]:
    """For each group that shares a passage with others, one article of it and one of the group that it goes to."""

    def first(group: str) -> datetime | None:
        return min((when for i in groups.members(group) if (when := published.get(i))), default=None)

    def may_be_later(group: str, other: str) -> bool:
        mine, theirs = first(group), first(other)
        return mine is None or theirs is None or theirs <= mine

    tied: dict[str, dict[str, list[Copy]]] = {}
    for copy in parts:
        a, b = groups.of(copy.article_a), groups.of(copy.article_b)
        if a != b:
            tied.setdefault(a, {}).setdefault(b, []).append(copy)
            tied.setdefault(b, {}).setdefault(a, []).append(copy)
    pairs = []
    for group, others in sorted(tied.items()):
        members = groups.members(group)

        def weight(other: str, others: dict[str, list[Copy]] = others) -> tuple[int, int, str]:
            said = {i for c in others[other] for i in (c.article_a, c.article_b)} & groups.members(other)
            return len(said), max(c.words for c in others[other]), other

        for other in sorted((o for o in others if may_be_later(group, o)), key=weight, reverse=True):
            own = {i for c in others[other] for i in (c.article_a, c.article_b)} & members
            if 2 * len(own) > len(members):
                pairs.append((group, other))
                break
    return pairs


class _Groups:
    """Articles joined into groups; a group is named by its smallest id."""

    def __init__(self, articles: set[str]) -> None:
        self._members = {i: {i} for i in articles}

    def join(self, a: str, b: str) -> None:
        both = self._members[a] | self._members[b]
        self._members |= dict.fromkeys(both, both)

    def of(self, article: str) -> str:
        return min(self._members[article])

    def members(self, article: str) -> set[str]:
        return self._members[article]

    def all(self) -> list[set[str]]:
        return list({id(members): members for members in self._members.values()}.values())
