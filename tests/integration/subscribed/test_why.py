"""Why a subscriber was told, or was not; only to whoever may see the subscription."""

from tests.integration.subscribed.conftest import Store


def subscribe(store: Store, key: dict[str, str], **wanted: object) -> str:
    said = {"name": "Night desk", "channel": {"kind": "webhook", "url": "http://127.0.0.1:9/hook"}, "wanted": wanted}
    made = store.client.post("/subscriptions", json=said, headers=key)
    assert made.status_code == 201, made.text
    return str(made.json()["subscription_id"])


def lines(store: Store, thing: str | None, key: dict[str, str]) -> list[str]:
    answer = store.client.get(f"/why/{thing}", headers=key).json()
    return [line["text"] for line in answer["lines"] if line["about"] == "subscription"]


def test_each_subscription_says_why_it_was_told_or_not(store: Store) -> None:
    mine, others = store.key("write", "mine"), store.key("write", "others")
    subscribe(store, mine, kinds=["new_casualties"])
    subscribe(store, mine, kinds=["new_demand"])
    (alert,) = store.raise_alerts()
    untold = lines(store, alert.incident_id, mine)
    assert len(untold) == 2
    assert "is not told yet" in untold[0]
    assert "was not told: " in untold[1]
    assert lines(store, alert.incident_id, others) == []
    assert len(lines(store, alert.incident_id, {})) == 2, "an admin sees all"


def test_who_has_no_key_learns_of_no_subscription(store: Store) -> None:
    subscribe(store, store.key("write", "mine"))
    (alert,) = store.raise_alerts()
    del store.client.headers["Authorization"]
    assert lines(store, alert.incident_id, {}) == []


def test_what_was_raised_before_it_subscribed_is_not_told(store: Store) -> None:
    (alert,) = store.raise_alerts()
    mine = store.key("write", "mine")
    subscribe(store, mine)
    (line,) = lines(store, alert.incident_id, mine)
    assert "before the subscription was made" in line
