"""The harm that an article follows: it tells of the arrest, the charge, the trial or the funeral, and of the dead only
with words that point to them ("charged over the shooting death of a girl").

Does not handle: an article that follows several harms; the first that it tells with its people stands for it.
"""

from services.extractor.components.harms import Harm
from services.extractor.components.pointing import may_refer
from services.extractor.components.reasons import reason_of
from services.extractor.components.roles import Setting, role_of
from services.extractor.components.same_events import fits
from services.extractor.components.tellings import FAMILY, Event, Told
from services.extractor.lexicon import words
from services.extractor.reading import Reading


def followed(tellings: Told, events: list[Event], reading: Reading) -> Event | None:
    """The one event of violence that the article follows; null where it tells of an event itself, or of no people.

    What is only the reason of a protest or a demand is not followed: who decries a death need not mean one event.
    """
    if any(event.family != "custody" for event in events):
        return None
    violent = [(h, s) for h, s in tellings if FAMILY[h.type] == "violence" and not h.not_actual]
    first = next(((h, s) for h, s in violent if _tells_whom(h, s, reading)), None)
    if first is None or not _is_of_what_follows(violent):
        return None
    event = Event("violence", follows=True)
    event.add(*first)
    for harm, setting in violent:
        if harm is first[0] or _is_of_many(harm, setting, reading):
            continue
        if may_refer(harm, setting, event, reading) or fits(harm, setting, event, reading):
            event.add(harm, setting)
    event.tellings.sort(key=lambda telling: telling[0].start)
    return event


def _tells_whom(harm: Harm, setting: Setting, reading: Reading) -> bool:
    """Whether it tells of people, by name or number, and not of a total over many events."""
    whom = [g for g in harm.groups if not g.component and (g.named or (g.amount and not g.amount.vague))]
    decried = reason_of(harm.token) is not None or _is_decried(harm)
    return bool(whom) and not decried and not _is_of_many(harm, setting, reading)


def _is_of_what_follows(told: Told) -> bool:
    """Whether some sentence says that somebody was charged, that it is looked into, or that the dead are buried; or
    tells the harm with a verb."""
    following = words("following")
    return any(not h.nominal or any(t.lemma_.lower() in following for t in h.token.sent) for h, _ in told)


def _is_decried(harm: Harm) -> bool:
    """ "Camped against the death of a colleague": told by those who do not say when."""
    return harm.nominal and harm.token.head.lower_ == "against"


def _is_of_many(harm: Harm, setting: Setting, reading: Reading) -> bool:
    if harm.token.dep_ == "relcl" and harm.token.head.tag_ == "NN":
        return False  # "arrested a man who shot four people last month": one deed, whatever the month
    roles = {role_of(harm, group, setting, reading) for group in harm.groups if not group.component}
    return "cumulative" in (roles or {role_of(harm, None, setting, reading)})
