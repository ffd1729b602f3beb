"""What a cue of demand asks of whom: "urged X to", "demanded that X do", "called for Y"."""

import re

from spacy.tokens import Token

from services.extractor.components.actions import (
    Demand,
    demand,
    goes_with,
    normal,
    own_subject,
    parties,
    reach,
    trimmed,
)
from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import (
    CLAUSE_HEADS,
    child,
    children,
    conjuncts,
    has_to,
    is_passive,
    phrase,
    sentence_of,
    spread,
    subject,
    text_at,
    under,
)  # fmt: skip
from services.extractor.components.nouns import (
    FIRST_PERSON,
    can_act,
    has_power,
    is_group,
    is_person_noun,
    lemma,
    pronoun,
)
from services.extractor.lexicon import table, words
from services.extractor.reading import Range, Reading

BODILY = frozenset({"push", "press"})
"""What is done to things as well: "pushed the mound to make room"."""
NEAR = 12
"""Characters between "that" and a name: "that the Independent Policing Oversight Authority launch"."""


def demands_of_cue(each: Attribution, reading: Reading) -> list[Demand]:
    """All that the cue of an attribution asks for; empty where it does not ask."""
    if each.frame not in ("demand", "ask", "want"):
        return []
    found: list[Demand] = []
    for head in each.heads:
        if not _is_front_of_hyphen(head):
            for part in conjuncts(head) if head.dep_ in ("dobj", "pobj") else [head]:
                found += _of_complement(part, each, reading)
    if not found and each.frame != "want":
        found = _behind_that(each, reading)
    return found


def is_public(one: Demand, reading: Reading, strong: bool) -> bool:
    """Whether it is asked in public: of somebody with power if the cue is weak ("wants"), never of the family."""
    if any(lemma(token) in words("private") for token in one.addressees):
        return False
    if strong or one.addressed is not None:
        return True
    return any(has_power(token, reading) for token in one.addressees) or trimmed(one.action) in words("public_goods")


def _is_front_of_hyphen(head: Token) -> bool:
    """The model parses "de-escalation" as three objects: only the last is one."""
    if head.text in "-–":
        return True
    return head.i + 1 < len(head.doc) and head.nbor().text in "-–" and not head.whitespace_


def _of_complement(head: Token, each: Attribution, reading: Reading) -> list[Demand]:
    is_clause = head.pos_ in CLAUSE_HEADS or has_to(head) or own_subject(head) is not None
    if head.dep_ not in ("dobj", "pobj") and is_clause:
        return [] if _is_question(head, each) else _of_clause(head, each, reading)
    lost = child(head, "compound") if head.dep_ == "ccomp" and child(head, "mark") is not None else None
    if lost is not None and can_be_asked(lost) and not _is_one_name(lost, head, reading):
        end = each.content[-1][1]
        return [Demand((lost,), normal(text_at(head.doc, head.idx, end)), (phrase(lost)[0], end))]
    inner = next((part for part in children(head, "relcl", "acl", "advcl") if has_to(part)), None)
    if inner is not None and can_be_asked(head):
        return [demand(parties(head), inner, reach(head, inner))]
    if any(has_to(part) for part in each.heads if part != head):
        return []
    if each.frame == "demand" or (each.frame == "want" and lemma(head) in words("public_goods")):
        return _of_noun(head, reading)
    return []


def _is_one_name(first: Token, last: Token, reading: Reading) -> bool:
    whole = reading.names.at(first.idx, first.idx + len(first))
    return whole is not None and whole is reading.names.at(last.idx, last.idx + len(last))


def can_be_asked(noun: Token) -> bool:
    """Whether this noun is somebody who can be asked."""
    return noun.pos_ in ("PROPN", "PRON") or is_person_noun(noun) or is_group(noun)


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
        if who or is_passive(part) or each.cue.pos_ == "NOUN":
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
    return tuple(part for noun in nouns for part in parties(noun))


def _of_noun(head: Token, reading: Reading) -> list[Demand]:
    """ "demanded an immediate de-escalation", "called for the resignation of X", "demands answers from the army"."""
    if head.pos_ == "PRON" or head.ent_type_ in ("MONEY", "PERCENT", "CARDINAL", "QUANTITY") or can_be_asked(head):
        return []
    asked = [
        noun
        for prep in sentence_of(head)
        if prep.lower_ == "from" and prep.head in (head, head.head)
        for noun in children(prep, "pobj")
        if can_act(noun, reading)
    ]
    of = [noun for prep in children(head, "prep") if prep.lower_ in ("of", "by") for noun in children(prep, "pobj")]
    done_to = [noun for noun in (child(head, "poss"), *of) if noun is not None and pronoun(noun) not in FIRST_PERSON]
    known = table("actions").get(lemma(head))
    if not asked and known is None:
        done_to = [noun for noun in done_to if can_act(noun, reading)]
    addressees = tuple(part for noun in (asked or done_to) for part in parties(noun))
    where = _reach_of_noun(head)
    action = known if known and addressees and not asked else trimmed(text_at(head.doc, *where))
    return [Demand(addressees, action, where)]


def _reach_of_noun(head: Token) -> Range:
    """The whole of what is asked for: with what a hyphen joins to it before, and "in the use of force" behind it."""
    start, end = spread(under(head, frozenset({"conj", "cc", "relcl"}))) or phrase(head)
    first = head
    while first.i > 1 and first.nbor(-1).text in "-–" and not first.nbor(-1).whitespace_:
        first = first.nbor(-2)
        start = min(start, (spread(under(first)) or (first.idx, 0))[0])
    for each in head.head.rights:
        follows = each.i > head.i and not text_at(head.doc, end, each.idx).strip()
        dated = any(token.ent_type_ in ("DATE", "TIME", "GPE") for token in each.subtree)
        if follows and each.dep_ == "prep" and each.lower_ in ("in", "of", "into") and not dated:
            end = (spread(each.subtree) or (start, end))[1]
    return start, end


def _behind_that(each: Attribution, reading: Reading) -> list[Demand]:
    """ "demanded that the Authority (IPOA) launch investigations", where the parse took the verb for a noun."""
    that = next((token for token in each.cue.doc[each.cue.i + 1 : each.cue.i + 3] if token.lower_ == "that"), None)
    if that is None or not each.content:
        return []
    end = each.content[-1][1]
    mentions = [(start, stop, known.name) for known in reading.names.all for start, stop in known.mentions]
    first = min((each for each in mentions if that.idx < each[0] < end), default=None)
    if first is None or first[0] - that.idx > NEAR:
        return []
    start, stop, name = first
    bracket = re.match(r"\s*\([^)]{1,20}\)", reading.text[stop:])
    stop += bracket.end() if bracket else 0
    rest = reading.text[stop:end].strip()
    return [Demand((), trimmed(rest), (start, end), ((start, stop), name))] if rest[:1].islower() else []
