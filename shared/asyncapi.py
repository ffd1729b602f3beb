"""The streams as an AsyncAPI 3 document, made from the topology and the messages, for programs that read or write them.

python -m shared.asyncapi > docs/asyncapi.json      writes it again
"""

import json
from importlib.metadata import version
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.streams import STREAMS, Stream

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_ENTRY = (
    "An entry of the Redis stream is one field, whatever its name, that holds the message as plain JSON in UTF-8. "
    "Delivery is at least once: remember the ids."
)
_DEAD_HEADERS = {
    "x-reason": "Why it was given up.",
    "x-consumer": "The worker that gave it up.",
    "x-attempts": "How often it was tried.",
    "x-at": "When it was given up, Unix milliseconds.",
    "x-id": "The id of the entry on its stream.",
    "x-group": "The group that gave it up.",
}


def asyncapi() -> Document:
    """The document. A reader's schemas: a field with a default may be missing, since an earlier release lacks it."""
    names = [stream.message.__name__ for stream in STREAMS]
    _, schemas = models_json_schema(
        [(stream.message, "validation") for stream in STREAMS], ref_template=_SCHEMAS + "{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Shahidi streams",
            "version": version("shahidi"),
            "description": f"What the services of Shahidi say to each other and to subscribers. {_ENTRY}",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {"host": "127.0.0.1:6379", "protocol": "redis", "description": "Redis or Valkey (REDIS_URL)."}
        },
        "channels": {key: channel for stream in STREAMS for key, channel in _channels(stream)},
        "operations": {key: operation for stream in STREAMS for key, operation in _operations(stream)},
        "components": {
            "messages": {name: _message(name, schemas["$defs"]) for name in names},
            "schemas": schemas["$defs"],
        },
    }  # fmt: skip


def message_schema(document: Document, stream: Stream) -> Document:
    """A JSON Schema (2020-12), complete in itself, for the messages of one stream."""
    return {"$ref": _SCHEMAS + stream.message.__name__, "components": {"schemas": document["components"]["schemas"]}}


def _message(name: str, schemas: Document) -> Document:
    return {
        "name": name,
        "contentType": "application/json",
        "summary": schemas[name].get("description", name).split("\n")[0],
        "payload": {"$ref": _SCHEMAS + name},
    }


def _channels(stream: Stream) -> list[tuple[str, Document]]:
    name = stream.message.__name__
    readers = ", ".join(stream.groups) or "any subscriber"
    live = {
        "address": stream.name,
        "description": f"Written by the {stream.written_by}, read by {readers}.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }
    headers = {
        "type": "object",
        "properties": {h: {"type": "string", "description": d} for h, d in _DEAD_HEADERS.items()},
    }
    dead = {
        "address": stream.dead,
        "description": "Entries that were given up, as they were: the payload may be anything. "
        "The headers are fields of the entry beside it.",
        "messages": {"DeadLetter": {"name": "DeadLetter", "headers": headers}},
    }
    return [(stream.name, live), (stream.dead, dead)]


def _operations(stream: Stream) -> list[tuple[str, Document]]:
    channel = {"$ref": f"#/channels/{stream.name}"}
    sends = (f"{stream.written_by}.sends.{stream.message.__name__}", {"action": "send", "channel": channel})
    return [
        sends,
        *(
            (f"{group}.receives.{stream.message.__name__}", {"action": "receive", "channel": channel})
            for group in stream.groups
        ),
    ]


def as_text() -> str:
    """The document as it stands in `docs/asyncapi.json`."""
    return json.dumps(asyncapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(as_text(), end="")
