"""What of a mention is compared with another one (Rule R9)."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from services.store.mentions import Mention
from services.store.names import may_be, names_nobody
from services.store.places import Spot, spot_of
from services.store.telling import people_in

FATAL_KINDS = ("killed", "injured", "abducted", "missing", "arrested", "displaced", "unspecified")
"""In the order in which a toll identifies an event."""

LIVED = ("injured", "abducted", "missing", "arrested")
"""Fates of which somebody can die later (Rule R12)."""


@dataclass(frozen=True)
class Features:
    """All of a mention that is compared; equal features are the same statement."""

    type: str
    start: date | None
    end: date | None
    precision: str
    spot: Spot
    names: frozenset[str] = frozenset()
    hurt: frozenset[str] = frozenset()
    """The names of those who were harmed and lived; and of those who died:"""
    dead: frozenset[str] = frozenset()
    single: bool = False
    """One person was harmed, and no more."""
    counts: tuple[tuple[str, int, int | None, int | None], ...] = ()
    """(kind, low, best, high)."""
    perpetrators: frozenset[str] = frozenset()
    age: int | None = None
    sex: str | None = None
    telling: frozenset[str] = frozenset()
    """What else its article speaks of, where it speaks of this event first of all."""
    published: date | None = None
    """Of the article; kept only beside `telling`."""

    @cached_property
    def untold(self) -> "Features":
        """The statement alone, without the article that makes it."""
        return _one(replace(self, telling=frozenset(), published=None)) if self.telling or self.published else self

    @cached_property
    def people(self) -> frozenset[str]:
        """Those whom its article names in full."""
        return frozenset(people_in(self.telling))

    @cached_property
    def days(self) -> tuple[int, int] | None:
        """The first and the last day, counted; None where they are not known."""
        return (self.start.toordinal(), self.end.toordinal()) if self.start and self.end else None

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__dataclass_fields__))

    def __hash__(self) -> int:
        """Worked out once: each is held against hundreds, and looked up before."""
        return self._hash


@lru_cache(maxsize=2_048)
def _one(f: Features) -> Features:
    """The first of all that are equal: they are looked up so often that comparing them took a tenth of the time."""
    return f


@lru_cache(maxsize=4096)
def features(mention: Mention) -> Features:
    """What of a mention is compared; kept while one recording asks for it again and again."""
    incident, when = mention.incident, mention.incident.date
    start = when.start if when else None
    counts = tuple(largest for kind in FATAL_KINDS if (largest := _largest(mention, kind)))
    victim = incident.victims[0] if len(incident.victims) == 1 else None
    told = Features(
        type=incident.type,
        start=start,
        end=(when.end or start) if when else None,
        precision=when.precision if when else "none",
        spot=spot_of(incident.place),
        names=frozenset(v.name for v in incident.victims if v.name and not names_nobody(v.name)),
        hurt=frozenset(v.name for v in incident.victims if v.name and v.fate in LIVED and not names_nobody(v.name)),
        dead=frozenset(v.name for v in incident.victims if v.name and v.fate == "killed" and not names_nobody(v.name)),
        single=victim is not None and all(high == 1 for _, _, _, high in counts),
        counts=counts,
        perpetrators=frozenset(p.actor_class for p in incident.perpetrators) - {"unknown"},
        age=victim.age if victim else None,
        sex=victim.sex if victim else None,
        telling=mention.telling,
        published=mention.source.published_at.date() if mention.telling and mention.source.published_at else None,
    )
    return _one(told)


def _largest(mention: Mention, kind: str) -> tuple[str, int, int | None, int | None] | None:
    counting = [f for f in mention.figures if f.kind == kind and f.role in ("incident", "update")]
    figure = max(counting, key=lambda f: (f.best or f.low, f.low), default=None)
    return (kind, figure.low, figure.best, figure.high) if figure else None


def exact(f: Features) -> bool:
    """One day, known exactly."""
    return f.precision == "day" and f.start is not None and f.start == f.end


def days_between(a: Features, b: Features) -> int:
    """Days from the end of the earlier range to the start of the later one; 0 where they overlap or touch a day."""
    if a.days is None or b.days is None:
        raise ValueError("only dated mentions have days between them")
    return max(0, b.days[0] - a.days[1], a.days[0] - b.days[1])


def one_person(f: Features) -> bool:
    """One person was harmed, named or not."""
    return bool(f.counts) and all(high == 1 for _, _, _, high in f.counts)


def perhaps_shared(a: Features, b: Features) -> bool:
    """Some victim may be named by both."""
    return any(may_be(x, y) for x in a.names for y in b.names)


def conflicting(a: Features, b: Features) -> bool:
    """Both name victims, and none that could be the other's."""
    return bool(a.names and b.names) and not perhaps_shared(a, b)
