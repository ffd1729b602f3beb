"""The README against the code: prose that names things rots."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.testing
from pydantic import AliasChoices

from services.cli.main import app
from services.extractor.settings import ExtractorSettings
from services.fetcher.settings import FetcherSettings
from services.store.settings import StoreSettings
from shared.runtime.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def variables() -> dict[str, object]:
    found: dict[str, object] = {}
    for kind in (ServiceSettings, FetcherSettings, ExtractorSettings, StoreSettings):
        for field in kind.model_fields.values():
            alias = field.validation_alias
            found[str(alias.choices[0]) if isinstance(alias, AliasChoices) else str(alias)] = field.default
    return found


@pytest.mark.parametrize("variable", variables())
def test_every_setting_is_in_the_readme(variable: str) -> None:
    assert f"`{variable}`" in README


@pytest.mark.parametrize(("variable", "default"), [(v, d) for v, d in variables().items() if d not in ("", None)])
def test_a_default_in_the_readme_is_the_one_in_force(variable: str, default: object) -> None:
    if variable == "SHAHIDI_HOME":
        return  # made from the home folder of whoever runs it
    (row,) = [line for line in README.splitlines() if line.startswith("| ") and f"`{variable}`" in line.split("|")[1]]
    names = re.findall(r"`(\w+)`", row.split("|")[1])
    stated = re.findall(r"`([^`]+)`", row.split("|")[2]) or [row.split("|")[2].strip()]
    assert stated[names.index(variable)] == str(default)


def test_every_dependency_is_in_the_readme_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(x for extra in project["optional-dependencies"].values() for x in extra)]
    names = {re.split(r"[\[><=~ ]", line)[0] for line in wanted} - {"shahidi"}
    table = README[README.index("## Dependencies") :]
    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", table)} == set()


def test_every_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"shahidi (up|[a-z]{5,})\b", "\n".join(re.findall(r"`[^`]*`|```.*?```", README, re.DOTALL))))
    there_are = set(typer.testing.CliRunner().invoke(app, ["--help"]).output.split())
    assert named - there_are == set()


@pytest.mark.parametrize(
    "path", re.findall(r"\]\(((?!http)[^)#]+)\)|`((?:shared|services|docs|locks)/[\w./]*)`", README)
)
def test_every_path_in_the_readme_exists(path: tuple[str, str]) -> None:
    assert (ROOT / (path[0] or path[1])).exists()
