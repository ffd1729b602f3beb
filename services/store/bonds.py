"""What people decided of groups of mentions: that they are one event, or that they are not; no score outweighs it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bond:
    """Each mention on the left and each on the right are one event (`alike`), or never are."""

    alike: bool
    left: frozenset[str]
    right: frozenset[str]
    reason: str


Side = tuple[int, bool]
"""A mention's place in a sequence of bonds: the number of the bond, and whether it stands on its left."""


def sides(mention_id: str, bonds: Sequence[Bond]) -> frozenset[Side]:
    """Where this mention stands in these bonds."""
    left = {(number, True) for number, bond in enumerate(bonds) if mention_id in bond.left}
    return frozenset(left | {(number, False) for number, bond in enumerate(bonds) if mention_id in bond.right})


def between(a: frozenset[Side], b: frozenset[Side]) -> int | None:
    """The number of the bond that decides on mentions in these places: the first one, so the newest has to be first."""
    return min((number for number, is_left in a if (number, not is_left) in b), default=None)


def parted(places: Iterable[frozenset[Side]], bonds: Sequence[Bond]) -> bool:
    """Whether any of these places is in a bond that keeps mentions apart."""
    return any(not bonds[number].alike for place in places for number, _ in place)
