"""What is sent to an endpoint, for the page that describes the API: an example each, and the fields there are."""

from collections.abc import Iterator, Mapping
from typing import Any

WHO = {"who": "Amina", "why": "confirmed by two colleagues on the spot"}

BODIES: Mapping[tuple[str, str], Any] = {
    ("post", "/subscriptions"): {
        "name": "Night desk",
        "channel": {"kind": "webhook", "url": "https://hooks.example.org/alerts"},
        "wanted": {"countries": ["KE"], "at_least": {"killed": 2}},
    },
    ("post", "/subscriptions/try"): {"wanted": {"places": ["Kisumu"]}, "days": 30},
    ("patch", "/subscriptions/{subscription_id}"): {"paused": True},
    ("post", "/subscriptions/{subscription_id}/silence"): {"hours": 8, "reason": "holiday"},
    ("post", "/keys"): {"name": "Dashboard", "scope": "read"},
    ("post", "/shadow"): {"days": 14, "thresholds": {"merge_score": 7}},
    ("post", "/decisions"): {"action": "confirm", "incident_id": "INCIDENT_ID", **WHO},
}
"""Method, path: what to send first."""


def fields_of_body(operation: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[tuple[str, bool, str, str]]:
    """Name, whether it is required, value and meaning of each field of an operation's JSON body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    seen = set[str]()
    for schema in _alternatives(content.get("schema", {}), document):
        required = schema.get("required", ())
        for name, field in schema.get("properties", {}).items():
            if name not in seen:
                seen.add(name)
                yield name, name in required, _value(field, document), field.get("description", "")


def _alternatives(schema: Mapping[str, Any], document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "$ref" in schema:
        found: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return _alternatives(found, document)
    options = schema.get("oneOf") or schema.get("anyOf")
    return [one for option in options for one in _alternatives(option, document)] if options else [schema]


def _value(schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """What may stand there, in a few words."""
    said = []
    for one in _alternatives(schema, document):
        if "const" in one:
            said.append(str(one["const"]))
        elif "enum" in one:
            said += map(str, one["enum"])
        elif one.get("type") == "array":
            said.append(f"a list: {_value(one.get('items', {}), document)}")
        elif one.get("properties"):
            said.append(f"an object: {', '.join(one['properties'])}")
        elif one.get("type") != "null":
            said.append(str(one.get("format") or one.get("type", "any")))
    return " or ".join(dict.fromkeys(said))
