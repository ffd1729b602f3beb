"""An hour that passes as fast as the work in it is done: time stands still while anybody works."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2024, 7, 10, 12, tzinfo=UTC)


class SimulatedClock:
    """Moved on by whoever drives it, when all who work are asleep."""

    def __init__(self) -> None:
        self.time = START
        self.asleep: dict[asyncio.Task[object] | None, tuple[datetime, asyncio.Event]] = {}

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        over = asyncio.Event()
        task = asyncio.current_task()
        self.asleep[task] = (self.time + timedelta(seconds=seconds), over)
        try:
            await over.wait()
        finally:
            self.asleep.pop(task, None)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await self.sleep(seconds)

    def to(self, latest: datetime) -> None:
        """On to the next that wakes, but not beyond `latest`."""
        self.time = min([latest, *(wake for wake, _ in self.asleep.values())])
        for task, (wake, over) in list(self.asleep.items()):
            if wake <= self.time:
                self.asleep.pop(task)  # it works again from now on
                over.set()
