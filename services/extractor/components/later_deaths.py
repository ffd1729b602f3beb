"""Somebody who was hurt and died of it later: one incident, of the day on which they were hurt (Rule R12).

Does not handle: two people hurt together of whom one dies, where the text does not say which.
"""

from services.extractor.components.harms import Harm
from services.extractor.components.patients import Group
from services.extractor.components.roles import Setting
from services.extractor.components.tellings import Event
from services.extractor.lexicon import words

LATEST = 60
"""Days between a wound and the death that an article ties to it."""


def tells_a_later_death(harm: Harm) -> bool:
    """ "He died on Thursday", "the victim succumbed", "Amina was pronounced dead": one person, known before."""
    if harm.kind != "killed" or harm.not_actual or harm.token.lemma_.lower() not in words("dying_verbs"):
        return False
    whole = [g for g in harm.groups if not g.component]
    return len(whole) == 1 and (whole[0].definite or bool(whole[0].named) or _is_one_of(harm)) and _is_one(whole[0])


def _is_one_of(harm: Harm) -> bool:
    """ "One of them", "one of the two"."""
    subjects = [c for c in harm.token.children if c.dep_ in ("nsubj", "nsubjpass")]
    return any(s.lower_ == "one" and any(c.lower_ == "of" for c in s.children) for s in subjects)


def hurt_before(harm: Harm, told: list[Harm]) -> Harm | None:
    """The telling of how this person was hurt: by the same name, or the last one person hurt before."""
    if not tells_a_later_death(harm):
        return None
    (group,) = (g for g in harm.groups if not g.component)
    names = {n.name for n in group.named}
    before = [h for h in told if h.kind == "injured" and not h.not_actual and h.start < harm.start]
    for hurt in reversed(before):
        people = [g for g in hurt.groups if not g.component]
        if names and any(n.name in names for g in people for n in g.named):
            return hurt
        alone = len(people) == 1 and (_is_one(people[0]) or _is_one_of(harm))
        if alone and not (names and people[0].named) and harm.ordinal - hurt.ordinal <= NEAR:
            return hurt
    return None


NEAR = 4
"""Sentences between a wound and "he died"."""


def died_in_time(event: Event, setting: Setting) -> bool:
    """Whether the death may be of that event: on its day or some weeks later, as far as days are told."""
    if not (setting.own_date and setting.date and setting.date.when.start):
        return True
    days = [s.date.when.start for s in event.dates() if s.date and s.date.when.start]
    return not days or any(0 <= (setting.date.when.start - day).days <= LATEST for day in days)


def _is_one(group: Group) -> bool:
    return group.amount is None or group.amount.best == 1
