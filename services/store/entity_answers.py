"""Persons and bodies, as the API shows them."""

from datetime import datetime

from shared.messages import Fact


class AliasShown(Fact):
    """A form of a name: why it is this one's, or may be, and the articles in which it stands."""

    name: str
    reason: str
    articles: tuple[str, ...]


class TitleShown(Fact):
    """An office or role, with the first and the last publication that gives it."""

    title: str
    first_published: datetime | None = None
    last_published: datetime | None = None


class EntityLine(Fact):
    """A person or a body across articles."""

    entity_id: str
    kind: str
    name: str
    """The fullest."""
    names: tuple[str, ...]
    articles: int
    first_published: datetime | None = None
    last_published: datetime | None = None


class EntityShown(EntityLine):
    """One of them, with every name and the reason why it is this one's."""

    titles: tuple[TitleShown, ...] = ()
    """As they change over time."""
    aliases: tuple[AliasShown, ...] = ()
    proposed: tuple[AliasShown, ...] = ()
    """Names that may be this one's: a surname alone joins nobody."""
