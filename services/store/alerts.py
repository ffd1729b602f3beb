"""What is news: RULES says which change raises which alert, and why. Start reading here.

A recording changes some incidents and makes some demands. Each change is held against RULES; of each kind of alert the
first rule that finds something speaks. An alert's id follows from its kind and subject (and from the values, where it
tells of a changed toll), so that the same news is one alert however often, and in whatever order, it is found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.store.changes import AnswerChange, Cause, DemandChange, DisputeChange, IncidentChange, TotalChange
from services.store.demands import Call
from services.store.mentions import Source
from services.store.notices import Notice, answer_notice, demand_notice, dispute_notice, incident_notice, total_notice
from services.store.tolls import Reading, origins
from shared.messages import AlertKind, HarmKind, Toll

NEWSWORTHY: tuple[HarmKind, ...] = ("killed", "injured", "abducted", "missing")
"""The kinds of harm that alert; the others are told along with them."""


NAMED: tuple[HarmKind, ...] = ("killed", "missing", "abducted")
"""The kinds of harm of which a name is news."""


@dataclass(frozen=True)
class IncidentRule:
    """Finds the kinds of harm of which a change is news; none: no alert."""

    kind: AlertKind
    reason: str
    news: Callable[[IncidentChange], Sequence[HarmKind]]


@dataclass(frozen=True)
class PlainRule:
    """Says whether a change of the type `of` is news."""

    kind: AlertKind
    reason: str
    of: type
    news: Callable[[Any], bool]


@dataclass(frozen=True)
class DemandRule:
    """Finds the demand threads, by id, of which a call is news; none: no alert."""

    kind: AlertKind
    reason: str
    news: Callable[[DemandChange], Sequence[str]]


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
    """More independent reports hold a lower value than hold what was sent. As many on each side is a dispute."""
    lower = [k for k in change.sent if _falls(change, k)]
    return [k for k in lower if len(origins(change.holders(k))) > len(origins(_holding_on(change, k)))]


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


PEOPLE: tuple[IncidentRule, ...] = (
    # People decide last: whoever was told of what a person takes back gets the correction.
    IncidentRule("toll_corrected", "a person decided so", decided_lower),
    # The same the other way round, for those who were told too little, or that there was no such event.
    IncidentRule("toll_raised", "a person decided so", decided_higher),
)
"""What a decision alone makes news. Merging and splitting tell nobody anything but what was wrong."""

RULES: tuple[IncidentRule | DemandRule | PlainRule, ...] = (
    *PEOPLE,
    # A subscriber wants the first word of people harmed, once an event; later reports of it are coverage.
    IncidentRule("new_casualties", "first report of this incident", first_casualties),
    # An event can be on record before anyone is known to be harmed in it: that is the first word then.
    IncidentRule("new_casualties", "first word of people harmed in an incident on record", late_casualties),
    # A copy, a re-crawl or a merge of two records is no new knowledge: only a report not heard before raises a toll.
    IncidentRule("toll_raised", "an independent report gives more than was sent", raised_by_another),
    # An outlet that updates its own story has new knowledge; an edited headline has not, and changes no value.
    IncidentRule("toll_raised", "a later version of the article gives more than was sent", raised_by_the_same),
    # Agencies update by sending the same text with a new figure, under a new address.
    IncidentRule("toll_raised", "a rewritten copy gives more than was sent", raised_by_a_rewritten_copy),
    # A number becomes a person: the first name, and each further one.
    IncidentRule("victim_named", "a person killed or missing is first named", first_named),
    # Who was told of people harmed must hear that nobody says so any more.
    IncidentRule("toll_corrected", "no article says so any more", withdrawn),
    # An article says three where it said four: whoever got the four gets the three.
    IncidentRule("toll_corrected", "no report gives the value sent any more", fallen),
    # One report that differs makes a dispute, which is shown; only a majority makes what was sent wrong.
    IncidentRule("toll_corrected", "more independent reports give less than was sent", outweighed),
    # A total repeats what is known; only what it adds to that is news, and only of the claimant who gave the last one.
    PlainRule("cumulative_raised", "a claimant's total rises by more than was alerted since", TotalChange, outgrown),
    # Who was told of one side hears of the other, once an incident: the dispute is the news, not each of its rounds.
    PlainRule("claim_disputed", "one source accuses, another denies it", DisputeChange, lambda change: not change.told),
    # A demand is news the first time anyone makes it; later mentions are coverage.
    DemandRule("new_demand", "nobody made this demand before", unheard),
    # Who else asks for it is news: a demand grows by its speakers, not by its echoes.
    DemandRule("demand_joined", "another speaker makes a known demand", joined),
    # Who follows a demand waits for this.
    PlainRule("demand_answered", "who was asked answers a known demand", AnswerChange, answered),
    # Silence is an answer too, and no article tells of it.
    PlainRule("demand_answered", "the deadline of a known demand has passed", AnswerChange, lapsed),
)


def of_incident(change: IncidentChange, cause: Cause, now: datetime) -> list[Notice]:
    """What this change raises: at most one alert of each kind. Old texts read anew, and old articles, are no news."""
    found: dict[AlertKind, Notice] = {}
    if cause.silent or (change.dismissed and not change.decided):
        return []
    for rule in RULES:
        if not isinstance(rule, IncidentRule) or rule.kind in found or (cause.decided and not _of_people(rule)):
            continue
        if rule.kind == "victim_named" and found:
            continue  # the alert of the toll comes with the name: one piece of news, one alert
        kinds = [k for k in rule.news(change) if k in NEWSWORTHY]
        if kinds:
            found[rule.kind] = incident_notice(rule.kind, rule.reason, change, kinds, cause, now)
    return list(found.values())


def _of_people(rule: IncidentRule) -> bool:
    return rule in PEOPLE or rule.kind == "toll_corrected"


def of_dispute(change: DisputeChange, cause: Cause, now: datetime) -> Notice | None:
    """What a denial beside an accusation raises."""
    rule = None if cause.silent else _plain_rule(change)
    return dispute_notice(rule.kind, rule.reason, change, cause, now) if rule else None


def of_total(change: TotalChange, cause: Cause, now: datetime) -> Notice | None:
    """What the rise of a running total raises."""
    rule = None if cause.silent else _plain_rule(change)
    return total_notice(rule.kind, rule.reason, change, cause, now) if rule else None


def of_answer(change: AnswerChange, now: datetime) -> Notice | None:
    """What the answer to a demand, or its deadline, raises."""
    rule = _plain_rule(change)
    return answer_notice(rule.kind, rule.reason, change, now) if rule else None


def _plain_rule(change: object) -> PlainRule | None:
    """The first rule for changes of this type that finds news."""
    rules = (rule for rule in RULES if isinstance(rule, PlainRule) and isinstance(change, rule.of))
    return next((rule for rule in rules if rule.news(change)), None)


def of_demand(change: DemandChange, cause: Cause, now: datetime) -> Notice | None:
    """What this demand raises: one alert at most, however many are asked."""
    for rule in RULES:
        if isinstance(rule, DemandRule) and not cause.silent:
            threads = rule.news(change)
            if threads:
                return demand_notice(rule.kind, rule.reason, change, threads[0], cause, now)
    return None


def _harmed(change: IncidentChange) -> Sequence[HarmKind]:
    return [k for k in NEWSWORTHY if change.now(k).low > 0 or (change.now(k).best or 0) > 0]


def _risen(change: IncidentChange) -> Sequence[HarmKind]:
    """Kinds with more than was sent, of an incident of which something was sent."""
    if change.unsent:
        return ()
    return [k for k in NEWSWORTHY if _more(change.now(k), change.told(k)) and not _falls(change, k)]


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
