"""make chaos SEED=n ROUNDS=n ARTICLES=n: whatever dies, every accepted article is stored or dead with its reason, once.

A whole house runs: a broker, two extractors, a fetcher and a store each in its own process (two of each on
PostgreSQL). In each round articles go in while a seed draws what is killed, paused, emptied or taken away; then the
house is left alone until it is quiet, and what it holds is counted. One line a round; the last line is JSON.
"""

import argparse
import json
import signal
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from time import monotonic, sleep
from typing import Any

import redis

from shared.streams import ALERTS
from tests.databases import NoDocker
from tests.faults.brokers import BreakableBroker
from tests.faults.houses import House, handed_in, house, until_quiet
from tests.faults.stocks import Stock, told_twice
from tests.faults.storms import faults
from tests.system.articles import brief

A_REQUEST = 25


@dataclass
class Round:
    """What became of one round."""

    seed: int
    accepted: set[str] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)
    """Alert ids as a subscriber of the stream read them."""
    happened: list[str] = field(default_factory=list)
    stored: int = 0
    dead: int = 0
    lost: int = 0
    alerts: int = 0
    duplicates: int = 0
    unalerted: int = 0
    """Articles stored whose casualties no alert tells."""
    seconds: float = 0
    recovery_s: float = 0
    """From the end of the faults until nothing waits any more."""

    @property
    def failed(self) -> bool:
        return bool(self.lost or self.duplicates or self.unalerted)

    @property
    def repeats(self) -> int:
        """Entries of the alert stream that a subscriber had read before, under the same id."""
        return len(self.heard) - len(set(self.heard))


def main() -> None:
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no process and no container outlives us
    rounds: list[Round] = []
    end = monotonic() + asked.seconds if asked.seconds else None
    folder = Path(mkdtemp(prefix="shahidi-chaos-", dir=asked.folder))
    print(f"database {asked.database}; {asked.articles} articles a round; logs in {folder}", flush=True)
    print("seed accepted stored dead lost alerts duplicates repeats  seconds (recovery)  what happened", flush=True)
    with house(asked.database, folder) as built:
        for seed in range(asked.seed, asked.seed + asked.rounds):
            rounds.append(one_round(built, seed, asked.articles))
            print(_line(rounds[-1]), flush=True)
            if rounds[-1].failed or (end is not None and monotonic() > end):
                break
    print(json.dumps({
        "rounds": len(rounds), "articles": sum(len(r.accepted) for r in rounds),
        "stored": sum(r.stored for r in rounds), "dead": sum(r.dead for r in rounds),
        "lost": sum(r.lost for r in rounds),
        "duplicate_alerts": sum(r.duplicates for r in rounds),
        "alerts": sum(r.alerts for r in rounds), "missing_alerts": sum(r.unalerted for r in rounds),
        "repeated_entries": sum(r.repeats for r in rounds), "seeds": [asked.seed, rounds[-1].seed],
        "database": asked.database,
    }))  # fmt: skip
    sys.exit(any(r.failed for r in rounds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=500, choices=range(1, 1001), metavar="1..1000")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=0, help="start no further round after so long; 0: no limit")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where data and logs go; default: the temporary folder"
    )
    return parser.parse_args()


def _line(r: Round) -> str:
    articles = f"{r.seed:4} {len(r.accepted):8} {r.stored:6} {r.dead:4} {r.lost:4}"
    alerts = f"{r.alerts:6} {r.duplicates:10} {r.repeats:7}"
    return f"{articles} {alerts}  {r.seconds:7.1f} ({r.recovery_s:.1f})  {', '.join(r.happened)}"


def one_round(house: House, seed: int, count: int) -> Round:
    """Empty the house, feed it in a storm, wait until it is quiet, count."""
    random, now = Random(seed), Round(seed)
    began = monotonic()
    until_quiet(house, set())
    house.stock.empty()
    house.broker.start_afresh()
    over = threading.Event()
    feeding = threading.Thread(target=_feed, args=(house, Random(seed), count, now))
    hearing = threading.Thread(target=_hear, args=(house.broker, now, over))
    feeding.start()
    hearing.start()
    storm = faults(house.broker, house.keeper, house.database)
    for _ in range(random.randint(8, 14)):
        sleep(random.uniform(0.1, 0.8))
        name = random.choice(sorted(storm))
        storm[name](random)
        now.happened.append(name)
    house.database.back()
    house.broker.start()
    feeding.join()
    calm = monotonic()
    until_quiet(house, now.accepted)
    now.recovery_s = monotonic() - calm
    _until_heard(house, now)
    over.set()
    hearing.join()
    _count(house.stock, now)
    now.seconds = monotonic() - began
    return now


def _feed(house: House, random: Random, count: int, now: Round) -> None:
    """As a good caller does: again and again until the answer is 202."""
    # Ids of this round only: a broker that forgets its last second may remember what was there before the round.
    articles = [{**brief(number), "id": f"{now.seed}-{number}"} for number in range(count)]
    for first in range(0, count, A_REQUEST):
        some = articles[first : first + A_REQUEST]
        while not (ids := handed_in(random.choice(house.doors), some)):
            sleep(0.1)
        now.accepted |= ids
        sleep(random.uniform(0, 0.3))


def _hear(broker: BreakableBroker, now: Round, over: threading.Event) -> None:
    """As a subscriber does: from the last entry on that it has seen."""
    last = "0"
    while not over.is_set():
        try:
            with broker.client() as client:
                answer: Any = client.xread({ALERTS.name: last}, count=500)
        except redis.exceptions.RedisError:
            answer = []
        for _, entries in answer or []:
            for entry_id, fields in entries:
                last = entry_id.decode()
                now.heard.append(str(json.loads(next(iter(fields.values())))["alert_id"]))
        sleep(0.05)


def _until_heard(house: House, now: Round) -> None:
    """Until the subscriber has read what there is to read; what the broker lost it will never read."""
    with house.broker.client() as client:
        there: Any = client.xrange(ALERTS.name)
    wanted = {json.loads(next(iter(fields.values())))["alert_id"] for _, fields in there}
    deadline = monotonic() + 10
    while wanted - set(now.heard) and monotonic() < deadline:
        sleep(0.05)


def _count(stock: Stock, now: Round) -> None:
    stored, dead, alerts = stock.stored(), stock.dead(), stock.alerts()
    now.stored, now.dead = len(now.accepted & stored), len(now.accepted & set(dead) - stored)
    now.lost = len(now.accepted - stored - set(dead))
    now.alerts = len(alerts)
    now.duplicates = told_twice(alerts)
    told = {alert["article_id"] for alert in alerts if alert["kind"] == "new_casualties"}
    now.unalerted = len((now.accepted & stored) - told)


if __name__ == "__main__":
    try:
        main()
    except NoDocker as error:
        sys.exit(f"chaos: {error}")
