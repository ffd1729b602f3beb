"""Tables of sentences: tab-separated, one row a line, `#` starts a comment."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of data/<name>.tsv; "-" stands for nothing."""
    lines = (DATA / f"{name}.tsv").read_text("utf8").splitlines()
    return [
        tuple("" if cell == "-" else cell for cell in line.split("\t"))
        for line in lines
        if line.strip() and not line.startswith("#")
    ]
