"""Tie an article's events to incidents: load what is around them, decide, save, and say what is news."""

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from services.store import alerts
from services.store.bonds import Bond
from services.store.changes import Cause, IncidentChange, Sent
from services.store.clusters import Cluster, doubts_about, joined, partition
from services.store.features import features
from services.store.identities import Identities, Known, Link, founding_id, heirs, identify
from services.store.mentions import Mention
from services.store.neighbourhoods import days_around, lookups, lookups_by_telling
from services.store.notices import Notice
from services.store.points import telling_points
from services.store.policies import Policy
from services.store.repository import alerts as outbox
from services.store.repository import incidents as repo
from services.store.repository import mentions as mention_rows
from services.store.repository import rulings as ruling_rows
from services.store.repository.incidents import Touched
from services.store.repository.reviews import add_reviews
from services.store.rulings import Ruling, ruled
from services.store.summaries import is_current, summary_of
from shared.messages import HarmKind

MOST_AROUND = 80
"""Mentions from which on no more neighbours are looked for: in a town where people die every day each day's event has
the next one's for a neighbour, and so on for years. Incidents that were found are complete all the same."""

MOST_ASKED_FOR = 12
"""Mentions of which the articles that tell alike are looked for, at a time: as many as a story of a day or two has.
Where articles share their sentences, each of them tells like all of the others."""


