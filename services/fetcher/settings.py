"""What an operator may tell the fetcher."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationInfo, field_validator

from services.fetcher.articles import MOST_TEXT
from services.fetcher.schedule import Pace
from shared.runtime.addresses import read_address
from shared.runtime.destinations import Destinations, checked_networks, destinations
from shared.runtime.hosts import checked_hosts, is_loopback
from shared.runtime.settings import ServiceSettings

SERVICE_PORTS = (8000, 8001, 8002)
"""Of store, fetcher and extractor, by default."""


class FetcherSettings(ServiceSettings):
    """Where articles come in, and how long the inbox waits before it sends one again."""

    host: str = Field(default="127.0.0.1", validation_alias="FETCHER_HOST")
    port: int = Field(default=8001, ge=0, le=65535, validation_alias="FETCHER_PORT")
    hosts: Annotated[str, AfterValidator(checked_hosts)] = Field(default="", validation_alias="FETCHER_HOSTS")
    """Host names by which it may be called, comma-separated; by default this machine's own, and any where
    FETCHER_HOST is no loopback address."""
    api_key: SecretStr | None = Field(default=None, validation_alias="FETCHER_API_KEY", validate_default=True)
    """What a caller must show to post articles. Without it one is made at the first start, in SHAHIDI_HOME/api-key."""
    rate: float = Field(default=3000, ge=0, validation_alias="FETCHER_RATE")
    """Requests that one key may make in a second, and twice as many at once; 0: no limit."""
    database_url: str = Field(default="", validation_alias=AliasChoices("FETCHER_DATABASE_URL", "DATABASE_URL"))
    """The inbox, as a SQLAlchemy URL of SQLite or PostgreSQL (the store's own, if you like); by default
    SHAHIDI_HOME/fetcher.sqlite."""
    confirm_within_s: float = Field(default=300, gt=0, validation_alias="FETCHER_CONFIRM_WITHIN_S")
    """After how long an article that the store has not confirmed is looked for, and published again if it is lost."""
    tick_s: float = Field(default=5, gt=0, validation_alias="FETCHER_TICK_S")
    """How often the inbox is gone through."""
    max_text: int = Field(default=MOST_TEXT, ge=1, le=4_000_000, validation_alias="FETCHER_MAX_TEXT")
    """Characters of one article."""

    user_agent: str = Field(
        default="Shahidi/0.1 (news monitoring)",
        min_length=1,
        pattern=r"^[ -~]+$",
        validation_alias="FETCHER_USER_AGENT",
    )
    """How it names itself to the sites that it reads; give an address where their people can reach you."""
    allowed_networks: Annotated[str, AfterValidator(checked_networks)] = Field(
        default="", validation_alias="FETCHER_ALLOWED_NETWORKS"
    )
    """Networks of your own that it may fetch from, on any port, comma-separated; by default public addresses only."""

    at_once: int = Field(default=32, ge=0, le=500, validation_alias="FETCHER_AT_ONCE")
    """How many feeds and pages it asks for at the same time; 0: it only takes in what is posted."""
    pace_s: float = Field(default=1.0, ge=0, le=3600, validation_alias="FETCHER_PACE_S")
    """Seconds between two requests to one host, by all fetchers together; its robots.txt may ask for more."""
    poll_min_s: float = Field(default=300, ge=1, validation_alias="FETCHER_POLL_MIN_S")
    poll_max_s: float = Field(default=3600, ge=1, validation_alias="FETCHER_POLL_MAX_S")
    """Between these a feed is polled as often as it changes."""
    news_days: float = Field(default=3, gt=0, validation_alias="FETCHER_NEWS_DAYS")
    """An entry that is older when it is first seen is no news: it is remembered, and not read."""

    @field_validator("poll_max_s")
    @classmethod
    def _is_not_below_the_least(cls, most: float, info: ValidationInfo) -> float:
        if most < info.data.get("poll_min_s", 0):
            raise ValueError("FETCHER_POLL_MAX_S must not be less than FETCHER_POLL_MIN_S")
        return most

    @field_validator("api_key")
    @classmethod
    def _is_needed_in_public(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        said = key.get_secret_value().strip() if key else ""
        host = str(info.data.get("host", ""))
        if not said:
            if not is_loopback(host):
                raise ValueError(
                    f"FETCHER_API_KEY must be set, since FETCHER_HOST={host} is reachable from other machines"
                )
            return None
        if len(said) < 16:
            raise ValueError("FETCHER_API_KEY must have 16 characters at least")
        return SecretStr(said)

    @property
    def inbox_url(self) -> str:
        """The database of the inbox, as a SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home / 'fetcher.sqlite'}"

    @property
    def destinations(self) -> Destinations:
        """Where it may connect to. In networks of the operator's own, our services and the broker are still not."""
        broker = {port for _, port in read_address(self.redis_url).hosts}
        return destinations(self.allowed_networks, {self.port, *SERVICE_PORTS, *broker})

    @property
    def pace(self) -> Pace:
        return Pace(timedelta(seconds=self.poll_min_s), timedelta(seconds=self.poll_max_s))

    @property
    def confirm_within(self) -> timedelta:
        return timedelta(seconds=self.confirm_within_s)
