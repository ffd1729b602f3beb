"""The AsyncAPI document against the topology and the messages that it describes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from shared.asyncapi import as_text, asyncapi, message_schema
from shared.streams import STREAMS, Stream

HERE = Path(__file__).parent
DOCUMENT = asyncapi()


def golden(stream: Stream) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((HERE / "golden" / f"{stream.message.__name__}.json").read_text("utf-8"))
    return said


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value["$ref"],) if isinstance(value.get("$ref"), str) else ()
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from refs(part)


def test_the_document_in_docs_is_the_one_made_from_the_code() -> None:
    """After a change: python -m shared.asyncapi > docs/asyncapi.json"""
    assert (HERE.parents[1] / "docs" / "asyncapi.json").read_text("utf-8") == as_text()


def test_every_stream_and_its_dead_letters_have_a_channel_and_every_group_an_operation() -> None:
    addresses = {channel["address"] for channel in DOCUMENT["channels"].values()}
    assert addresses == {name for stream in STREAMS for name in (stream.name, stream.dead)}
    assert {f"{g}.receives.{s.message.__name__}" for s in STREAMS for g in s.groups} < DOCUMENT["operations"].keys()


def test_every_reference_leads_somewhere() -> None:
    found = set(refs(DOCUMENT))
    assert len(found) > 20
    for ref in found:
        place: Any = DOCUMENT
        for part in ref.removeprefix("#/").split("/"):
            place = place[part]


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_a_golden_message_is_valid_and_what_it_lacks_is_named(stream: Stream) -> None:
    schema = jsonschema_rs.validator_for(message_schema(DOCUMENT, stream))
    schema.validate(golden(stream))
    with pytest.raises(jsonschema_rs.ValidationError, match="article_id"):
        schema.validate({name: value for name, value in golden(stream).items() if name != "article_id"})


@pytest.mark.parametrize(
    "lines", sorted((HERE.parent / "faults" / "in_flight").glob("*.jsonl")), ids=lambda path: path.stem
)
def test_a_message_of_an_earlier_release_is_still_valid(lines: Path) -> None:
    by_name = {stream.name: stream for stream in STREAMS}
    read = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    for entry in read:
        stream = by_name[entry["stream"]]
        jsonschema_rs.validator_for(message_schema(DOCUMENT, stream)).validate(json.loads(entry["entry"]))
    assert read
