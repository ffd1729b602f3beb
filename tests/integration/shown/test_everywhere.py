"""What holds for every endpoint of the API, by its own document: errors, cursors, filters, keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from services.store.app import build
from services.store.settings import StoreSettings

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TestClient]:
    said: dict[str, Any] = {"home": tmp_path, "role": "page", "api_key": "a-key-of-sixteen-characters"}
    with TestClient(build(StoreSettings(**said)), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def operations(store: TestClient) -> list[Operation]:
    """Method, an address of it (with ids that nothing has), and what the document says of it."""
    document = store.get("/openapi.json").json()
    return [
        (method.upper(), path.replace("{format}", "jsonl").replace("{", "no-").replace("}", ""), operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def parameters(operation: dict[str, Any]) -> set[str]:
    return {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}


KEY = {"X-API-Key": "a-key-of-sixteen-characters"}


def test_every_list_refuses_a_cursor_that_is_not_its_own(store: TestClient) -> None:
    lists = [(path, one) for method, path, one in operations(store) if method == "GET" and "cursor" in parameters(one)]
    assert len(lists) >= 9
    for path, one in lists:
        asked = {"cursor": "junk", **({"q": "a"} if "q" in parameters(one) else {})}
        answer = store.get(path, params=asked, headers=KEY)
        if "no-" in path:  # a list of one thing that is not there
            assert answer.status_code == 404, path
            continue
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), path
        assert [error["field"] for error in answer.json()["errors"]] == ["cursor"], path


def test_every_list_and_every_export_refuses_a_filter_that_it_does_not_know(store: TestClient) -> None:
    asked = [
        path for method, path, one in operations(store) if method == "GET" and parameters(one) & {"cursor", "kind"}
    ]
    files = [path for path in asked if path.endswith(".jsonl")]
    assert len(files) >= 3
    for path in asked:
        if "stream" in path or "atom" in path or "no-" in path:
            continue
        answer = store.get(path, params={"q": "a", "min_kiled": "2"}, headers=KEY)
        assert answer.status_code == 422, path
        assert "min_kiled" in [error["field"] for error in answer.json()["errors"]], path


def test_what_is_not_there_is_a_problem_of_404_everywhere(store: TestClient) -> None:
    one_thing = [(method, path) for method, path, _ in operations(store) if "no-" in path]
    assert len(one_thing) >= 15
    for method, path in one_thing:
        answer = store.request(method, path, headers=KEY, json={} if method in ("POST", "PATCH") else None)
        assert answer.status_code in (404, 422), (method, path)
        assert answer.headers["content-type"] == "application/problem+json", (method, path)


def test_nothing_is_changed_without_a_key(store: TestClient) -> None:
    """A dry run reads, and yet costs: it needs a key too."""
    writes = [(method, path) for method, path, _ in operations(store) if method != "GET"]
    assert len(writes) >= 10
    for method, path in writes:
        for headers in ({}, {"X-API-Key": "nobody's-key-of-any-length"}):
            answer = store.request(method, path, headers=headers, json={})
            assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json"), path


def test_a_method_that_there_is_not_is_a_problem_too(store: TestClient) -> None:
    for path in ("/incidents", "/alerts.csv", "/asyncapi.json"):
        answer = store.put(path)
        assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json"), path
