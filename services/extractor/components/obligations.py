"""Who is bound to act by what is said: "must", "needs to", "it is time that he", "insisted that he resign"."""

from spacy.tokens import Token

from services.extractor.components.clauses import auxiliaries, child, children, has_to, is_passive, subject
from services.extractor.components.nouns import FIRST_PERSON, can_act, has_power, lemma, pronoun
from services.extractor.reading import Reading

OBLIGES = frozenset({"must", "should", "ought", "shall"})
NEEDS = frozenset({"need", "have", "ought"})
URGENT = frozenset({"time", "necessary", "imperative", "urgent", "important", "essential", "vital", "crucial", "high"})
DUTIES = frozenset({"duty", "obligation", "responsibility"})
INSISTS = frozenset({"insist", "suggest", "plead"})
"""Verbs of saying whose clause in the subjunctive asks: "insisted that the election be rerun"."""
STATES = frozenset({"support", "know", "have", "want", "need", "believe", "think", "like", "agree", "love", "remain"})
"""Behind "insisted that the people ..." these in the present tense report: nobody asks for them."""
ASKS = frozenset({"ask", "want", "demand", "need", "request"})
CONDITIONS = frozenset({"until", "till"})


def modal_of(verb: Token) -> Token | None:
    """The helping verb that binds: "must", "should"."""
    return next((each for each in verb.children if each.dep_ == "aux" and each.lower_ in OBLIGES), None)


def bound_by(verb: Token, reading: Reading) -> Token | None:
    """Who has to do this, where another word than a helping verb says so; the governing word decides."""
    governor = verb.head
    if has_to(verb) and verb.dep_ in ("xcomp", "acl") and lemma(governor) in NEEDS:
        return _needing(verb, reading)
    if has_to(verb) and lemma(governor) in DUTIES:
        who = subject(governor.head) if governor.dep_ in ("dobj", "attr") else None
        return who if who is not None and has_power(who, reading) else None
    own = child(verb, "nsubj", "nsubjpass")
    had = next((each for each in children(verb, "aux") if each.lower_ in ("had", "'d", "’d")), None)
    if had is not None and any(each.lower_ == "better" for each in children(verb, "advmod")):
        return own or child(had, "nsubj")
    if own is None:
        return None
    if (
        _is_urgent(verb)
        or _is_subjunctive(verb, own)
        or _is_all_that_is_asked(verb)
        or _is_condition(verb, own, reading)
    ):
        return own
    return None


def _needing(verb: Token, reading: Reading) -> Token | None:
    """ "needs to act", "have to go", "ought to"; not "have yet to act"."""
    governor = verb.head
    present = governor.tag_ in ("VBP", "VBZ", "VB", "MD")
    if not present or any(each.lower_ == "yet" or each.dep_ in ("neg", "aux") for each in governor.children):
        return None
    who = child(governor, "nsubj", "nsubjpass") or subject(governor)
    return who if who is not None and (has_power(who, reading) or lemma(governor) == "ought") else None


def _is_urgent(verb: Token) -> bool:
    """ "It is time for Z to act", "imperative that Z act", "high time Z acted": the clause has its own subject."""
    governor = verb.head
    times = [each for each in (governor, *children(governor, "attr")) if lemma(each) == "time"]
    if times and (verb.tag_ == "VBD" or has_to(verb)):
        return has_to(verb) or any(part.lower_ in ("high", "about") for each in times for part in each.children)
    marks = {each.lower_ for each in children(verb, "mark")}
    if not (has_to(verb) or "that" in marks) or governor == verb:
        return False
    if governor.dep_ not in ("attr", "acomp", "ROOT", "ccomp"):
        return False
    return any(lemma(each) in URGENT for each in (governor, *children(governor, "attr", "acomp")))


def _is_subjunctive(verb: Token, own: Token) -> bool:
    """ "insisted that he resign", "that the vote be rerun"; with a plural only where the tense shows it."""
    governor = verb.head
    if verb.dep_ != "ccomp" or lemma(governor) not in INSISTS or pronoun(own) in FIRST_PERSON or has_to(verb):
        return False
    if "that" not in {each.lower_ for each in children(verb, "mark")}:
        return False
    helping = auxiliaries(verb)
    if is_passive(verb):
        return "be" in helping and not any(each.tag_ == "MD" for each in verb.children)
    base = verb.tag_ in ("VB", "VBP") and verb.lower_ == lemma(verb) and not helping
    singular = own.tag_ in ("NN", "NNP") or own.lower_ in ("he", "she", "it")
    return base and lemma(verb) not in STATES and (singular or governor.tag_ == "VBD")


def _is_all_that_is_asked(verb: Token) -> bool:
    """ "All we ask is that the police tell us", "what I want is that"."""
    governor = verb.head
    if verb.dep_ != "ccomp" or lemma(governor) != "be":
        return False
    asking = [inner for each in children(governor, "nsubj", "csubj") for inner in (each, *children(each, "relcl"))]
    return any(
        lemma(each) in ASKS and any(pronoun(who) in FIRST_PERSON for who in children(each, "nsubj")) for each in asking
    )


def _is_condition(verb: Token, own: Token, reading: Reading) -> bool:
    """ "We will not stop until the president resigns"; with "unless" it is a threat first of all."""
    marks = {each.lower_ for each in children(verb, "mark")}
    if verb.dep_ != "advcl" or not marks & CONDITIONS or verb.tag_ not in ("VBZ", "VBP") or has_to(verb):
        return False
    if not has_power(own, reading) or pronoun(own) in FIRST_PERSON or not can_act(own, reading):
        return False
    governor = verb.head
    who = subject(governor)
    first = who is not None and pronoun(who) in FIRST_PERSON | {"they"}
    return first and any(each.dep_ == "neg" for each in governor.children)
