"""A running total as it is shown: beside what is known of its time and place (Rule R7)."""

from shared.messages import Fact, Toll


class PartOfTotal(Fact):
    """An incident that a running total counts, and how many met this kind of harm in it."""

    incident_id: str
    toll: Toll


class AccountShown(Fact):
    """What of a running total is explained. It makes no incident, whatever is left."""

    counted: int
    """Incidents known of its period and country."""
    incidents: tuple[PartOfTotal, ...] = ()
    """The first of them."""
    parts: tuple[Toll, ...] = ()
    """What the total's own article gives as its parts: "12 in March, 12 on Saba Saba and six on Wednesday"."""
    unallocated_low: int | None = None
    unallocated_best: int | None = None
    """How many neither explains; null where the article says neither since when it counts, nor of what parts."""
