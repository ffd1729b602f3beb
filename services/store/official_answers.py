"""What the authorities say of an incident, as it is shown beside its toll (Rule R6)."""

from shared.messages import Fact, Proof, Toll


class OfficialWord(Fact):
    """What one of them said in one article."""

    speaker: str
    toll: Toll | None = None
    """Null where it is denied, and no number given."""
    denies: bool = False
    evidence: tuple[Proof, ...] = ()


class OfficialShown(Fact):
    """A series of its own: it takes no figure off the toll, and is never averaged with it."""

    toll: Toll
    """`low` 0 where an authority denies it; `best` null where none gives a number."""
    said: tuple[OfficialWord, ...]
    """Oldest first. Of each speaker the last number counts."""
