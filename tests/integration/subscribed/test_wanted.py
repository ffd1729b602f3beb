"""A subscriber's own feed, and its own stream."""

from typing import Any
from xml.etree import ElementTree as ET

from services.store.policies import Policy
from services.store.recording import record
from services.store.streaming import Tail
from tests.integration.subscribed.conftest import Store
from tests.unit.store.told import Event, Number, later, told


def feed(store: Store, **wanted: Any) -> str:
    asked = {"name": "Feed", "channel": {"kind": "feed"}, "wanted": wanted}
    key: str = store.client.post("/subscriptions", json=asked).json()["subscription_id"]
    return key


def entries(store: Store, subscription: str, **more: str) -> list[str]:
    answer = store.client.get("/alerts.atom", params={"subscription": subscription, **more})
    assert answer.status_code == 200
    return [str(entry.text) for entry in ET.fromstring(answer.content).iter("{http://www.w3.org/2005/Atom}id")][1:]


def test_a_subscribers_feed_has_what_it_wants_and_no_more(store: Store) -> None:
    key = feed(store, places=["Eldoret"])
    store.raise_alerts(2)
    (wanted,) = store.raise_in_eldoret()
    assert entries(store, key) == [f"urn:shahidi:alert:{wanted.alert_id}"]
    assert entries(store, key, kind="new_demand") == []
    assert store.client.get("/alerts.atom", params={"subscription": "nobody"}).status_code == 404


def test_a_correction_is_in_the_feed_of_whom_the_corrected_alert_was(store: Store) -> None:
    key = feed(store, kinds=["new_casualties"])
    record(told("a", Event([Number("killed", 4)])), store.engine, store.clock(), Policy())
    record(told("a", Event([Number("killed", 3)]), version=2, published=later(2)), store.engine, later(2), Policy())
    assert len(entries(store, key)) == 2


async def test_a_subscribers_stream_has_what_it_wants_and_passes_over_the_rest(store: Store) -> None:
    key = feed(store, places=["Eldoret"])
    store.raise_alerts(2)
    (first,) = store.raise_in_eldoret()
    following = Tail(store.engine, every_s=0.01).following(0, (), key)
    position, said = await anext(following)
    assert (position, first.alert_id in said) == (3, True)
    store.raise_alerts(1)
    (second,) = store.raise_in_eldoret()
    position, said = await anext(following)
    assert (position, second.alert_id in said) == (5, True)
    await following.aclose()  # type: ignore[attr-defined]  # it is a generator


def test_a_stream_for_nobody_is_refused(store: Store) -> None:
    assert store.client.get("/alerts/stream", params={"subscription": "nobody"}).status_code == 404
