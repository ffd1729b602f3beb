"""What is not ours among the page's files: as it was published, with its licence."""

import re
from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "services" / "store" / "static" / "vendor"
ROWS = re.findall(r"^\| `([\w.-]+)` \|.*\| ([0-9a-f]{64}) \|$", (VENDOR / "README.md").read_text("utf-8"), re.MULTILINE)


def test_every_file_of_others_is_the_one_that_was_published() -> None:
    assert {name: sha256((VENDOR / name).read_bytes()).hexdigest() for name, _ in ROWS} == dict(ROWS)


def test_every_file_of_others_is_listed_with_a_licence_that_is_there() -> None:
    said = (VENDOR / "README.md").read_text("utf-8")
    licences = set(re.findall(r"`([\w-]+\.LICENSE)`", said))
    assert {path.name for path in VENDOR.iterdir()} == {name for name, _ in ROWS} | licences | {"README.md"}
