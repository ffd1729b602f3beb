"""Which named people a noun phrase or a pronoun stands for: beside it ("two men, A and B"), or before it ("he", "both",
"the two officers").

Does not handle: "they" and "them", "the latter", people named only further on, groups named over two sentences.
"""

import re

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from services.extractor.components.quantities import number_of
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading

_AS_MANY = {"both": 2, "pair": 2, "duo": 2, "couple": 2, "trio": 3, "trios": 3}
"""Words that stand for so many people named before."""
BACK = 2
"""How many sentences back they may be named."""
_PLACEHOLDER = re.compile(r"\b(?:john doe|jane doe|unknown|unidentified|unnamed)\b", re.IGNORECASE)


def members_of(token: Token) -> list[Token]:
    """The noun and all joined to it by "and"."""
    members = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "NUM", "PRON") and not _describes(child):
            members += members_of(child)
        elif child.dep_ == "appos" and child.pos_ == "NUM":  # "Amina Noor, 66, and Brian Mutua": joined to the age
            members += members_of(child)[1:]
    return members


def _describes(member: Token) -> bool:
    """ "17 residents, mostly women and children": the parse joins what only says who they were."""
    return any(child.dep_ == "advmod" and child.lower_ in words("mostly") for child in member.children)


def named_in(reading: Reading, token: Token) -> tuple[Named, ...]:
    """The people that the phrase names, itself or beside it: "two men, John Otieno and Peter Kamau"."""
    if token.lower_ in ("himself", "herself"):
        verb = token.head
        while verb.dep_ == "conj" and not any(c.dep_ == "nsubj" for c in verb.children):
            verb = verb.head  # "was holding the gun and shot himself"
        return tuple(n for c in verb.children if c.dep_ == "nsubj" for n in named_in(reading, c))
    if token.lower_ in ("he", "she", "him", "her", "his"):
        return _antecedent(reading, token)
    if group := _group_before(reading, token):
        return group
    tokens = [token, *_apposed(token)]
    if token.dep_ == "appos" and token.head.pos_ in ("PROPN", "NOUN"):
        tokens.append(token.head)
    found: list[Named] = []
    for each in tokens:
        named = reading.names.at(each.idx, each.idx + len(each))
        if named and named.kind == "person" and named not in found and not is_placeholder(named.name):
            found.append(named)
    return tuple(found)


def _apposed(token: Token) -> list[Token]:
    """What stands beside a noun: "two men, A and B"; of "a mother of two, A" the parse hangs it on the number."""
    numbers = (g for c in token.children if c.lower_ == "of" for g in c.children if g.pos_ == "NUM")
    return [m for t in (token, *numbers) for c in t.children if c.dep_ == "appos" for m in members_of(c)]


def _group_before(reading: Reading, token: Token) -> tuple[Named, ...]:
    """ "Both", "the pair", "the two officers": the people of the nearest sentence before that names any, if they are
    exactly so many."""
    wanted = _AS_MANY.get(token.lower_) or _counted(token)
    if not wanted or any(child.dep_ == "appos" or child.lower_ == "of" for child in token.children):
        return ()
    first = token.sent.start
    for _ in range(BACK):
        if first == 0:
            return ()
        before = token.doc[first - 1].sent
        people = _people_in(reading, before.start_char, before.end_char)
        if people:
            return people if len(people) == wanted else ()
        first = before.start
    return ()


def _counted(token: Token) -> int | None:
    """ "the two officers": how many, where an article says that they were told of before."""
    definite = any(child.lower_ in ("the", "these", "those") for child in token.children)
    number = next((child for child in token.children if child.dep_ == "nummod"), None)
    if not definite or number is None or token.tag_ != "NNS":
        return None
    return number_of(number.text)


def _people_in(reading: Reading, start: int, end: int) -> tuple[Named, ...]:
    found = [
        (mention, named)
        for named in reading.names.all
        if named.kind == "person" and not named.office and not is_placeholder(named.name)
        for mention in named.mentions
        if start <= mention[0] and mention[1] <= end
    ]
    return tuple(dict.fromkeys(named for _, named in sorted(found, key=lambda each: each[0])))


def _antecedent(reading: Reading, token: Token) -> tuple[Named, ...]:
    """Whom "he" or "she" means: the last person who was a subject before it, in its sentence or the one before; else
    the only person named before it in its sentence ("walked up to Amina and shot her")."""
    sentence = token.sent
    first = sentence.doc[sentence.start - 1].sent.start if sentence.start else sentence.start
    for i in range(token.i - 1, first - 1, -1):
        each = token.doc[i]
        if each.dep_ not in ("nsubj", "nsubjpass") or each.pos_ == "PRON" or _is_its_own_subject(each, token):
            continue
        named = _named_at(reading, each)
        speaks = each.head.lemma_ in words("reporting_verbs")
        if named:
            return () if speaks or is_placeholder(named.name) else (named,)
        if not speaks and _may_be_meant(each):
            break
    before = _people_in(reading, sentence.start_char, token.idx)
    return before if len(before) == 1 and not _speaks(before[0], sentence) else ()


def _named_at(reading: Reading, subject: Token) -> Named | None:
    """The person that a subject names, itself or beside it: "a student, Brian Otieno, was flown to hospital"."""
    for each in (subject, *(m for c in subject.children if c.dep_ == "appos" for m in members_of(c))):
        named = reading.names.at(each.idx, each.idx + len(each))
        if named and named.kind == "person":
            return named
    return None


def _may_be_meant(subject: Token) -> bool:
    """Whether "he" may mean this subject: one person, not "a bullet" and not "the parents"."""
    lemma = subject.lemma_.lower()
    known = lemma in words("person_nouns") or lemma in words("title_heads") or subject.pos_ == "PROPN"
    return known and subject.tag_ not in ("NNS", "NNPS")


def _speaks(named: Named, sentence: Tokens) -> bool:
    """Whether this person is the one who tells, or only the owner of what is told of ("Amina's brother")."""
    for start, end in named.mentions:
        if sentence.start_char <= start and end <= sentence.end_char:
            span = sentence.doc.char_span(start, end, alignment_mode="expand")
            if span is not None and (
                span.root.dep_ in ("poss", "compound")
                or (span.root.dep_ == "nsubj" and span.root.head.lemma_ in words("reporting_verbs"))
                or (
                    span.root.dep_ == "pobj"
                    and span.root.head.lower_ in ("to", "by")
                    and span.root.head.head.lower_ == "according"
                )
            ):
                return True
    return False


def _is_its_own_subject(subject: Token, token: Token) -> bool:
    """ "A mob lynched him": he is not of the mob."""
    return token.dep_ in ("dobj", "dative") and token.head == subject.head


def is_placeholder(text: str) -> bool:
    """ "John Doe", "unknown male": counted, never a name (Rule R11)."""
    return _PLACEHOLDER.search(text) is not None


def not_their_home(noun: Token) -> Token:
    """ "Musa Opio, both of Kabba, who": people and not the town that they are from."""
    of = noun.head
    if noun.dep_ == "pobj" and of.lower_ in ("of", "from") and of.head.lower_ in ("both", "all"):
        return of.head.head if of.head.dep_ == "appos" else of.head
    return noun
