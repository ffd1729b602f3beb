"""F1-F3, F5-F8, F10: a house of real processes, killed, paused, emptied; each article is stored and told once.

One house for all of these tests, with an extractor pair; reclaim time 2 s, the inbox looks after 4 s.
"""

import signal
from collections.abc import Iterator
from time import monotonic
from typing import Any

import httpx2
import pytest

from shared.streams import ACCEPTED
from tests.faults.houses import House, handed_in, house, until_quiet
from tests.faults.processes import Service
from tests.faults.stocks import told_twice
from tests.system.articles import brief
from tests.system.houses import until

pytestmark = [pytest.mark.system, pytest.mark.slow]


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house("sqlite", tmp_path_factory.mktemp("house")) as built:
        yield built


@pytest.fixture
def home(street: House) -> Iterator[House]:
    """The house, empty and at rest."""
    until(lambda: _is_up(street))
    until_quiet(street, set())
    street.stock.empty()
    street.broker.start_afresh()
    until(lambda: _is_up(street))
    yield street
    street.broker.resume()
    street.broker.start()


def _is_up(home: House) -> bool:
    """Whether every service says that it is ready; one whose broker was emptied makes its groups again first."""
    try:
        return all(
            httpx2.get(f"http://127.0.0.1:{service.env[f'{service.kind.upper()}_PORT']}/readyz").status_code == 200
            for service in home.keeper.services
        )
    except httpx2.TransportError:
        return False


def hand_in(home: House, first: int, count: int) -> set[str]:
    """As a good caller does, until the answer is 202."""
    articles = [brief(number) for number in range(first, first + count)]
    accepted: set[str] = set()

    def taken() -> bool:
        accepted.update(handed_in(home.doors[0], articles))
        return bool(accepted)

    until(taken)
    return accepted


def all_are_stored_and_told_once(home: House, accepted: set[str], within_s: float = 60.0) -> float:
    """Seconds until they are stored; then looks at every alert."""
    began = monotonic()
    until(lambda: accepted <= home.stock.stored(), within_s)
    took = monotonic() - began
    until_quiet(home, accepted)
    alerts = home.stock.alerts()
    assert home.stock.dead() == {}
    assert told_twice(alerts) == 0
    assert {alert["article_id"] for alert in alerts if alert["kind"] == "new_casualties"} == accepted
    return took


def is_working(home: House, on: str = ACCEPTED.name, group: str = "extractor") -> bool:
    """Whether some of the entries are in somebody's hands."""
    with home.broker.client() as client:
        pending: Any = client.xpending(on, group)
    return bool(pending["pending"])


def busy_one(home: House) -> Service:
    """The extractor that holds entries just now."""
    found: list[Service] = []

    def look() -> bool:
        with home.broker.client() as client:
            pending: Any = client.xpending(ACCEPTED.name, "extractor")
        for consumer in pending["consumers"] or []:
            pid = int(consumer["name"].decode().rpartition("-")[2])
            found.extend(service for service in home.keeper.of("extractor") if service.pid == pid)
        return bool(found)

    until(look)
    return found[0]


def test_f1_a_fetcher_killed_between_its_202_and_the_publication_loses_nothing(home: House) -> None:
    home.broker.pause()
    accepted = hand_in(home, 0, 20)
    home.keeper.of("fetcher")[0].send(signal.SIGKILL)
    home.broker.resume()
    all_are_stored_and_told_once(home, accepted)


def test_f2_what_a_killed_extractor_held_is_done_by_another(home: House) -> None:
    accepted = hand_in(home, 0, 60)
    busy_one(home).send(signal.SIGKILL)
    took = all_are_stored_and_told_once(home, accepted)
    print(f"killed extractor: all 60 stored {took:.1f} s after its death")


def test_f3_a_store_killed_while_it_records_has_recorded_each_once(home: House) -> None:
    accepted = hand_in(home, 0, 60)
    for done in (10, 30):
        until(lambda done=done: len(home.stock.stored()) >= done)  # type: ignore[misc]  # bound now, not later
        home.keeper.of("store")[0].send(signal.SIGKILL)
    took = all_are_stored_and_told_once(home, accepted)
    print(f"killed store: all 60 stored {took:.1f} s after its second death")


def test_f5_services_that_are_asked_to_stop_under_load_drain_and_lose_nothing(home: House) -> None:
    accepted = hand_in(home, 0, 60)
    until(lambda: is_working(home))
    stopped = [*home.keeper.services]
    pids = [service.pid for service in stopped]
    for service in stopped:
        service.send(signal.SIGTERM)
    until(lambda: all(service.is_alive() and service.pid not in pids for service in stopped))
    all_are_stored_and_told_once(home, accepted)


def test_f6_a_worker_that_was_frozen_until_others_did_its_work_does_it_again_without_effect(home: House) -> None:
    accepted = hand_in(home, 0, 60)
    frozen = busy_one(home)
    frozen.send(signal.SIGSTOP)
    until(lambda: accepted <= home.stock.stored())
    frozen.send(signal.SIGCONT)
    all_are_stored_and_told_once(home, accepted)


def test_f7_while_the_broker_is_gone_articles_are_accepted_and_flow_after_its_return(home: House) -> None:
    home.broker.kill()
    accepted = hand_in(home, 0, 5)
    home.broker.launch()
    took = all_are_stored_and_told_once(home, accepted)
    print(f"broker back: stored {took:.1f} s after its start")


@pytest.mark.parametrize("size", [7, 4_000])
def test_f8_a_broker_that_forgot_its_last_moment_is_fed_again(home: House, size: int) -> None:
    accepted = hand_in(home, 0, 30)
    until(lambda: is_working(home))
    home.broker.kill()
    home.broker.cut_tail(size)
    home.broker.start()
    all_are_stored_and_told_once(home, accepted)


def test_f10_an_emptied_broker_is_fed_again(home: House) -> None:
    accepted = hand_in(home, 0, 40)
    until(lambda: is_working(home))
    with home.broker.client() as client:
        client.flushall()
    accepted |= hand_in(home, 40, 10)
    all_are_stored_and_told_once(home, accepted)
