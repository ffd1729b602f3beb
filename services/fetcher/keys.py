"""The fetcher's keys, and who comes in by them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from services.fetcher.database import transaction
from services.fetcher.settings import FetcherSettings
from services.fetcher.state import metadata
from shared.runtime.doors import WRONG_KEYS, WRONG_KEYS_A_S, Buckets
from shared.runtime.keys import KeyBook, first_key, keys_table

fetcher_keys = keys_table("fetcher_keys", metadata)


@dataclass
class Door:
    """The keys, and how often each of them, and each address with a wrong one, may come."""

    keys: KeyBook
    rate: Buckets
    wrong: Buckets = field(default_factory=lambda: Buckets(WRONG_KEYS_A_S, WRONG_KEYS))


def key_of(settings: FetcherSettings) -> str:
    """The admin's key: of the settings, else that of the home folder, made when there is none."""
    return first_key(settings.api_key.get_secret_value() if settings.api_key else None, settings.home)


def door_of(settings: FetcherSettings, engine: Engine, clock: Callable[[], datetime]) -> Door:
    """The door as the settings want it; makes the first key where there is none."""
    book = KeyBook(engine, fetcher_keys, transaction, clock, key_of(settings))
    return Door(book, Buckets(settings.rate, 2 * settings.rate))
