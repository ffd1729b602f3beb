"""Which types two articles may give to one event: one counts the dead, the other tells of the force that was used."""

_LETHAL = {"killing", "injury", "attack", "use_of_force", "torture"}
COMPATIBLE: dict[str, set[str]] = {
    "killing": _LETHAL | {"protest", "abduction", "sexual_violence"},
    "injury": _LETHAL | {"protest", "assassination_attempt"},
    "attack": _LETHAL | {"protest", "assassination_attempt", "property_damage", "sexual_violence"},
    "use_of_force": _LETHAL | {"protest", "arrest", "assassination_attempt"},
    "torture": _LETHAL | {"arrest", "abduction"},
    "arrest": {"protest", "abduction"},
    "abduction": {"attack"},
    "protest": {"property_damage"},
}
"""Types that two articles may give to one event; read both ways; every type goes with itself and `other`."""


def compatible(a: str, b: str) -> bool:
    """Whether two articles may call one event so."""
    return a == b or "other" in (a, b) or b in COMPATIBLE.get(a, ()) or a in COMPATIBLE.get(b, ())
