"""Text as it came in -> text that every later step can hold, without moving a character.

Who sent an article finds the same words at the same offsets in what is stored: cleaning replaces one code point
by one code point, never composes (no NFC) and never strips.
"""

import re
from functools import lru_cache

_SPACE = " "
_REPLACEMENT = "\ufffd"
_INVISIBLE = "\u200b"
"""Takes the place of characters that turn the reading direction of what follows: as wide, and without effect."""

_KEPT_CONTROLS = frozenset("\t\n\r")
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Embeddings, overrides and isolates: on a page they can make words read as others."""

MOST_UNDECODABLE = 0.05
"""Share of characters that no text has. A page with some broken quotes stays under 1 %; UTF-16 read as UTF-8 has
50 %, a PDF or JPEG more than 20 %."""


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    controls = {code: _SPACE for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _KEPT_CONTROLS}
    return (
        controls
        | {0x85: "\n", 0xFEFF: _SPACE, 0xFFFE: _REPLACEMENT, 0xFFFF: _REPLACEMENT}
        | dict.fromkeys(_TURNING, _INVISIBLE)
        | dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT)
    )


def cleaned(text: str) -> str:
    """The same text, as long as before: NUL, other controls and a byte order mark become a space, half a surrogate
    pair U+FFFD, a character that turns the reading direction a zero-width space."""
    return text.translate(_table())


_UNDECODABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")


def looks_binary(text: str) -> bool:
    """Whether more than one character in twenty stands for bytes that were no text; three never make it binary."""
    return len(_UNDECODABLE.findall(text)) > max(3, MOST_UNDECODABLE * len(text))


def has_words(text: str) -> bool:
    """Whether there is a letter in it at all."""
    return any(character.isalpha() for character in text)


def is_line(text: str) -> bool:
    """Whether it is one printable line, fit for an id or a name in a log."""
    return text.isprintable() and not _UNDECODABLE.search(text)
