"""What is asked of whom: the addressees and the action, in the frames in which the press reports demands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from services.extractor.components.nouns import FIRST_PERSON, can_act, has_power, is_group, is_person_noun, lemma
from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import (
    CLAUSE_HEADS,
    agent,
    auxiliaries,
    child,
    children,
    conjuncts,
    has_to,
    is_passive,
    phrase,
    spread,
    subject,
    under,
)
from services.extractor.components.quotes import Quote
from services.extractor.lexicon import rows, table, words
from services.extractor.reading import Range, Reading

OBLIGES = frozenset({"must", "should", "ought", "shall"})
NEEDS = frozenset({"need", "have"})
EPISTEMIC = frozenset(
    {
        "able",
        "ready",
        "available",
        "fine",
        "visible",
        "easy",
        "possible",
        "happy",
        "enough",
        "careful",
        "aware",
        "glad",
        "proud",
    }
)
NO_IMPERATIVE = frozenset(
    {
        "thank",
        "look",
        "listen",
        "see",
        "believe",
        "imagine",
        "let",
        "say",
        "remember",
        "guess",
        "welcome",
        "bless",
        "come",
        "go",
        "read",
        "mind",
        "suppose",
        "trust",
        "wait",
        "watch",
        "know",
        "think",
        "be",
        "have",
        "get",
        "ask",
        "tell",
        "try",
    }
)
URGENT = frozenset(
    {"time", "necessary", "imperative", "urgent", "important", "essential", "vital", "crucial", "right", "high"}
)


@dataclass(frozen=True)
class Demand:
    """One thing asked. `addressees`: nouns of who is to act, or to whom it is to happen; `action`: its normal form."""

    addressees: tuple[Token, ...]
    action: str
    where: Range
    """The clause or phrase that holds it."""
    addressed: tuple[Range, str] | None = None
    """An addressee that only the article's names give, where the parse lost the clause."""


def demands_of_cue(each: Attribution, reading: Reading) -> list[Demand]:
    """What a cue of demand asks for: "urged X to", "demanded that X do", "called for Y"."""
    if each.frame not in ("demand", "ask", "want"):
        return []
    found: list[Demand] = []
    for head in each.heads:
        for part in conjuncts(head) if head.dep_ in ("dobj", "pobj") else [head]:
            found += _of_complement(part, each, reading)
    if not found and each.frame != "want":
        found = _behind_that(each, reading)
    return found


def _of_complement(head: Token, each: Attribution, reading: Reading) -> list[Demand]:
    verb = head if head.pos_ in CLAUSE_HEADS or has_to(head) else None
    if verb is not None and head.dep_ not in ("dobj", "pobj"):
        return _of_clause(verb, each)
    if any(has_to(part) for part in each.heads if part != head) or has_to_inside(head):
        inner = has_to_inside(head)
        return [_made((head,), inner, _reach(head, inner))] if inner is not None else []
    if each.frame == "demand" or (each.frame == "want" and _is_public_noun(head)):
        return _of_noun(head, reading)
    return []


def has_to_inside(head: Token) -> Token | None:
    """An infinitive that hangs on the addressee: "called for the minister to resign" as the small model reads it."""
    return next((part for part in children(head, "relcl", "acl", "advcl") if has_to(part) and can_be_asked(head)), None)


def can_be_asked(noun: Token) -> bool:
    """Whether this noun is somebody who can be asked."""
    return noun.pos_ in ("PROPN", "PRON") or is_person_noun(noun) or is_group(noun)


def _of_clause(verb: Token, each: Attribution) -> list[Demand]:
    """ "to resign", "(that) the state release them", with those coordinated that have an own "to", "that" or subject."""
    found: list[Demand] = []
    shared: tuple[Token, ...] = ()
    for part in [
        verb,
        *(link for link in conjuncts(verb) if link != verb and (has_to(link) or _own_subject(link))),
    ]:
        own = _own_subject(part)
        if own is not None:
            shared = _parties(own)
        elif has_to(part) and not shared:
            shared = _addressees(each)
        if has_to(part) or own is not None:
            who = shared
            if not who and not is_passive(part) and each.frame != "demand":
                continue
            found.append(_made(who, part, _reach(shared[0] if own is not None and shared else None, part)))
    return found


