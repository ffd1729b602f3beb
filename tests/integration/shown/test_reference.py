"""The description of the API: every example of a body is one that the document allows."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from services.store.app import build
from services.store.reference import endpoints_of
from services.store.reference_bodies import BODIES
from services.store.settings import StoreSettings


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    said: dict[str, Any] = {"home": tmp_path, "role": "page", "api_key": "a-key-of-sixteen-characters"}
    return build(StoreSettings(**said)).openapi()


def test_an_example_of_a_body_is_one_that_the_document_allows(document: dict[str, Any]) -> None:
    bodies = {
        (method, path): operation["requestBody"]["content"]["application/json"]["schema"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }
    assert BODIES.keys() <= bodies.keys()
    for at, body in BODIES.items():
        jsonschema_rs.validator_for({**bodies[at], "components": document["components"]}).validate(body)


def test_an_example_can_be_pasted_and_the_fields_of_a_body_are_named(document: dict[str, Any]) -> None:
    by_name = {endpoint.anchor: endpoint for endpoint in endpoints_of(document, "http://here")}
    subscribe, remove = by_name["post_subscription"], by_name["delete_subscription"]
    assert subscribe.example.startswith(
        "curl -X POST -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json'"
    )
    assert subscribe.example.endswith("'http://here/subscriptions'")
    assert remove.example == (
        "curl -X DELETE -H 'Authorization: Bearer KEY' 'http://here/subscriptions/SUBSCRIPTION_ID'"
    )
    fields = {one.name: one for one in subscribe.parameters}
    assert (fields["name"].place, fields["name"].required, fields["secret"].required) == ("body", True, False)
    assert "webhook" not in fields["wanted"].values
    assert fields["wanted"].values.startswith("an object: kinds, places")
