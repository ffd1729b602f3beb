"""Numbers that share the verb of the one before: "12 died on 20 March, 12 on Saba Saba and six on Wednesday".

Does not handle: numbers with a preposition of place only ("six in Kisumu"), which are parts of the total before them.
"""

from dataclasses import replace

from spacy.tokens import Token

from services.extractor.components.harms import Harm
from services.extractor.components.patients import Group
from services.extractor.components.quantities import quantity
from services.extractor.reading import Range, Reading


def with_gaps(harms: list[Harm], reading: Reading) -> list[Harm]:
    """The tellings, and one more for each number with a day of its own that stands in the same sentence behind one."""
    found: list[Harm] = []
    taken = {(g.start, g.end) for h in harms for g in h.groups}
    for n, harm in enumerate(harms):
        found.append(harm)
        counted = [g for g in harm.groups if g.amount and not g.component]
        if harm.kind is None or not counted:
            continue
        stop = harms[n + 1].start if n + 1 < len(harms) and harms[n + 1].sentence == harm.sentence else harm.sentence[1]
        found += [
            _shared(harm, t) for t in harm.token.sent if harm.end <= t.idx < stop and _stands_alone(t, taken, reading)
        ]
    return found


def _stands_alone(token: Token, taken: set[Range], reading: Reading) -> bool:
    """A bare number right before "on" and a day, that no other telling counts."""
    if token.like_num is False or token.i + 2 >= len(token.doc) or token.nbor().lower_ != "on":
        return False
    if (token.idx, token.idx + len(token)) in taken:
        return False
    after = token.nbor().idx + 3
    return any(after <= date.start <= after + 6 and date.value for date in reading.dates)


def _shared(harm: Harm, token: Token) -> Harm:
    group = Group(token.idx, token.idx + len(token), quantity(token.text), head="people", victim_class="civilian")
    return replace(harm, token=token, groups=(group,), nominal=False, cause=None)
