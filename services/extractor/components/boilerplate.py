"""Words in an article that are not its own: teasers and lists of other articles, newsletter and copyright lines,
captions, photo credits, bylines.

Line by line, but for credits and teasers in brackets, and for what stands behind the text where its line ends are lost.
Does not handle: a teaser without brackets in the middle of a paragraph, a caption without a credit.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from services.extractor.lexicon import words
from services.extractor.reading import Range

_DATELINE = re.compile(
    r"\A\s*(?:date\s+\d{4}-\d{2}-\d{2}\b"
    r"|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?[A-Z][a-z]+\s+\d{1,2},?\s+\d{4}\s*[–—-])\s*"
)
LONGEST = 300
"""A line longer than this is a paragraph, not a teaser: only "Read: ..." may be that long."""
HEADLINE = 140
"""The most characters of a headline in a list of other articles."""
CREDIT = 60
"""The most characters of a credit at the end of a caption."""
_NAME = r"(?:[A-Z][\w.'’-]*|[A-Z]{2,})"
_BYLINE = re.compile(
    r"(?i:by|reporting by|written by|words by|edited by)\s+(?!(?:[A-Z][a-z]+day|The|A|An)\b)"
    rf"{_NAME}(?:\s+{_NAME}){{1,3}}"
    rf"(?:\s*(?:,|&|\||and|in|for|[–—-])\s*{_NAME}(?:\s+{_NAME}){{0,4}})*\s*"
)
_CREDIT = re.compile(
    r"(?:\b(?:photo|photos|picture|image|pic|courtesy|credit|graphic|video)s?\s*(?:/|\||:|(?:by|credit|courtesy)\s+(?-i:[A-Z]))"
    r"|\bfile\s*(?:\||/|photo\b|image\b|picture\b|\)$)"
    r"|\b[A-Z][\w.'’ -]{1,40}\s*(?:/|\||via)\s*(?:AFP|AP|Reuters|REUTERS|Getty|EPA|NMG|Xinhua|Anadolu)\b"
    r"|\bAP\s+Photo\b|\bGetty\s+Images\b|\bBuy\s+Photo\b)",
    re.IGNORECASE,
)
_CREDIT_WORD = re.compile(r"photo|pic|image|courtesy|credit|graphic|video|file|getty|via|[/|]")
"""In small letters; without one of these, a line holds no credit."""
_BRACKETED = re.compile(
    r"[(\[]\s*(?:(?:also\s+)?(?:read|watch|see|related|more)(?:\s+(?:also|more|too|on\s+this))?|photos?|images?|pictures?"
    r"|source|credit|video|caption)\s*(?::|[–—-]|by\b)[^()\[\]\n]{1,200}[)\]]",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:(?<=[.!?\"”’')]\s)|(?<=\n))(?:related\s+(?:stories|story|articles|news|links|coverage)|more\s+stories|read\s+also|also\s+read"
    r"|you\s+may\s+also\s+like|(?:[a-z]+\s+)?full\s+coverage\s*:)(?=[\s:])",
    re.IGNORECASE,
)
"""What opens the headlines of other articles behind the text."""
_SENTENCE = re.compile(r"\w{3,}[\"”’)]*\.(?:[\"”’)]*\s|[\"”’)]*$)")
LONGEST_TAIL = 1_500
"""Characters of headlines behind a text; more is text."""
_SHARED_BY = re.compile(
    r"(?:\s+(?:facebook|twitter|linkedin|whatsapp|e?-?mail|print|pinterest|telegram|reddit|share|tweet|copy\s+link)){2,}\s*\Z",
    re.IGNORECASE,
)


@lru_cache(maxsize=32)
def find_boilerplate(text: str) -> tuple[Range, ...]:
    """The stretches of `text` that are not the article's own words, as (start, end), in order, without overlaps.

    Asked for before the parse and after it: the answers for the last articles are kept.
    """
    lines = list(_lines_of(text))
    taken = _lists(text) | {(start, end) for start, end in lines if _is_foreign(text[start:end])}
    found = [line for line in lines if line in taken]
    for match in _BRACKETED.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in found):
            found.append(match.span())
    if tail := _tail(text):
        found = [*((start, min(end, tail[0])) for start, end in found if start < tail[0]), tail]
    return tuple(sorted(found))


def _tail(text: str) -> Range | None:
    """Where the headlines of other articles, and the names of networks to share it with, stand behind the text, in one
    line: no sentence ends there."""
    end = len(text.rstrip())
    shared = _SHARED_BY.search(text, max(0, end - 200), end)
    stop = shared.start() if shared else end
    for opening in _TAIL.finditer(text, max(0, stop - LONGEST_TAIL), stop):
        behind = text[opening.start() : stop]
        if "\n" not in behind and not _SENTENCE.search(behind):
            return opening.start(), end
    return (shared.start() + 1, end) if shared else None


def _lines_of(text: str) -> Iterator[Range]:
    """Every line that is not empty, without the blanks at its end."""
    position = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield position, position + len(line.rstrip())
        position += len(line)


def _bare(line: str) -> str:
    return line.strip().lower().lstrip("*•[(>-–▶→ ")


def _is_foreign(line: str) -> bool:
    bare = _bare(line)
    if len(bare) > LONGEST:
        return False
    starts, holds = tuple(words("boilerplate_starts")), words("boilerplate_holds")
    if bare.startswith(starts) or any(phrase in bare for phrase in holds):
        return True
    return (_CREDIT_WORD.search(bare) is not None and _is_caption(line)) or _BYLINE.fullmatch(line.strip()) is not None


def _is_caption(line: str) -> bool:
    """A line that opens or ends with a credit which is not in brackets of its own."""
    own = _BRACKETED.sub("", line).strip()
    return any(not m.start() or len(own) - m.start() <= CREDIT for m in _CREDIT.finditer(own))


def _lists(text: str) -> set[Range]:
    """The lines of lists of other articles: "Related stories" and the headlines below it, "Read also:" and the one
    headline below it."""
    found: set[Range] = set()
    below = 0
    for start, end in _lines_of(text):
        line = text[start:end]
        head = _bare(line).rstrip(" :.–—-…»>")
        if head in words("boilerplate_headers") or head in words("boilerplate_teasers"):
            below = 20 if head in words("boilerplate_headers") else 1
            found.add((start, end))
        elif below and _is_headline(line):
            below -= 1
            found.add((start, end))
        else:
            below = 0
    return found


def _is_headline(line: str) -> bool:
    """Whether a line could be the headline of another article: short, and no sentence that ends."""
    bare = line.strip().rstrip("\"”’'")
    return len(bare) <= HEADLINE and not bare.endswith((".", ":", ",", ";")) and len(bare.split()) > 1


def readable(text: str, boilerplate: tuple[Range, ...]) -> str:
    """`text` with its dateline and boilerplate blanked out: same length, same offsets, nothing foreign to parse."""
    dateline = _DATELINE.match(text)
    blanks = [*boilerplate, *([dateline.span()] if dateline else [])]
    out = text
    for start, end in blanks:
        blank = "".join(character if character in "\r\n" else " " for character in out[start:end])
        out = out[:start] + blank + out[end:]
    return out
