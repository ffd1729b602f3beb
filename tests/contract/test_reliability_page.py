"""docs/reliability.md names tests; each of them is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)`(?:: `(\w+)`)?", PAGE)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_the_page_names_exists(file: str, name: str) -> None:
    assert f"def {name}" in (ROOT / file).read_text("utf-8")


def test_the_page_speaks_of_every_fault_that_applies() -> None:
    spoken_of = {int(number) for number in re.findall(r"^\| F(\d+) \|", PAGE, re.MULTILINE)}
    assert spoken_of == set(range(1, 23))
