"""Which incident is which: ids that stay while mentions come, go, merge and split.

An incident keeps the id under which it was first seen. The id itself follows from that first report (its origin, day,
place and victims), so a copy, an edit or a second reading of that report would have founded the same incident.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.store.clusters import Cluster
from services.store.event_types import compatible
from services.store.features import features
from services.store.incidents import MergePolicy, Verdict, decide
from services.store.mentions import Mention
from services.store.names import fold
from shared.identity import stable_id


@dataclass(frozen=True)
class Link:
    """A mention belongs, or belonged, to an incident."""

    incident_id: str
    mention_id: str
    active: bool


@dataclass(frozen=True)
class Known:
    """An incident on record. `state`: current, dismissed, withdrawn or merged."""

    incident_id: str
    state: str
    first_seen: datetime

    @property
    def stands(self) -> bool:
        """Articles tell of it, whatever people think of it."""
        return self.state in ("current", "dismissed")


@dataclass(frozen=True)
class Identities:
    """Who is who after a change: an incident id for each cluster, in their order; and what became of the other ids."""

    ids: tuple[str, ...]
    merged: Mapping[str, str]
    withdrawn: frozenset[str]


def founding_id(mention: Mention) -> str:
    """The id of the incident that this mention would be the first report of."""
    incident = mention.incident
    day = incident.date.start if incident.date else None
    place = fold(incident.place.name or incident.place.text) if incident.place else ""
    names = sorted(fold(v.name) for v in incident.victims if v.name)
    return stable_id("incident", mention.source.origin_id, day, place, *names)


def heirs(gone: Iterable[Mention], new: Iterable[Mention], policy: MergePolicy) -> dict[str, str]:
    """For mentions that an article no longer makes, the one by which its newer reading tells of the same event.

    {gone mention id: new mention id}. The same key and a compatible type will do, so that a corrected day or place
    corrects the incident instead of making another.
    """
    new = list(new)
    successors: dict[str, str] = {}
    for old in gone:
        likely = [n for n in new if n.source.article_id == old.source.article_id]
        same = [n for n in likely if decide(features(old), features(n), policy).verdict is Verdict.MERGE]
        keyed = [
            n for n in likely if n.incident.key == old.incident.key and compatible(n.incident.type, old.incident.type)
        ]
        if same or keyed:
            successors[old.mention_id] = (same or keyed)[0].mention_id
    return successors


def identify(
    clusters: Sequence[Cluster],
    links: Iterable[Link],
    known: Mapping[str, Known],
    successors: Mapping[str, str],
) -> Identities:
    """An id for each cluster.

    Each current incident, oldest first, goes on as the cluster that holds most of its mentions; where that one has an
    id already, it is merged into it. A cluster that is left without an id gets back one that its mentions had before
    a merge, or founds one.
    """
    home = {m.mention_id: i for i, c in enumerate(clusters) for m in c.mentions}
    now, before = _weights(links, home, successors)
    ids: dict[int, str] = {}
    merged, withdrawn = {}, set()
    for incident_id in sorted((i for i in now if i in known and known[i].stands), key=_age(known)):
        wanted = sorted(now[incident_id], key=lambda i: (-now[incident_id][i], i))
        free = [i for i in wanted if i not in ids]
        if free:
            ids[free[0]] = incident_id
        elif wanted:
            merged[incident_id] = ids[wanted[0]]
        else:
            withdrawn.add(incident_id)
    for incident_id in sorted((i for i in before if i in known and not known[i].stands), key=_age(known)):
        free = [i for i in before[incident_id] if i not in ids]
        if free:
            ids[min(free)] = incident_id
    for i, cluster in enumerate(clusters):
        if i not in ids:
            ids[i] = _founded(cluster, known, set(ids.values()))
    return Identities(tuple(ids[i] for i in range(len(clusters))), merged, frozenset(withdrawn))


def _weights(
    links: Iterable[Link], home: Mapping[str, int], successors: Mapping[str, str]
) -> tuple[dict[str, dict[int, int]], dict[str, dict[int, int]]]:
    """How many mentions of each incident lie in which cluster: by the links of now, and by those of before."""
    now: dict[str, dict[int, int]] = {}
    before: dict[str, dict[int, int]] = {}
    for link in links:
        weights = (now if link.active else before).setdefault(link.incident_id, {})
        cluster = home.get(successors.get(link.mention_id, link.mention_id))
        if cluster is not None:
            weights[cluster] = weights.get(cluster, 0) + 1
    return now, before


def _age(known: Mapping[str, Known]) -> Callable[[str], tuple[datetime, str]]:
    return lambda incident_id: (known[incident_id].first_seen, incident_id)


def _founded(cluster: Cluster, known: Mapping[str, Known], taken: set[str]) -> str:
    first = min(
        cluster.mentions, key=lambda m: (m.source.published_at or datetime.max.replace(tzinfo=UTC), m.mention_id)
    )
    incident_id = founding_id(first)
    free = incident_id not in taken and (incident_id not in known or not known[incident_id].stands)
    return incident_id if free else stable_id("incident", incident_id, first.mention_id)
