"""What an operator may tell the store."""

from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationInfo, field_validator

from services.store.channels import apprise
from services.store.channels.email import Server, server_of
from services.store.incidents import MergePolicy
from services.store.policies import Policy
from services.store.subscribing import House
from services.store.targets import checked_mailbox
from shared.runtime.addresses import read_address
from shared.runtime.destinations import Destinations, checked_networks, destinations
from shared.runtime.hosts import checked_hosts, is_loopback
from shared.runtime.keys import SHORTEST
from shared.runtime.settings import ServiceSettings, SettingsError

SERVICE_PORTS = (8000, 8001, 8002)
"""Of store, fetcher and extractor, by default."""


class StoreSettings(ServiceSettings):
    """Where the memory lies, where it is shown, and from when on two reports are one event."""

    host: str = Field(default="127.0.0.1", validation_alias="STORE_HOST")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias="STORE_PORT")
    hosts: Annotated[str, AfterValidator(checked_hosts)] = Field(default="", validation_alias="STORE_HOSTS")
    """Host names by which it may be called, comma-separated; by default this machine's own, and any where
    STORE_HOST is no loopback address."""
    role: Literal["all", "worker", "page"] = Field(default="all", validation_alias="STORE_ROLE")
    """`worker` records and alerts, and shows nothing; `page` shows, and needs no broker. To run many of the first."""
    api_key: SecretStr | None = Field(default=None, validation_alias="STORE_API_KEY", validate_default=True)
    """The admin's key. Without it one is made at the first start, in SHAHIDI_HOME/api-key."""
    reading: Literal["open", "keys"] = Field(default="open", validation_alias="STORE_READING")
    """`keys`: API, page and streams need a key or a login; health and metrics stay open."""
    rate: float = Field(default=50, ge=0, validation_alias="STORE_RATE")
    """Changes that one key may ask for in a second, and twice as many at once; 0: no limit."""
    subscriptions_per_key: int = Field(default=1000, ge=0, validation_alias="STORE_SUBSCRIPTIONS_PER_KEY")
    """How many subscriptions one key may make; an admin's may make any number."""
    allowed_networks: Annotated[str, AfterValidator(checked_networks)] = Field(
        default="", validation_alias="STORE_ALLOWED_NETWORKS"
    )
    """Networks of your own where webhooks may lead, on any port, comma-separated; by default public addresses only."""
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+[^\s]*)?$", validation_alias="STORE_PUBLIC_URL")
    """Where readers reach the page, for the links in what is sent; by default its own address."""
    smtp_url: SecretStr | None = Field(default=None, validation_alias="STORE_SMTP_URL")
    """The server that takes our mail: smtp://user:password@host:587, smtps://host. Without it no e-mail is sent."""
    mail_from: str = Field(default="shahidi@localhost", validation_alias="STORE_MAIL_FROM")
    """The address that e-mail comes from."""
    apprise: bool = Field(default=False, validation_alias="STORE_APPRISE")
    """Whether an admin's key may subscribe Apprise's channels; they may connect to anywhere."""
    delivery_days: int = Field(default=30, ge=1, validation_alias="STORE_DELIVERY_DAYS")
    """For how long it is kept what was sent to whom, and what was answered."""
    fetcher_url: str = Field(default="", pattern=r"^(https?://[^\s/]+[^\s]*)?$", validation_alias="STORE_FETCHER_URL")
    """The fetcher, for the page of feeds. `shahidi up` sets it."""
    fetcher_key: SecretStr | None = Field(default=None, validation_alias="STORE_FETCHER_KEY")
    """The fetcher's key; by default the admin's key of this store."""
    database_url: str = Field(default="", validation_alias=AliasChoices("STORE_DATABASE_URL", "DATABASE_URL"))
    """SQLite or PostgreSQL, as a SQLAlchemy URL; by default SHAHIDI_HOME/store.sqlite."""
    batch: int = Field(default=16, ge=1, le=1000, validation_alias="STORE_BATCH")
    """Readings taken from the stream at once."""
    tick_s: float = Field(default=5, gt=0, validation_alias="STORE_TICK_S")
    """How often alerts are looked for that did not get onto their stream."""
    near_km: float = Field(default=25, ge=0, validation_alias="STORE_NEAR_KM")
    """Places further apart than this are never one event's (Rule R9)."""
    merge_score: int = Field(default=6, ge=1, validation_alias="STORE_MERGE_SCORE")
    """Points from which two reports are one event."""
    review_score: int = Field(default=4, ge=1, validation_alias="STORE_REVIEW_SCORE")
    """Points from which people are asked whether they are."""
    current_days: int = Field(default=7, ge=0, validation_alias="STORE_CURRENT_DAYS")
    """An event longer before its article's publication than this is history, and raises no alert (Rule R2)."""
    backfill_days: int = Field(default=0, ge=0, validation_alias="STORE_BACKFILL_DAYS")
    """An article accepted longer after its publication than this is kept, and raises no alert: an archive that is read
    in wakes nobody. 0: every article may alert."""
    demand_relevance: float = Field(default=0.35, ge=0, le=1, validation_alias="STORE_DEMAND_RELEVANCE")
    """A demand of less weight (`Claim.relevance`) is kept, and raises no alert: a coach of his defenders."""

    @field_validator("api_key")
    @classmethod
    def _is_needed_in_public(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        said = key.get_secret_value().strip() if key else ""
        host, role = str(info.data.get("host", "")), info.data.get("role")
        if not said:
            if role != "worker" and not is_loopback(host):
                raise ValueError(f"STORE_API_KEY must be set, since STORE_HOST={host} is reachable from other machines")
            return None
        if len(said) < SHORTEST:
            raise ValueError(f"STORE_API_KEY must have {SHORTEST} characters at least")
        return SecretStr(said)

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, said: str) -> str:
        return checked_mailbox(said)

    @property
    def mail_server(self) -> Server | None:
        """Where mail is handed over. Raises SettingsError."""
        url = self.smtp_url.get_secret_value() if self.smtp_url else ""
        try:
            return server_of(url, self.mail_from) if url else None
        except ValueError as error:
            raise SettingsError(f"setting STORE_SMTP_URL: {error}") from None

    @property
    def base_url(self) -> str:
        """Of the page, without a slash at its end."""
        host = self.host if is_loopback(self.host) else "127.0.0.1"
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def destinations(self) -> Destinations:
        """Where webhooks may lead. In networks of the operator's own, our services and the broker are still not."""
        broker = {port for _, port in read_address(self.redis_url).hosts}
        return destinations(self.allowed_networks, {self.port, *SERVICE_PORTS, *broker})

    @property
    def house(self) -> House:
        """What subscribers may ask for."""
        if self.apprise and not apprise.is_installed():
            raise SettingsError(f"setting STORE_APPRISE: {apprise.MISSING}")
        return House(self.subscriptions_per_key, bool(self.mail_server), self.apprise, self.destinations)

    @property
    def fetcher(self) -> tuple[str, str]:
        """Where the fetcher is, and its key; "" for the key of this store."""
        return self.fetcher_url, self.fetcher_key.get_secret_value() if self.fetcher_key else ""

    @property
    def url(self) -> str:
        """The database, as a SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home / 'store.sqlite'}"

    @property
    def policy(self) -> Policy:
        """The thresholds, as the rules take them."""
        merge = MergePolicy(near_km=self.near_km, merge_score=self.merge_score, review_score=self.review_score)
        return Policy(merge, self.current_days, self.backfill_days, self.demand_relevance)
