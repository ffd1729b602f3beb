"""At the door of a service: which key a request shows, and who comes too often."""

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

BEARER = {"WWW-Authenticate": "Bearer"}
HOW = "send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`"
MOST_CLIENTS = 10_000
"""Remembered at once; whoever was longest away is forgotten first, and starts with a full bucket."""
WRONG_KEYS_A_S, WRONG_KEYS = 1 / 6, 20
"""From one address: twenty wrong keys at once, ten a minute after that."""


def shown_key(headers: Mapping[str, str]) -> str:
    """The key of a request, "" where it shows none. Basic is for programs that know no more (feed readers): the key
    is the password there."""
    kind, _, rest = headers.get("authorization", "").partition(" ")
    if own := headers.get("x-api-key"):
        return own.strip()
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


@dataclass
class Buckets:
    """A bucket of tokens for each client: it holds `burst`, is refilled by `a_s` tokens a second, and each request
    takes one. `a_s` 0: no limit."""

    a_s: float
    burst: float
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, client: str, now: float) -> int:
        """Take a token: 0, or in how many whole seconds there is one again. `now`: of a monotonic clock, seconds."""
        if not self.a_s:
            return 0
        left = self._now(client, now)
        taken = left >= 1
        self._left[client] = (left - 1 if taken else left, now)
        if len(self._left) > MOST_CLIENTS:
            del self._left[next(iter(self._left))]
        return 0 if taken else math.ceil((1 - left) / self.a_s)

    def is_empty(self, client: str, now: float) -> bool:
        """Whether the next token has to be waited for; takes none."""
        return bool(self.a_s) and self._now(client, now) < 1

    def _now(self, client: str, now: float) -> float:
        left, at = self._left.pop(client, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.a_s)
        self._left[client] = (left, now)  # at the end: the order is that of the last visit
        return left
