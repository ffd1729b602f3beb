"""How many readings a second the store records, alerts and all, on one database."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from services.store.database import migrate, open_store
from services.store.recording import recorded
from services.store.settings import StoreSettings
from shared.messages import ArticleExtracted


def recorded_per_s(readings: Sequence[ArticleExtracted], database_url: str) -> float:
    """Record these on an empty database, one after the other, as one store worker does."""
    engine = open_store(database_url)
    migrate(engine)
    policy = StoreSettings().policy
    began = time.perf_counter()
    for reading in readings:
        recorded(reading, engine, datetime.now(UTC), policy)
    took = time.perf_counter() - began
    engine.dispose()
    return len(readings) / took
