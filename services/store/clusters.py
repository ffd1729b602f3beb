"""From mentions to incidents: which of them are one event, whatever the order in which they came.

The answer depends on the set of mentions alone. Pairs are joined from the surest on, and a pair is not joined where
that would put two mentions of one article, or two that can never be one event, into the same incident.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import combinations

from services.store.bonds import Bond, Side, between, parted, sides
from services.store.features import Features, features
from services.store.incidents import Decider, Decision, MergePolicy, Verdict, decider, within_one_article
from services.store.mentions import Mention

MOST_DOUBTS = 5
"""Pairs that one new mention may put before people: a crowded day in a big town would give hundreds."""


PEOPLE = 10_000
"""Points of what people decided: more than all that can be counted; of the newest decision most."""

NOWHERE: tuple[frozenset[Side], bool] = frozenset(), False


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
    places: frozenset[Side] = frozenset()
    """In what people decided."""

    @property
    def key(self) -> str:
        return self.members[0].mention_id

    @cached_property
    def articles(self) -> set[str]:
        """Of which it is asked only when all members are known."""
        return {m.source.article_id for m in self.members}


def joined(roots: Iterable[Mention], candidates: Iterable[Mention], policy: MergePolicy) -> list[Mention]:
    """Those candidates that at least one of the roots would merge with."""
    known, decide = list(roots), decider(policy)
    statements = {features(m) for m in known}
    reports = {(m.source.origin_id, features(m).untold) for m in known}
    verdicts: dict[Features, bool] = {}
    found = []
    for candidate in candidates:
        f = features(candidate)
        if f not in verdicts:
            verdicts[f] = any(decide(f, other).verdict is Verdict.MERGE for other in statements)
        if verdicts[f] or (candidate.source.origin_id, f.untold) in reports:
            found.append(candidate)
    return found


def doubts_about(
    new: Iterable[Mention], near: Iterable[Mention], policy: MergePolicy, bonds: Sequence[Bond] = ()
) -> list[Doubt]:
    """Pairs of a new mention and a neighbour that a middle score leaves to people: the surest few of each, and
    none on which they decided."""
    neighbours, decide = [(mention, features(mention)) for mention in near], decider(policy)
    doubts = []
    for mention in new:
        f = features(mention)
        others = [(other, decide(f, g)) for other, g in neighbours if _two_articles(mention, other)]
        own = sides(mention.mention_id, bonds)
        middling = [
            (other, d)
            for other, d in others
            if d.verdict is Verdict.REVIEW and between(own, sides(other.mention_id, bonds)) is None
        ]
        middling.sort(key=lambda doubt: (-doubt[1].score, doubt[0].mention_id))
        doubts += [_doubt(mention.mention_id, other.mention_id, d) for other, d in middling[:MOST_DOUBTS]]
    return doubts


def _two_articles(a: Mention, b: Mention) -> bool:
    return a.source.article_id != b.source.article_id


def _doubt(a: str, b: str, decision: Decision) -> Doubt:
    return Doubt(min(a, b), max(a, b), decision)


def partition(
    mentions: Iterable[Mention], policy: MergePolicy, bonds: Sequence[Bond] = ()
) -> tuple[list[Cluster], list[Doubt]]:
    """The incidents among these mentions, and the pairs across them that are in doubt. `bonds`: the newest first."""
    nodes, decide = _nodes(mentions, policy, bonds), decider(policy)
    decisions = {(i, j): _decide(nodes[i], nodes[j], decide, bonds) for i, j in combinations(range(len(nodes)), 2)}
    merges = [(pair, d) for pair, d in decisions.items() if d.verdict is Verdict.MERGE]
    merges.sort(key=lambda m: (-m[1].score, nodes[m[0][0]].key, nodes[m[0][1]].key))
    deaths = {key for (i, j), d in merges for key in _tells_of_death(nodes[i], nodes[j], d)}

    def decision_on(i: int, j: int) -> Decision:
        decision = decisions[min(i, j), max(i, j)]
        outweighed = decision.of_days and {nodes[i].key, nodes[j].key} & deaths
        return Decision(Verdict.APART, decision.reason) if outweighed else decision

    group, reasons = _joined_up(nodes, merges, decision_on)
    clusters = [_cluster([(nodes[i], reasons[i]) for i in members]) for members in group]
    home = {i: number for number, members in enumerate(group) for i in members}
    doubts = [
        _doubt(nodes[i].key, nodes[j].key, d)
        for (i, j), d in decisions.items()
        if home[i] != home[j]
        and d.verdict in (Verdict.REVIEW, Verdict.MERGE)
        and not d.by_people
        # Where an article tells the two apart there is nothing to ask.
        and not any(nodes[x].articles & nodes[y].articles for x in group[home[i]] for y in group[home[j]])
    ]
    return sorted(clusters, key=lambda c: c.mentions[0].mention_id), doubts


def _nodes(mentions: Iterable[Mention], policy: MergePolicy, bonds: Sequence[Bond]) -> list[_Node]:
    mentions, decide = sorted(mentions, key=_reading_order), decider(policy)
    placed = _places(mentions, bonds) if bonds else {}
    nodes: dict[tuple[object, ...], _Node] = {}
    seen: dict[tuple[str, Features], int] = {}
    for mention in mentions:
        f = features(mention).untold
        nth = seen[mention.source.article_id, f] = seen.get((mention.source.article_id, f), 0) + 1
        tied = decide(f, f).verdict is Verdict.MERGE
        places, apart = placed.get(mention.mention_id, NOWHERE)
        alone = mention.source.origin_id, places
        node = nodes.setdefault((f, nth, alone if apart else "" if tied else alone[0]), _Node(f, []))
        node.members.append(mention)
        node.places |= places
    for node in nodes.values():
        node.members.sort(key=lambda m: m.mention_id)
        node.features = _told_together(node)
    return sorted(nodes.values(), key=lambda n: n.key)


def _places(mentions: Sequence[Mention], bonds: Sequence[Bond]) -> dict[str, tuple[frozenset[Side], bool]]:
    """By mention: its places in what people decided, and whether it is no more one with all who say the same.

    A copy has the places of what it is a copy of.
    """
    said = {m.mention_id: (features(m).untold, m.source.origin_id) for m in mentions}
    own = {m.mention_id: sides(m.mention_id, bonds) for m in mentions}
    by_report: dict[tuple[Features, str], set[frozenset[Side]]] = {}
    for mention_id, places in own.items():
        by_report.setdefault(said[mention_id], set()).update({places} - {frozenset()})
    apart = {statement for (statement, _), places in by_report.items() if parted(places, bonds)}
    placed = {}
    for mention_id, places in own.items():
        copied = by_report[said[mention_id]]
        inherited = next(iter(copied)) if not places and len(copied) == 1 else places
        placed[mention_id] = inherited, said[mention_id][0] in apart
    return placed


def _told_together(node: _Node) -> Features:
    """The statement, with all that its articles speak of, since the first of them was published."""
    if len(node.members) == 1:
        return features(node.members[0])
    return _together(node.features, frozenset(f for f in map(features, node.members) if f.telling))


@lru_cache(maxsize=1_024)
def _together(statement: Features, told: frozenset[Features]) -> Features:
    words = frozenset(word for f in told for word in f.telling)
    return replace(statement, telling=words, published=min((f.published for f in told if f.published), default=None))


def _reading_order(mention: Mention) -> tuple[str, int, str]:
    return mention.source.article_id, mention.incident.evidence[0].start, mention.incident.key


def _decide(a: _Node, b: _Node, decide: Decider, bonds: Sequence[Bond]) -> Decision:
    number = between(a.places, b.places) if a.places and b.places else None
    if number is not None:
        verdict = Verdict.MERGE if bonds[number].alike else Verdict.NEVER
        return Decision(verdict, bonds[number].reason, PEOPLE - number, by_people=True)
    if a.articles & b.articles:
        return within_one_article(a.features, b.features)
    return decide(a.features, b.features)


def _joined_up(
    nodes: Sequence[_Node],
    merges: Iterable[tuple[tuple[int, int], Decision]],
    decision_on: Callable[[int, int], Decision],
) -> tuple[list[set[int]], dict[int, str]]:
    groups = {i: {i} for i in range(len(nodes))}
    reasons: dict[int, str] = {}
    for (i, j), decision in merges:
        left, right = groups[i], groups[j]
        if left is right or any(_bars(decision_on(x, y), decision) for x in left for y in right):
            continue
        left |= right
        groups.update(dict.fromkeys(right, left))
        reasons.setdefault(i, decision.reason)
        reasons.setdefault(j, decision.reason)
    unique = {id(g): g for g in groups.values()}
    return list(unique.values()), {i: reasons.get(i, "") for i in range(len(nodes))}


def _bars(between: Decision, merge: Decision) -> bool:
    """Whether what is between two mentions forbids to merge others that would bring them together."""
    return between.verdict is Verdict.NEVER and (between.by_people or not merge.by_people)


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
