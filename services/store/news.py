"""What each rule of alerts.py looks for in a change."""

from collections.abc import Sequence

from services.store.changes import AnswerChange, DemandChange, IncidentChange, TotalChange
from services.store.demands import Call
from services.store.mentions import Source
from services.store.tolls import Reading, voices
from shared.messages import HarmKind, Toll

NEWSWORTHY: tuple[HarmKind, ...] = ("killed", "injured", "abducted", "missing")
"""The kinds of harm that alert; the others are told along with them."""


NAMED: tuple[HarmKind, ...] = ("killed", "missing", "abducted")
"""The kinds of harm of which a name is news."""


def decided_lower(change: IncidentChange) -> Sequence[HarmKind]:
    """A person dismissed what was sent, or corrected it to less."""
    return [k for k in change.decided if k in change.sent and _more(change.sent[k].toll, change.now(k))]


def decided_higher(change: IncidentChange) -> Sequence[HarmKind]:
    """A person corrected what was sent to more, or took back what had made it less."""
    if change.unsent:
        return ()
    return [k for k in NEWSWORTHY if k in change.decided and _more(change.now(k), change.told(k))]


def first_casualties(change: IncidentChange) -> Sequence[HarmKind]:
    """Nothing was sent yet, it is current (Rule R3), and somebody is known to be harmed."""
    if change.known_before or not change.current or not change.unsent:
        return ()
    return _harmed(change)


def late_casualties(change: IncidentChange) -> Sequence[HarmKind]:
    """The same, of an incident that was on record without people harmed, or without a date."""
    if not change.known_before or not change.current or not change.unsent:
        return ()
    return _harmed(change)


def raised_by_another(change: IncidentChange) -> Sequence[HarmKind]:
    """More than was sent, on the word of a report that was not behind what was sent (Rule R8)."""
    return [k for k in _risen(change) if any(not change.heard_of(s) for s in change.supporters(k))]


def raised_by_the_same(change: IncidentChange) -> Sequence[HarmKind]:
    """More than was sent, in a later version of an article that was behind it: a correction upwards (Rule R8)."""
    heard = change.heard()

    def edited(source: Source) -> bool:
        return source.article_version > heard.get(source.article_id, source.article_version)

    return [k for k in _risen(change) if any(map(edited, change.supporters(k)))]


def raised_by_a_rewritten_copy(change: IncidentChange) -> Sequence[HarmKind]:
    """More than was sent, in an article that took over most of a known report and gives more than that does."""
    heard, risen = change.heard(), _risen(change)
    return [k for k in risen if any(s.article_id not in heard for s in change.supporters(k))]


def first_named(change: IncidentChange) -> Sequence[HarmKind]:
    """Somebody who was killed or is missing is named, and no alert of this incident came when the name was known."""
    return () if change.unsent else [k for k in NAMED if change.unnamed_before(k)]


def withdrawn(change: IncidentChange) -> Sequence[HarmKind]:
    """What was sent stands in no article any more."""
    return [k for k in change.sent if _any(change.sent[k].toll)] if change.summary is None else ()


def fallen(change: IncidentChange) -> Sequence[HarmKind]:
    """Nobody holds the value that was sent any more."""
    return [k for k in change.sent if _falls(change, k) and not _holding_on(change, k)]


def outweighed(change: IncidentChange) -> Sequence[HarmKind]:
    """More independent voices hold a lower value than hold what was sent. As many on each side is a dispute."""
    lower = [k for k in change.sent if _falls(change, k)]
    return [k for k in lower if len(voices(change.holders(k))) > len(voices(_holding_on(change, k)))]


def unheard(change: DemandChange) -> Sequence[str]:
    """Threads that nobody was told of."""
    return [call.demand_id for call in change.calls if call.demand_id not in change.sent]


def joined(change: DemandChange) -> Sequence[str]:
    """Threads that others make, and now somebody else does. The unnamed may be anybody: they join nothing."""
    return [call.demand_id for call in change.calls if _is_another_voice(call, change.voices.get(call.demand_id, ()))]


def outgrown(change: TotalChange) -> bool:
    """The total grew by more than subscribers were told of since (Rule R7)."""
    return change.newest.value - change.before.value > change.alerted


def answered(change: AnswerChange) -> bool:
    """He who was asked has met, refused or promised it (subscribers know of the demand)."""
    return change.told and change.thread.answer is not None


def lapsed(change: AnswerChange) -> bool:
    """Nobody has answered, and the last day that was given for it is over."""
    return change.told and change.thread.status == "lapsed"


def _harmed(change: IncidentChange) -> Sequence[HarmKind]:
    return [k for k in NEWSWORTHY if change.now(k).low > 0 or (change.now(k).best or 0) > 0]


def _risen(change: IncidentChange) -> Sequence[HarmKind]:
    """Kinds with more than was sent, of an incident of which something was sent."""
    if change.unsent:
        return ()
    risen = [k for k in NEWSWORTHY if _more(change.now(k), change.told(k)) and not _falls(change, k)]
    return [k for k in risen if not _told_as_the_other(change, k)]


def _told_as_the_other(change: IncidentChange, kind: HarmKind) -> bool:
    """Who was abducted is missing, and the other way round: the same people under another word are no news."""
    other: HarmKind | None = {"missing": "abducted", "abducted": "missing"}.get(kind)  # type: ignore[assignment]
    return other is not None and not _more(change.now(kind), change.told(other))


def _more(now: Toll, told: Toll) -> bool:
    return now.low > told.low or (now.best or 0) > (told.best or 0)


def _any(toll: Toll) -> bool:
    return bool(toll.low or toll.best)


def _falls(change: IncidentChange, kind: HarmKind) -> bool:
    if kind not in change.sent or change.summary is None:
        return False
    told, now = change.sent[kind].toll.best, change.now(kind).best
    return told is not None and now is not None and now + change.gone(kind) < told


def _holding_on(change: IncidentChange, kind: HarmKind) -> list[Reading]:
    """The readings that still hold what was sent, or more."""
    told = change.sent[kind].toll.best or 0
    return [r for r in change.standing(kind) if (r.best or r.high or r.low) >= told]


def _is_another_voice(call: Call, voices: Sequence[frozenset[str]]) -> bool:
    return bool(call.speaker_keys and voices) and not any(call.speaker_keys & voice for voice in voices)
