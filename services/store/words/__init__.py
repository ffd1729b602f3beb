"""Words as data: one line in a file of this folder adds a word."""

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of one word file, without comments (#) and blank lines, in the order written."""
    text = files(__name__).joinpath(f"{name}.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def word_set(name: str) -> frozenset[str]:
    """The lines of a long word file, to look words up in."""
    return frozenset(lines(name))
