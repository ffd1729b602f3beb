"""What a recording changed, beside what subscribers were told of it: all that a rule of alerts.py may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.store.demands import Call, Thread
from services.store.disputes import Word
from services.store.mentions import Mention, Source
from services.store.names import may_be, names_nobody
from services.store.series import Total
from services.store.summaries import Summary
from services.store.tolls import Reading
from shared.messages import HarmKind, Proof, Toll, Victim


@dataclass(frozen=True)
class Decided:
    """A decision of a person that is taken in now, on these kinds of harm of this incident, and its reason."""

    decision_id: str
    why: str
    incident_id: str | None = None
    kinds: frozenset[HarmKind] = frozenset()

    def kinds_of(self, incident_id: str) -> frozenset[HarmKind]:
        """The kinds of harm of this incident on which it decides."""
        return self.kinds if incident_id == self.incident_id else frozenset()


@dataclass(frozen=True)
class Cause:
    """The article whose recording changed something; or the newest of those on which a person decided something.

    `rereading`: the same text, by another extractor. `backfill`: news of long ago, taken in now.
    """

    source: Source
    rereading: bool = False
    backfill: bool = False
    decided: Decided | None = None
    without: frozenset[str] = frozenset()
    """The rules that are left out, as in Policy."""

    @property
    def silent(self) -> bool:
        """Nothing of it is news."""
        return self.rereading or self.backfill


@dataclass(frozen=True)
class Sent:
    """What was last sent of one kind of harm.

    `sources`: {article_id: newest version} behind it at that time; `origins`: those that these articles have now.
    """

    alert_id: str
    toll: Toll
    sources: Mapping[str, int]
    evidence: tuple[Proof, ...] = ()
    origins: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    """Of the people whom this harm met, as far as subscribers know them."""


@dataclass(frozen=True)
class IncidentChange:
    """An incident after a recording, beside what was sent of it.

    `summary` is None where no article tells of it any more. `inherited`: what was sent of incidents that it was split
    from; subscribers know as much, but it is not this incident's to correct.
    """

    incident_id: str
    summary: Summary | None
    mentions: tuple[Mention, ...]
    known_before: bool
    current: bool
    sent: Mapping[HarmKind, Sent] = field(default_factory=dict)
    inherited: Mapping[HarmKind, Sent] = field(default_factory=dict)
    decided: frozenset[HarmKind] = frozenset()
    """The kinds of harm on which a person decided just now."""

    @property
    def dismissed(self) -> bool:
        """A person decided that there was no such event."""
        return self.summary is not None and self.summary.dismissed

    @property
    def unsent(self) -> bool:
        """Subscribers know nothing of it."""
        return not self.sent and not self.inherited

    def told(self, kind: HarmKind) -> Toll:
        """The most that a subscriber knows of this kind of harm; nobody, where nothing was sent."""
        known = [sent[kind].toll for sent in (self.sent, self.inherited) if kind in sent]
        return Toll(low=max((t.low for t in known), default=0), best=max((t.best or 0 for t in known), default=0))

    def now(self, kind: HarmKind) -> Toll:
        """The toll as it is; nobody, where no report tells of this kind, or a person dismissed it all."""
        counts = self.summary.counts if self.summary and not self.dismissed else {}
        return counts[kind].toll if kind in counts else Toll(low=0, best=0)

    def gone(self, kind: HarmKind) -> int:
        """How many were among them and died."""
        counts = self.summary.counts if self.summary else {}
        return counts[kind].gone if kind in counts else 0

    def heard(self) -> dict[str, int]:
        """Every article that was behind something sent, with its newest version then."""
        heard: dict[str, int] = {}
        for sent in (*self.sent.values(), *self.inherited.values()):
            for article, version in sent.sources.items():
                heard[article] = max(version, heard.get(article, 0))
        return heard

    def heard_of(self, source: Source) -> bool:
        """Whether this article, or one that it shares its words with, was behind something sent."""
        sent = (*self.sent.values(), *self.inherited.values())
        return any(source.origin_id in s.origins or source.origin_id in s.sources for s in sent)

    def unnamed_before(self, kind: HarmKind) -> list[Victim]:
        """The people whom this harm met and whose names subscribers do not know, nor a part of them."""
        sent = (*self.sent.values(), *self.inherited.values())
        told = {name for s in sent for name in s.names}
        victims = self.summary.victims if self.summary else ()
        met = [v for v in victims if v.fate == kind and v.name and not names_nobody(v.name)]
        return [v for v in met if not any(may_be(v.name or "", name) for name in told)]

    def standing(self, kind: HarmKind) -> Sequence[Reading]:
        """The readings of this kind that count now."""
        counts = self.summary.counts if self.summary else {}
        return counts[kind].standing if kind in counts else ()

    def holders(self, kind: HarmKind) -> Sequence[Reading]:
        """The readings that hold the best value."""
        counts = self.summary.counts if self.summary else {}
        return counts[kind].holders if kind in counts else ()

    def supporters(self, kind: HarmKind) -> list[Source]:
        """The sources on whose word the toll of this kind is above what was sent."""
        counts = self.summary.counts if self.summary else {}
        if kind not in counts:
            return []
        higher = (self.now(kind).best or 0) > (self.told(kind).best or 0)
        readings = self.holders(kind) if higher else self.standing(kind)
        return [*(r.source for r in readings), *counts[kind].namers]


@dataclass(frozen=True)
class TotalChange:
    """A running total above its claimant's last one.

    `alerted`: how many of those it may count subscribers were told of since. `unexplained`: how many of the whole no
    known incident explains; null where that can't be told. `sources`: independent reports of the new value.
    """

    newest: Total
    before: Total
    alerted: int
    unexplained: int | None = None
    sources: int = 1


@dataclass(frozen=True)
class AnswerChange:
    """A demand that is answered, or overdue, with all calls that make it. `told`: subscribers know of the demand."""

    thread: Thread
    calls: tuple[Call, ...]
    told: bool


@dataclass(frozen=True)
class DisputeChange:
    """An accusation and its denial, in articles of two origins. `told`: subscribers know of a dispute already."""

    accusation: Word
    denial: Word
    told: bool


@dataclass(frozen=True)
class DemandChange:
    """One demand of the recorded article: one claim, with a call on each addressee.

    `sent`: the demand threads that subscribers know of. `voices`: who is known to make each thread's demand, as sets of
    folded names; who is not named is not among them.
    """

    calls: tuple[Call, ...]
    sent: frozenset[str]
    voices: Mapping[str, Sequence[frozenset[str]]]
    independent_sources: int = 1
