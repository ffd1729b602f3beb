"""What is asked for, folded so that the same action has one key however it is worded."""

from functools import cache
from itertools import combinations

from services.store.names import fold
from services.store.words import lines

OBJECT_WORDS = 2
"""Words after the verb that still tell two actions apart: "release protesters" is not "release report"."""

ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ies", "ed", "es", "s", "e", "y")
"""Cut from a word of an action, longest first, so that forms of one word meet: investigate, investigations."""

SHORTEST_STEM = 4

REPLY_WORDS = 5
"""Words after the verb of a reply that may be those of the demand."""

LONGEST_FORM = 4
"""Words in the longest way to put an action in `words/actions.txt`."""


def action_key(action: str) -> str:
    """An action without the words that don't change it: "immediately tender their resignations" is "resign"."""
    stems = _stems(action)
    named = _named(stems)
    if named is None:
        return " ".join([*stems[:1], *sorted(stems[1 : 1 + OBJECT_WORDS])])
    name, objects = named
    return " ".join([name, *sorted(objects[:OBJECT_WORDS])])


def action_keys(words: str) -> list[str]:
    """Every demand's action that these words may tell of as done, promised or refused; none where they name none.

    "released the three protesters on bond" may be "release", "release protester", "release protester three", ...
    """
    named = _named(_stems(words))
    if named is None:
        return []
    name, objects = named
    near = objects[:REPLY_WORDS]
    parts = [(), *((word,) for word in near), *combinations(near, OBJECT_WORDS)]
    return list(dict.fromkeys(" ".join([name, *sorted(part)]) for part in parts))


def _stems(words: str) -> list[str]:
    small = frozenset(lines("small_words"))
    return [_stem(w) for w in fold(words).split() if w not in small]


def _named(stems: list[str]) -> tuple[str, list[str]] | None:
    """The action that is named first, and the words that tell what it is done to."""
    for start in range(len(stems)):
        for length in range(LONGEST_FORM, 0, -1):
            named = _actions().get(tuple(stems[start : start + length]))
            if named:
                name, whole = named
                return name, [] if whole else stems[start + length :] or stems[:start]
    return None


@cache
def _actions() -> dict[tuple[str, ...], tuple[str, bool]]:
    small = frozenset(lines("small_words"))
    actions = {}
    for line in lines("actions"):
        first, *others = (form.strip() for form in line.split(","))
        name = first.rstrip("!")
        for form in (name, *others):
            stems = tuple(_stem(w) for w in fold(form).split() if w not in small)
            actions[stems] = (name, first.endswith("!"))
    return actions


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
