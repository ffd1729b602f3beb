"""When something is due: the next digest of a subscriber, the next try at an endpoint."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

RETRIES = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""The wait before each try, as Standard Webhooks has it: ten tries over three days, so that an endpoint that is mended
on Monday gets what was raised on Friday."""
JITTER = 0.1
"""Up to so much of a wait is added, that not all who failed together come back together."""
MOST_WAIT = timedelta(hours=24)
"""However long an endpoint asks us to wait (Retry-After)."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError("is no time zone: give one as Africa/Nairobi") from None
    return name


Zone = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_zone)]


class Schedule(BaseModel):
    """When a subscriber is told: of each alert at once, or of all together each hour or day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: Literal["alert", "hour", "day"] = "alert"
    at: Annotated[time, Field(description="Of a daily digest: the time of day, as 07:30.")] = time(7)
    zone: Zone = Field(default="UTC", description="In which time zone that is, as Africa/Nairobi.")

    def due(self, now: datetime) -> datetime:
        """When an alert of this moment is told: now, or with the next digest. Aware, UTC.

        A time that the clocks skip in spring is taken as if they had not been changed yet; of one that comes twice in
        autumn the first is meant.
        """
        match self.every:
            case "hour":
                return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            case "day":
                return self._next_day(now)
        return now.astimezone(UTC)

    def _next_day(self, now: datetime) -> datetime:
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        days = (datetime.combine(today + timedelta(days=n), self.at.replace(tzinfo=None), zone) for n in (0, 1, 2))
        return next(at for day in days if (at := day.astimezone(UTC)) > now)


def retry_after(tries: int, chance: float, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after so many tries, the last of which failed; null: give up. `chance`: from 0 to 1, for the
    jitter; `asked`: by the endpoint."""
    if tries >= len(RETRIES):
        return None
    wait = RETRIES[tries] * (1 + JITTER * chance)
    return max(wait, min(asked, MOST_WAIT)) if asked else wait
