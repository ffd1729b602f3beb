"""Words as data: one file a list, one line a word, so that adding a word touches one line.

`.txt`: one entry a line; `#` starts a comment. `.tsv`: the same, with columns parted by tabs.
Files are read once a process, at their first use.
"""

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of `<name>.tsv`, split at tabs, in their order; comments and empty lines are left out."""
    return tuple(tuple(column.strip() for column in line.split("\t")) for line in _lines(f"{name}.tsv"))


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `<name>.txt`, as written."""
    return frozenset(_lines(f"{name}.txt"))


@cache
def table(name: str) -> dict[str, str]:
    """The first two columns of `<name>.tsv`: entry to value. An entry given twice is an error in the file."""
    found: dict[str, str] = {}
    for entry, value, *_ in rows(name):
        if entry in found:
            raise ValueError(f"lexicon {name}.tsv: {entry!r} stands there twice; keep one line")
        found[entry] = value
    return found


def _lines(file: str) -> list[str]:
    text = (files(__package__) / file).read_text("utf8")
    stripped = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [line for line in stripped if line]
