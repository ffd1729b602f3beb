"""Who was hurt, and died later, is one of the injured no more, and one of the dead of that event (Rule R12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.store.mentions import Mention
from services.store.names import names_nobody, same_person
from shared.messages import HarmKind

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class LaterDeath:
    """A person whom earlier mentions count as `hurt` (abducted, then missing), and who died. `told_at`: when that was
    first published."""

    name: str
    hurt: frozenset[HarmKind]
    told_at: datetime
    telling: tuple[Mention, ...]
    """The mentions that tell of this death. Their day and place are those of the death, not of the event."""

    @property
    def alone(self) -> frozenset[str]:
        """Of these, the ids of those that tell of no other death."""
        return frozenset(m.mention_id for m in self.telling if len(_dead(m)) == 1 and _most_killed(m) <= 1)


def later_deaths(mentions: Sequence[Mention]) -> list[LaterDeath]:
    """Those of an incident, by its mentions: hurt by name in one, dead by name in another that came out later."""
    hurt = [(v.name, v.fate, m) for m in mentions for v in m.incident.victims if v.name and _lived(v.fate)]
    found: dict[str, LaterDeath] = {}
    for name, fate, mention in hurt:
        telling = [m for m in mentions if _dies_in(name, m) and published(m) > published(mention)]
        if telling and fate and not names_nobody(name) and not any(same_person(name, other) for other in found):
            fates = frozenset(f for other, f, _ in hurt if f and same_person(name, other))
            found[name] = LaterDeath(name, fates | {fate}, min(map(published, telling)), tuple(telling))
    return list(found.values())


def moved(mention: Mention, kind: HarmKind, deaths: Iterable[LaterDeath]) -> int:
    """How many people to add to what this mention says of a kind of harm, now that some of the hurt have died."""
    unheard = [d for d in deaths if not _dies_in(d.name, mention) and published(mention) <= d.told_at]
    return len(unheard) if kind == "killed" else -sum(kind in d.hurt for d in unheard)


def published(mention: Mention) -> datetime:
    """When it was told; long ago where nobody knows."""
    return mention.source.published_at or LONG_AGO


def _lived(fate: HarmKind | None) -> bool:
    return fate in ("injured", "abducted", "missing", "arrested")


def _dead(mention: Mention) -> list[str]:
    return [v.name for v in mention.incident.victims if v.name and v.fate == "killed"]


def _most_killed(mention: Mention) -> int:
    killed = [f for f in mention.figures if f.kind == "killed" and f.role in ("incident", "update")]
    return max((f.best or f.low for f in killed), default=0)


def _dies_in(name: str, mention: Mention) -> bool:
    return any(same_person(name, other) for other in _dead(mention))
