"""Who is who across articles: spellings, short forms, titles that change, initials. Proposed by the program, decided by
rules that never join two people on a surname alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from services.store.names import fold, is_full, may_be, names_nobody, same_person
from services.store.parties import JOINING_WORDS, offices
from shared.identity import stable_id
from shared.messages import ArticleExtracted

Kind = Literal["person", "organisation"]

IN_OFFICE = timedelta(days=366)
"""So far from a report of somebody in an office, the office with a surname still means that person."""


@dataclass(frozen=True)
class Naming:
    """How one article names somebody. `titles`: with which offices or roles."""

    kind: Kind
    name: str
    article_id: str
    published_at: datetime | None = None
    titles: frozenset[str] = frozenset()


@dataclass
class Alias:
    """One form of a name, why it is this one's, and in which articles it stands."""

    name: str
    reason: str
    articles: set[str] = field(default_factory=set)


@dataclass
class Entity:
    """A person or body across articles, under its fullest name. `proposed`: names that may be this one's."""

    kind: Kind
    name: str
    names: list[Alias]
    namings: list[Naming]
    proposed: list[Alias] = field(default_factory=list)

    @property
    def entity_id(self) -> str:
        return name_id(self.kind, self.name)

    @property
    def titles(self) -> dict[str, tuple[datetime | None, datetime | None]]:
        """Each title with the first and the last publication that gives it."""
        held: dict[str, list[datetime]] = {}
        for naming in self.namings:
            for title in naming.titles:
                held.setdefault(title, []).extend([naming.published_at] if naming.published_at else [])
        return {t: (min(days, default=None), max(days, default=None)) for t, days in sorted(held.items())}


def name_id(kind: Kind, name: str) -> str:
    """The id of whoever bears this name, where it is the fullest of that one's."""
    return stable_id("entity", kind, fold(name))


def namings_of(extracted: ArticleExtracted) -> list[Naming]:
    """Everybody and every body that the article names, with the titles that it gives them."""
    found = []
    for entity in extracted.entities:
        if entity.kind == "place" or names_nobody(entity.name) or not fold(entity.name):
            continue
        kind: Kind = entity.kind
        own = frozenset({entity.name, *entity.aliases})
        roles = {
            fold(party.role)
            for claim in extracted.claims
            for party in (claim.speaker, *claim.targets)
            if party and party.role and party.name in own
        }
        titles = frozenset(_office(t) for t in (*roles, *(_title(a, entity.name) for a in entity.aliases)) if t)
        given = titles if kind == "person" else frozenset()
        found.append(Naming(kind, entity.name, extracted.article_id, extracted.published_at, given))
    return found


def _title(alias: str, name: str) -> str:
    """What stands before the name in an alias: "IG Koome" gives "ig"."""
    words, own = fold(alias).split(), set(fold(name).split())
    before = [n for n, word in enumerate(words) if word in own]
    return " ".join(words[: before[0]]) if before else ""


def _office(title: str) -> str:
    return offices().get(title, title)


def block_of(kind: Kind, name: str) -> str:
    """Where all stand who could be this one: by the last word of a person's name, by the initials of a body's."""
    words = fold(name).split()
    return f"{kind} {words[-1] if kind == 'person' else _initials(words)}"[:200]


def _initials(words: Sequence[str]) -> str:
    telling = [w for w in words if w not in JOINING_WORDS] or list(words)
    return "".join(w[0] for w in telling) if len(telling) > 1 else telling[0]


def grouped(namings: Iterable[Naming]) -> list[Entity]:
    """The persons and bodies of one block, most often named first."""
    by_name: dict[str, list[Naming]] = {}
    for naming in sorted(namings, key=lambda n: (n.name, n.article_id)):
        by_name.setdefault(fold(naming.name), []).append(naming)
    persons = any(n.kind == "person" for same in by_name.values() for n in same)
    found = _persons(by_name) if persons else _bodies(by_name)
    return sorted(found, key=lambda e: (-len({n.article_id for n in e.namings}), e.name))


def _persons(by_name: dict[str, list[Naming]]) -> list[Entity]:
    full = sorted((n for n in by_name if is_full(n)), key=lambda n: (-len(n.split()), n))
    found: list[Entity] = []
    for name in full:
        fitting = [e for e in found if same_person(name, e.name)]
        if len(fitting) == 1:
            _join(fitting[0], by_name[name], "the same words, spelt or shortened otherwise")
        elif fitting:  # two people have all the words of this name: it may be either
            _propose(fitting, by_name[name], "may be this one's, or another's")
        else:
            found.append(_founded(by_name[name]))
    for name in (n for n in by_name if not is_full(n)):
        for naming in by_name[name]:
            _short(naming, [e for e in found if may_be(name, e.name)])
    return found or [_founded(same) for same in by_name.values()]


def _short(naming: Naming, likely: Sequence[Entity]) -> None:
    """A surname alone joins nobody; with a title that one bearer of it held at that time, it is that one's."""
    in_office = [entity for entity in likely if _held(entity, naming)]
    if len(in_office) == 1:
        _join(in_office[0], [naming], f"the surname, as {min(naming.titles)} at that time")
    else:
        _propose(likely, [naming], "a surname alone")


def _held(entity: Entity, naming: Naming) -> bool:
    for other in entity.namings:
        if other.titles & naming.titles and is_full(other.name):
            near = other.published_at is None or naming.published_at is None
            if near or abs(other.published_at - naming.published_at) <= IN_OFFICE:  # type: ignore[operator]
                return True
    return False


def _bodies(by_name: dict[str, list[Naming]]) -> list[Entity]:
    """Bodies whose initials agree: the initials are those of the one that is named in full, if it is the only one."""
    whole: dict[str, list[Naming]] = {}
    short: list[Naming] = []
    for name, same in by_name.items():
        if len(name.split()) == 1:
            short += same
        else:
            whole.setdefault(" ".join(w for w in name.split() if w not in JOINING_WORDS), []).extend(same)
    found = [_founded(same) for same in whole.values()]
    if len(found) == 1 and len(block_of("organisation", found[0].name).split()[1]) > 2:
        _join(found[0], short, "its initials")
    elif short:
        _propose(found, short, "the initials of several")
        found.append(_founded(short))
    return found


def _founded(same: Sequence[Naming]) -> Entity:
    entity = Entity(same[0].kind, same[0].name, [], [])
    _join(entity, same, "this name")
    return entity


def _join(entity: Entity, namings: Sequence[Naming], reason: str) -> None:
    entity.namings += namings
    _add(entity.names, namings, reason)


def _propose(entities: Iterable[Entity], namings: Sequence[Naming], reason: str) -> None:
    for entity in entities:
        _add(entity.proposed, namings, reason)


def _add(names: list[Alias], namings: Sequence[Naming], reason: str) -> None:
    for naming in namings:
        alias = next((a for a in names if a.name == naming.name), None)
        if alias is None:
            alias = Alias(naming.name, reason)
            names.append(alias)
        alias.articles.add(naming.article_id)