@dataclass(frozen=True)
class Linked:
    """What is news of the incidents of an article, and of which of them several articles tell: {incident: articles}."""

    notices: Sequence[Notice] = ()
    shared: Mapping[str, Set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """What an article ceases to tell and begins to tell, and what is to be looked at again.

    `gone`: mentions that it makes no more. `new`: those that nobody has made before. `again`: stored ones whose origin
    is another now, or of which people decided. `unheard_of`: nothing that is stored names the article.
    """

    gone: Sequence[Mention] = ()
    new: Sequence[Mention] = ()
    again: Sequence[Mention] = ()
    unheard_of: bool = False

    @property
    def first(self) -> set[str]:
        """The ids of the mentions to which nothing is linked yet."""
        return {m.mention_id for m in self.new}


def link(db: Connection, turn: Turn, extraction_id: str, cause: Cause, now: datetime, policy: Policy) -> Linked:
    """The incidents after this turn of an article."""
    gone, new, first = turn.gone, [*turn.new, *turn.again], turn.first
    if not gone and not new:
        return Linked()
    people = ruling_rows.any_made(db)
    around, beside, bonds = _around(db, turn, policy, people=people)
    links = mention_rows.links(db, {*around, *(m.mention_id for m in gone)} - first)
    known = repo.known(db, {*(ln.incident_id for ln in links), *(founding_id(m) for m in around.values())})
    successors = heirs(gone, new, policy.merge)
    bonds += _dismissed_alone(links, known, successors)
    clusters, doubts = partition(around.values(), policy.merge, bonds)
    doubts += doubts_about(new, beside, policy.merge, bonds)
    identities = identify(clusters, links, known, successors)
    rulings = _rulings(db, identities, known) if people else {}
    touched = _touched(clusters, identities, links, {m.mention_id for m in new}, rulings)
    # Before the rows of this article are there to be asked for.
    changes = _changes(db, touched, identities, links, known, policy, cause)
    mention_rows.unlink(db, (m.mention_id for m in gone))
    repo.save(db, touched, links, known, extraction_id, now)
    for incident_id in identities.withdrawn:
        repo.retire(db, incident_id, None, extraction_id, now)
    for incident_id, into in identities.merged.items():
        repo.retire(db, incident_id, into, extraction_id, now)
    add_reviews(db, doubts, now)
    notices = [notice for change in changes for notice in alerts.of_incident(change, cause, now)]
    return Linked(notices, {t.incident_id: t.articles for t in touched if _is_shared(t, first)})


def _is_shared(incident: Touched, first: set[str]) -> bool:
    mine = any(m.mention_id in first for m in incident.mentions)
    return len(incident.articles) > 1 and mine and not incident.summary.dismissed


def _around(
    db: Connection, turn: Turn, policy: Policy, *, people: bool
) -> tuple[dict[str, Mention], list[Mention], list[Bond]]:
    """Every mention that counts and that would be one event with these, directly or through others, by id; the
    neighbours that would not; and what people decided of any of them, the newest first. `people`: they decided
    anything at all."""
    gone, new, first = turn.gone, [*turn.new, *turn.again], turn.first
    undecided = {m.source.article_id for m in turn.new if turn.unheard_of}
    bonds: dict[int, Bond] = {}
    beside: dict[str, Mention] = {}
    found = {m.mention_id: m for m in new}
    seen = {m.mention_id for m in (*gone, *new)}
    frontier = [*gone, *new]
    while frontier:
        near = _near(db, frontier, seen, beside, policy) if len(found) < MOST_AROUND else []
        related = joined(frontier, near, policy.merge)
        beside |= {m.mention_id: m for m in near}
        articles = {m.source.article_id for m in frontier} - undecided if people else ()
        found_bonds = ruling_rows.bonds_about(db, articles, policy.merge)
        bonds |= found_bonds
        tied = {i for bond in found_bonds.values() if bond.alike for i in bond.left | bond.right}
        fellows = mention_rows.fellows(db, {m.mention_id for m in frontier} - first) | tied
        fellows -= seen | {m.mention_id for m in related}
        frontier = [*related, *mention_rows.mentions_by_id(db, fellows)]
        seen |= {m.mention_id for m in frontier}
        found |= {m.mention_id: m for m in frontier}
    newest_first = [bonds[position] for position in sorted(bonds, reverse=True)]
    return found, [m for i, m in beside.items() if i not in found], newest_first


def _near(
    db: Connection, frontier: Sequence[Mention], seen: set[str], loaded: Mapping[str, Mention], policy: Policy
) -> list[Mention]:
    """The mentions not seen yet that lie in one neighbourhood with one of these, or tell of the same. Those `loaded`
    are here already."""
    keys = {key for mention in frontier for key in lookups(mention, policy.merge)}
    ids = mention_rows.neighbours(db, keys, *days_around(frontier)) - seen
    alike = set[str]()
    if len(frontier) <= MOST_ASKED_FOR:
        told = mention_rows.told_alike(db, {m.mention_id: lookups_by_telling(m) for m in frontier})
        alike = told - ids - seen
    at_hand = dict(loaded) | {m.mention_id: m for m in mention_rows.mentions_by_id(db, (ids | alike) - set(loaded))}
    near = [at_hand[i] for i in sorted(ids) if i in at_hand]
    # Most of them share a few words by chance: what no neighbourhood has, and nothing ties, is no neighbour.
    tied = (m for i in sorted(alike) if (m := at_hand.get(i)) and _speaks_of_the_same(m, frontier))
    return [*near, *tied]


def _speaks_of_the_same(mention: Mention, others: Iterable[Mention]) -> bool:
    told = features(mention)
    return any(telling_points(told, features(other)) for other in others)


def _dismissed_alone(links: Iterable[Link], known: Mapping[str, Known], successors: Mapping[str, str]) -> list[Bond]:
    """No rule merges an incident that a person dismissed with one that stands: either would take the other along."""
    dismissed, others = set[str](), set[str]()
    for ln in links:
        if ln.active and ln.incident_id in known:
            side = dismissed if known[ln.incident_id].state == "dismissed" else others
            side.add(successors.get(ln.mention_id, ln.mention_id))
    apart = Bond(False, frozenset(dismissed), frozenset(others), "a person dismissed one of the two incidents")
    return [apart] if dismissed and others else []


def _rulings(db: Connection, identities: Identities, known: Container[str]) -> dict[str, list[Ruling]]:
    """What people decided of these incidents, also under the ids that are theirs by a merge."""
    ids = {i for i in identities.ids if i in known}
    merged = identities.merged
    before = {former: merged[via] for former, via in repo.merged_into(db, merged).items()}
    present = {i: i for i in ids} | repo.merged_into(db, ids) | before | dict(merged)
    return ruling_rows.of_incidents(db, {former: i for former, i in present.items() if i in ids})


def _touched(
    clusters: Sequence[Cluster],
    identities: Identities,
    links: Iterable[Link],
    new: set[str],
    rulings: Mapping[str, Sequence[Ruling]],
) -> list[Touched]:
    """The clusters that are not as they were: those with new mentions, and those that lost or won some."""
    before: dict[str, set[str]] = {}
    for ln in links:
        if ln.active:
            before.setdefault(ln.incident_id, set()).add(ln.mention_id)
    touched = []
    for incident_id, cluster in zip(identities.ids, clusters, strict=True):
        ids = {m.mention_id for m in cluster.mentions}
        if ids & new or ids != before.get(incident_id):
            summary = ruled(summary_of(cluster.mentions), rulings.get(incident_id, ()))
            touched.append(Touched(incident_id, summary, cluster.mentions, cluster.reasons))
    return touched


def _changes(
    db: Connection,
    touched: Sequence[Touched],
    identities: Identities,
    links: Iterable[Link],
    known: Mapping[str, Known],
    policy: Policy,
    cause: Cause,
) -> list[IncidentChange]:
    """What changes, beside what was sent of it; of those that nobody tells of any more as well."""
    links, merged, withdrawn = list(links), identities.merged, identities.withdrawn
    ids = {*(t.incident_id for t in touched), *withdrawn}
    present = {incident_id: incident_id for incident_id in ids & set(known)}
    before = repo.merged_into(db, {*present, *merged})
    present |= {former: merged.get(into, into) for former, into in before.items()} | dict(merged)
    others = {ln.incident_id for ln in links} - set(present)
    sent = outbox.last_sent(db, present | {other: other for other in others})
    changes = [
        IncidentChange(
            incident_id=t.incident_id,
            summary=t.summary,
            mentions=t.mentions,
            known_before=t.incident_id in known,
            current=is_current(t.mentions, policy.current_days),
            sent=sent.get(t.incident_id, {}),
            inherited=_inherited(t, links, present, sent),
            decided=cause.decided.kinds_of(t.incident_id) if cause.decided else frozenset(),
        )
        for t in touched
    ]
    gone = [
        IncidentChange(i, None, (), known_before=True, current=False, sent=sent.get(i, {})) for i in sorted(withdrawn)
    ]
    return [*changes, *gone]


def _inherited(
    incident: Touched,
    links: Iterable[Link],
    present: Mapping[str, str],
    sent: Mapping[str, Mapping[HarmKind, Sent]],
) -> dict[HarmKind, Sent]:
    """What subscribers know of these mentions from incidents that they belonged to and that still go their own way."""
    mine = {m.mention_id for m in incident.mentions}
    linked = {ln.incident_id for ln in links if ln.mention_id in mine}
    former = {present.get(i, i) for i in linked} - {incident.incident_id}
    inherited: dict[HarmKind, Sent] = {}
    for incident_id in sorted(former):
        for kind, what in sent.get(incident_id, {}).items():
            if kind not in inherited or (what.toll.best or 0) > (inherited[kind].toll.best or 0):
                inherited[kind] = what
    return inherited
