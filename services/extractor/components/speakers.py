"""Who a mention is: names, titles, pronouns and "the coalition" resolved to a name where the text decides it."""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.clauses import children, conjuncts, phrase, subject, text_of
from services.extractor.components.nouns import FIRST_PERSON, is_group, is_person_noun, lemma, named, pronoun
from services.extractor.lexicon import words
from services.extractor.reading import Named, Range, Reading
from shared.messages import Party, Span

SINGULAR_PERSON = frozenset({"he", "she", "him", "her", "himself", "herself"})
BODY = frozenset({"it", "they", "them", "itself", "themselves"})
OWN_BODIES = frozenset(
    {"police", "court", "government", "ministry", "parliament", "state", "army", "military", "family"}
)
"""These are always themselves: "the police" is never short for the body that spoke last."""
DEFINITE = frozenset({"the", "this", "these", "both", "its", "their"})
ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")


def party(token: Token, reading: Reading, earlier: Sequence[Party], speaking: Party | None = None) -> Party:
    """Who the phrase around `token` is. `earlier`: the speakers before, in order; `speaking`: who says these words.

    The mention is the phrase as it stands here. `name` stays empty where the text does not decide; then `role` holds
    the words of a description ("covert police units").
    """
    mention = phrase(token)
    span = reading.span(*mention)
    word = pronoun(token)
    if word in FIRST_PERSON:
        return Party(name=speaking.name, role=speaking.role, mention=span) if speaking else Party(mention=span)
    if word in ("who", "which", "that") and token.head.dep_ == "relcl":
        return party(token.head.head, reading, earlier, speaking).model_copy(update={"mention": span})
    if token.pos_ == "PRON" and (word in SINGULAR_PERSON or word in BODY):
        back = _pronoun(token, reading, earlier)
        return Party(name=back.name, role=back.role, mention=span) if back else Party(mention=span)
    found = named(token, reading) or _named_in_front(token, reading)
    if found is not None:
        return Party(name=found.name, role=found.role, mention=span)
    if token.pos_ == "PROPN" and not is_group(token):
        return Party(name=_bare(text_of(token)), mention=span)
    back = _described(token, reading, earlier)
    if back is not None:
        return Party(name=back.name, role=back.role, mention=span)
    return Party(role=_bare(text_of(token)) or None, mention=span)


def _bare(words_: str) -> str:
    return next((words_[len(article) :] for article in ARTICLES if words_.startswith(article)), words_)


def _named_in_front(token: Token, reading: Reading) -> Named | None:
    """ "the Azimio coalition" is Azimio; "Azimio supporters" is not."""
    if not is_group(token):
        return None
    for each in children(token, "compound", "nmod"):
        found = reading.names.at(each.idx, each.idx + len(each))
        if found is not None and found.kind == "organisation":
            return found
    return None


def _pronoun(token: Token, reading: Reading, earlier: Sequence[Party]) -> Party | None:
    """ "he": the person who spoke last, else the person that the sentence is about; "it", "they": the body so."""
    kind = "person" if token.lower_ in SINGULAR_PERSON else "organisation"
    spoke = _last(reading, earlier, kind)
    if spoke is not None:
        return spoke
    main = subject(token.sent.root)
    if main is not None and main.i < token.i:
        for each in (main, *children(main, "appos")):
            found = named(each, reading)
            if found is not None and found.kind == kind:
                return Party(name=found.name, role=found.role)
    if kind == "person":
        return _nearest_person(token, reading)
    return _last(reading, earlier, "person") if token.lower_ in ("they", "them") else None


def _nearest_person(token: Token, reading: Reading) -> Party | None:
    before = [
        (start, each)
        for each in reading.names.all
        if each.kind == "person"
        for start, _ in each.mentions
        if start < token.idx and token.idx - start < 600
    ]
    best = max(before, key=lambda pair: pair[0], default=None)
    return Party(name=best[1].name, role=best[1].role) if best else None


def _last(reading: Reading, earlier: Sequence[Party], kind: str) -> Party | None:
    """The last speaker with a name of this kind; a name that the article's entities do not know counts as either."""
    for each in reversed(earlier):
        if each.name:
            known = reading.names.called(each.name)
            if known is None or known.kind == kind:
                return each
    return None


