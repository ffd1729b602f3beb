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
from services.extractor.components.demands import can_be_asked
from services.extractor.components.nouns import FIRST_PERSON, can_act, has_power, lemma, pronoun
from services.extractor.components.quotes import Quote
from services.extractor.lexicon import words
from services.extractor.reading import Reading

OBLIGES = frozenset({"must", "should", "ought", "shall"})
NEEDS = frozenset({"need", "have"})
URGENT = frozenset({"time", "necessary", "imperative", "urgent", "important", "essential", "vital", "crucial", "high"})
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
        if made is None and quote is not None and quote.holds(token.idx):
            made = _called_to(token, reading) or _imperative(token, said, reading)
        if made is not None:
            found.append(made)
    return found


def _obliged(verb: Token, reading: Reading) -> Demand | None:
    """ "X must go", "Y should be reformed", "Z needs to act", "time for Z to act"; a guess or a regret is none."""
    modal = next((each for each in verb.children if each.dep_ == "aux" and each.lower_ in OBLIGES), None)
    needs = _is_needed(verb)
    urgent = _is_urgent(verb)
    if not (modal is not None or needs or urgent) or "have" in auxiliaries(verb):
        return None
    who = own_subject(verb) or (subject(verb.head) if needs else None) or subject(verb)
    if who is None or pronoun(who) in FIRST_PERSON | UNCLEAR or (needs and not has_power(who, reading)):
        return None
    if (_is_condition(verb, modal, who) and not urgent) or (lemma(verb) == "be" and not _must_be(verb)):
        return None
    everybody = parties(who)
    acting = tuple(part for part in everybody if can_act(part, reading))
    if lemma(verb) in words("no_demands") or not (acting or is_passive(verb) or lemma(verb) in ENDS):
        return None
    by = agent(verb) if is_passive(verb) else None
    addressees = (by,) if by is not None and can_act(by, reading) else acting or everybody
    return demand(addressees, verb, reach(who if who.i < verb.i else None, verb))


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


def _is_needed(verb: Token) -> bool:
    """ "needs to act", "have to go"; not "have yet to act"."""
    governor = verb.head
    if not has_to(verb) or verb.dep_ != "xcomp" or lemma(governor) not in NEEDS:
        return False
    present = governor.tag_ in ("VBP", "VBZ", "VB")
    return present and not any(each.lower_ == "yet" or each.dep_ in ("neg", "aux") for each in governor.children)


def _is_urgent(verb: Token) -> bool:
    """ "It is time for Z to act": the infinitive has its own subject."""
    governor = verb.head
    if not has_to(verb) or own_subject(verb) is None or governor.dep_ not in ("attr", "acomp", "ROOT", "ccomp"):
        return False
    return any(lemma(each) in URGENT for each in (governor, *children(governor, "attr", "acomp")))


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
    lead = [each for each in said if first <= each.i < verb.i and each.is_alpha]
    if children(verb, "nsubj", "nsubjpass", "expl") or any(each.lower_ not in BEFORE_IMPERATIVE for each in lead):
        return None
    if lemma(verb) == "let":
        return _let(verb, reading)
    if lemma(verb) in words("no_imperatives") or not children(verb, "dobj", "prep", "prt", "xcomp", "ccomp", "advmod"):
        return None
    return demand((), verb, reach(None, verb))


def _let(verb: Token, reading: Reading) -> Demand | None:
    inner = next(iter(children(verb, "ccomp")), None)
    who = own_subject(inner) if inner is not None else None
    if inner is None or who is None or pronoun(who) in FIRST_PERSON or not can_act(who, reading):
        return None
    return demand(parties(who), inner, reach(who, inner))
