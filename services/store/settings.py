"""What an operator may tell the store."""

from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, Field

from services.store.incidents import MergePolicy
from services.store.policies import Policy
from shared.runtime.hosts import checked_hosts
from shared.runtime.settings import ServiceSettings


class StoreSettings(ServiceSettings):
    """Where the memory lies, where it is shown, and from when on two reports are one event."""

    host: str = Field(default="127.0.0.1", validation_alias="STORE_HOST")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias="STORE_PORT")
    hosts: Annotated[str, AfterValidator(checked_hosts)] = Field(default="", validation_alias="STORE_HOSTS")
    """Host names by which it may be called, comma-separated; by default this machine's own, and any where
    STORE_HOST is no loopback address."""
    role: Literal["all", "worker", "page"] = Field(default="all", validation_alias="STORE_ROLE")
    """`worker` records and alerts, and shows nothing; `page` shows, and needs no broker. To run many of the first."""
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

    @property
    def url(self) -> str:
        """The database, as a SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home / 'store.sqlite'}"

    @property
    def policy(self) -> Policy:
        """The thresholds, as the rules take them."""
        merge = MergePolicy(near_km=self.near_km, merge_score=self.merge_score, review_score=self.review_score)
        return Policy(merge, self.current_days, self.backfill_days, self.demand_relevance)