def _described(token: Token, reading: Reading, earlier: Sequence[Party]) -> Party | None:
    """ "the coalition", "the NGO", "the activists": the body that spoke last; "the lawyer": the person with that role."""
    if not any(each.lower_ in DEFINITE for each in children(token, "det", "poss", "predet")):
        return None
    if any(_narrows(each) for each in token.children):
        return None
    word = lemma(token)
    if word in OWN_BODIES or token.lower_ in OWN_BODIES:
        return None
    if is_group(token) or word in ("activist", "campaigner", "lobbyist"):
        return _last(reading, earlier, "organisation")
    if is_person_noun(token) and token.tag_ == "NN":
        return next(
            (each for each in reversed(earlier) if each.name and word in (each.role or "").lower().split()), None
        )
    return None


def _narrows(each: Token) -> bool:
    """Whether a word beside the noun makes it another: "the activists from Kano". A verb that the parse hung on it does not."""
    if each.lower_ in DEFINITE or each.tag_ in ("VBD", "VBZ", "VBP"):
        return False
    return each.dep_ in ("prep", "relcl", "poss", "acl")


def group_before(token: Token, reading: Reading, groups: Sequence[tuple[Party, ...]]) -> tuple[Party, ...]:
    """The persons that "the two officers", "both individuals", "the pair" stand for: the last named together.

    `groups`: persons named together before, in order. A noun of office ("officers") asks for an office of its kind.
    Empty where the text does not decide.
    """
    size = _size(token)
    if size is None:
        return ()
    for group in reversed(groups):
        if len(group) == size and all(_fits(token, each, reading) for each in group):
            return tuple(Party(name=each.name, role=each.role, mention=reading.span(*phrase(token))) for each in group)
    return ()


def _size(token: Token) -> int | None:
    counts = {"two": 2, "both": 2, "three": 3, "four": 4, "duo": 2, "pair": 2, "trio": 3}
    marks = [each.lower_ for each in token.children] + [token.lower_]
    return next((counts[each] for each in marks if each in counts), None)


def _fits(token: Token, each: Party, reading: Reading) -> bool:
    known = reading.names.called(each.name) if each.name else None
    if lemma(token) in ("officer", "policeman", "cop"):
        role = (each.role or "").lower()
        return (known is not None and known.actor_class in ("police", "military")) or any(
            part in role
            for part in ("police", "inspector", "commander", "constable", "sergeant", "officer", "commissioner")
        )
    return known is None or known.kind == "person"


def named_together(reading: Reading) -> list[tuple[int, tuple[Party, ...]]]:
    """Persons coordinated in one phrase ("A and B"), as (offset of the first, parties), in order."""
    found: list[tuple[int, tuple[Party, ...]]] = []
    mentions = sorted(
        ((begin, end, each) for each in reading.names.all if each.kind == "person" for begin, end in each.mentions),
        key=lambda mention: mention[:2],
    )
    run: list[tuple[int, int, Named]] = []
    for mention in mentions:
        if run and not _joined(reading.text[run[-1][1] : mention[0]]):
            _keep(run, found, reading.text)
            run = []
        run.append(mention)
    _keep(run, found, reading.text)
    return found


def _joined(between: str) -> bool:
    """Whether only "and", a comma and a title (capitalised words) stand between two names."""
    parts = between.replace(",", " , ").split()
    if not parts or len(parts) > 8 or not ({"and", ",", "&"} & set(parts)):
        return False
    return all(part in ("and", ",", "&", "of", "the", "for") or part[:1].isupper() for part in parts)


def _keep(run: list[tuple[int, int, Named]], found: list[tuple[int, tuple[Party, ...]]], text: str) -> None:
    names = list(dict.fromkeys(each.name for _, _, each in run))
    if len(names) > 1:
        by_name = {each.name: (start, end, each.role) for start, end, each in reversed(run)}
        parties = (
            Party(name=name, role=role, mention=Span(start=start, end=end, text=text[start:end]))
            for name, (start, end, role) in ((name, by_name[name]) for name in names)
        )
        found.append((run[0][0], tuple(parties)))


def group_within(where: Range, groups: Sequence[tuple[int, tuple[Party, ...]]]) -> tuple[Party, ...]:
    """Persons named together inside this phrase: the names decide where the parse of a long coordination errs."""
    start, end = where
    for at, group in groups:
        last = group[-1].mention
        if start <= at < end and last is not None and last.end <= end:
            return group
    return ()


def mentions_of(token: Token) -> list[Token]:
    """The heads of a coordination of parties: two addressees joined by "and" are two."""
    return [each for each in conjuncts(token) if each.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "X")]


def range_of(party_: Party) -> Range | None:
    """Where the mention of a party stands."""
    return (party_.mention.start, party_.mention.end) if party_.mention else None


def is_document(token: Token) -> bool:
    """Whether somebody speaks in this thing: "letter", "statement"."""
    return lemma(token) in words("reporting_nouns")
