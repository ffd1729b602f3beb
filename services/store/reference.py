"""The OpenAPI document as a page for people: endpoints, parameters, examples."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.store.reference_bodies import BODIES, fields_of_body

EXAMPLES = {
    "/incidents": "?country=KE&since=2024-06-01&min_killed=1",
    "/demands": "?target=inspector&limit=20",
    "/claims": "?kind=accusation&kind=denial",
    "/figures": "?role=cumulative",
    "/search": "?q=curfew+market",
    "/alerts": "?kind=new_casualties&since=2024-06-01",
    "/alerts/stream": "?after=0",
    "/incidents.{format}": "?country=KE",
}
"""What to ask for first."""


_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Parameter:
    """What an endpoint may be told."""

    name: str
    place: str
    """`query`, `path`, `header` or `body`."""
    required: bool
    values: str
    meaning: str


@dataclass(frozen=True)
class Endpoint:
    """One thing to ask for, and how."""

    method: str
    path: str
    anchor: str
    description: str
    parameters: tuple[Parameter, ...]
    example: str
    answers: str


def endpoints_of(document: Mapping[str, Any], base_url: str) -> tuple[Endpoint, ...]:
    """Every operation of the document. `base_url` ends without a slash and stands in the examples."""
    return tuple(_endpoints(document, base_url))


def _endpoints(document: Mapping[str, Any], base_url: str) -> Iterator[Endpoint]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            address = f"{base_url}{_PART.sub(_as_words, path)}{EXAMPLES.get(path, '')}"
            yield Endpoint(
                method=method.upper(),
                path=path,
                anchor=operation["operationId"],
                description=operation.get("description", operation.get("summary", "")),
                parameters=(
                    *(_parameter(one) for one in operation.get("parameters", ())),
                    *(
                        Parameter(name, "body", required, values, meaning)
                        for name, required, values, meaning in fields_of_body(operation, document)
                    ),
                ),
                example=_example(method, path, address, operation),
                answers=", ".join(_answer(*one) for one in sorted(operation["responses"].items())),
            )


def _example(method: str, path: str, address: str, operation: Mapping[str, Any]) -> str:
    """A command that can be pasted, once the words in capitals are replaced."""
    words = ["curl"]
    words += ["-N"] if "event-stream" in str(operation["responses"]) else []
    words += [f"-X {method.upper()}"] if method != "get" else []
    words += ["-H 'Authorization: Bearer KEY'"] if operation.get("security") else []
    body = BODIES.get((method, path))
    words += [f"-H 'Content-Type: application/json' \\\n  -d '{json.dumps(body)}'"] if body is not None else []
    return " ".join([*words, f"'{address}'"])


def _as_words(part: re.Match[str]) -> str:
    return part[1].upper()


def _answer(status: str, response: Mapping[str, Any]) -> str:
    kinds = " or ".join(response.get("content", {}))
    return f"{status} {kinds}".strip()


def _parameter(one: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=one["name"],
        place=one["in"],
        required=one.get("required", False),
        values=_values(one["schema"]),
        meaning=one.get("description", "").replace("`", ""),
    )


def _values(schema: Mapping[str, Any]) -> str:
    options = [part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"]
    return " or ".join(_value(part) for part in options)


def _value(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"{_value(schema['items'])} (may be repeated)"
    said = {"date": "a day, as 2024-07-03", "date-time": "a time with its offset"}.get(
        schema.get("format", ""), schema.get("type", "")
    )
    bounds = [f"{word} {schema[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in schema]
    if "maxLength" in schema:
        bounds.append(f"up to {schema['maxLength']} characters")
    if schema.get("default") not in (None, "", []):
        bounds.append(f"default {schema['default']}")
    return ", ".join([said, *bounds])
