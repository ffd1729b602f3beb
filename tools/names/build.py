"""Write the extractor's list of first names, services/extractor/lexicon/first_names.txt, from a package of open data.

    pip download --no-deps faker==40.63.0 -d FOLDER
    .venv/bin/python tools/names/build.py FOLDER

Left out is what means something else where it opens a name: words of the other lists, places, peoples, common English
words (as the package lists them for filling text), and the names of `not_first_names.txt`. The same archive gives the
same file. docs/gazetteer.md says what goes in and why.
"""

import argparse
import ast
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from services.extractor.components.gazetteer import spots_of
from services.extractor.components.pieces import is_demonym
from services.extractor.lexicon import words

LEXICON = Path(__file__).resolve().parents[2] / "services" / "extractor" / "lexicon"
HEAD = """\
# First names of the countries that the English press writes of, beside those of given_names.txt. Written by
# tools/names/build.py from the package Faker 40.63.0 (MIT); do not edit: own names go to given_names.txt.
"""
LOCALES = (
    "en_KE en_NG ha_NG ig_NG yo_NG tw_GH zu_ZA sw en_GB en_US en_IE en_NZ en_IN en_PK bn_BD ne_NP si_LK id_ID tr_TR "
    "fr_DZ fr_FR de_DE es_ES it_IT pt_PT nl_NL sv_SE pl_PL"
)
_LISTS = re.compile(r"first_names\w*")
_WRITTEN = re.compile(r"[A-Z][a-zà-ÿ]{2,}(?:-[A-Z][a-zà-ÿ]+)?")
_LEXICONS = (
    "org_heads", "title_heads", "person_nouns", "fields", "place_nouns", "thing_heads", "not_names", "people_nouns",
)  # fmt: skip
_OTHER = frozenset((Path(__file__).parent / "not_first_names.txt").read_text("utf8").splitlines())
PEOPLE = 10_000
"""A town of so many people is not taken for somebody: "Logan", "Marion"."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the archive lies")
    (archive,) = parser.parse_args().folder.glob("faker-*.whl")
    with zipfile.ZipFile(archive) as wheel:
        common = set(strings(wheel.read("faker/providers/lorem/en_US/__init__.py"), re.compile("word_list")))
        names = {name for locale in LOCALES.split() for name in first_names(wheel, locale)}
    kept = sorted(name for name in names - words("given_names") if is_a_name(name, common))
    (LEXICON / "first_names.txt").write_text(HEAD + "".join(f"{name}\n" for name in kept), encoding="utf8")
    print(f"{len(kept)} of {len(names)} names", file=sys.stderr)


def first_names(wheel: zipfile.ZipFile, locale: str) -> Iterator[str]:
    """What the package lists as first names of one locale, as far as it is written in Latin letters."""
    found = strings(wheel.read(f"faker/providers/person/{locale}/__init__.py"), _LISTS)
    return (name for name in found if _WRITTEN.fullmatch(name))


def strings(source: bytes, variable: re.Pattern[str]) -> Iterator[str]:
    """The texts of all assignments to variables of this name; names with weights are the keys of their tables."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name) and variable.fullmatch(target.id):
            constants = (v.value for v in ast.walk(node.value) if isinstance(v, ast.Constant))
            yield from (value for value in constants if isinstance(value, str))


def is_a_name(name: str, common: set[str]) -> bool:
    """Whether a word that opens a name says of itself that somebody is meant."""
    lower = name.lower()
    if lower in common or lower in _OTHER or is_demonym(name):
        return False
    lists = (
        "org_heads",
        "title_heads",
        "person_nouns",
        "fields",
        "place_nouns",
        "thing_heads",
        "not_names",
        "people_nouns",
    )
    if any(lower in words(each) for each in lists) or name in words("also_names") or name in words("not_places"):
        return False
    return not any(s.precision in ("country", "none", "admin1", "admin2") or s.people >= PEOPLE for s in spots_of(name))


if __name__ == "__main__":
    main()
