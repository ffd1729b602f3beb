"""What hangs on a cue: who speaks, and the phrases that hold what is said, wanted or held against somebody."""

from spacy.tokens import Token

from services.extractor.components.clauses import (
    CLAUSE_HEADS,
    agent,
    auxiliaries,
    child,
    children,
    conjuncts,
    has_to,
    is_passive,
    sentence_of,
    spread,
    subject,
)  # fmt: skip
from services.extractor.components.nouns import can_act, lemma
from services.extractor.lexicon import table, words
from services.extractor.reading import Range, Reading

TAKES_CLAUSE = frozenset(
    {"say", "think", "admit", "deny", "promise", "threaten", "demand", "ask", "want", "condemn", "reject", "stance"}
)
TAKES_NOUN = frozenset(
    {"demand", "want", "condemn", "deny", "reject", "admit", "accuse", "blame", "threaten", "stance", "name"}
)
TAKES_INFINITIVE = frozenset({"demand", "ask", "want", "promise", "threaten", "deny"})
OWN_PREPOSITIONS = {"accuse": ("of",), "blame": ("for", "on"), "condemn": ("for", "as", "at", "against"), "say": ()}
ASKS_WITH_TO = {"warn": "ask", "remind": "ask", "caution": "ask", "tell": "want"}
REPORTS = frozenset({"say", "think", "admit", "deny", "promise"})
NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
BETWEEN = frozenset({"PUNCT", "ADV", "AUX", "SPACE"})
"""What may stand between a speaker and the cue: "the adviser, Jake Sullivan, also said"."""


def cue_frame(verb: Token) -> tuple[str, Token | None] | None:
    """The frame of a verb, with the preposition that is part of the cue ("call on"); None if it is no cue."""
    cues = table("cues")
    behind = [each for each in verb.children if each.i > verb.i and (each.dep_ in ("prep", "prt") or each.tag_ == "IN")]
    if verb.i + 1 < len(verb.doc):
        behind.append(verb.nbor())
    if child(verb, "dobj") is not None and not is_passive(verb):
        behind = [each for each in behind if each.dep_ != "prep"]
    for preposition in behind:
        frame = cues.get(f"{lemma(verb)} {preposition.lower_}")
        if frame:
            return frame, preposition
    if is_ultimatum(verb):
        return "ask", None
    frame = cues.get(lemma(verb))
    if frame == "name" and not names(verb):
        return None
    return (asking(verb, frame), None) if frame else None


def is_ultimatum(verb: Token) -> bool:
    """ "gave the company 14 days to clean up": somebody, a span of time, and a deed."""
    if lemma(verb) != "give" or not any(has_to(each) for each in children(verb, "advcl", "xcomp", "ccomp")):
        return False
    times = [each for each in children(verb, "npadvmod", "dobj") if lemma(each) in words("spans_of_time")]
    times += [each for each in children(verb, "prep") if each.lower_ in ("until", "till")]
    return bool(times) and child(verb, "dative", "dobj") is not None


def is_nominal(verb: Token) -> bool:
    """Whether a noun behind this verb is what is said: "announced his candidacy", "described X as Y"."""
    return lemma(verb) in words("nominal_cues") and child(verb, "ccomp") is None


def names(verb: Token) -> bool:
    """ "called the raid a massacre": somebody or something, and what it is called."""
    if child(verb, "dobj") is None or is_passive(verb):
        return False
    quoted = any(each.is_quote for part in children(verb, "dobj", "oprd") for each in part.subtree)
    return child(verb, "oprd") is not None or quoted


def asking(verb: Token, frame: str) -> str:
    """ "warned the junta to leave" asks, "warned that" reports."""
    asked = frame == "say" and child(verb, "dobj", "nsubjpass") is not None
    infinitive = any(has_to(each) for each in children(verb, "xcomp", "ccomp", "advcl"))
    return ASKS_WITH_TO.get(lemma(verb), frame) if asked and infinitive else frame


def speaker_of(verb: Token) -> Token | None:
    """Who speaks: the subject, or behind "by" where the cue is passive."""
    if is_passive(verb) or (verb.dep_ in ("acl", "advcl") and verb.tag_ == "VBN" and not auxiliaries(verb)):
        return agent(verb)
    who = subject(_told_around(verb) or verb)
    return _behind_apposition(who) if who is not None else None


def _told_around(verb: Token) -> Token | None:
    """ "Police said five were taken, adding that": the cue whose words the participle goes on with, as the parse has
    it inside them."""
    told = verb.head
    inside = verb.dep_ == "advcl" and verb.tag_ == "VBG" and told.dep_ in ("ccomp", "conj") and cue_frame(told) is None
    while inside and told.dep_ == "conj":
        told = told.head
    frame = cue_frame(told.head) if inside and told.dep_ == "ccomp" and cue_frame(verb) else None
    return told.head if frame and frame[0] in REPORTS else None


def own_speaker(verb: Token, reading: Reading) -> Token | None:
    """Beside the words that it reports, a cue has its own subject: "...," chanted the protesters."""
    own = child(verb, "nsubj", "nsubjpass")
    if own is None:
        own = next((each for each in children(verb, "dobj") if can_act(each, reading)), None)
    return own or (speaker_of(verb) if verb.dep_ == "conj" else None)


