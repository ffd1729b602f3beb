"""Words in an article that are not its own: teasers of other articles, newsletter and copyright lines, captions.

Line by line. Does not handle: a teaser in the middle of a paragraph.
"""

import re

from services.extractor.lexicon import words
from services.extractor.reading import Range

_DATELINE = re.compile(
    r"\A\s*(?:date\s+\d{4}-\d{2}-\d{2}\b"
    r"|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?[A-Z][a-z]+\s+\d{1,2},?\s+\d{4}\s*[–—-])\s*"
)
LONGEST = 300
"""A line longer than this is a paragraph, not a teaser: only "Read: ..." may be that long."""


def find_boilerplate(text: str) -> tuple[Range, ...]:
    """The lines of `text` that are not the article's own words, as (start, end)."""
    starts = tuple(sorted(words("boilerplate_starts")))
    holds = tuple(sorted(words("boilerplate_holds")))
    found: list[Range] = []
    position = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip().lower().lstrip("*•[(>-– ")
        if len(bare) <= LONGEST and bare and (bare.startswith(starts) or any(phrase in bare for phrase in holds)):
            found.append((position, position + len(line.rstrip())))
        position += len(line)
    return tuple(found)


def readable(text: str, boilerplate: tuple[Range, ...]) -> str:
    """`text` with its dateline and boilerplate blanked out: same length, same offsets, nothing foreign to parse."""
    dateline = _DATELINE.match(text)
    blanks = [*boilerplate, *([dateline.span()] if dateline else [])]
    out = text
    for start, end in blanks:
        blank = "".join(character if character in "\r\n" else " " for character in out[start:end])
        out = out[:start] + blank + out[end:]
    return out
