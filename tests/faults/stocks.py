"""What a whole house holds, asked of its databases themselves, and how it is emptied."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, MetaData, func, select

from services.fetcher import state as inbox_state
from services.fetcher.database import open_inbox
from services.fetcher.state import inbox
from services.store import tables
from services.store.database import open_store


@dataclass(frozen=True)
class Stock:
    """The two databases of a house."""

    store: Engine
    fetcher: Engine

    def waiting(self) -> int:
        """Articles of the inbox that are neither stored nor dead, and alerts that are not on their stream."""
        with self.fetcher.connect() as db:
            articles = db.scalar(select(func.count()).where(inbox.c.state == inbox_state.WAITING)) or 0
        with self.store.connect() as db:
            return articles + (db.scalar(select(func.count()).where(tables.alerts.c.published_at.is_(None))) or 0)

    def stored(self) -> set[str]:
        with self.store.connect() as db:
            return set(db.scalars(select(tables.articles.c.article_id)))

    def dead(self) -> dict[str, str]:
        """Article id -> why."""
        with self.fetcher.connect() as db:
            found = db.execute(select(inbox.c.article_id, inbox.c.reason).where(inbox.c.state == inbox_state.DEAD))
            return {article_id: str(reason) for article_id, reason in found}

    def alerts(self) -> list[dict[str, Any]]:
        """All alerts, in the order raised."""
        with self.store.connect() as db:
            return list(db.scalars(select(tables.alerts.c.body).order_by(tables.alerts.c.position)))

    def empty(self) -> None:
        """Forget everything; nobody may be at work."""
        for engine in (self.store, self.fetcher):
            there = MetaData()
            there.reflect(engine)
            with engine.execution_options(writing=True).begin() as db:
                for table in reversed(there.sorted_tables):
                    if not table.name.endswith("_schema_version"):
                        db.execute(table.delete())

    def close(self) -> None:
        self.store.dispose()
        self.fetcher.dispose()


def stock_of(store_url: str, inbox_url: str) -> Stock:
    return Stock(open_store(store_url), open_inbox(inbox_url))


def told_twice(alerts: list[dict[str, Any]]) -> int:
    """Alerts beyond the first that say the same of the same thing, under whatever id."""
    same = Counter((a["kind"], a["incident_id"], a["demand_id"], a["headline"]) for a in alerts)
    firsts = Counter(a["incident_id"] for a in alerts if a["kind"] == "new_casualties")
    return sum(same.values()) - len(same) + sum(firsts.values()) - len(firsts)
