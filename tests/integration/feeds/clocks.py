"""Time for tests: who waits moves it on."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2024, 7, 10, 12, tzinfo=UTC)


class QuickClock:
    """A wait is over at once, and that much later."""

    def __init__(self, now: datetime = START) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def on(self, **by: float) -> None:
        self.time += timedelta(**by)

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=max(0.0, seconds))

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await self.sleep(seconds)
