"""The wire form of each message: what other programs read, so what may not change without a new version."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shared.messages import Fact, Span
from shared.streams import STREAMS

GOLDEN = Path(__file__).parent / "golden"
MESSAGES = [stream.message for stream in STREAMS]


def golden(message: type[Fact]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((GOLDEN / f"{message.__name__}.json").read_text())
    return said


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_reads_the_golden_json_and_writes_the_same(message: type[Fact]) -> None:
    read = message.model_validate(golden(message))
    assert json.loads(read.model_dump_json(by_alias=True)) == golden(message)


@pytest.mark.parametrize("message", MESSAGES)
def test_the_golden_json_holds_every_field_so_a_renamed_one_is_noticed(message: type[Fact]) -> None:
    assert set(golden(message)) == set(message.model_fields)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_field_of_tomorrow_is_passed_over(message: type[Fact]) -> None:
    message.model_validate({**golden(message), "a_field_of_tomorrow": {"deep": [1]}})


@pytest.mark.parametrize("message", MESSAGES)
def test_a_schema_of_tomorrow_is_refused_rather_than_misread(message: type[Fact]) -> None:
    version = "schema_version" if "schema_version" in message.model_fields else "version"
    with pytest.raises(ValidationError, match="Input should be 1"):
        message.model_validate({**golden(message), version: 2})


@pytest.mark.parametrize("message", MESSAGES)
def test_a_fact_cannot_be_changed_after_it_was_said(message: type[Fact]) -> None:
    fact = message.model_validate(golden(message))
    with pytest.raises(ValidationError, match="frozen"):
        fact.article_id = "another"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"accepted_at": "2024-07-04T05:03:12"}, "a time without its offset could be any hour of the day"),
        ({"accepted_at": None}, "only the publication date may be unknown"),
        ({"article_id": ""}, "nothing could ever be found under it"),
        ({"date_source": "guess"}, "a date is never a guess"),
    ],
)
def test_an_accepted_article_is_refused_where_it_would_mislead(changed: dict[str, Any], why: str) -> None:
    accepted = MESSAGES[0]
    with pytest.raises(ValidationError):
        accepted.model_validate({**golden(accepted), **changed})


def test_a_span_counts_characters_and_is_exactly_as_long_as_its_words() -> None:
    assert Span(start=3, end=8, text="Žďár!").text == "Žďár!"
    with pytest.raises(ValidationError, match="cannot hold 5 characters"):
        Span(start=3, end=9, text="Žďár!")


def test_an_absurd_number_is_refused_before_it_overflows_a_database() -> None:
    alert = golden(MESSAGES[3])
    with pytest.raises(ValidationError, match="less than or equal"):
        MESSAGES[3].model_validate({**alert, "figures": {"killed": {"low": 10**30}}})
