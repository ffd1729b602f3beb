"""Numbers that share the verb of the one before: "12 died on 20 March, 12 on Saba Saba and six on Wednesday", "two were
killed by soldiers and another two by police", "three were shot, one fatally", "three died in Kisumu, two in Migori".
Behind a total without a place of its own ("six died, three in Kisumu, three in Migori") they are its parts.

Does not handle: numbers before the verb ("three in Kisumu and two in Migori died").
"""

from dataclasses import replace

from spacy.tokens import Token

from services.extractor.components.agents import Actor, actor_at
from services.extractor.components.anchors import is_country, mentions_of_places
from services.extractor.components.harms import Harm
from services.extractor.components.patients import Group
from services.extractor.components.quantities import quantity
from services.extractor.reading import Range, Reading


def with_gaps(harms: list[Harm], reading: Reading) -> list[Harm]:
    """The tellings, and one more for each number with a day of its own that stands in the same sentence behind one."""
    found: list[Harm] = []
    taken = {(g.start, g.end) for h in harms for g in h.groups}
    for n, harm in enumerate(harms):
        counted = [g for g in harm.groups if g.amount and not g.component]
        if harm.kind is None or not counted:
            found.append(harm)
            continue
        stop = harms[n + 1].start if n + 1 < len(harms) and harms[n + 1].sentence == harm.sentence else harm.sentence[1]
        behind = [t for t in harm.token.sent if harm.end <= t.idx < stop]
        placed = [t for t in behind if _stands_in_a_place(t, taken, reading)]
        own = mentions_of_places(reading, (harm.end, placed[0].idx)) if placed else []
        parts = placed if all(is_country(mention, reading) for mention in own) else []
        of_all = tuple(replace(_group(t), component=True) for t in parts)
        found.append(replace(harm, groups=(*harm.groups, *of_all)) if of_all else harm)
        alone = [t for t in behind if t not in parts and (t in placed or _stands_alone(t, taken, reading))]
        found += [_shared(harm, t, reading) for t in alone]
        if harm.kind == "injured":
            fatal = (t for t in behind if _dies_of_it(t))
            found += [replace(_shared(harm, t, reading), kind="killed", type="killing") for t in fatal]
    return found


def _stands_in_a_place(token: Token, taken: set[Range], reading: Reading) -> bool:
    """A bare number right before "in" and a place, that no other telling counts: "two in Dhaka"."""
    if not _is_free(token, ("in",), taken):
        return False
    return token.nbor().idx + 3 in {start for start, _ in mentions_of_places(reading, (token.idx, token.idx + 60))}


def _stands_alone(token: Token, taken: set[Range], reading: Reading) -> bool:
    """A bare number right before "on" and a day, or "by" and one who did it, that no other telling counts."""
    if not _is_free(token, ("on", "by"), taken):
        return False
    if token.nbor().lower_ == "by":
        return _doer_behind(token.nbor(), reading) is not None
    after = token.nbor().idx + 3
    return any(after <= date.start <= after + 6 and date.value for date in reading.dates)


def _is_free(token: Token, prepositions: tuple[str, ...], taken: set[Range]) -> bool:
    """A number right before one of these words, in nobody's count."""
    if not token.like_num or token.i + 2 >= len(token.doc) or token.nbor().lower_ not in prepositions:
        return False
    return not any(start <= token.idx < end for start, end in taken)


def _dies_of_it(token: Token) -> bool:
    """ "Two people were shot, one fatally", "one of them fatally"."""
    behind = [t.lower_ for t in token.doc[token.i + 1 : token.i + 4]]
    return token.like_num and (behind[:1] == ["fatally"] or behind == ["of", "them", "fatally"])


def _doer_behind(by: Token, reading: Reading) -> Actor | None:
    """The armed or official ones right behind "by"."""
    for noun in by.doc[by.i + 1 : by.i + 5]:
        if noun.pos_ in ("NOUN", "PROPN") and not (noun.dep_ == "compound" and noun.head.i > noun.i):
            actor = actor_at(noun, reading)
            return actor if actor and actor.actor_class not in ("unknown", "civilian") else None
    return None


def _shared(harm: Harm, token: Token, reading: Reading) -> Harm:
    doer = _doer_behind(token.nbor(), reading) if token.nbor().lower_ == "by" else None
    agents = (doer,) if doer else harm.agents
    return replace(harm, token=token, groups=(_group(token),), agents=agents, nominal=False, cause=None)


def _group(number: Token) -> Group:
    amount = quantity(number.text)
    return Group(number.idx, number.idx + len(number), amount, head="people", victim_class="civilian")
