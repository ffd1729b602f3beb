"""What words said ask for without a cue: "must be held", "police to desist", "Stop the killings" in quotation marks."""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.actions import Demand, demand, own_subject, parties, reach
from services.extractor.components.clauses import (
    CLAUSE_HEADS,
    agent,
    auxiliaries,
    children,
    has_to,
    is_passive,
    sentence_of,
    subject,
)
from services.extractor.components.nouns import FIRST_PERSON, can_act, can_be_asked, lemma, pronoun
from services.extractor.components.obligations import URGENT, bound_by, modal_of
from services.extractor.components.quotes import Quote
from services.extractor.lexicon import words
from services.extractor.reading import Reading

ENDS = frozenset({"stop", "end", "cease"})
"""What a thing must do: "the killings must stop"."""
UNCLEAR = frozenset({"there", "this", "that", "it", "which", "who", "what"})
BEFORE_IMPERATIVE = frozenset({"please", "do", "not", "n't", "n’t", "just", "now", "and", "so"})


def demands_in(said: Sequence[Token], quote: Quote | None, reading: Reading) -> list[Demand]:
    """Demands among the tokens of what is said. `quote`: the quotation they stand in; imperatives count only in one."""
    found: list[Demand] = []
    for token in said:
        if token.pos_ not in CLAUSE_HEADS and token.tag_ != "VB":
            continue
        made = _obliged(token, reading)
        made = made or _timely(token)
        if made is None and quote is not None and quote.holds(token.idx):
            made = _called_to(token, reading) or _imperative(token, said, reading)
        if made is not None:
            found.append(made)
    return found


def _obliged(verb: Token, reading: Reading) -> Demand | None:
    """ "X must go", "Y should be reformed", "Z needs to act", "time for Z to act"; a guess or a regret is none."""
    modal, bound = modal_of(verb), bound_by(verb, reading)
    if (modal is None and bound is None) or "have" in auxiliaries(verb):
        return None
    who = bound or own_subject(verb) or subject(verb)
    if who is None or pronoun(who) in FIRST_PERSON or (pronoun(who) in UNCLEAR and not _is_told(who, verb, reading)):
        return None
    if (bound is None and _is_condition(verb, modal, who)) or (lemma(verb) == "be" and not _must_be(verb)):
        return None
    everybody = parties(who)
    acting = tuple(part for part in everybody if can_act(part, reading))
    if lemma(verb) in words("no_demands") or not (acting or is_passive(verb) or lemma(verb) in ENDS):
        return None
    by = agent(verb) if is_passive(verb) else None
    addressees = (by,) if by is not None and can_act(by, reading) else acting or everybody
    return demand(addressees, verb, reach(who if who.i < verb.i else None, verb))


def _is_told(who: Token, verb: Token, reading: Reading) -> bool:
    """ "issued a reminder to Iraq that it must": it is who is told."""
    if who.lower_ != "it":
        return False
    holders = [verb.head, *([verb.head.head] if verb.head.pos_ == "NOUN" else [])]
    preps = [each for holder in holders for each in children(holder, "prep", "dative") if each.lower_ == "to"]
    to = [pobj for each in preps for pobj in children(each, "pobj")]
    return any(can_act(each, reading) for each in (*children(verb.head, "dobj"), *to))


def _timely(verb: Token) -> Demand | None:
    """ "It is time to disband the unit": nobody is named to do what only somebody with power can."""
    governor = verb.head
    if not has_to(verb) or own_subject(verb) is not None or lemma(verb) not in words("public_deeds"):
        return None
    urgent = any(lemma(each) in URGENT for each in (governor, *children(governor, "attr", "acomp")))
    return demand((), verb, reach(None, verb)) if urgent and children(verb, "dobj") else None


def _is_condition(verb: Token, modal: Token | None, who: Token) -> bool:
    """ "should they attempt" is a condition, and so is what stands in a side clause."""
    inverted = modal is not None and modal.lower_ == "should" and modal.i < who.i and modal.i < verb.i
    return inverted or verb.dep_ in ("relcl", "advcl")


def _must_be(verb: Token) -> bool:
    """ "must be accountable", "must be ready to act"; "must be tired", "must be ready by noon" guess or foresee."""
    how = children(verb, "acomp")
    return any(
        lemma(part) in words("must_be") or any(has_to(inner) for inner in children(part, "xcomp")) for part in how
    )


def _called_to(verb: Token, reading: Reading) -> Demand | None:
    """A line of a list of demands: "Police officers to desist from ..." with no finite verb before it."""
    if not has_to(verb) or reading.names.at(verb.idx, verb.idx + 1) is not None:
        return None
    own = own_subject(verb)
    who = own if own is not None and verb.dep_ in ("ROOT", "ccomp", "dep") else verb.head
    if own is None and verb.dep_ not in ("relcl", "acl"):
        return None
    if not can_act(who, reading) or not can_be_asked(who) or who.dep_ not in ("dep", "ROOT", "nsubj", "dobj", "ccomp"):
        return None
    begin = min(token.i for token in who.subtree)
    opens = begin == 0 or who.doc[begin - 1].text in '“"‘•-–;:' or who.doc[begin - 1].is_space
    return demand(parties(who), verb, reach(who, verb)) if opens else None


def _imperative(verb: Token, said: Sequence[Token], reading: Reading) -> Demand | None:
    """ "Stop the killings": a base form opens a sentence in quotation marks; "Let the army leave" asks the army."""
    if verb.tag_ not in ("VB", "VBP") or has_to(verb) or any(each.tag_ == "MD" for each in verb.children):
        return None
    first = sentence_of(verb).start
    lead = [each for each in said if first <= each.i < verb.i]
    called = _called(lead, reading)
    spoken = [each for each in lead if each.is_alpha and (called is None or each.i > called.i)]
    if any(each.lower_ not in BEFORE_IMPERATIVE for each in spoken):
        return None
    if any(each != called and each.i >= said[0].i for each in children(verb, "nsubj", "nsubjpass", "expl")):
        return None
    if lemma(verb) == "let":
        return _let(verb, reading)
    if lemma(verb) in words("no_imperatives") or not children(verb, "dobj", "prep", "prt", "xcomp", "ccomp", "advmod"):
        return None
    return demand((called,) if called is not None else (), verb, reach(None, verb))


def _called(lead: Sequence[Token], reading: Reading) -> Token | None:
    """Who is called by name before an imperative: "President Boluarte, resign!"."""
    comma = next((at for at, each in enumerate(lead) if each.text == ","), 0)
    before = [each for each in lead[:comma] if each.is_alpha]
    if not before or any(each.pos_ not in ("PROPN", "NOUN", "ADJ", "DET") for each in before):
        return None
    return before[-1] if can_act(before[-1], reading) else None


def _let(verb: Token, reading: Reading) -> Demand | None:
    inner = next(iter(children(verb, "ccomp")), None)
    who = own_subject(inner) if inner is not None else None
    if inner is None or who is None or pronoun(who) in FIRST_PERSON or not can_act(who, reading):
        return None
    return demand(parties(who), inner, reach(who, inner))
