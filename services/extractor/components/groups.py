"""Persons named together: what "both individuals" and "the two officers" stand for later."""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.clauses import phrase
from services.extractor.components.nouns import lemma
from services.extractor.reading import Named, Range, Reading
from shared.messages import Party, Span


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
