"""What a cue of demand asks of whom: "urged X to", "demanded that X do", "called for Y"."""

from spacy.tokens import Token

from services.extractor.components.actions import (
    Demand,
    demand,
    goes_with,
    own_subject,
    parties,
    reach,
)
from services.extractor.components.attributions import RECEIVES, Attribution
from services.extractor.components.clauses import (
    CLAUSE_HEADS,
    child,
    children,
    conjuncts,
    has_to,
    is_passive,
    subject,
)  # fmt: skip
from services.extractor.components.demanded_goods import of_noun
from services.extractor.components.lost_clauses import behind_that, lost_clause
from services.extractor.components.nouns import (
    can_act,
    can_be_asked,
    has_power,
    lemma,
)
from services.extractor.components.orders import is_order
from services.extractor.lexicon import table, words
from services.extractor.reading import Reading

BODILY = frozenset({"push", "press"})
"""What is done to things as well: "pushed the mound to make room"."""
ASKS_A_QUESTION = frozenset({"know", "learn", "hear"})


def demands_of_cue(each: Attribution, reading: Reading) -> list[Demand]:
    """All that the cue of an attribution asks for; empty where it does not ask."""
    if each.frame not in ("demand", "ask", "want") or is_order(each):
        return []
    found: list[Demand] = []
    for head in each.heads:
        if not _is_front_of_hyphen(head):
            for part in conjuncts(head) if head.dep_ in ("dobj", "pobj") else [head]:
                found += _of_complement(part, each, reading)
    if not found and each.frame != "want":
        found = behind_that(each, reading)
    return found


def is_public(one: Demand, reading: Reading, strong: bool) -> bool:
    """Whether it is asked in public: of somebody with power if the cue is weak ("wants")."""
    if strong or one.addressed is not None:
        return True
    public = words("public_goods") | words("public_deeds")
    if one.deed is not None and any(lemma(part) in public for part in _deed_and_its_goal(one.deed)):
        return True
    return any(has_power(token, reading) for token in one.addressees)


def _deed_and_its_goal(deed: Token) -> list[Token]:
    return [deed, *(pobj for prep in children(deed, "prep") for pobj in children(prep, "pobj"))]


def _is_front_of_hyphen(head: Token) -> bool:
    """The model parses "de-escalation" as three objects: only the last is one."""
    if head.text in "-–":
        return True
    return head.i + 1 < len(head.doc) and head.nbor().text in "-–" and not head.whitespace_


def _of_complement(head: Token, each: Attribution, reading: Reading) -> list[Demand]:
    is_clause = head.pos_ in CLAUSE_HEADS or has_to(head) or own_subject(head) is not None
    if head.dep_ not in ("dobj", "pobj") and is_clause:
        return [] if _is_question(head, each) else _of_clause(head, each, reading)
    lost = lost_clause(head, each, reading)
    if lost is not None:
        first, others = lost
        return [first, *(one for verb in others for one in _of_clause(verb, each, reading))]
    inner = next((part for part in children(head, "relcl", "acl", "advcl") if has_to(part)), None)
    if inner is not None and can_be_asked(head):
        return [demand(parties(head), inner, reach(head, inner))]
    if any(has_to(part) for part in each.heads if part != head):
        return []
    good = lemma(head) in table("actions") or (each.frame == "want" and lemma(head) in words("public_goods"))
    return of_noun(head, reading) if each.frame == "demand" or good else []


def _is_question(verb: Token, each: Attribution) -> bool:
    """ "asked whether", "asked why", "Can she stay?": an answer is asked for, no deed."""
    if any(part.dep_ == "mark" and part.lower_ in ("whether", "if") for part in verb.lefts):
        return True
    if next(iter(verb.subtree)).tag_ in ("WRB", "WP", "WDT"):
        return True
    quoted = any(start <= verb.idx < end for start, end in each.spoken)
    return quoted and child(verb, "mark") is None and not has_to(verb)


def _of_clause(verb: Token, each: Attribution, reading: Reading) -> list[Demand]:
    """ "to resign", "(that) the state release them", with the coordinated verbs that are asked for as well."""
    found: list[Demand] = []
    who: tuple[Token, ...] = ()
    for part in [verb, *(link for link in conjuncts(verb) if link != verb and goes_with(verb, link))]:
        own = own_subject(part)
        if own is not None:
            who = parties(own)
        elif not has_to(part):
            continue
        elif not who:
            who = tuple(noun for noun in _addressees(each) if lemma(each.cue) not in BODILY or can_act(noun, reading))
        for_oneself = lemma(each.cue) == "demand" and lemma(part) not in ASKS_A_QUESTION
        if who or is_passive(part) or each.cue.pos_ == "NOUN" or for_oneself:
            found.append(demand(who, part, reach(own, part)))
    return found


def _addressees(each: Attribution) -> tuple[Token, ...]:
    """Of "urged X and Y to": the objects; of "X was urged to": the subject; of "an ultimatum to X": X."""
    if is_passive(each.cue):
        who = subject(each.cue)
        return parties(who) if who is not None else ()
    times = words("spans_of_time")
    nouns = [head for head in each.heads if head.dep_ in ("dobj", "pobj", "dative") and lemma(head) not in times]
    if each.cue.pos_ == "NOUN":
        to = [prep for prep in children(each.cue, "prep", "dative") if prep.lower_ in ("to", "on")]
        nouns = [pobj for prep in to for pobj in children(prep, "pobj")]
        nouns = nouns or _receivers(each.cue)
    return tuple(part for noun in nouns for part in parties(noun))


def _receivers(noun: Token) -> list[Token]:
    """ "made a request to X to", "X received an ultimatum", "X came under pressure to": X is to act."""
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    if verb.pos_ != "VERB":
        return []
    if lemma(verb) in RECEIVES:
        who = subject(verb)
        return [who] if who is not None else []
    return [pobj for prep in children(verb, "prep", "dative") if prep.lower_ == "to" for pobj in children(prep, "pobj")]
