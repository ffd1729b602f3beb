"""Whatever the OpenAPI documents let a client send, no service answers with an error of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from starlette.testclient import TestClient

from services.fetcher.app import build as build_fetcher
from services.fetcher.settings import FetcherSettings
from services.store.app import build as build_store
from services.store.settings import StoreSettings

KEY = "a-key-of-sixteen-characters"
ENDLESS = "/alerts/stream"
"""Server-sent events do not end; they have tests of their own."""


@pytest.fixture
def services(broker_url: str, tmp_path: Path) -> Iterator[dict[str, TestClient]]:
    """Both services that answer HTTP, running, with empty databases."""
    said: dict[str, Any] = {"redis_url": broker_url, "home": tmp_path, "api_key": KEY}
    store = TestClient(build_store(StoreSettings(**said)), base_url="http://127.0.0.1", raise_server_exceptions=False)
    # at_once: the feeds that it is told to watch are not fetched; no packet leaves the machine.
    settings = FetcherSettings(**said, at_once=0)
    fetcher = TestClient(build_fetcher(settings), base_url="http://127.0.0.1", raise_server_exceptions=False)
    with store, fetcher:
        yield {"store": store, "fetcher": fetcher}


@pytest.mark.parametrize("name", ["store", "fetcher"])
def test_no_request_that_the_document_allows_is_a_server_error(services: dict[str, TestClient], name: str) -> None:
    client = services[name]
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    operations = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # fails if invalid
    tried = 0
    for operation in operations:
        if operation.path == ENDLESS:
            continue

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(
            max_examples=15,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
            database=None,
        )
        def send(case: Any) -> None:
            nonlocal tried
            tried += 1
            request = case.as_transport_kwargs(base_url="http://127.0.0.1")
            request.pop("cookies", None)
            headers = {
                **{k: v for k, v in (request.pop("headers", None) or {}).items() if v.isascii()},
                "X-API-Key": KEY,
            }
            answer = client.request(**request, headers=headers)
            assert answer.status_code < 500, (case.method, case.path, answer.text[:300])

        send()
    assert tried > 10
