"""Subscriptions over HTTP: made, changed, silenced, tried out; and whose they are."""

from typing import Any

import pytest

from tests.integration.subscribed.conftest import Store

HOOK = {"kind": "webhook", "url": "https://desk.example.org/hook?token=very-secret"}
WEBHOOK: dict[str, Any] = {"name": "Night desk", "channel": HOOK}


def made(store: Store, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    answer = store.client.post("/subscriptions", json=WEBHOOK | more, headers=headers)
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_a_secret_is_shown_once_and_masked_ever_after(store: Store) -> None:
    it = made(store)
    assert it["secret"].startswith("whsec_")
    again = store.client.get(f"/subscriptions/{it['subscription_id']}")
    listed = store.client.get("/subscriptions")
    for answer in (again, listed):
        assert it["secret"] not in answer.text
        assert "very-secret" not in answer.text
    assert again.json()["channel"] == {
        "kind": "webhook", "address": "https://desk.example.org/hook?…", "secret": f"whsec_…{it['secret'][-4:]}",
    }  # fmt: skip


def test_a_secret_can_be_brought_along_and_be_replaced(store: Store) -> None:
    own = "whsec_" + "c2VjcmV0" * 6
    it = made(store, secret=own)
    assert it["secret"] == own
    rotated = store.client.post(f"/subscriptions/{it['subscription_id']}/secret").json()
    assert rotated["secret"] not in ("", own)
    assert rotated["old_until"] == "2024-07-05T08:00:00Z"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": {"kind": "webhook", "url": "http://10.0.0.1/"}}, "channel"),  # a private network
        ({"channel": {"kind": "webhook", "url": "http://169.254.169.254/latest/meta-data"}}, "channel"),
        ({"channel": {"kind": "webhook", "url": "https://2130706433/"}}, "channel"),
        ({"channel": {"kind": "webhook", "url": "file:///etc/passwd"}}, "channel.webhook.url"),
        ({"channel": {"kind": "webhook", "url": "https://a:b@desk.example.org/"}}, "channel.webhook.url"),
        ({"channel": {"kind": "webhook", "url": "https://desk.example.org/\r\nX: y"}}, "channel.webhook.url"),
        ({"channel": {"kind": "email", "to": "a@example.org\nBcc: b@example.org"}}, "channel.email.to"),
        ({"channel": {"kind": "email", "to": "Desk <a@example.org>"}}, "channel.email.to"),
        ({"channel": {"kind": "pigeon"}}, "channel"),
        ({"channel": {"kind": "feed"}, "secret": "whsec_" + "c2VjcmV0" * 6}, "secret"),
        ({"secret": "whsec_short"}, "secret"),
        ({"schedule": {"every": "day", "zone": "Mars/Olympus"}}, "schedule.zone"),
        ({"wanted": {"place": "Kisumu"}}, "wanted.place"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(store: Store, change: dict[str, Any], field: str) -> None:
    answer = store.client.post("/subscriptions", json=WEBHOOK | change)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert store.client.get("/subscriptions").json()["items"] == []


def test_an_apprise_channel_needs_the_operators_word_and_an_admins_key(store: Store) -> None:
    slack = {"channel": {"kind": "apprise", "url": "slack://a/b/c"}}
    assert store.client.post("/subscriptions", json=WEBHOOK | slack).status_code == 403


def test_it_is_changed_paused_and_removed(store: Store) -> None:
    path = f"/subscriptions/{made(store)['subscription_id']}"
    changed = store.client.patch(path, json={"wanted": {"places": ["Kisumu"]}, "schedule": {"every": "hour"}}).json()
    assert (changed["wanted"]["places"], changed["schedule"]["every"]) == (["Kisumu"], "hour")
    assert changed["name"] == "Night desk", "what is left out stays as it is"
    assert store.client.patch(path, json={"paused": True}).json()["state"] == "paused"
    assert store.client.patch(path, json={"paused": False}).json()["state"] == "active"
    assert store.client.delete(path).status_code == 204
    assert store.client.get(path).status_code == store.client.delete(path).status_code == 404


def test_a_silence_ends_by_itself_or_when_it_is_taken_back(store: Store) -> None:
    path = f"/subscriptions/{made(store)['subscription_id']}"
    first = store.client.post(f"{path}/silence", json={"hours": 2, "reason": "asleep"}).json()
    second = store.client.post(f"{path}/silence", json={"until": "2024-07-05T00:00:00Z", "about": "i1"}).json()
    assert store.client.get(path).json()["silences"] == [first, second]
    store.clock.goes_on(hours=3)
    assert store.client.get(path).json()["silences"] == [second]
    assert store.client.delete(f"{path}/silences/{second['silence_id']}").status_code == 204
    assert store.client.get(path).json()["silences"] == []
    for wrong in ({}, {"hours": 1, "until": "2024-07-09T00:00:00Z"}, {"until": "2024-07-01T00:00:00Z"}, {"hours": 0}):
        assert store.client.post(f"{path}/silence", json=wrong).status_code == 422


def test_a_dry_run_says_what_would_have_come_and_why_and_keeps_nothing(store: Store) -> None:
    store.raise_alerts(2)
    store.raise_in_eldoret()
    store.raise_demand()
    trial = {"wanted": {"places": ["Kisumu"]}, "schedule": {"every": "day"}, "days": 7}
    said = store.client.post("/subscriptions/try", json=trial).json()
    assert (said["examined"], said["matched"], said["messages"], said["complete"]) == (4, 2, 1, True)
    assert [found["reasons"] for found in said["newest"]] == [["place: Kisumu"]] * 2
    assert store.client.get("/subscriptions").json()["items"] == []
    store.clock.goes_on(days=8)
    assert store.client.post("/subscriptions/try", json=trial).json()["examined"] == 0


def test_a_dry_run_finds_who_speaks_and_is_asked_and_where_a_demand_is_about(store: Store) -> None:
    store.raise_alerts()
    store.raise_demand()
    for wanted, kinds in (
        ({"entities": ["Koome"]}, {"new_demand": 1}),
        ({"entities": ["Otieno"]}, {"new_casualties": 1}),
        ({"at_least": {"killed": 2}}, {"new_casualties": 1}),
        ({"words": ["resign"]}, {"new_demand": 1}),
        ({"statuses": ["confirmed"]}, {}),
    ):
        answer = store.client.post("/subscriptions/try", json={"wanted": wanted})
        assert answer.json()["by_kind"] == kinds, wanted


def test_a_key_sees_and_touches_only_what_it_made_and_an_admins_everything(store: Store) -> None:
    ann, ben, reader = store.key("write", "ann"), store.key("write", "ben"), store.key("read")
    path = f"/subscriptions/{made(store, ann)['subscription_id']}"
    assert [store.client.get(path, headers=who).status_code for who in (ann, ben, reader)] == [200, 404, 403]
    assert store.client.patch(path, json={"paused": True}, headers=ben).status_code == 404
    assert store.client.delete(path, headers=ben).status_code == 404
    assert store.client.get("/subscriptions", headers=ben).json()["items"] == []
    assert len(store.client.get("/subscriptions").json()["items"]) == 1


def test_a_key_may_make_so_many_and_no_more(store: Store) -> None:
    ann = store.key("write", "ann")
    for _ in range(store.house.per_key):
        made(store, ann)
    refused = store.client.post("/subscriptions", json=WEBHOOK, headers=ann)
    assert refused.status_code == 403
    assert "remove one first" in refused.json()["detail"]
    made(store)


def test_a_list_goes_on_where_its_cursor_says(store: Store) -> None:
    ids = [made(store, name=f"Desk {n}")["subscription_id"] for n in range(3)]
    first = store.client.get("/subscriptions", params={"limit": 2}).json()
    rest = store.client.get("/subscriptions", params={"cursor": first["next"]}).json()
    assert {it["subscription_id"] for page in (first, rest) for it in page["items"]} == set(ids)
    assert (len(rest["items"]), rest["next"]) == (1, None)