def _own_subject(verb: Token) -> Token | None:
    return next(iter(children(verb, "nsubj", "nsubjpass", "csubj")), None)


def _addressees(each: Attribution) -> tuple[Token, ...]:
    """Of "urged X and Y to": the objects; of "X was urged to": the subject."""
    if is_passive(each.cue):
        who = subject(each.cue)
        return _parties(who) if who is not None else ()
    nouns = [head for head in each.heads if head.dep_ in ("dobj", "pobj", "dative")]
    return tuple(part for noun in nouns for part in _parties(noun))


def _parties(noun: Token) -> tuple[Token, ...]:
    """The coordinated addressees; a first title that the parse made a modifier ("X and Commander Y") counts too."""
    found = [part for part in conjuncts(noun) if part.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")]
    lost = [part for part in children(noun, "nmod") if child(part, "cc") is not None or children(part, "conj")]
    for part in lost:
        found = [*(names[-1] if (names := children(prep, "pobj")) else part for prep in children(part, "prep")), *found]
    return tuple(found)


def _of_noun(head: Token, reading: Reading) -> list[Demand]:
    """ "demanded an immediate de-escalation", "called for the resignation of X", "demands answers from the army"."""
    if head.pos_ == "PRON" or head.ent_type_ in ("MONEY", "PERCENT", "CARDINAL", "QUANTITY") or can_be_asked(head):
        return []
    sources = [pobj for prep in head.sent.root.subtree if prep.lower_ == "from" and prep.head in (head, head.head)
               for pobj in children(prep, "pobj") if can_act(pobj, reading)]  # fmt: skip
    owner = child(head, "poss")
    of = [pobj for prep in children(head, "prep") if prep.lower_ in ("of", "by") for pobj in children(prep, "pobj")]
    who = tuple(sources) or tuple(part for part in (owner, *of) if part is not None and can_act(part, reading))
    parties = tuple(part for noun in who for part in _parties(noun) if part.lower_ not in FIRST_PERSON)
    reach = spread(under(head, frozenset({"conj", "cc"}))) or phrase(head)
    whole = head.doc.text[reach[0] : reach[1]]
    key = table("actions").get(lemma(head)) if parties and not sources else None
    return [Demand(parties, key or _trimmed(whole), reach)]


def _is_public_noun(head: Token) -> bool:
    return lemma(head) in (
        "justice",
        "answer",
        "accountability",
        "investigation",
        "inquiry",
        "probe",
        "resignation",
        "apology",
        "compensation",
        "reform",
        "release",
    )


def _behind_that(each: Attribution, reading: Reading) -> list[Demand]:
    """ "demanded that the Authority (IPOA) launch investigations", where the parse took the verb for a noun."""
    that = next((token for token in each.cue.doc[each.cue.i + 1 : each.cue.i + 3] if token.lower_ == "that"), None)
    if that is None or not each.content:
        return []
    end = each.content[-1][1]
    best: tuple[int, int, str] | None = None
    for known in reading.names.all:
        for start, stop in known.mentions:
            if that.idx < start < end and (best is None or start < best[0]):
                best = (start, stop, known.name)
    if best is None or best[0] - that.idx > 12:
        return []
    stop = best[1]
    bracket = re.match(r"\s*\([^)]{1,20}\)", reading.text[stop:])
    stop += bracket.end() if bracket else 0
    rest = reading.text[stop:end].strip()
    if not rest[:1].islower():
        return []
    return [Demand((), _trimmed(rest), (best[0], end), ((best[0], stop), best[2]))]


def demands_in(tokens: Sequence[Token], quote: Quote | None, reading: Reading) -> list[Demand]:
    """What words said ask for without a cue: "must be held", "police to desist", "Stop the killings" in quotation marks."""
    found: list[Demand] = []
    for token in tokens:
        if token.pos_ not in CLAUSE_HEADS and token.tag_ != "VB":
            continue
        inside = quote is not None and quote.holds(token.idx)
        made = _obliged(token, reading) or (
            _called_to(token, reading) or _imperative(token, tokens) if inside else None
        )
        if made is not None:
            found.append(made)
    return found


def _obliged(verb: Token, reading: Reading) -> Demand | None:
    """ "X must go", "Y should be reformed", "Z needs to act", "it is time for Z to act"; a guess or a regret is none."""
    aux = auxiliaries(verb)
    modal = next((each for each in verb.children if each.dep_ == "aux" and each.lower_ in OBLIGES), None)
    needs = (
        has_to(verb) and verb.dep_ == "xcomp" and lemma(verb.head) in NEEDS and verb.head.tag_ in ("VBP", "VBZ", "VB")
    )
    timely = has_to(verb) and verb.head.dep_ in ("attr", "acomp", "ROOT", "ccomp") and _is_urgent(verb)
    if not (modal is not None or needs or timely) or "have" in aux or verb.dep_ in ("relcl", "advcl"):
        return None
    who = _own_subject(verb) or (subject(verb.head) if needs else None) or subject(verb)
    if who is None or who.lower_ in FIRST_PERSON or who.lower_ in ("there", "this", "that", "it", "which", "who"):
        return None
    if modal is not None and modal.i < who.i and modal.i < verb.i and modal.lower_ == "should":
        return None
    if lemma(verb) == "be" and any(
        lemma(each) in EPISTEMIC or each.pos_ != "ADJ" for each in children(verb, "acomp", "attr", "prep", "advmod")
    ):
        return None
    parties = _parties(who)
    acting = [part for part in parties if can_act(part, reading)]
    passive = is_passive(verb)
    if not acting and not passive and lemma(verb) not in ("stop", "end", "cease"):
        return None
    by = agent(verb) if passive else None
    targets = (by,) if by is not None and can_act(by, reading) else tuple(acting or parties)
    return _made(targets, verb, _reach(parties[0] if parties else None, verb))


def _is_urgent(verb: Token) -> bool:
    governor = verb.head
    nearby = [governor, *children(governor, "attr", "acomp")]
    return any(lemma(each) in URGENT for each in nearby) and _own_subject(verb) is not None


def _called_to(verb: Token, reading: Reading) -> Demand | None:
    """A line of a list of demands: "Police officers to desist from ..." with no finite verb before it."""
    if not has_to(verb) or verb.dep_ not in ("relcl", "acl", "ROOT"):
        return None
    who = verb.head if verb.dep_ != "ROOT" else _own_subject(verb)
    if who is None or not (can_act(who, reading) and can_be_asked(who)):
        return None
    begin = min(token.i for token in who.subtree)
    opens = begin == 0 or who.doc[begin - 1].text in '“"‘•-–;:' or who.doc[begin - 1].is_space
    return (
        _made(_parties(who), verb, _reach(who, verb))
        if opens and who.dep_ in ("dep", "ROOT", "nsubj", "dobj", "ccomp")
        else None
    )


def _imperative(verb: Token, tokens: Sequence[Token]) -> Demand | None:
    """ "Stop the killings": a base form that opens a sentence in quotation marks, without a subject."""
    if (
        verb.tag_ not in ("VB", "VBP")
        or has_to(verb)
        or lemma(verb) in NO_IMPERATIVE
        or children(verb, "nsubj", "nsubjpass", "expl")
    ):
        return None
    if any(each.tag_ == "MD" for each in verb.children) or not children(
        verb, "dobj", "prep", "prt", "xcomp", "ccomp", "advmod"
    ):
        return None
    lead = [
        each
        for each in tokens
        if each.sent == verb.sent and each.i < verb.i and not each.is_punct and not each.is_space
    ]
    if any(each.lower_ not in ("please", "do", "not", "n't", "n’t", "just", "now", "and", "so") for each in lead):
        return None
    return _made((), verb, _reach(None, verb))


def _reach(first: Token | None, verb: Token | None) -> Range:
    if verb is None:
        return phrase(first) if first is not None else (0, 0)
    start, end = spread(_clause_words(verb)) or (verb.idx, verb.idx + len(verb))
    return (min(start, phrase(first)[0]) if first is not None else start, end)


ADJUNCTS_OF_RESIGNING = re.compile(r"\s+(?:over|after|amid|amidst|following|because|for failing|in the wake)\b.*", re.S)
NOT_IN_ACTION = frozenset({"nsubj", "nsubjpass", "aux", "mark", "cc", "csubj", "expl", "parataxis"})


def _clause_words(verb: Token) -> list[Token]:
    """The verb phrase without its subject and helping verbs; coordinated verbs with a "to" or subject are their own."""
    own = {token.i for link in children(verb, "conj") if has_to(link) or _own_subject(link) for token in link.subtree}
    leave = set(own) | {
        token.i for part in children(verb, *NOT_IN_ACTION) for token in part.subtree if part.dep_ != "cc"
    }
    passive = [part for part in children(verb, "auxpass", "neg") if part.i < verb.i]
    kept = [token for token in verb.subtree if token.i not in leave and (token.i >= verb.i or token in passive)]
    return kept


def _made(addressees: tuple[Token, ...], verb: Token, where: Range) -> Demand:
    """A demand whose action is a clause: its base form, "be" kept in the passive."""
    kept = [token for token in _clause_words(verb) if not token.is_space]
    rest = [token for token in kept if token.i > verb.i]
    tail = spread(rest)
    doc = verb.doc
    words_ = doc.text[tail[0] : tail[1]] if tail else ""
    base = verb.text if is_passive(verb) else (lemma(verb) or verb.text)
    negated = "not " if any(each.dep_ == "neg" for each in verb.children) else ""
    lead = negated + ("be " if is_passive(verb) else "")
    return Demand(addressees, normal(f"{lead}{base} {words_}"), where)


def normal(action: str) -> str:
    """One readable form for an action: "tender their resignations for failing ..." and "step down" are "resign".

    Blanks are single; adverbs of haste, and the reason behind "resign", go.
    """
    action = re.sub(r"\b(immediately|urgently|forthwith|at once|promptly|now|also)\b", "", _trimmed(action))
    action = re.sub(r"\s+", " ", action).strip(" ,;")
    for variant, kept, *_ in rows("action_verbs"):
        if action.startswith(variant):
            action = kept + action[len(variant) :]
    head = ADJUNCTS_OF_RESIGNING.sub("", action)
    head = re.sub(r"\s+(on|by|before|within)\s+.*", "", head) if head.split(" ")[0] in ("resign", "quit") else head
    known = table("actions").get(head)
    if known:
        return known
    return "resign" if re.match(r"resign\b", action) and len(head.split()) <= 2 else action


def _trimmed(words_: str) -> str:
    flat = re.sub(r"\s+", " ", words_).strip(" ,;:.”“\"'’‘!?")
    return re.sub(r"^(?:an?|the)\s+(?=\w)", "", flat)


def is_asked_in_public(each: Demand, reading: Reading, strong: bool) -> bool:
    """Whether somebody with power, a named party or nobody in particular is asked; family matters are not ours."""
    if any(lemma(token) in words("private") for token in each.addressees):
        return False
    if strong or each.addressed is not None:
        return True
    return any(has_power(token, reading) for token in each.addressees)
