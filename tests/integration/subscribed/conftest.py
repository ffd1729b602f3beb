"""A store with alerts, its API with keys, and a clock that only moves when it is told to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.api import add_api
from services.store.database import open_store, transaction
from services.store.door import Door
from services.store.page import add_page
from services.store.policies import Policy
from services.store.recording import record
from services.store.subscribing import House
from services.store.subscription_api import add_subscriptions
from services.store.subscription_tables import store_keys
from shared.identity import sha256_of
from shared.messages import AlertRaised, Place
from shared.runtime.destinations import destinations
from shared.runtime.keys import KeyBook, Scope
from tests.unit.store.told import MORNING_AFTER, Demand, Event, Number, told

ADMIN = "the-first-key-of-this-store"


@dataclass
class Clock:
    now: datetime = MORNING_AFTER

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Store:
    """What a test does with the store beside its API."""

    engine: Engine
    clock: Clock
    book: KeyBook
    house: House
    client: TestClient
    app: FastAPI
    _stories: int = field(default=0)

    def key(self, scope: Scope, name: str = "somebody") -> dict[str, str]:
        """A new key, as the header that shows it."""
        text = f"a-key-of-{name}-to-{scope}"
        self.book.add(name, scope, sha256_of(text))
        return {"Authorization": f"Bearer {text}"}

    def raise_alerts(self, how_many: int = 1) -> list[AlertRaised]:
        """So many new alerts, each of an event of its own, in as many estates of Kisumu."""
        return [alert for _ in range(how_many) for alert in self._raise("Kisumu", "Kisumu")]

    def raise_in_eldoret(self) -> list[AlertRaised]:
        return self._raise("Eldoret", "Uasin Gishu")

    def _raise(self, town: str, area: str) -> list[AlertRaised]:
        self._stories += 1
        estate = f"Estate{self._stories}"
        place = Place(text=estate, name=f"{estate}, {town}", country="KE", admin1=area, precision="neighbourhood")
        event = Event(
            [Number("killed", 1 + self._stories)], place=place, victims=[f"Ann Number{self._stories}x Otieno"]
        )
        return record(told(f"story-{self._stories}", event), self.engine, self.clock(), Policy())

    def raise_demand(self) -> list[AlertRaised]:
        self._stories += 1
        return record(told(f"story-{self._stories}", Demand()), self.engine, self.clock(), Policy())


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    engine, clock = open_store(store_url), Clock()
    book = KeyBook(engine, store_keys, transaction, clock, ADMIN)
    house = House(per_key=3, email=True, destinations=destinations("127.0.0.0/8"))
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.door = Door(book)
    add_api(app, engine, poll_s=0.01)
    add_subscriptions(app, engine, house, clock)
    add_page(app, engine)
    with TestClient(app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {ADMIN}"}) as client:
        yield Store(engine, clock, book, house, client, app)
    engine.dispose()