def neighbour(verb: Token) -> Token | None:
    """The noun right before a cue, or right behind it, whose subject the parse lost; none inside quotation marks."""
    at, sentence = verb.i - 1, sentence_of(verb)
    while at >= sentence.start and verb.doc[at].pos_ in BETWEEN and verb.doc[at].text not in "”\"''“:;":
        at -= 1
    before = verb.doc[at] if at >= sentence.start else None
    after = verb.nbor() if verb.i + 1 < sentence.end else None
    found = next((each for each in (before, after) if each is not None and each.pos_ in NOUNS), None)
    while found is not None and found.dep_ in ("compound", "appos") and found.head.pos_ in NOUNS:
        if found.head.i > verb.i:
            break
        found = found.head
    return found


def _behind_apposition(who: Token) -> Token:
    """In "a letter by X's lawyer, Paul Mwangi, A and B accused" the parse counts the lawyer among the speakers."""
    linked = [each for each in conjuncts(who) if each != who]
    begin = min((each.i for each in who.subtree), default=who.i)
    if len(linked) < 2 or begin < 2 or who.doc[begin - 1].text != ",":
        return who
    before = who.doc[begin - 2]
    in_phrase = before.dep_ == "pobj" and before.head.lower_ in ("by", "of", "with", "from", "through")
    return linked[0] if in_phrase and before.pos_ == "NOUN" else who


def complements(verb: Token, frame: str, preposition: Token | None) -> list[Token]:
    """The heads of the phrases that a cue reports, in the order of the text.

    A clause before the cue is reported only if none follows: in "A fled, B insists C did" the first is the writer's.
    """
    own = children(preposition, "pobj", "pcomp") if preposition is not None else []
    after = [each for each in verb.rights if each != preposition and _is_complement(each, verb, frame)]
    by = agent(verb) if frame == "accuse" and not after else None
    if by is not None:
        return [each for each in children(by, "prep") if each.lower_ == "of"]
    if any(each.dep_ == "ccomp" for each in after) or frame not in REPORTS:
        return [*own, *after]
    return [*(each for each in verb.lefts if each.dep_ == "ccomp"), *own, *after]


def _is_complement(each: Token, verb: Token, frame: str) -> bool:
    if each.dep_ == "prep":
        return each.lower_ in OWN_PREPOSITIONS.get(frame, ()) or (each.lower_ == "as" and is_nominal(verb))
    if each.dep_ in ("dobj", "dative"):
        if frame == "deny" and (each.pos_ == "PRON" or child(verb, "dative") is not None):
            return False
        return frame in TAKES_NOUN or frame == "ask" or is_nominal(verb)
    if has_to(each) and each.dep_ in ("xcomp", "advcl", "ccomp"):
        return frame in TAKES_INFINITIVE or lemma(verb) in ("agree", "claim", "offer", "decline")
    if each.dep_ in ("ccomp", "oprd"):
        return frame in TAKES_CLAUSE if each.dep_ == "ccomp" else frame == "name"
    return each.dep_ == "xcomp" and frame in TAKES_NOUN and frame != "want"


def content_of(cue: Token, parts: list[Token]) -> tuple[Range, ...]:
    """The characters of the complements; one range, or two where the cue stands between them.

    Of a passive cue ("he was accused of spying") the subject is what it is about, and belongs to the content.
    """
    passive = child(cue, "nsubjpass")
    speaker = {token.i for each in children(cue, "nsubj") for token in each.subtree}
    about = [passive] if passive is not None and parts and cue.pos_ != "NOUN" else []
    inside = {token.i: token for part in (*about, *parts) for token in part.subtree if token.i not in speaker}
    tokens = [inside[at] for at in sorted(inside)]
    before = spread(token for token in tokens if token.i < cue.i)
    after = spread(token for token in tokens if token.i > cue.i)
    return tuple(each for each in (before, after) if each)


def around(verb: Token) -> tuple[Range, ...]:
    """ "The road, he said, is closed": the cue hangs inside the clause that it reports."""
    head = verb.head
    if verb.dep_ not in ("parataxis", "advcl", "ccomp", "dep") or head == verb or head.pos_ not in CLAUSE_HEADS:
        return ()
    mark = child(verb, "mark", "advmod")
    if verb.dep_ == "advcl" and (mark is None or mark.lower_ != "as"):
        return ()
    if verb.dep_ in ("ccomp", "dep") and "," not in {each.text for each in head.children}:
        return ()
    return _without({token.i for token in verb.subtree}, head)


def beside_according(token: Token, own: set[int]) -> tuple[tuple[Range, ...], Token]:
    """The clause that "according to X" belongs to, and its head: the whole sentence where it opens or closes that."""
    sentence = sentence_of(token)
    head = token.head if token.head.pos_ in CLAUSE_HEADS else sentence.root
    words_after = [each for each in sentence if each.i > max(own) and each.is_alpha]
    words_before = [each for each in sentence if each.i < token.i and each.is_alpha]
    if not words_after or not words_before:
        head = sentence.root
    return _without(own, head), head


def _without(own: set[int], head: Token) -> tuple[Range, ...]:
    tokens = [token for token in head.subtree if token.i not in own]
    before = spread(token for token in tokens if token.i < min(own))
    after = spread(token for token in tokens if token.i > max(own))
    return tuple(each for each in (before, after) if each)
