"""The dashboard and the alert rules against what the three services really show at /metrics."""

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from services.cli.valkey import embedded_broker
from services.extractor.app import build as build_extractor
from services.extractor.settings import ExtractorSettings
from services.fetcher.app import build as build_fetcher
from services.fetcher.settings import FetcherSettings
from services.store.app import build as build_store
from services.store.settings import StoreSettings
from shared.runtime.health import ARTICLES

DEPLOY = Path(__file__).parents[2] / "deploy"
HERE = "http://127.0.0.1"
Shown = dict[str, set[str]]
NOT_OF_A_SERVICE = {"up": {"job", "instance"}}
"""Made by Prometheus itself."""


@pytest.fixture
def shown(broker_url: str, tmp_path: Path) -> Shown:
    """Every metric of the three services, with its labels."""
    for service in ("fetcher", "extractor", "store"):
        ARTICLES.labels(service, "shown").inc(0)
    common: dict[str, Any] = {"redis_url": broker_url, "home": tmp_path}
    apps = (
        build_fetcher(FetcherSettings(**common)),
        build_extractor(ExtractorSettings(**common), spacy.blank("en")),
        build_store(StoreSettings(**common)),
    )
    found: Shown = {name: set(labels) for name, labels in NOT_OF_A_SERVICE.items()}
    for app in apps:
        with TestClient(app, HERE) as client:
            for family in text_string_to_metric_families(client.get("/metrics").text):
                for sample in family.samples:
                    found.setdefault(sample.name, {"job", "instance"}).update(sample.labels)
    return found


def expressions() -> list[tuple[str, str]]:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    dashboard = json.loads((DEPLOY / "grafana" / "shahidi.json").read_text())
    return [
        *((rule["alert"], rule["expr"]) for group in rules["groups"] for rule in group["rules"]),
        *((panel["title"], target["expr"]) for panel in dashboard["panels"] for target in panel["targets"]),
    ]


def test_every_metric_and_label_that_a_panel_or_an_alert_names_is_shown_by_a_service(shown: Shown) -> None:
    for where, expression in expressions():
        names = set(re.findall(r"\b((?:shahidi|process)_\w+|up\b)", expression))
        assert names, where
        assert names <= set(shown), where
        known = set().union(*(shown[name] for name in names))
        labels = {x.strip() for by in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression) for x in by.split(",")}
        labels |= set(re.findall(r"[{,]\s*(\w+)\s*[!=]", expression))
        assert labels - {""} <= known, where


def test_every_metric_of_ours_is_on_the_dashboard(shown: Shown) -> None:
    said = " ".join(expression for _, expression in expressions())
    ours = {name for name in shown if name.startswith("shahidi_") and not name.endswith("_created")}
    assert {name for name in ours if name not in said} == set()


def test_a_service_whose_broker_is_away_says_so_and_shows_no_figures_of_before(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with embedded_broker(tmp_path / "broker") as url:
            client = stack.enter_context(TestClient(build_store(StoreSettings(redis_url=url, home=tmp_path)), HERE))
            before = client.get("/metrics").text
        after = client.get("/metrics").text
    assert "shahidi_ready 1.0" in before
    assert 'shahidi_stream_length{stream="articles.accepted"} 0.0' in before
    assert "shahidi_ready 0.0" in after
    assert "shahidi_stream_length{" not in after
