"""An incident as one view of its mentions: each field from the mention that knows it best."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from services.store.later_deaths import later_deaths
from services.store.mentions import Mention
from services.store.names import fold, same_person
from services.store.tolls import Count, toll_of
from shared.messages import DateRange, HarmKind, IncidentStatus, IncidentType, Perpetrator, Place, Victim

PRECISE_DATES = ("day", "week", "month", "year", "none")
PRECISE_PLACES = ("street", "neighbourhood", "town", "admin2", "admin1", "country", "none")
GRAVEST: tuple[IncidentType, ...] = (
    "killing", "assassination_attempt", "abduction", "torture", "sexual_violence", "injury", "use_of_force", "attack",
    "arrest", "property_damage", "protest", "other",
)  # fmt: skip
"""Where as many sources call an event one thing as another, the graver word names it."""

H = TypeVar("H", bound=Hashable)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Summary:
    """An incident, derived."""

    type: IncidentType
    status: IncidentStatus
    date: DateRange | None
    place: Place | None
    victims: tuple[Victim, ...]
    perpetrators: tuple[Perpetrator, ...]
    weapon: str | None
    counts: dict[HarmKind, Count]
    disputed: bool
    independent_sources: int
    dismissed: bool = False
    """A person decided that there was no such event."""
    rulings: tuple[str, ...] = ()
    """The ids of the decisions of people that it rests on."""


def summary_of(mentions: Sequence[Mention]) -> Summary:
    """What these mentions (one or more) say together. Their order does not matter."""
    told = sorted(mentions, key=_told_first)
    after = {m.mention_id for death in later_deaths(told) for m in death.telling}
    event = [m for m in told if m.mention_id not in after] or told
    counts = toll_of(told)
    return Summary(
        type=_most(told, lambda m: m.incident.type, GRAVEST.index),
        status=_status({m.incident.status for m in told}),
        date=_date(event),
        place=_place(event),
        victims=_victims(told),
        perpetrators=_perpetrators(told),
        weapon=_weapon(told),
        counts=counts,
        disputed=any(count.disputed for count in counts.values()),
        independent_sources=len({m.source.origin_id for m in told}),
    )


def is_current(mentions: Iterable[Mention], window_days: int) -> bool:
    """Whether some article tells of it as news (Rules R2, R3): a day or a week is known, and not over `window_days`
    before that article's own publication. Without a date of either there is no telling.
    """
    return any(_fresh(m.incident.date, m.source.published_at, window_days) for m in mentions)


def _fresh(when: DateRange | None, published: datetime | None, window_days: int) -> bool:
    if when is None or when.start is None or published is None or when.precision not in ("day", "week"):
        return False
    day = published.date()
    # A day of grace: the event's date is local, the publication's may be another zone's.
    return (when.end or when.start) >= day - timedelta(days=window_days) and when.start <= day + timedelta(days=1)


def _told_first(mention: Mention) -> tuple[datetime, str]:
    return mention.source.published_at or NEVER, mention.mention_id


def _most(told: Sequence[Mention], value: Callable[[Mention], H], rank: Callable[[H], int | str]) -> H:
    """The value of most independent sources; where equal, the one of lowest rank."""
    votes = Counter(said for said, _ in {(value(m), m.source.origin_id) for m in told})
    return min(votes, key=lambda v: (-votes[v], rank(v)))


def _status(said: set[IncidentStatus]) -> IncidentStatus:
    if "disputed" in said or ("denied" in said and len(said) > 1):
        return "disputed"
    order: tuple[IncidentStatus, ...] = ("confirmed", "reported", "alleged", "denied")
    return next(status for status in order if status in said)


def _date(told: Sequence[Mention]) -> DateRange | None:
    dates = [m for m in told if m.incident.date and m.incident.date.start]
    if not dates:
        return None
    finest = min(PRECISE_DATES.index(m.incident.date.precision) for m in dates if m.incident.date)
    finest_dates = [m for m in dates if m.incident.date and PRECISE_DATES.index(m.incident.date.precision) == finest]
    days = _most(finest_dates, _days, str)
    return next(m.incident.date for m in finest_dates if _days(m) == days)


def _days(mention: Mention) -> tuple[object, object]:
    when = mention.incident.date
    return (when.start, when.end) if when else (None, None)


def _place(told: Sequence[Mention]) -> Place | None:
    placed = [m for m in told if m.incident.place]
    if not placed:
        return None

    def rank(mention: Mention) -> tuple[int, bool]:
        place = mention.incident.place
        return (PRECISE_PLACES.index(place.precision), place.name is None) if place else (99, True)

    finest = min(rank(m) for m in placed)
    return next(m.incident.place for m in placed if rank(m) == finest)


def _victims(told: Sequence[Mention]) -> tuple[Victim, ...]:
    """Every person once, under the fullest name; the unnamed as the article that counts most of them."""
    named: list[Victim] = []
    everybody = [v for m in told for v in m.incident.victims if v.name]
    for victim in sorted(everybody, key=lambda v: -len(fold(v.name or "").split())):
        known = next((i for i, other in enumerate(named) if _same_victim(victim, other)), None)
        if known is None:
            named.append(victim)
        else:
            named[known] = _together(named[known], victim)
    if named:
        return tuple(named)
    described = [m.incident.victims for m in told if m.incident.victims]
    return max(described, key=len) if described else ()


def _same_victim(a: Victim, b: Victim) -> bool:
    return fold(a.name or "") == fold(b.name or "") or same_person(a.name or "", b.name or "")


def _together(a: Victim, b: Victim) -> Victim:
    aliases = dict.fromkeys(name for name in (*a.aliases, b.name, *b.aliases) if name and name != a.name)
    known = {field: getattr(b, field) for field in ("age", "sex", "occupation", "fate") if getattr(a, field) is None}
    if b.fate == "killed":  # who was hurt first, or missing, is dead now
        known["fate"] = b.fate
    return a.model_copy(update={**known, "aliases": tuple(aliases)})


def _perpetrators(told: Sequence[Mention]) -> tuple[Perpetrator, ...]:
    """Each once; alleged unless some article states it."""
    found: dict[str, Perpetrator] = {}
    for perpetrator in (p for m in told for p in m.incident.perpetrators):
        key = fold(perpetrator.name)
        first = found.setdefault(key, perpetrator)
        if first.alleged and not perpetrator.alleged:
            found[key] = first.model_copy(update={"alleged": False})
    return tuple(found.values())


def _weapon(told: Sequence[Mention]) -> str | None:
    armed = [m for m in told if m.incident.weapon]
    return _most(armed, lambda m: m.incident.weapon, str) if armed else None
