"""Signatures of webhooks, as Standard Webhooks has them: HMAC-SHA256 over `id.timestamp.body`, base64."""

import base64
import binascii
import hmac
import secrets as random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

PREFIX = "whsec_"
SECRET_BYTES = 32
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret that a subscriber brings."""
OLD_FOR = timedelta(hours=24)
"""How long an old secret still signs beside the new one."""


@dataclass(frozen=True)
class Secret:
    """A secret, and until when it signs; `until` null: it is the one in force."""

    text: str = field(repr=False)
    until: datetime | None = None

    def as_json(self) -> dict[str, str | None]:
        return {"secret": self.text, "until": self.until.isoformat() if self.until else None}

    def masked(self) -> str:
        """Enough to tell two secrets apart."""
        return f"{PREFIX}…{self.text[-4:]}"


def secrets_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Secret, ...]:
    """The secrets of a row."""
    return tuple(Secret(x["secret"], datetime.fromisoformat(x["until"]) if x["until"] else None) for x in kept)


def new_secret() -> Secret:
    return Secret(PREFIX + base64.b64encode(random.token_bytes(SECRET_BYTES)).decode())


def rotated(kept: Sequence[Secret], new: Secret, now: datetime) -> tuple[Secret, ...]:
    """The new one in force; the one before signs beside it for a while, and no other."""
    return (new, *(Secret(secret.text, now + OLD_FOR) for secret in kept if secret.until is None))


def checked_secret(text: str) -> str:
    """The secret itself. Raises ValueError where it is none of Standard Webhooks."""
    try:
        size = len(base64.b64decode(text.removeprefix(PREFIX), validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if not text.startswith(PREFIX) or not SHORTEST <= size <= LONGEST:
        raise ValueError(f"must be {PREFIX} and {SHORTEST} to {LONGEST} bytes in base64; leave it out to have one made")
    return text


def signed_headers(kept: Sequence[Secret], message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The three headers of one attempt at `now`: one signature for each secret that still holds."""
    stamp = str(int(now.timestamp()))
    in_force = [secret for secret in kept if secret.until is None or secret.until > now]
    made = " ".join(_signature(secret, f"{message_id}.{stamp}.".encode() + body) for secret in in_force)
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": made}


def _signature(secret: Secret, signed: bytes) -> str:
    key = base64.b64decode(secret.text.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
