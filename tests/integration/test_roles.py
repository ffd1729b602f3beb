"""The store split for operation: many that record, one that shows; and both doors against a rebound name."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import redis
from fastapi import FastAPI
from starlette.testclient import TestClient

from services.fetcher.app import build as build_fetcher
from services.fetcher.settings import FetcherSettings
from services.store.app import build as build_store
from services.store.settings import StoreSettings
from shared.messages import AlertRaised
from shared.runtime.entries import write_entry
from shared.streams import ALERTS, EXTRACTED
from tests.unit.store.told import Event, Number, told

HERE = "http://127.0.0.1"
NOBODY = "redis://127.0.0.1:1/0"


def until(happened: Callable[[], bool]) -> None:
    """Wait for an event by asking for it; fails when it does not come."""
    end = monotonic() + 15
    while not happened():
        assert monotonic() < end


def test_workers_record_and_alert_and_the_page_shows_it_without_a_broker(broker_url: str, tmp_path: Path) -> None:
    worker = build_store(StoreSettings(redis_url=broker_url, home=tmp_path, role="worker", tick_s=0.05))
    page = build_store(StoreSettings(redis_url=NOBODY, home=tmp_path, role="page"))
    with (
        TestClient(worker, HERE) as hidden,
        TestClient(page, HERE) as shown,
        redis.Redis.from_url(broker_url) as client,
    ):
        client.xadd(EXTRACTED.name, write_entry(told("a", Event([Number("killed", 2)]))))
        until(lambda: client.xlen(ALERTS.name) == 1)
        (alert,) = shown.get("/alerts").json()["items"]
        assert AlertRaised.model_validate(alert).kind == "new_casualties"
        assert [hidden.get(path).status_code for path in ("/alerts", "/", "/incidents")] == [404, 404, 404]
        assert hidden.get("/readyz").json() == shown.get("/readyz").json() == {"ready": True, "causes": {}}
        assert 'shahidi_articles_total{outcome="new",service="store"}' in hidden.get("/metrics").text


def test_the_page_raises_no_alert_that_waits_in_the_outbox(broker_url: str, tmp_path: Path) -> None:
    page = build_store(StoreSettings(redis_url=broker_url, home=tmp_path, role="page", tick_s=0.01))
    with TestClient(page, HERE) as shown, redis.Redis.from_url(broker_url) as client:
        assert shown.get("/readyz").status_code == 200
        assert client.keys("*") == [], "it has not so much as made a group"


@pytest.mark.parametrize("path", ["/", "/alerts", "/metrics", "/readyz"])
def test_a_page_of_somebody_elses_cannot_read_the_store_under_a_name_of_its_own(tmp_path: Path, path: str) -> None:
    page = build_store(StoreSettings(redis_url=NOBODY, home=tmp_path, role="page"))
    assert _answers(page, path, "evil.example") == 400
    assert _answers(page, path, "localhost:8000") == 200
    assert _answers(page, path, "[::1]:8000") == 200


def test_a_page_of_somebody_elses_cannot_post_to_the_fetcher_under_a_name_of_its_own(tmp_path: Path) -> None:
    app = build_fetcher(FetcherSettings(redis_url=NOBODY, home=tmp_path))
    client = TestClient(app, HERE)
    assert client.post("/articles", headers={"Host": "evil.example"}, json={"text": "x"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "localhost"}).status_code == 200


def test_a_name_that_the_operator_gave_is_answered(tmp_path: Path) -> None:
    public: dict[str, Any] = {"host": "0.0.0.0", "api_key": "a-key-of-sixteen-characters"}
    settings = StoreSettings(redis_url=NOBODY, home=tmp_path, role="page", hosts="desk.example.org", **public)
    page = build_store(settings)
    assert _answers(page, "/alerts", "desk.example.org") == 200
    assert _answers(page, "/alerts", "evil.example") == 400


def _answers(app: FastAPI, path: str, host: str) -> int:
    with TestClient(app, HERE, follow_redirects=True) as client:
        return client.get(path, headers={"Host": host}).status_code
