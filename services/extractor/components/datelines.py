"""Where and when an article was written, in front of its first sentence: "KISUMU, Kenya —", "BOGOTA, 5 May (AP) -",
"KAMPALA |", "Dhaka, July 17, 2024 (UNB) -".

Does not handle: a place that is not in capitals and has neither day nor agency behind it ("Nairobi: ...").
"""

import re

from services.extractor.components.calendar_rules import MONTH_STARTS
from services.extractor.reading import Range

_CAPITALS = r"[A-Z][A-Z.'’-]+(?:[ /][A-Z.'’-]+){0,3}"
_FURTHER = r"(?:,[ ]+[A-Z][\w.'’]*(?:[ ][\w.'’]+){0,3}){0,3}"
_AGENCY = r"(?:[ ]*\([^()\n]{2,30}\))?"
_SIGN = r"[ ]*(?:[—–|]|:(?=\s)|--|-(?=\s))"
_MONTH = rf"(?:{MONTH_STARTS.title()})[a-z]{{0,6}}\.?"
_DAY = rf",?[ ]+(?:\d{{1,2}}[ ]+{_MONTH}|{_MONTH}[ ]+\d{{1,2}})(?:,?[ ]+\d{{4}})?"
_PLACE = r"[A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]+){0,2}"
_MIXED = rf"{_PLACE}(?:,[ ]+{_PLACE})?(?:{_DAY}{_AGENCY}|[ ]*\((?:[A-Z][A-Z/]{{1,12}}|Reuters|Xinhua|Bloomberg)\))"
_DATELINE = re.compile(
    rf"^[ \t]*(?P<line>(?:{_CAPITALS}{_FURTHER}{_AGENCY}|{_MIXED}){_SIGN})[ \t]*(?=\S)", re.MULTILINE
)
LONGEST = 80
"""Characters of a dateline; what is longer is a sentence with a dash in it."""


def datelines(text: str) -> list[Range]:
    """Every dateline that opens a line, as (start, where its sentence begins), in order."""
    return [(match.start("line"), match.end()) for match in _DATELINE.finditer(text) if _is_one(match)]


def ends_a_sentence(line: Range, text: str) -> bool:
    """Whether the parse would take the place of this dateline for the subject: it is written like a name."""
    return not text[line[0] : line[1]].split(",", maxsplit=1)[0].split("(", maxsplit=1)[0].strip().isupper()


def is_dateline(said: Range, text: str) -> bool:
    """Whether these words are a dateline and nothing else."""
    opening = _opening_of(said, text)
    return opening is not None and opening.start("line") <= said[0] and said[1] <= opening.end()


def without_dateline(said: Range, text: str) -> Range:
    """A sentence, or what is said in it, without the place and day that its line opens with."""
    start, end = said
    opening = _opening_of(said, text)
    within = opening is not None and start < opening.end() < end
    return (opening.end(), end) if opening and within else said


def _opening_of(said: Range, text: str) -> re.Match[str] | None:
    """The dateline of the line in which these words begin."""
    opening = _DATELINE.match(text, text.rfind("\n", 0, said[0]) + 1)
    return opening if opening and _is_one(opening) else None


def _is_one(match: re.Match[str]) -> bool:
    """ "POLICE: ..." names who speaks, and no place without more behind it."""
    line = match["line"]
    return len(line) <= LONGEST and not (line.endswith(":") and "," not in line)
