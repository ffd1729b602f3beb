"""What is asked and answered about subscriptions. A secret is shown once, where it is made, and masked ever after."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from services.store.filters import plain
from services.store.schedules import Schedule
from services.store.signatures import checked_secret
from services.store.subscriptions import Wanted
from services.store.targets import Target
from shared.messages import AlertRaised, Fact

MOST_DAYS = 90
"""How far back a dry run may look."""
LONGEST_SILENCE_H = 24 * 366

Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(plain)]
Note = Annotated[str, Field(max_length=200), AfterValidator(plain)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewSubscription(_Asked):
    """Who wants to hear of what, where, and when."""

    name: Name = Field(description="By which its owner knows it.", examples=["Night desk"])
    channel: Target
    wanted: Wanted = Wanted()
    schedule: Schedule = Schedule()
    secret: Annotated[str, Field(max_length=100), AfterValidator(checked_secret)] | None = Field(
        default=None, description="Of a webhook; one is made, and shown once, where it is left out."
    )


class SubscriptionChange(_Asked):
    """What is left out stays as it is."""

    name: Name | None = None
    channel: Target | None = None
    wanted: Wanted | None = None
    schedule: Schedule | None = None
    paused: bool | None = Field(default=None, description="False also brings back what its endpoint disabled.")


class NewSilence(_Asked):
    """Nothing, or nothing of one incident or demand, until it ends."""

    until: AwareDatetime | None = Field(default=None, description="When it ends; or give `hours`.")
    hours: float | None = Field(default=None, gt=0, le=LONGEST_SILENCE_H)
    about: Annotated[str, Field(max_length=200), AfterValidator(plain)] | None = Field(
        default=None, description="The id of an incident or a demand; by default, everything."
    )
    reason: Note | None = None


class Trial(_Asked):
    """A dry run: what would have come in the last days?"""

    wanted: Wanted = Wanted()
    schedule: Schedule = Schedule()
    days: int = Field(default=7, ge=1, le=MOST_DAYS)


class SilenceShown(Fact):
    """A silence that has not ended."""

    silence_id: str
    about: str | None = None
    reason: str | None = None
    starts_at: datetime
    ends_at: datetime


class ChannelShown(Fact):
    """Where it goes. `address`: as much of it as is no secret. `secret`: of a webhook, masked."""

    kind: Literal["webhook", "email", "apprise", "feed"]
    address: str
    secret: str | None = None


class SubscriptionShown(Fact):
    """A subscription as its owner sees it."""

    subscription_id: str
    name: str
    channel: ChannelShown
    wanted: Wanted
    schedule: Schedule
    state: Literal["active", "paused", "disabled"]
    state_reason: str | None = None
    silences: tuple[SilenceShown, ...] = ()
    waiting: int = 0
    """Deliveries that are not sent yet."""
    last_sent_at: datetime | None = None
    failing_since: datetime | None = None
    """Since when no try at its address succeeded; null while it works."""
    created_at: datetime
    updated_at: datetime


class SubscriptionMade(SubscriptionShown):
    """`secret`: of a webhook, in full, this once."""

    secret: str | None = None


class SecretMade(Fact):
    """The new secret, in full, this once. The one before signs beside it until `old_until`."""

    secret: str
    old_until: datetime


class AttemptShown(Fact):
    """One try: when, for how long, and what came of it."""

    number: int
    at: datetime
    took_ms: int
    outcome: Literal["sent", "again", "given_up", "gone"]
    status: int | None = None
    answer: str | None = None
    """The first bytes of what the other side said."""
    error: str | None = None
    next_at: datetime | None = None


class AlertLine(Fact):
    """An alert of a delivery, and by which conditions its subscriber wanted it."""

    alert_id: str
    kind: str
    headline: str
    raised_at: datetime
    reasons: tuple[str, ...] = ()


class DeliveryShown(Fact):
    """One message to one subscriber. `delivery_id` is its webhook-id, the same at each try."""

    delivery_id: str
    subscription_id: str
    kind: Literal["alert", "digest", "test"]
    state: Literal["waiting", "sent", "failed"]
    made_at: datetime
    due_at: datetime | None = None
    """When it is tried next; null when it is done."""
    ended_at: datetime | None = None
    alerts: tuple[AlertLine, ...] = ()
    attempts: tuple[AttemptShown, ...] = ()
    """The first and last ones, where there were many."""


class Would(Fact):
    """An alert that would have come, and why."""

    alert: AlertRaised
    reasons: tuple[str, ...]


class Tried(Fact):
    """What would have come: `matched` alerts of `examined`, in `messages`; the newest of them."""

    days: int
    examined: int
    matched: int
    messages: int
    by_kind: dict[str, int] = Field(default_factory=dict)
    newest: tuple[Would, ...] = ()
    complete: bool = True
    """False: there were more alerts than are examined at once; the newest were."""
