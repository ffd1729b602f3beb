"""Alerts in plain English: one line that can be read without opening anything."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.store.demands import Thread
from services.store.series import Total
from services.store.tolls import KINDS
from shared.messages import Claim, DateRange, HarmKind, Place, Toll, Victim

HARMED: dict[HarmKind, str] = {"unspecified": "harmed"}
"""The word for each kind of harm, where it is not the kind itself."""

LONGEST = 160
"""Characters of an action quoted in a headline."""


def casualties(toll: Mapping[HarmKind, Toll]) -> str:
    """ "2 killed, at least 5 injured"."""
    told = [f"{_number(toll[kind])} {HARMED.get(kind, kind)}" for kind in KINDS if kind in toll and _known(toll[kind])]
    return ", ".join(told) or "people harmed"


def corrected(now: Mapping[HarmKind, Toll], was: Mapping[HarmKind, Toll], where: str, *, dismissed: bool) -> str:
    """ "Corrected: 3 killed in Kondele, not 4"."""
    if dismissed:
        return f"Dismissed: {casualties(was)}{where}; a person decided that it was not so"
    if not any(t.low or t.best for t in now.values()):
        return f"Withdrawn: {casualties(was)}{where}; no report says so any more"
    return f"Corrected: {casualties(now)}{where}, not {casualties(was)}"


def risen(now: Mapping[HarmKind, Toll], was: Mapping[HarmKind, Toll], where: str) -> str:
    """ "Toll rises to 4 killed, up from 3 killed in Kondele"; or what was withdrawn stands again."""
    known = {kind: toll for kind, toll in was.items() if toll.low or toll.best}
    if was and not known:
        return f"Stands again: {casualties(now)}{where}"
    before = f", up from {casualties(known)}" if known else ""
    return f"Toll rises to {casualties(now)}{before}{where}"


def named(people: Sequence[Victim], kinds: Sequence[HarmKind]) -> str:
    """ "Rex Masai, 29, is named as killed"."""
    said = tuple(f"{v.name}, {v.age}" if v.age else v.name or "somebody" for v in people)
    return f"{_listed(said)} {'is' if len(said) == 1 else 'are'} named as {' or '.join(kinds)}"


def total(newest: Total, before: Total, unexplained: int | None) -> str:
    """ "Amnesty counts at least 30 killed since 20 March 2023, up from at least 24; 6 are of no incident known"."""
    since = f" since {_day(newest.since)}" if newest.since else ""
    said = f"{newest.claimant or 'A running total'} counts {casualties({newest.kind: newest.toll})}{since}"
    left = f"; {unexplained:,} of them are of no incident known" if unexplained else ""
    return f"{said}, up from {casualties({before.kind: before.toll})}{left}"


def where_and_when(place: Place | None, when: DateRange | None) -> str:
    """ " in Kondele, Kisumu on 3 July 2024", as far as that is known."""
    preposition = "along" if place and place.precision == "street" else "in"
    where = f" {preposition} {place.name or place.text}" if place else ""
    return where + _when(when)


def demand(speaker: str | None, targets: tuple[str, ...], action: str) -> str:
    """ "Azimio demands of Japhet Koome: tender their resignations"."""
    whom = f" of {_listed(targets)}" if targets else ""
    return f"{speaker} demands{whom}: {_short(action)}" if speaker else f"Demanded{whom}: {_short(action)}"


def joined(speaker: str | None, targets: tuple[str, ...], action: str) -> str:
    """ "IJM joins the demand on Japhet Koome: tender their resignations"."""
    whom = f" on {_listed(targets)}" if targets else ""
    return f"{speaker or 'Another speaker'} joins the demand{whom}: {_short(action)}"


ANSWERS = {
    "met": "Met: {}",
    "refused": "Refused: {}",
    "partly": "Promised, not yet met: {}",
    "lapsed": "Not answered by {deadline}: {}",
}
"""What became of a demand, by its status."""


def answer(thread: Thread) -> str:
    """ "Refused: the demand on Japhet Koome: tender their resignations"."""
    whom = f" on {_listed(thread.targets)}" if thread.targets else ""
    by = _day(thread.deadline) if thread.deadline else "its deadline"
    return ANSWERS[thread.status].format(f"the demand{whom}: {_short(thread.action)}", deadline=by)


def dispute(accusation: Claim, denial: Claim, accused: tuple[str, ...]) -> str:
    """ "Disputed: Azimio accuses the police; Japhet Koome denies it"."""
    accuser, denier = (_speaker(claim) for claim in (accusation, denial))
    return f"Disputed: {accuser} accuses {_listed(accused) if accused else 'somebody'}; {denier} denies it"


def _speaker(claim: Claim) -> str:
    return (claim.speaker and (claim.speaker.name or claim.speaker.role)) or "somebody"


def _known(toll: Toll) -> bool:
    return bool(toll.low or toll.best or toll.high)


def _number(toll: Toll) -> str:
    if toll.best is None and not toll.low:
        return f"up to {toll.high:,}" if toll.high else "some"
    if toll.high is None:
        return f"at least {toll.low:,}" if toll.best in (None, toll.low) else f"about {toll.best:,}"
    return f"{toll.best:,}" if toll.best is not None else f"{toll.low:,} to {toll.high:,}"


def _when(when: DateRange | None) -> str:
    if when is None or when.start is None:
        return ""
    end = when.end or when.start
    if when.precision == "day" and when.start == end:
        return f" on {_day(when.start)}"
    if when.precision == "month":
        return f" in {when.start:%B %Y}"
    return f" in {when.start.year}" if when.precision == "year" else f" between {_day(when.start)} and {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _short(action: str) -> str:
    words = " ".join(action.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rsplit(' ', 1)[0]}…"
