"""What is asked and answered about keys, by store and fetcher alike. A key is shown once, by whoever made it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import IntegrityError

from shared.identity import sha256_of
from shared.runtime.keys import Key, KeyBook, Scope, new_key


class KeyTaken(ValueError):
    """There is a key of this hash."""


class NewKey(BaseModel):
    """Whose key it is, and what it may do: `read`, `write` (and read), `admin` (everything)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    scope: Scope
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="Of a key that you made yourself and only you know; without it one is made here."
    )


class KeyShown(BaseModel):
    """A key, without the key."""

    key_id: str
    name: str
    scope: Scope
    created_at: datetime


class KeyMade(KeyShown):
    """`key`: the key itself, this once; null where its hash was given."""

    key: str | None = None


def make_key(book: KeyBook, asked: NewKey) -> KeyMade:
    """Let a new key in. Raises KeyTaken."""
    key = None if asked.sha256 else new_key()
    try:
        made = book.add(asked.name, asked.scope, asked.sha256 or sha256_of(key or ""))
    except IntegrityError:
        raise KeyTaken("there is this key already") from None
    return KeyMade(key=key, **_said(made))


def keys_shown(book: KeyBook) -> list[KeyShown]:
    """All keys, oldest first; that of the first start or the settings is not among them."""
    return [KeyShown(**_said(key)) for key in book.all()]


def _said(key: Key) -> dict[str, object]:
    return {name: value for name, value in vars(key).items() if name != "expires_at"}
