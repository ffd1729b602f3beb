"""The ways out: one file a channel. CHANNELS says which there are."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from services.store.letters import Letter
from services.store.repository.subscriptions import Subscription

WITHIN_S = 15.0
"""One try, from the name's look-up to the last byte that is read of the answer."""
OUTCOMES = ("sent", "again", "given_up", "gone")
MOST_KEPT = 500
"""Characters of an answer, or of an error, that are kept to be shown."""


@dataclass(frozen=True)
class Answer:
    """How one try came out.

    `outcome`: `sent`; `again`, later; `given_up`, since nothing will change it; `gone`, and never anything there again.
    `retry_after`: how long the other side asks us to wait.
    """

    outcome: str
    status: int | None = None
    said: str | None = None
    error: str | None = None
    retry_after: timedelta | None = field(default=None)


class Channel(Protocol):
    """A way out. A try may take WITHIN_S; whatever goes wrong is an answer, not an exception."""

    async def send(self, letter: Letter, to: Subscription, now: datetime) -> Answer:
        """One try. `now`: of the signature."""

    async def close(self) -> None:
        """Let go of connections."""


def kept(text: str) -> str:
    """What may be shown of a stranger's words: one line, no control characters, not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MOST_KEPT]
