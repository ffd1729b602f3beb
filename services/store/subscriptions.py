"""Who wants to hear of what: an alert is held against what a subscriber wants, and each condition says how it came out.

`verdict` decides; CHECKS are the conditions, one row each. A subscriber who names nothing wants everything; of several
values of one condition any will do, and every condition that is named must hold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.store.filters import Country, Part
from services.store.names import contains, fold
from shared.messages import AlertKind, AlertRaised, HarmKind, IncidentStatus

MOST = 50
"""Values of one condition."""
MOST_PEOPLE = 10**9


class Wanted(BaseModel):
    """What a subscriber wants to hear of. A condition left out is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[AlertKind, ...] = Field(default=(), max_length=20, description="Any of these kinds of alert.")
    places: tuple[Part, ...] = Field(
        default=(), max_length=MOST, description="In any of these places or first-level areas, by name.",
        examples=[["Kisumu", "Uasin Gishu"]],
    )  # fmt: skip
    countries: tuple[Country, ...] = Field(default=(), max_length=MOST, description="ISO 3166-1, such as KE.")
    entities: tuple[Part, ...] = Field(
        default=(), max_length=MOST,
        description="About any of these people or organisations, by name: harmed, accused, speaking or asked to act.",
    )  # fmt: skip
    words: tuple[Part, ...] = Field(
        default=(), max_length=MOST,
        description="Any of these; one of several words is found where all of them stand. Whole words, any case.",
    )  # fmt: skip
    at_least: dict[HarmKind, Annotated[int, Field(ge=1, le=MOST_PEOPLE)]] = Field(
        default_factory=dict, description="At least so many people of any of these kinds, by the best estimate known."
    )
    statuses: tuple[IncidentStatus, ...] = Field(default=(), max_length=10, description="The incident is any of these.")


@dataclass(frozen=True)
class Subject:
    """What an alert is about, as far as it is known: names as they came, `text` all words to look in."""

    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    status: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether a subscriber hears of an alert, and what each of the conditions says to that."""

    matches: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """One condition: `asked` of it, null where nothing is; `found` in the alert, null where it does not hold."""

    name: str
    asked: Callable[[Wanted], object]
    found: Callable[[Wanted, AlertRaised, Subject], str | None]
    instead: Callable[[AlertRaised, Subject], str]
    """What the alert has in its place."""


def of_kind(wanted: Wanted, alert: AlertRaised, _: Subject) -> str | None:
    return alert.kind if alert.kind in wanted.kinds else None


def in_place(wanted: Wanted, _: AlertRaised, subject: Subject) -> str | None:
    """A place lies in what is asked for where that is one of its names: "Kondele, Kisumu" is in Kisumu."""
    known = {fold(part) for place in subject.places for part in (place, *place.split(","))}
    return next((place for place in wanted.places if fold(place) in known), None)


def in_country(wanted: Wanted, _: AlertRaised, subject: Subject) -> str | None:
    return next((code for code in wanted.countries if code in subject.countries), None)


def about_entity(wanted: Wanted, _: AlertRaised, subject: Subject) -> str | None:
    return next((name for asked in wanted.entities for name in subject.names if is_named(asked, name)), None)


def with_words(wanted: Wanted, _: AlertRaised, subject: Subject) -> str | None:
    there = set(fold(subject.text).split())
    return next((asked for asked in wanted.words if fold(asked) and set(fold(asked).split()) <= there), None)


def of_so_many(wanted: Wanted, alert: AlertRaised, _: Subject) -> str | None:
    """A toll that fell below what is asked for counts as it was: whoever got the higher one is told."""
    for kind, least in wanted.at_least.items():
        for tolls in (alert.figures, alert.before or {}):
            if kind in tolls and max(tolls[kind].low, tolls[kind].best or 0) >= least:
                return f"{least} {kind}"
    return None


def with_status(wanted: Wanted, _: AlertRaised, subject: Subject) -> str | None:
    return subject.status if subject.status in wanted.statuses else None


def is_named(asked: str, name: str) -> bool:
    """Whether a name is of whom is asked for: it holds all words of it ("Koome": "Japhet Koome"), is the surname of it
    alone, or one of the two is the initials of the other (IPOA)."""
    ours, theirs = fold(asked).split(), fold(name).split()
    if not ours or not theirs:
        return False
    alone = theirs == ours[-1:]
    return alone or contains(ours, theirs) or _initials(ours) == theirs or _initials(theirs) == ours


def _initials(words: Sequence[str]) -> list[str]:
    telling = [word for word in words if word not in {"of", "and", "for", "the", "on"}]
    return ["".join(word[0] for word in telling)] if len(telling) > 2 else []


CHECKS: tuple[Check, ...] = (
    Check("kind", lambda w: w.kinds, of_kind, lambda alert, _: alert.kind),
    Check("place", lambda w: w.places, in_place, lambda _, s: _listed(s.places)),
    Check("country", lambda w: w.countries, in_country, lambda _, s: _listed(s.countries)),
    Check("entity", lambda w: w.entities, about_entity, lambda _, s: _listed(s.names)),
    Check("words", lambda w: w.words, with_words, lambda *_: "none of them"),
    Check("figure", lambda w: w.at_least, of_so_many, lambda alert, _: _figures(alert)),
    Check("status", lambda w: w.statuses, with_status, lambda _, s: s.status or "no incident"),
)


def verdict(wanted: Wanted, alert: AlertRaised, subject: Subject, *, told_before: bool = False) -> Verdict:
    """Whether this alert is wanted, and why, or why not. `told_before`: the subscriber was sent the alert that this
    one corrects, and hears of the correction whatever else holds."""
    if told_before:
        return Verdict(True, ("corrects what was sent before",))
    reasons = ["asked for everything"]
    for check in CHECKS:
        if not check.asked(wanted):
            continue
        found = check.found(wanted, alert, subject)
        if found is None:
            return Verdict(False, (f"{check.name}: it is {check.instead(alert, subject)}, not what was asked for",))
        reasons.append(f"{check.name}: {found}")
    return Verdict(True, tuple(reasons[1:] or reasons))


def _listed(names: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(names)) or "not known"


def _figures(alert: AlertRaised) -> str:
    return ", ".join(f"{max(t.low, t.best or 0)} {kind}" for kind, t in alert.figures.items()) or "without a figure"
