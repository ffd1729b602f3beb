"""From mentions to incidents: which of them are one event, whatever the order in which they came.

The answer depends on the set of mentions alone. Pairs are joined from the surest on, and a pair is not joined where
that would put two mentions of one article, or two that can never be one event, into the same incident.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from services.store.features import Features, features
from services.store.incidents import Decision, MergePolicy, Verdict, decide
from services.store.mentions import Mention
from services.store.names import name_keys
from services.store.places import place_keys, place_lookups
from services.store.telling import told_keys, told_lookups

LONGEST_DAYS = 31
"""A vaguer date than a month is not looked up by place: everything would be its neighbour."""


MOST_DOUBTS = 5
"""Pairs that one new mention may put before people: a crowded day in a big town would give hundreds."""


ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cluster:
    """The mentions of one event, by id, and why each of them belongs to it."""

    mentions: tuple[Mention, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """Two mentions that may be one event: for people to decide."""

    mention_a: str
    mention_b: str
    decision: Decision


@dataclass
class _Node:
    """Mentions that say the very same thing: compared once, however many copies there are."""

    features: Features
    members: list[Mention]

    @property
    def key(self) -> str:
        return self.members[0].mention_id

    @property
    def articles(self) -> set[str]:
        return {m.source.article_id for m in self.members}


def keys(mention: Mention) -> set[str]:
    """The neighbourhoods that a mention is filed under."""
    f = features(mention)
    weeks = _weeks(f, 0)
    told = told_keys(f.telling, f.start, f.published)
    return {f"{place} @{week}" for place in place_keys(f.spot) for week in weeks} | _own_keys(mention, f) | told


def lookups(mention: Mention, policy: MergePolicy) -> set[str]:
    """The neighbourhoods in which every mention lies that this one could be one event with."""
    f = features(mention)
    weeks = _weeks(f, 1)
    return {f"{place} @{w}" for place in place_lookups(f.spot, policy.near_km) for w in weeks} | _own_keys(mention, f)


def lookups_by_telling(mention: Mention) -> set[str]:
    """The keys of which mentions share several whose articles speak of the same."""
    f = features(mention)
    return told_lookups(f.telling, f.start, f.published)


def days_around(mentions: Sequence[Mention]) -> tuple[date, date]:
    """The first and last day of whatever these mentions could be one event with; all time where one is undated."""
    dated = [(f.start, f.end) for f in map(features, mentions) if f.start and f.end]
    if len(dated) < len(mentions):
        return date.min, date.max
    return min(start for start, _ in dated) - ONE_DAY, max(end for _, end in dated) + ONE_DAY


def _own_keys(mention: Mention, f: Features) -> set[str]:
    names = {f"named {key}" for name in f.names for key in name_keys(name)}
    return names | {f"from {mention.source.origin_id}"[:200]}


def _weeks(f: Features, margin_days: int) -> range:
    if f.start is None or f.end is None or (f.end - f.start).days > LONGEST_DAYS:
        return range(0)
    margin = timedelta(days=margin_days)
    return range((f.start - margin).toordinal() // 7, (f.end + margin).toordinal() // 7 + 1)


def joined(roots: Iterable[Mention], candidates: Iterable[Mention], policy: MergePolicy) -> list[Mention]:
    """Those candidates that at least one of the roots would merge with."""
    known = list(roots)
    statements = {features(m) for m in known}
    reports = {(m.source.origin_id, features(m).untold) for m in known}
    verdicts: dict[Features, bool] = {}
    found = []
    for candidate in candidates:
        f = features(candidate)
        if f not in verdicts:
            verdicts[f] = any(decide(f, other, policy).verdict is Verdict.MERGE for other in statements)
        if verdicts[f] or (candidate.source.origin_id, f.untold) in reports:
            found.append(candidate)
    return found


def doubts_about(new: Iterable[Mention], near: Iterable[Mention], policy: MergePolicy) -> list[Doubt]:
    """Pairs of a new mention and a neighbour that a middle score leaves to people: the surest few of each."""
    neighbours = [(mention, features(mention)) for mention in near]
    doubts = []
    for mention in new:
        f = features(mention)
        others = [(other, decide(f, g, policy)) for other, g in neighbours if _two_articles(mention, other)]
        middling = [(other, d) for other, d in others if d.verdict is Verdict.REVIEW]
        middling.sort(key=lambda doubt: (-doubt[1].score, doubt[0].mention_id))
        doubts += [_doubt(mention.mention_id, other.mention_id, d) for other, d in middling[:MOST_DOUBTS]]
    return doubts


def _two_articles(a: Mention, b: Mention) -> bool:
    return a.source.article_id != b.source.article_id


def _doubt(a: str, b: str, decision: Decision) -> Doubt:
    return Doubt(min(a, b), max(a, b), decision)


def partition(mentions: Iterable[Mention], policy: MergePolicy) -> tuple[list[Cluster], list[Doubt]]:
    """The incidents among these mentions, and the pairs across them that are in doubt."""
    nodes = _nodes(mentions, policy)
    decisions = {(i, j): _decide(nodes[i], nodes[j], policy) for i, j in combinations(range(len(nodes)), 2)}
    merges = [(pair, d) for pair, d in decisions.items() if d.verdict is Verdict.MERGE]
    merges.sort(key=lambda m: (-m[1].score, nodes[m[0][0]].key, nodes[m[0][1]].key))
    deaths = {key for (i, j), d in merges for key in _tells_of_death(nodes[i], nodes[j], d)}

    def between(i: int, j: int) -> Decision:
        decision = decisions[min(i, j), max(i, j)]
        outweighed = decision.of_days and {nodes[i].key, nodes[j].key} & deaths
        return Decision(Verdict.APART, decision.reason) if outweighed else decision

    group, reasons = _joined_up(nodes, merges, between)
    clusters = [_cluster([(nodes[i], reasons[i]) for i in members]) for members in group]
    home = {i: number for number, members in enumerate(group) for i in members}
    doubts = [
        _doubt(nodes[i].key, nodes[j].key, d)
        for (i, j), d in decisions.items()
        if home[i] != home[j] and d.verdict in (Verdict.REVIEW, Verdict.MERGE)
    ]
    return sorted(clusters, key=lambda c: c.mentions[0].mention_id), doubts


def _nodes(mentions: Iterable[Mention], policy: MergePolicy) -> list[_Node]:
    nodes: dict[tuple[object, ...], _Node] = {}
    seen: dict[tuple[str, Features], int] = {}
    for mention in sorted(mentions, key=_reading_order):
        f = features(mention).untold
        nth = seen[mention.source.article_id, f] = seen.get((mention.source.article_id, f), 0) + 1
        tied = decide(f, f, policy).verdict is Verdict.MERGE
        node = nodes.setdefault((f, nth, "" if tied else mention.source.origin_id), _Node(f, []))
        node.members.append(mention)
    for node in nodes.values():
        node.members.sort(key=lambda m: m.mention_id)
        node.features = _told_together(node)
    return sorted(nodes.values(), key=lambda n: n.key)


def _told_together(node: _Node) -> Features:
    """The statement, with all that its articles speak of, since the first of them was published."""
    told = [f for f in map(features, node.members) if f.telling]
    words = frozenset(word for f in told for word in f.telling)
    return replace(
        node.features, telling=words, published=min((f.published for f in told if f.published), default=None)
    )


def _reading_order(mention: Mention) -> tuple[str, int, str]:
    return mention.source.article_id, mention.incident.evidence[0].start, mention.incident.key


def _decide(a: _Node, b: _Node, policy: MergePolicy) -> Decision:
    if a.articles & b.articles:
        return Decision(Verdict.NEVER, "one article tells of both")
    return decide(a.features, b.features, policy)


def _joined_up(
    nodes: Sequence[_Node],
    merges: Iterable[tuple[tuple[int, int], Decision]],
    between: Callable[[int, int], Decision],
) -> tuple[list[set[int]], dict[int, str]]:
    groups = {i: {i} for i in range(len(nodes))}
    reasons: dict[int, str] = {}
    for (i, j), decision in merges:
        left, right = groups[i], groups[j]
        if left is right or any(between(x, y).verdict is Verdict.NEVER for x in left for y in right):
            continue
        left |= right
        groups.update(dict.fromkeys(right, left))
        reasons.setdefault(i, decision.reason)
        reasons.setdefault(j, decision.reason)
    unique = {id(g): g for g in groups.values()}
    return list(unique.values()), {i: reasons.get(i, "") for i in range(len(nodes))}


def _tells_of_death(a: _Node, b: _Node, decision: Decision) -> set[str]:
    """Of two nodes that a later death ties, the one that tells of it: its day is not that of the event (Rule R12)."""
    if not decision.later_death or a.features.start is None or b.features.start is None:
        return set()
    return {(b if a.features.start < b.features.start else a).key}


def _cluster(parts: Iterable[tuple[_Node, str]]) -> Cluster:
    said = []
    for node, reason in parts:
        alone = "first report" if len(node.members) == 1 else "the same statement"
        said += [(m, reason or alone) for m in node.members]
    said.sort(key=lambda pair: pair[0].mention_id)
    return Cluster(tuple(m for m, _ in said), tuple(reason for _, reason in said))
