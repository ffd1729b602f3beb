"""Which class of actor a word, a title or an organisation's name belongs to."""

import re
from functools import cache

from services.extractor.lexicon import table
from shared.messages import ActorClass

_IN_NAMES: tuple[tuple[re.Pattern[str], ActorClass], ...] = (
    (
        re.compile(
            r"\b(?:police|policing|constabulary|sheriff|flying squad|criminal investigations?|GSU|IG|OCS|OCPD|DCI)\b(?!.*oversight)",
            re.I,
        ),
        "police",
    ),  # fmt: skip
    (
        re.compile(r"\b(?:army|military|defen[cs]e forces?|armed forces|navy|air force|battalion|brigade)\b", re.I),
        "military",
    ),  # fmt: skip
    (
        re.compile(
            r"\b(?:ministry|government|cabinet secretary|CS|president|prime minister|minister|governor|county commissioner|chief of staff|state house|authority)\b",
            re.I,
        ),
        "government",
    ),  # fmt: skip
    (re.compile(r"\b(?:militia|rebels?|liberation (?:army|front)|insurgents?|bandits?)\b", re.I), "armed_group"),
    (re.compile(r"\bsecurity (?:services?|company|firm|ltd|limited)\b", re.I), "private_security"),
)


@cache
def class_of_name(words: str) -> ActorClass:
    """The class that a title or an organisation's name tells; unknown if none."""
    known = table("organisations").get(words)
    if known:
        return known  # type: ignore[return-value]
    return next((actor for pattern, actor in _IN_NAMES if pattern.search(words)), "unknown")


@cache
def class_of_noun(words: str) -> ActorClass | None:
    """The class of a noun phrase in small letters ("certain police officers"), by its longest known ending; null if none.

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
