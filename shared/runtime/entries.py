"""A stream entry: one field that holds one message as plain JSON, for any Redis client in any language."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from faststream.redis.parser.message import MessageFormat
from pydantic import ValidationError

from shared.messages import Fact
from shared.streams import Stream

FIELD = b"__data__"
"""The name that FastStream gives the field; a reader takes the only field there is, whatever its name."""

M = TypeVar("M", bound=Fact)


class Unreadable(ValueError):
    """The entry can never be read: not one field, not JSON, not this message. Says which and where."""


class PlainJSON(MessageFormat):
    """The body and nothing else.

    FastStream's own format is binary, breaks on non-ASCII headers and takes a top-level string "data" for its
    envelope. Reading is left to `read_entry`: FastStream's parser fails on bytes that are not UTF-8 before any
    handler could bury them.
    """

    @classmethod
    async def encode(
        cls,
        *,
        message: Any,
        reply_to: str | None,
        headers: dict[str, Any] | None,
        correlation_id: str,
        serializer: Any = None,
        codec: Any = None,
    ) -> bytes:
        built = await cls.build(
            message=message,
            reply_to=reply_to,
            headers=headers,
            correlation_id=correlation_id,
            serializer=serializer,
            codec=codec,
        )
        if built.headers.get("content-type") != "application/json":
            raise TypeError(f"only a message can be published, not {type(message).__name__}")
        return built.data

    @classmethod
    def parse(cls, data: Any) -> tuple[bytes, dict[str, Any]]:  # noqa: ARG003
        return b"null", {"content-type": "application/json"}


def write_entry(message: Fact) -> dict[bytes, bytes]:
    """The fields to XADD."""
    return {FIELD: message.model_dump_json(by_alias=True).encode()}


def read_entry(stream: Stream, fields: Mapping[bytes, bytes]) -> Fact:
    """The message in these fields. Raises Unreadable with the reason, without repeating the input."""
    values = [value for name, value in fields.items() if not name.startswith(b"x-")]
    if len(values) != 1:
        raise Unreadable(f"an entry of {stream.name} has one field with JSON, this one has {len(values)}")
    with suppress(ValidationError):  # in one step, twice as fast; what it refuses is looked at for a reason
        return stream.message.model_validate_json(values[0])
    try:
        return stream.message.model_validate(json.loads(values[0].decode()))
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise Unreadable("JSON nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON: {error.msg} at character {error.pos}") from None
    except ValidationError as error:
        raise Unreadable(f"not a {stream.message.__name__}: {faults(error)}") from None


def faults(error: ValidationError, most: int = 3) -> str:
    """The fields at fault and why, in one line, without the input."""
    said: Sequence[str] = [
        f"{'.'.join(map(str, e['loc'])) or 'message'}: {e['msg']}" for e in error.errors(include_url=False)[:most]
    ]
    more = error.error_count() - len(said)
    return "; ".join(said) + (f"; and {more} more" if more > 0 else "")
