"""People who are called after a day: "Sunday Audu, 45", "the driver, Friday Okon".

Does not handle: a day's name alone, or one whose surname tells nothing by what stands around it ("Sunday Audu died").
"""

import re

from services.extractor.components.first_names import is_first_name
from services.extractor.lexicon import words

_SURNAMES = r"(?P<next>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?: [A-Z][a-z]+(?:-[A-Z][a-z]+)?)?"
_BEHIND = r",? \(?(?:aged? )?\d{1,2}\b(?!:)|,? who\b|, an? |, (?:his|her|their) |(?= was [a-z]+ed\b| was shot\b)"
_NAME = re.compile(rf"(?:Sun|Mon|Fri)day {_SURNAMES}(?:{_BEHIND})")
_TIME_BEFORE = re.compile(
    r"\b(?:on|last|this|next|every|by|since|until|till|from|before|after|early|late|of|that|each|past|coming|the|and|to"
    r"|following),? $",
    re.IGNORECASE,
)


def is_called_so(text: str, start: int) -> bool:
    """Whether the day's name at `start` is somebody's: a surname behind it that an age or "who" follows."""
    match = _NAME.match(text, start)
    if match is None or _TIME_BEFORE.search(text[max(0, start - 20) : start]):
        return False
    behind = match["next"].lower()
    if is_first_name(match["next"]):
        return False  # "Sunday Daniel Otieno, 24, said"
    return not any(behind in words(other) for other in ("org_heads", "title_heads", "not_names", "no_name_words"))
