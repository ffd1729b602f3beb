"""What is news: RULES says which change raises which alert, and why. Start reading here.

A recording changes some incidents and makes some demands. Each change is held against RULES; of each kind of alert the
first rule that finds something speaks. An alert's id follows from its kind and subject (and from the values, where it
tells of a changed toll), so that the same news is one alert however often, and in whatever order, it is found.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.store import news
from services.store.changes import AnswerChange, Cause, DemandChange, DisputeChange, IncidentChange, TotalChange
from services.store.notices import Notice, answer_notice, demand_notice, dispute_notice, incident_notice, total_notice
from shared.messages import AlertKind, HarmKind


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


PEOPLE: tuple[IncidentRule, ...] = (
    # People decide last: whoever was told of what a person takes back gets the correction.
    IncidentRule("toll_corrected", "a person decided so", news.decided_lower),
    # The same the other way round, for those who were told too little, or that there was no such event.
    IncidentRule("toll_raised", "a person decided so", news.decided_higher),
)
"""What a decision alone makes news. Merging and splitting tell nobody anything but what was wrong."""

RULES: tuple[IncidentRule | DemandRule | PlainRule, ...] = (
    *PEOPLE,
    # A subscriber wants the first word of people harmed, once an event; later reports of it are coverage.
    IncidentRule("new_casualties", "first report of this incident", news.first_casualties),
    # An event can be on record before anyone is known to be harmed in it: that is the first word then.
    IncidentRule("new_casualties", "first word of people harmed in an incident on record", news.late_casualties),
    # A copy, a re-crawl or a merge of two records is no new knowledge: only a report not heard before raises a toll.
    IncidentRule("toll_raised", "an independent report gives more than was sent", news.raised_by_another),
    # An outlet that updates its own story has new knowledge; an edited headline has not, and changes no value.
    IncidentRule("toll_raised", "a later version of the article gives more than was sent", news.raised_by_the_same),
    # Agencies update by sending the same text with a new figure, under a new address.
    IncidentRule("toll_raised", "a rewritten copy gives more than was sent", news.raised_by_a_rewritten_copy),
    # A number becomes a person: the first name, and each further one.
    IncidentRule("victim_named", "a person killed or missing is first named", news.first_named),
    # Who was told of people harmed must hear that nobody says so any more.
    IncidentRule("toll_corrected", "no article says so any more", news.withdrawn),
    # An article says three where it said four: whoever got the four gets the three.
    IncidentRule("toll_corrected", "no report gives the value sent any more", news.fallen),
    # One report that differs makes a dispute, which is shown; only a majority makes what was sent wrong.
    IncidentRule("toll_corrected", "more independent reports give less than was sent", news.outweighed),
    # A total repeats what is known; only what it adds to that is news, and only of the claimant who gave the last one.
    PlainRule(
        "cumulative_raised", "a claimant's total rises by more than was alerted since", TotalChange, news.outgrown
    ),
    # Who was told of one side hears of the other, once an incident: the dispute is the news, not each of its rounds.
    PlainRule("claim_disputed", "one source accuses, another denies it", DisputeChange, lambda change: not change.told),
    # A demand is news the first time anyone makes it; later mentions are coverage.
    DemandRule("new_demand", "nobody made this demand before", news.unheard),
    # Who else asks for it is news: a demand grows by its speakers, not by its echoes.
    DemandRule("demand_joined", "another speaker makes a known demand", news.joined),
    # Who follows a demand waits for this.
    PlainRule("demand_answered", "who was asked answers a known demand", AnswerChange, news.answered),
    # Silence is an answer too, and no article tells of it.
    PlainRule("demand_answered", "the deadline of a known demand has passed", AnswerChange, news.lapsed),
)


def of_incident(change: IncidentChange, cause: Cause, now: datetime) -> list[Notice]:
    """What this change raises: at most one alert of each kind. Old texts read anew, and old articles, are no news."""
    found: dict[AlertKind, Notice] = {}
    if cause.silent or (change.dismissed and not change.decided):
        return []
    for rule in _rules(cause.without):
        if not isinstance(rule, IncidentRule) or rule.kind in found or (cause.decided and not _of_people(rule)):
            continue
        if rule.kind == "victim_named" and found:
            continue  # the alert of the toll comes with the name: one piece of news, one alert
        kinds = [k for k in rule.news(change) if k in news.NEWSWORTHY]
        if kinds:
            found[rule.kind] = incident_notice(rule.kind, rule.reason, change, kinds, cause, now)
    return list(found.values())


def _of_people(rule: IncidentRule) -> bool:
    return rule in PEOPLE or rule.kind == "toll_corrected"


def of_dispute(change: DisputeChange, cause: Cause, now: datetime) -> Notice | None:
    """What a denial beside an accusation raises."""
    rule = None if cause.silent else _plain_rule(change, cause.without)
    return dispute_notice(rule.kind, rule.reason, change, cause, now) if rule else None


def of_total(change: TotalChange, cause: Cause, now: datetime) -> Notice | None:
    """What the rise of a running total raises."""
    rule = None if cause.silent else _plain_rule(change, cause.without)
    return total_notice(rule.kind, rule.reason, change, cause, now) if rule else None


def of_answer(change: AnswerChange, now: datetime, without: frozenset[str] = frozenset()) -> Notice | None:
    """What the answer to a demand, or its deadline, raises."""
    rule = _plain_rule(change, without)
    return answer_notice(rule.kind, rule.reason, change, now) if rule else None


def _rules(without: frozenset[str]) -> Iterator[IncidentRule | DemandRule | PlainRule]:
    return (rule for rule in RULES if not {rule.kind, rule.reason} & without)


def _plain_rule(change: object, without: frozenset[str]) -> PlainRule | None:
    """The first rule for changes of this type that finds news."""
    rules = (rule for rule in _rules(without) if isinstance(rule, PlainRule) and isinstance(change, rule.of))
    return next((rule for rule in rules if rule.news(change)), None)


def of_demand(change: DemandChange, cause: Cause, now: datetime) -> Notice | None:
    """What this demand raises: one alert at most, however many are asked."""
    for rule in _rules(cause.without):
        if isinstance(rule, DemandRule) and not cause.silent:
            threads = rule.news(change)
            if threads:
                return demand_notice(rule.kind, rule.reason, change, threads[0], cause, now)
    return None
