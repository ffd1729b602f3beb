"""docs/operations.md against the code: a stuck operator must not be told of what is not there."""

import re

import typer.testing
import yaml

from services.cli.main import app
from services.fetcher.state import WAITING, inbox
from tests.contract.test_deploy import COMPOSE, ROOT, of_kind
from tests.contract.test_readme import variables

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_every_setting_that_it_names_is_one_of_a_service_or_of_the_stack() -> None:
    of_the_stack = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    of_the_start = set(re.findall(r"\$\{(\w+):-", (ROOT / "deploy" / "compose-up").read_text()))
    of_kubernetes = {
        ref["key"] for t in of_kind("TriggerAuthentication").values() for ref in t["spec"]["secretTargetRef"]
    }
    named = set(re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b|\b(?:EXTRACTORS|STORES)\b", PAGE))
    assert named - set(variables()) - of_the_stack - of_the_start - of_kubernetes == set()


def test_every_command_that_it_names_is_one_of_the_program() -> None:
    run = typer.testing.CliRunner().invoke
    there_are = set(run(app, ["--help"]).output.split())
    of_dead = set(run(app, ["dead", "--help"]).output.split())
    named = re.findall(
        r"\bshahidi ([a-z]+)(?: ([a-z]+))?",
        "\n".join(line for line in PAGE.splitlines() if "`" in line or "docker" in line),
    )
    commands = {(first, second) for first, second in named if first in {"up", "status", "dead", "ingest", "store"}}
    assert {"status", "dead"} <= {first for first, _ in commands}
    assert {first for first, _ in commands} <= there_are
    assert {second for first, second in commands if first == "dead" and second} <= of_dead


def test_every_service_that_a_compose_command_names_is_in_the_stack() -> None:
    named: set[str] = set()
    for line in re.findall(
        r"docker compose (?:exec -T|stop|start|logs --tail 50|logs) ([a-z ]+?)(?= shahidi| [a-z_]+ --| |$|`)",
        PAGE,
        re.MULTILINE,
    ):
        named.update(line.split())
    for service, _ in re.findall(r"--scale (\w+)=(\d)", PAGE):
        named.add(service)
    assert {"fetcher", "store", "postgres", "extractor"} <= named
    assert named <= set(COMPOSE["services"])


def test_it_says_what_to_do_on_every_alert_and_on_no_other() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())
    alerts = [rule["alert"] for group in rules["groups"] for rule in group["rules"]]
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)[-len(alerts) :] == alerts


def test_every_file_that_it_names_is_there() -> None:
    for path in re.findall(r"`(deploy/[\w./-]+)`", PAGE):
        assert (ROOT / path).exists(), path


def test_the_columns_of_its_sql_are_those_of_the_inbox() -> None:
    (statement,) = re.findall(r'"UPDATE inbox SET (.*?)"', PAGE)
    assert set(re.findall(r"(\w+) =", statement)) <= set(inbox.c.keys())
    assert f"'{WAITING}'" in statement
