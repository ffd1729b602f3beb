"""What every service may be told through its environment; each service adds its own beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import AliasChoices, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict


def default_home() -> Path:
    """Where a machine's own data lies when nobody says otherwise (XDG: data, not cache)."""
    return Path.home() / ".local" / "share" / "shahidi"


class _ByVariable(EnvSettingsSource):
    """The environment by the variables that the fields name, and not by the fields' own names: those are `home`,
    `host` and `port`, and HOME, HOST and PORT mean something else in most environments."""

    def _extract_field_info(
        self, field: FieldInfo, field_name: str, model_config: Mapping[str, Any] | None = None
    ) -> list[tuple[str, str, bool]]:
        found = super()._extract_field_info(field, field_name, model_config)
        return [named for named in found if named[0] != field_name]


class ServiceSettings(BaseSettings):
    """Read from environment variables, by the names in capitals beside each field."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by ours
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _ByVariable(settings_cls)

    redis_url: str = Field(default="redis://127.0.0.1:6379/0", validation_alias="REDIS_URL")
    """The broker. `shahidi up` starts an embedded one and sets this for its services."""
    home: Path = Field(default_factory=default_home, validation_alias="SHAHIDI_HOME")
    """Folder of the embedded broker, the SQLite files and the API key."""
    log_level: str = Field(default="INFO", validation_alias="LOG_LEVEL")
    reclaim_ms: int = Field(default=15_000, ge=100, validation_alias="RECLAIM_MS")
    """After how long a message that a dead worker held goes to another. A live worker renews its lease
    three times in this span, so it bounds recovery, not work: shorter only costs commands."""
    max_attempts: int = Field(default=5, ge=1, validation_alias="MAX_ATTEMPTS")
    """How often a message may fail, or kill its worker, before it goes to the dead letters."""


S = TypeVar("S", bound=ServiceSettings)


class SettingsError(ValueError):
    """A setting is wrong; the message names it and is meant for the operator."""


def read_settings(kind: type[S], **overrides: Any) -> S:
    """The settings of this environment. Raises SettingsError with one line that names the variable."""
    try:
        return kind(**overrides)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingsError(f"setting {_variable(kind, first['loc'])}: {first['msg']}") from None


def _variable(kind: type[ServiceSettings], where: tuple[int | str, ...]) -> str:
    """The environment variable behind a field; pydantic names the field where a default was at fault."""
    name = str(where[0]) if where else "?"
    alias = kind.model_fields[name].validation_alias if name in kind.model_fields else name
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else str(alias or name)
