"""Which class of actor a word, a title or an organisation's name belongs to."""

import re
from functools import cache

from services.extractor.lexicon import rows, table
from shared.messages import ActorClass


@cache
def class_of_name(words: str) -> ActorClass:
    """The class that a title or an organisation's name tells; unknown if none."""
    known = table("organisations").get(words)
    if known:
        return known  # type: ignore[return-value]
    for actor, pattern in rows("actor_names"):
        if re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE):
            return actor  # type: ignore[return-value]
    return "unknown"


@cache
def class_of_noun(words: str) -> ActorClass | None:
    """The class of a noun phrase ("certain police officers") by its longest known ending; null if there is none.

    A plural is looked up without its -s, -men as -man.
    """
    parts = re.findall(r"[a-z][a-z'-]*", words.lower())
    for start in range(len(parts)):
        phrase = parts[start:]
        for last in {phrase[-1], _singular(phrase[-1])}:
            found = table("actors").get(" ".join([*phrase[:-1], last]))
            if found:
                return found  # type: ignore[return-value]
    return None


def _singular(word: str) -> str:
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
