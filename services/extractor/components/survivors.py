"""How many of those shot or stabbed lived, where the article tells that some of them died (Rule R12): of "four men were
shot" two are hurt once "two of them died".

Does not handle: deaths told in the same clause without "of them" ("five were shot, killing one").
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from services.extractor.components.harms import Harm
from services.extractor.components.patients import Group
from services.extractor.components.quantities import Quantity
from services.extractor.components.tellings import Event
from services.extractor.lexicon import table, words
from services.extractor.reading import Reading

_PART = re.compile(r"\w+\s+(?:of|from)\s+(?:them|those|these|whom|which|the)\b", re.IGNORECASE)
_FATALLY = re.compile(r"\s+(?:of\s+them\s+)?fatally\b", re.IGNORECASE)
_MEANS = ("shot", "blade", "beaten")


def of_whom_some_died(harm: Harm, event: Event, dead: int, reading: Reading) -> Harm:
    """The telling, its counted people less the `dead` that the event has by name or number, where they are of them;
    of whom all died, a telling of their deaths."""
    if harm.kind != "injured" or harm.not_actual or harm.nominal or not dead:
        return harm
    whole = [g for g in harm.groups if not g.component]
    if len(whole) != 1 or not _is_counted(whole[0]) or table("methods").get(harm.token.lemma_.lower()) not in _MEANS:
        return harm
    number = whole[0].amount.low if whole[0].amount else 0
    if dead > number or not (_rest_is_told(harm, number - dead, event) or _died_of_it(harm, event, reading)):
        return harm
    if dead == number:
        return replace(harm, kind="killed", type="killing")
    left = Quantity(number - dead, number - dead, number - dead)
    return replace(harm, groups=tuple(replace(g, amount=left) if g is whole[0] else g for g in harm.groups))


def _is_counted(group: Group) -> bool:
    amount = group.amount
    return amount is not None and amount.low > 1 and amount.high == amount.low and not group.named


def _others(harm: Harm, event: Event) -> Iterable[tuple[Harm, Group]]:
    return ((h, g) for h, _ in event.known if h is not harm for g in h.groups if not g.component)


def _rest_is_told(harm: Harm, left: int, event: Event) -> bool:
    """Whether the article counts those who lived elsewhere: "three others were wounded" beside "four were shot"."""
    hurt = {g.amount.low for h, g in _others(harm, event) if h.kind == "injured" and g.amount and not g.amount.vague}
    return left in hurt


def _died_of_it(harm: Harm, event: Event, reading: Reading) -> bool:
    """ "Two of them died", or further on "Amina Noor died", "a man was pronounced dead": of those shot before."""
    for death, group in _others(harm, event):
        if death.kind != "killed" or death.start < harm.start:
            continue
        if _PART.match(reading.text, group.start) or _FATALLY.match(reading.text, group.end):
            return True
        died = death.token.lemma_.lower() in words("dying_verbs") or bool(group.named) or group.definite
        if died and death.ordinal > harm.ordinal:
            return True
    return False
