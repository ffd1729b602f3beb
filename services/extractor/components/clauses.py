"""What a parse says of a verb and of a noun phrase: who does it, and how far it reaches."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from services.extractor.reading import Range

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
CLAUSE_HEADS = frozenset({"VERB", "AUX"})
TRIMMED = " \t\n\r,;:–—-“”\"'‘’.!?"


def sentence_of(token: Token) -> Tokens:
    """The sentence of a token. spaCy's own `.sent` walks through all sentences of the document each time."""
    doc, first, last = token.doc, token.i, token.i + 1
    while first > 0 and not doc[first].is_sent_start:
        first -= 1
    while last < len(doc) and not doc[last].is_sent_start:
        last += 1
    return doc[first:last]


def children(token: Token, *deps: str) -> list[Token]:
    """The children of a token that stand in one of these relations to it, in the order of the text."""
    return [child for child in token.children if child.dep_ in deps]


def child(token: Token, *deps: str) -> Token | None:
    """The first child in one of these relations."""
    return next(iter(children(token, *deps)), None)


def conjuncts(token: Token) -> list[Token]:
    """The token and everything coordinated with it ("A, B and C"), in the order of the text.

    The small model often attaches "Commander Adamson Bungei" to the name before "and" as an apposition: an apposition
    behind a coordinating word is read as coordinated.
    """
    found = [token]
    for linked in children(token, "conj"):
        found += conjuncts(linked)
    coordinator = child(token, "cc")
    if coordinator is not None and len(found) == 1:
        found += [apposed for apposed in children(token, "appos") if apposed.i > coordinator.i]
    return sorted(found, key=lambda each: each.i)


def subject(verb: Token) -> Token | None:
    """Who does what this verb says, also where the subject stands with another verb of the sentence.

    "demanding" and "to demand" take the subject of the verb that they hang on, "protesters demanding" the noun.
    """
    seen: set[int] = set()
    here = verb
    while here.i not in seen:
        seen.add(here.i)
        own = [each for each in children(here, *SUBJECTS) if each.dep_ != "expl"]
        if own:
            return _noun_of(own[-1])
        if here.dep_ in ("acl", "relcl") and here.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return _second_of_two(here) or here.head
        if here.dep_ in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "dep") and here.head != here:
            here = here.head
            while here.dep_ in ("prep", "pobj", "dobj", "attr") and here.pos_ not in CLAUSE_HEADS:
                here = here.head
        elif here.pos_ not in CLAUSE_HEADS and here.head != here:
            here = here.head
        else:
            return None
    return None


def _second_of_two(clause: Token) -> Token | None:
    """ "Clashes between police and students demanding reform": the parse hangs the participle on the first."""
    between = clause.head.dep_ == "pobj" and clause.head.head.lower_ == "between"
    joined = [each for each in conjuncts(clause.head) if clause.head.i < each.i < clause.i] if between else []
    return joined[-1] if joined else None


def _noun_of(own: Token) -> Token:
    """ "The Red Cross operating in Iraq said": the model takes "operating" for the subject."""
    inner = child(own, "nsubj") if own.tag_ in ("VBG", "VBN") else None
    return inner if inner is not None else own


def is_passive(verb: Token) -> bool:
    """Whether the verb says what is done to its subject."""
    return any(each.dep_ in ("auxpass", "nsubjpass") for each in verb.children)


def agent(verb: Token) -> Token | None:
    """Who does what a passive verb says: "by the police"."""
    by = child(verb, "agent") or next((p for p in children(verb, "prep") if p.lower_ == "by"), None)
    return child(by, "pobj") if by is not None else None


def has_to(verb: Token) -> bool:
    """Whether the verb is an infinitive with "to"."""
    return any(each.dep_ == "aux" and each.lower_ == "to" for each in verb.children)


def auxiliaries(verb: Token) -> list[str]:
    """Lower-case helping verbs: ["would", "have"]."""
    return [each.lower_ for each in verb.children if each.dep_ in ("aux", "auxpass")]


def is_negated(verb: Token) -> bool:
    """Whether "not", "never" or "n't" stands with this verb."""
    return any(each.dep_ == "neg" or each.lower_ in ("never", "hardly") for each in verb.children)


def spread(tokens: Iterable[Token]) -> Range | None:
    """From the first to the last of these tokens, without blanks and marks at the edges."""
    kept = [token for token in tokens if not token.is_space]
    while kept and kept[0].text in TRIMMED:
        kept = kept[1:]
    while kept and kept[-1].text in TRIMMED:
        kept = kept[:-1]
    return (kept[0].idx, kept[-1].idx + len(kept[-1])) if kept else None


def under(head: Token, leave_out: frozenset[str] = frozenset()) -> Iterator[Token]:
    """The tokens that hang on a head, itself included, in the order of the text, without some relations of its own."""
    for each in head.lefts:
        if each.dep_ not in leave_out:
            yield from each.subtree
    yield head
    for each in head.rights:
        if each.dep_ not in leave_out:
            yield from each.subtree


NOT_IN_A_NAME = frozenset({"relcl", "acl", "conj", "cc", "punct", "advcl", "parataxis", "preconj", "case"})


def phrase(head: Token, leave_out: frozenset[str] = NOT_IN_A_NAME) -> Range:
    """The noun phrase of one party: "the Independent Policing Oversight Authority (IPOA)", not what is coordinated."""
    nested = frozenset(leave_out | {"appos"}) if len(conjuncts(head)) > 1 else leave_out
    tokens = [token for token in under(head, nested) if not token.is_space]
    begin = tokens.index(head)
    while begin > 0 and tokens[begin - 1].i == tokens[begin].i - 1:
        begin -= 1
    stop = tokens.index(head)
    while stop + 1 < len(tokens) and tokens[stop + 1].i - tokens[stop].i <= 2:
        stop += 1
    start, end = spread(tokens[begin : stop + 1]) or (head.idx, head.idx + len(head))
    marks = [token.text for token in head.doc[tokens[begin].i : tokens[stop].i + 1]]
    after = head.doc[tokens[stop].i + 1] if tokens[stop].i + 1 < len(head.doc) else None
    if after is not None and after.text == ")" and marks.count("(") > marks.count(")"):
        end = after.idx + 1
    return start, end


def text_at(doc: Doc, start: int, end: int) -> str:
    """The characters between two offsets. `doc.text` joins all words of the document each time."""
    span = doc.char_span(start, end, alignment_mode="expand") if start < end else None
    return span.text[start - span.start_char : end - span.start_char] if span is not None else ""


def text_of(head: Token) -> str:
    """The words of a noun phrase as they stand."""
    start, end = phrase(head)
    return text_at(head.doc, start, end)
