"""Who speaks and who is asked, folded so that one office, body or person has one key in every article."""

from functools import cache

from services.store.names import fold
from services.store.words import lines
from shared.messages import Entity, Party

JOINING_WORDS = frozenset({"of", "and", "for", "the", "la", "in", "on", "to"})
PERSONAL = {"he", "she", "they", "it", "we", "i", "you", "who", "which", "this", "that", "him", "her", "them", "us"}
PRONOUNS = frozenset(PERSONAL | {"his", "its", "their", "our", "my", "your", "whose"})
WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
ACRONYM_WORDS = 3
"""From so many words on, a body is known by its initials: Independent Policing Oversight Authority is IPOA."""


def party_key(party: Party, entities: tuple[Entity, ...] = ()) -> str:
    """One word or a few for who that is; "" where the text names nobody.

    Offices fold to their first form in `words/roles.txt` and titles before a name fall away; bodies fold to their
    initials; a person folds to the last word of the name, since the press writes "IG Koome" and "Japhet Koome".
    """
    text = party.name or party.role or (party.mention.text if party.mention else "")
    words = [w for w in _without_day(fold(text).split()) if w != "the"]
    if not words or (len(words) == 1 and words[0] in PRONOUNS):
        return ""
    office = offices().get(" ".join(words))
    if office:
        return office
    words = _without_titles(words)
    return _body_key(words) if _is_body(words, party.name, entities) else words[-1]


def _without_day(words: list[str]) -> list[str]:
    """The name without the day that stands behind it: "council of governors on wednesday"."""
    days = [n for n in range(1, len(words) - 1) if words[n] == "on" and words[n + 1] in WEEKDAYS]
    return words[: days[0]] if days else words


@cache
def offices() -> dict[str, str]:
    """Every form of every office, with the form that names it."""
    forms = [[fold(form) for form in line.split(",")] for line in lines("roles")]
    return {form: office[0] for office in forms for form in office}


def is_generic(key: str) -> bool:
    """Every country has one: "the government" of two countries are two addressees."""
    return key in lines("generic_addressees")


def _without_titles(words: list[str]) -> list[str]:
    """The name without the offices before it: "interior cs kithure kindiki" is "kithure kindiki"."""
    for n in range(len(words) - 1, 0, -1):
        if " ".join(words[:n]) in offices():
            return _without_titles(words[n:])
    return words


def _is_body(words: list[str], name: str | None, entities: tuple[Entity, ...]) -> bool:
    kinds = {e.kind for e in entities if name and name in (e.name, *e.aliases)}
    if kinds & {"person", "organisation"}:
        return "person" not in kinds
    return name is None or any(w in lines("bodies") for w in words)


def _body_key(words: list[str]) -> str:
    telling = [w for w in words if w not in JOINING_WORDS]
    if len(telling) >= ACRONYM_WORDS and not is_generic(" ".join(telling)):
        return "".join(w[0] for w in telling)
    own = [w for w in telling if w not in lines("bodies")]
    return " ".join(own if len(telling) == 2 and own else telling)
