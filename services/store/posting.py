"""Due deliveries go out: taken in hand, tried, and written down; beside each other, so that nobody waits for another.

Two lanes. `quick`: every address that worked the last time. `slow`: those that failed, and each that has not answered
within SLOW_AFTER_S, which makes room in the first. So however many addresses are dead, the others are late by a second
at most.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy import Engine

from services.store.addressing import address
from services.store.channels import OUTCOMES, Answer, Channel, kept
from services.store.database import couriers
from services.store.letters import Letter
from services.store.repository import deliveries as rows
from services.store.repository import subscriptions as subscribed
from services.store.repository.deliveries import Claimed, Tried
from services.store.repository.subscriptions import Subscription
from services.store.schedules import retry_after
from shared.identity import sha256_of
from shared.messages import AlertRaised

QUICK, SLOW = 150, 500
"""Tries on their way at once in each lane; a hanging one costs a socket and some kilobytes."""
SLOW_AFTER_S = 0.5
LEASE = timedelta(seconds=90)
"""Several times what a try may take: only of a worker that died does another take over."""
LOOK_EVERY_S = 1.0
"""For what another process put into the queue (a test message, a redelivery), and for what is due again."""
PRUNE_EVERY_S = 3600.0
STOP_S = 6.0
"""For the tries that are on their way when the service stops; those that are not back then are made again."""

DELIVERIES = Counter("shahidi_deliveries", "Tries to deliver alerts to subscribers", ["channel", "outcome"])
ON_THEIR_WAY = Gauge("shahidi_deliveries_on_their_way", "Tries that wait for an answer now", ["lane"])

log = structlog.get_logger()


@dataclass
class Lane:
    """So many at once."""

    name: str
    free: int


@dataclass
class Couriers:
    """One worker's. Of several workers each only has in hand what it claimed."""

    engine: Engine
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    base_url: str
    name: str = field(default_factory=lambda: sha256_of(str(random.random()))[:16])  # noqa: S311 - a name, no secret
    quick: Lane = field(default_factory=lambda: Lane("quick", QUICK))
    slow: Lane = field(default_factory=lambda: Lane("slow", SLOW))
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when there may be something to do: alerts were raised."""
    keep_for: timedelta = timedelta(days=30)
    """What has ended longer ago is forgotten."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _done: list[Tried] = field(default_factory=list)
    _pruned_at: float = float("-inf")

    async def round(self) -> int:
        """Address new alerts, write down what came back, send out what is due and fits. Returns how much that was."""
        addressed = await asyncio.to_thread(address, self.engine, self.clock())
        done, self._done = self._done, []
        try:
            taken = await asyncio.to_thread(self._exchange, done)
        except Exception:
            self._done = [*done, *self._done]  # to be written down when the database is back
            raise
        for claimed, to, letter in taken:
            lane = self.slow if to.failing_since else self.quick
            self._start(claimed, to, letter, lane)
        return addressed + len(done) + len(taken)

    def _exchange(self, done: Sequence[Tried]) -> list[tuple[Claimed, Subscription, Letter]]:
        """Beside the event loop: write down, claim, and load what is claimed."""
        now = self.clock()
        if not done and not self._is_anything_due(now):
            return []
        with couriers(self.engine) as db:
            rows.finish(db, done)
            claimed = [
                one
                for failing, lane in ((False, self.quick), (True, self.slow))
                if lane.free > 0
                for one in rows.claim(
                    db, self.name, failing=failing, most=lane.free, now=now, until=now + LEASE
                )
            ]  # fmt: skip
        if not claimed:
            return []
        with self.engine.connect() as db:
            to = subscribed.by_ids(db, (one.subscription_id for one in claimed))
            told = rows.contents(db, (one.delivery_id for one in claimed))
        return [
            (one, to[one.subscription_id], self._letter(one, to[one.subscription_id], told.get(one.delivery_id, [])))
            for one in claimed
            if one.subscription_id in to
        ]

    def _is_anything_due(self, now: datetime) -> bool:
        with self.engine.connect() as db:
            return rows.is_anything_due(db, now)

    def _letter(self, claimed: Claimed, to: Subscription, alerts: Sequence[AlertRaised]) -> Letter:
        return Letter(claimed.delivery_id, claimed.kind, to.name, claimed.made_at, tuple(alerts), self.base_url)

    def _start(self, claimed: Claimed, to: Subscription, letter: Letter, lane: Lane) -> None:
        lane.free -= 1
        task = asyncio.create_task(self._try(claimed, to, letter, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self, claimed: Claimed, to: Subscription, letter: Letter, lane: Lane) -> None:
        at, begun = self.clock(), monotonic()
        sending = asyncio.ensure_future(self._send(letter, to, at))
        try:
            while lane is self.quick:
                with suppress(TimeoutError):
                    async with asyncio.timeout(SLOW_AFTER_S):
                        await asyncio.shield(sending)
                if sending.done():
                    break
                lane = self._change_lanes(lane)
            answer = await sending
        finally:
            sending.cancel()
            lane.free += 1
        took_ms = round((monotonic() - begun) * 1000)
        self._done.append(tried(claimed, answer, at, took_ms, random.random()))  # noqa: S311 - jitter
        self.woken.set()
        DELIVERIES.labels(to.target.kind, answer.outcome).inc()
        log.info(
            "delivery.tried", delivery_id=claimed.delivery_id, subscription_id=claimed.subscription_id,
            channel=to.target.kind, outcome=answer.outcome, status=answer.status, took_ms=took_ms,
        )  # fmt: skip

    def _change_lanes(self, lane: Lane) -> Lane:
        """Into the slow lane, where it has room."""
        if self.slow.free <= 0:
            return lane
        self.slow.free -= 1
        lane.free += 1
        self.woken.set()
        return self.slow

    async def _send(self, letter: Letter, to: Subscription, at: datetime) -> Answer:
        channel = self.channels.get(to.target.kind)
        if channel is None:
            return Answer("again", error=f"this store does not send by {to.target.kind} now: ask its operator")
        try:
            return await channel.send(letter, to, at)
        except Exception as error:  # a fault of ours must not stop the others
            log.exception("delivery.failed", delivery_id=letter.delivery_id)
            return Answer("again", error=kept(f"could not be sent: {type(error).__name__}"))

    async def keep_going(self, stopping: asyncio.Event) -> None:
        """Until it is told to stop: at once when something happens, else once a second."""
        for channel in self.channels:  # a rate is known from the first failure on
            for outcome in OUTCOMES:
                DELIVERIES.labels(channel, outcome).inc(0)
        try:
            while not stopping.is_set():
                await self._once()
        finally:
            await self.finish(STOP_S)

    async def _once(self) -> None:
        self.woken.clear()
        try:
            busy = await self.round()
            if not busy:
                await self._prune()
        except Exception as error:  # noqa: BLE001 - the database is away; whatever it is, go on
            busy = 0
            log.warning("deliveries.waiting", cause=f"{type(error).__name__}: {error}"[:300])
            self.woken.clear()
        for lane, most in ((self.quick, QUICK), (self.slow, SLOW)):
            ON_THEIR_WAY.labels(lane.name).set(most - lane.free)
        if not busy:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), LOOK_EVERY_S)

    async def _prune(self) -> None:
        if monotonic() - self._pruned_at < PRUNE_EVERY_S:
            return
        self._pruned_at = monotonic()
        await asyncio.to_thread(self._forget, self.clock() - self.keep_for)

    def _forget(self, before: datetime) -> None:
        with couriers(self.engine) as db:
            rows.prune(db, before)

    async def until_idle(self) -> None:
        """All that is due now is out and written down. For tests and programs that end."""
        while await self.round() or self._tasks:
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, within_s: float) -> None:
        """Wait for what is on its way, write it down, and let go of the channels."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        done, self._done = self._done, []
        try:
            await asyncio.to_thread(self._write_down, done)
        except Exception as error:  # noqa: BLE001 - the database is away; they are sent again, under the same ids
            log.warning("deliveries.unwritten", number=len(done), cause=f"{type(error).__name__}: {error}"[:300])
        for channel in self.channels.values():
            await channel.close()

    def _write_down(self, done: Sequence[Tried]) -> None:
        if not done:
            return
        with couriers(self.engine) as db:
            rows.finish(db, done)


def tried(claimed: Claimed, answer: Answer, at: datetime, took_ms: int, chance: float) -> Tried:
    """What an answer makes of a delivery: ended, or due again when the schedule or the other side says."""
    due = None
    if answer.outcome == "again":
        wait = retry_after(claimed.tries + 1, chance, answer.retry_after)
        due = at + timedelta(milliseconds=took_ms) + wait if wait else None
    return Tried(claimed, answer.outcome, at, took_ms, answer.status, answer.said, answer.error, due)
