"""From an alert to a subscriber's server: once, signed, again when it fails, and nobody waits for another."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.store.addressing import address
from services.store.channels.webhook import WebhookChannel
from services.store.database import couriers as begun
from services.store.posting import Couriers, Lane
from services.store.repository.deliveries import prune
from services.store.schedules import RETRIES
from shared.messages import AlertRaised
from shared.runtime.destinations import destinations
from tests.integration.subscribed import endpoints
from tests.integration.subscribed.conftest import Store
from tests.integration.subscribed.endpoints import answer, endpoint

BASE = "https://desk.example.org"


@asynccontextmanager
async def couriers_of(store: Store, within_s: float = 5.0, **more: Any) -> AsyncIterator[Couriers]:
    channels = {"webhook": WebhookChannel(destinations("127.0.0.0/8"), within_s)}
    made = Couriers(store.engine, channels, store.clock, BASE, **more)
    try:
        yield made
    finally:
        await made.finish(0)


def subscribed(store: Store, url: str, **more: Any) -> dict[str, Any]:
    asked = {"name": "Desk", "channel": {"kind": "webhook", "url": url}} | more
    answered = store.client.post("/subscriptions", json=asked)
    assert answered.status_code == 201, answered.text
    said: dict[str, Any] = answered.json()
    return said


def deliveries(store: Store, subscription: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/subscriptions/{subscription['subscription_id']}/deliveries"
    items: list[dict[str, Any]] = store.client.get(path).json()["items"]
    return items


async def test_an_alert_comes_once_signed_and_with_its_proof(store: Store) -> None:
    store.clock.now = datetime.now(UTC)  # the public library refuses an old signature
    async with endpoint() as desk, couriers_of(store) as couriers:
        it = subscribed(store, f"{desk.url}/hook")
        (alert,) = store.raise_alerts()
        await couriers.until_idle()
        await couriers.until_idle()
    (posted,) = desk.posted
    said = Webhook(it["secret"]).verify(posted.body, posted.headers)
    assert (said["type"], said["timestamp"]) == ("alert.raised", alert.raised_at.isoformat())
    assert AlertRaised.model_validate(said["data"]) == alert
    assert said["data"]["link"] == f"{BASE}/desk/incidents/{alert.incident_id}"
    with pytest.raises(WebhookVerificationError):
        Webhook(it["secret"]).verify(posted.body + b" ", posted.headers)
    (delivery,) = deliveries(store, it)
    assert (delivery["delivery_id"], delivery["state"]) == (posted.id, "sent")
    assert [(a["outcome"], a["status"]) for a in delivery["attempts"]] == [("sent", 204)]
    assert delivery["alerts"][0]["reasons"] == ["asked for everything"]


async def test_what_was_raised_before_or_is_not_wanted_does_not_come(store: Store) -> None:
    store.raise_alerts()
    async with endpoint() as desk, couriers_of(store) as couriers:
        subscribed(store, desk.url, wanted={"places": ["Eldoret"]})
        store.raise_alerts()
        (wanted,) = store.raise_in_eldoret()
        await couriers.until_idle()
    assert [one.said["data"]["alert_id"] for one in desk.posted] == [wanted.alert_id]


async def test_a_new_secret_and_the_old_one_sign_for_a_day_and_then_the_new_one_alone(store: Store) -> None:
    store.clock.now = datetime.now(UTC)
    async with endpoint() as desk, couriers_of(store) as couriers:
        it = subscribed(store, desk.url)
        new = store.client.post(f"/subscriptions/{it['subscription_id']}/secret").json()["secret"]
        store.raise_alerts()
        await couriers.until_idle()
        store.clock.goes_on(hours=25)
        store.raise_alerts()
        await couriers.until_idle()
    both, one = desk.posted
    for secret in (it["secret"], new):
        Webhook(secret).verify(both.body, both.headers)
    assert len(both.headers["webhook-signature"].split()) == 2
    assert len(one.headers["webhook-signature"].split()) == 1


@pytest.mark.parametrize(
    ("said", "status", "error"),
    [
        (answer("500 Internal Server Error", b"oops\x1b[31m"), 500, None),
        (answer("404 Not Found"), 404, None),
        (answer("302 Found", Location="http://127.0.0.1:1/"), 302, "a redirect is not followed"),
        (endpoints.broken_off, None, "the connection broke off"),
        (endpoints.silence, None, "no answer within"),
        (endpoints.dripping, None, "no answer within"),
        (b"nonsense\r\n\r\n", None, "can't be read as HTTP"),
    ],
)
async def test_whatever_is_no_2xx_is_tried_again_with_the_same_id_as_often_as_the_schedule_says(
    store: Store, said: endpoints.Answer, status: int | None, error: str | None
) -> None:
    async with endpoint(hook=said) as desk, couriers_of(store, within_s=0.4) as couriers:
        it = subscribed(store, f"{desk.url}/hook")
        store.raise_alerts()
        await couriers.until_idle()
        await couriers.until_idle()
        assert len(desk.posted) == 1, "not before its time"
        (first,) = deliveries(store, it)
        assert first["attempts"][0]["status"] == status
        assert (error or "") in (first["attempts"][0]["error"] or "")
        desk.answers["/hook"] = answer()
        store.clock.goes_on(seconds=6)
        await couriers.until_idle()
    assert desk.ids() == {first["delivery_id"]: 2}
    assert [a["outcome"] for a in deliveries(store, it)[0]["attempts"]] == ["again", "sent"]
    assert store.client.get(f"/subscriptions/{it['subscription_id']}").json()["failing_since"] is None


async def test_ten_tries_in_three_days_and_then_it_is_given_up_until_somebody_sends_it_again(store: Store) -> None:
    async with endpoint(hook=answer("500 No")) as desk, couriers_of(store) as couriers:
        it = subscribed(store, f"{desk.url}/hook")
        store.raise_alerts()
        for wait in RETRIES:
            store.clock.now += wait * 1.1
            await couriers.until_idle()
        store.clock.goes_on(days=30)
        await couriers.until_idle()
        (given_up,) = deliveries(store, it)
        assert (len(desk.posted), given_up["state"], given_up["due_at"]) == (10, "failed", None)
        assert store.client.get(f"/subscriptions/{it['subscription_id']}").json()["failing_since"]
        desk.answers.clear()
        again = store.client.post(f"/deliveries/{given_up['delivery_id']}/redeliver")
        assert (again.status_code, again.json()["state"]) == (202, "waiting")
        await couriers.until_idle()
    (sent,) = deliveries(store, it)
    assert (sent["state"], [a["number"] for a in sent["attempts"]]) == ("sent", list(range(1, 12)))
    assert set(desk.ids()) == {given_up["delivery_id"]}


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_who_asks_for_time_is_given_it(store: Store, status: str) -> None:
    async with endpoint(hook=answer(status, Retry_After="120")) as desk, couriers_of(store) as couriers:
        it = subscribed(store, f"{desk.url}/hook")
        store.raise_alerts()
        await couriers.until_idle()
        store.clock.goes_on(seconds=60)
        await couriers.until_idle()
        assert len(desk.posted) == 1
        store.clock.goes_on(seconds=61)
        await couriers.until_idle()
    assert len(desk.posted) == 2
    assert deliveries(store, it)[0]["state"] == "waiting"


async def test_who_is_gone_is_sent_nothing_more(store: Store) -> None:
    async with endpoint(hook=answer("410 Gone")) as desk, couriers_of(store) as couriers:
        it = subscribed(store, f"{desk.url}/hook")
        path = f"/subscriptions/{it['subscription_id']}"
        store.raise_alerts()
        await couriers.until_idle()
        store.raise_alerts()
        await couriers.until_idle()
        shown = store.client.get(path).json()
        assert (len(desk.posted), shown["state"]) == (1, "disabled")
        assert "410" in shown["state_reason"]
        assert store.client.patch(path, json={"paused": False}).json()["state"] == "active"


@pytest.mark.parametrize("said", [endpoints.endless, endpoints.cut_short], ids=["a gigabyte", "cut short"])
async def test_an_answers_body_is_read_no_further_than_needed_and_decides_nothing(
    store: Store, said: endpoints.Answer
) -> None:
    async with endpoint(hook=said) as desk, couriers_of(store) as couriers:
        it = subscribed(store, f"{desk.url}/hook")
        store.raise_alerts()
        await couriers.until_idle()
    (delivery,) = deliveries(store, it)
    assert delivery["state"] == "sent"
    assert len(delivery["attempts"][0]["answer"]) <= 500


async def test_dead_endpoints_make_nobody_wait(store: Store) -> None:
    """More of them hang than there are places in either lane."""
    lanes = {"quick": Lane("quick", 4), "slow": Lane("slow", 8)}
    async with endpoint(dead=endpoints.silence) as desk, couriers_of(store, within_s=6, **lanes) as couriers:
        for n in range(10):
            subscribed(store, f"{desk.url}/dead", name=f"dead {n}")
        subscribed(store, f"{desk.url}/well")
        store.raise_alerts()
        begun = time.monotonic()
        stopping = asyncio.Event()
        going = asyncio.create_task(couriers.keep_going(stopping))
        async with asyncio.timeout(5):
            while "/well" not in {one.path for one in desk.posted}:
                desk.arrived.clear()
                await desk.arrived.wait()
        assert time.monotonic() - begun < 3
        stopping.set()
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


async def test_two_workers_share_the_work_and_nothing_comes_twice(store: Store) -> None:
    async with endpoint() as desk, couriers_of(store) as one, couriers_of(store) as other:
        for n in range(12):
            subscribed(store, f"{desk.url}/{n}", name=f"Desk {n}")
        store.raise_alerts(3)
        await asyncio.gather(one.until_idle(), other.until_idle())
        await one.until_idle()
    assert len(desk.posted) == 36
    assert set(desk.ids().values()) == {1}


async def test_a_worker_that_dies_after_posting_sends_it_again_with_the_same_id(store: Store) -> None:
    async with endpoint() as desk:
        it = subscribed(store, desk.url)
        store.raise_alerts()
        async with couriers_of(store) as killed:
            await killed.round()
            while not desk.posted:
                desk.arrived.clear()
                await desk.arrived.wait()
            killed._done.clear()
            killed._tasks.clear()  # it is gone: what it knew is lost with it
        async with couriers_of(store) as heir:
            await heir.until_idle()
            assert len(desk.posted) == 1, "the dead one's lease holds"
            store.clock.goes_on(seconds=91)
            await heir.until_idle()
    assert list(desk.ids().values()) == [2]
    assert deliveries(store, it)[0]["state"] == "sent"


async def test_a_silence_holds_back_what_it_is_about_and_nothing_comes_later(store: Store) -> None:
    async with endpoint() as desk, couriers_of(store) as couriers:
        it = subscribed(store, desk.url)
        store.client.post(f"/subscriptions/{it['subscription_id']}/silence", json={"hours": 1})
        store.raise_alerts()
        await couriers.until_idle()
        store.clock.goes_on(hours=2)
        (after,) = store.raise_alerts()
        await couriers.until_idle()
    assert [one.said["data"]["alert_id"] for one in desk.posted] == [after.alert_id]


async def test_a_pause_holds_back_what_waits_and_what_is_raised_in_it_is_not_told(store: Store) -> None:
    async with endpoint(hook=answer("500 No")) as desk, couriers_of(store) as couriers:
        it = subscribed(store, f"{desk.url}/hook")
        (waiting,) = store.raise_alerts()
        await couriers.until_idle()
        path = f"/subscriptions/{it['subscription_id']}"
        store.client.patch(path, json={"paused": True})
        store.clock.goes_on(hours=1)
        store.raise_alerts()
        await couriers.until_idle()
        assert len(desk.posted) == 1
        store.client.patch(path, json={"paused": False})
        await couriers.until_idle()
    assert [one.said["data"]["alert_id"] for one in desk.posted] == [waiting.alert_id] * 2


async def test_a_digest_gathers_until_its_hour_and_comes_as_one_message(store: Store) -> None:
    async with endpoint() as desk, couriers_of(store) as couriers:
        it = subscribed(store, desk.url, schedule={"every": "hour"})
        raised = store.raise_alerts(3)
        await couriers.until_idle()
        assert desk.posted == []
        store.clock.goes_on(minutes=60)
        await couriers.until_idle()
        late = store.raise_alerts()
        await couriers.until_idle()
        store.clock.goes_on(minutes=60)
        await couriers.until_idle()
    first, second = (one.said["data"]["alerts"] for one in desk.posted)
    assert [alert["alert_id"] for alert in first] == [alert.alert_id for alert in raised]
    assert [alert["alert_id"] for alert in second] == [alert.alert_id for alert in late]
    assert [len(delivery["alerts"]) for delivery in deliveries(store, it)] == [1, 3]


async def test_an_alert_that_comes_while_its_digest_leaves_goes_with_the_next_one(store: Store) -> None:
    async with endpoint(hook=endpoints.silence) as desk, couriers_of(store, within_s=0.3) as couriers:
        subscribed(store, f"{desk.url}/hook", schedule={"every": "hour"})
        store.raise_alerts()
        await couriers.until_idle()
        store.clock.goes_on(minutes=60)
        await couriers.round()  # the digest of 09:00 is on its way
        store.clock.goes_on(minutes=-1)  # and a worker whose clock is late addresses one for 09:00
        (late,) = store.raise_alerts()
        await couriers.round()
        store.clock.goes_on(minutes=61)
        desk.answers.clear()
        await couriers.until_idle()
    told = [{alert["alert_id"] for alert in one.said["data"]["alerts"]} for one in desk.posted]
    assert sum(late.alert_id in alerts for alerts in told) == 1


async def test_a_correction_follows_the_alert_that_it_corrects(store: Store) -> None:
    """The event moves out of the place that was asked for; whoever got the wrong news gets the right one."""
    from services.store.policies import Policy  # noqa: PLC0415
    from services.store.recording import record  # noqa: PLC0415
    from tests.unit.store.told import Event, Number, later, told  # noqa: PLC0415

    async with endpoint() as desk, couriers_of(store) as couriers:
        subscribed(store, desk.url, wanted={"kinds": ["new_casualties"]})
        record(told("a", Event([Number("killed", 4)])), store.engine, store.clock(), Policy())
        record(told("a", Event([Number("killed", 3)]), version=2, published=later(2)), store.engine, later(2), Policy())
        await couriers.until_idle()
    assert sorted(one.said["data"]["kind"] for one in desk.posted) == ["new_casualties", "toll_corrected"]


async def test_a_test_message_says_that_it_is_one(store: Store) -> None:
    async with endpoint() as desk, couriers_of(store) as couriers:
        it = subscribed(store, desk.url)
        waiting = store.client.post(f"/subscriptions/{it['subscription_id']}/test")
        assert (waiting.status_code, waiting.json()["kind"]) == (202, "test")
        await couriers.until_idle()
        shown = store.client.get(f"/deliveries/{waiting.json()['delivery_id']}").json()
    (posted,) = desk.posted
    assert (posted.said["type"], posted.id, shown["state"]) == ("test", shown["delivery_id"], "sent")


async def test_what_is_removed_is_removed_with_all_that_was_sent(store: Store) -> None:
    async with endpoint() as desk, couriers_of(store) as couriers:
        it = subscribed(store, desk.url)
        store.raise_alerts()
        await couriers.until_idle()
        (delivery,) = deliveries(store, it)
        store.client.delete(f"/subscriptions/{it['subscription_id']}")
        store.raise_alerts()
        await couriers.until_idle()
    assert len(desk.posted) == 1
    assert store.client.get(f"/deliveries/{delivery['delivery_id']}").status_code == 404


async def test_a_private_address_is_refused_again_when_it_is_connected_to(store: Store) -> None:
    """It was allowed when it was subscribed; the rule at the socket is what counts."""
    async with endpoint() as desk:
        it = subscribed(store, desk.url)
        couriers = Couriers(store.engine, {"webhook": WebhookChannel(destinations())}, store.clock, BASE)
        store.raise_alerts()
        await couriers.until_idle()
        await couriers.finish(0)
    assert desk.posted == []
    assert deliveries(store, it)[0]["attempts"][0]["error"] == "address not allowed"


async def test_no_log_line_has_a_secret_or_an_address_in_it(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    async with endpoint(hook=answer("500 No")) as desk, couriers_of(store) as couriers:
        it = subscribed(store, f"{desk.url}/hook?token=very-secret")
        store.raise_alerts()
        await couriers.until_idle()
    logged = capsys.readouterr().out
    assert "delivery.tried" in logged
    for hidden in (it["secret"], "very-secret", desk.url):
        assert hidden not in logged


async def test_what_is_long_over_is_forgotten_and_nobody_is_told_again(store: Store) -> None:
    async with endpoint() as desk, couriers_of(store) as couriers:
        it = subscribed(store, desk.url)
        store.raise_alerts()
        await couriers.until_idle()
        store.clock.goes_on(days=31)
        with begun(store.engine) as db:
            prune(db, store.clock() - couriers.keep_for)
        assert deliveries(store, it) == []
        await couriers.until_idle()
    assert len(desk.posted) == 1


async def test_a_history_from_before_anybody_subscribed_is_passed_over_at_once(store: Store) -> None:
    store.raise_alerts(60)  # more than are addressed in one go
    async with endpoint() as desk, couriers_of(store) as couriers:
        subscribed(store, desk.url)
        store.raise_alerts()
        assert address(store.engine, store.clock()) == 1
        await couriers.until_idle()
    assert len(desk.posted) == 1


def test_no_secret_is_in_what_is_kept_of_a_subscription_for_printing(store: Store) -> None:
    from services.store.repository.subscriptions import one  # noqa: PLC0415

    it = subscribed(store, "http://127.0.0.1:9/hook")
    with store.engine.connect() as db:
        kept = one(db, it["subscription_id"])
    assert kept
    assert it["secret"] not in repr(kept)
