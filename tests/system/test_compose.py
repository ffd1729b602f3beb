"""The stack as its operators run it: brought up from the checkout, scaled, and killed under load."""

import json
import stat
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest

from tests.system.articles import article
from tests.system.engines import need_an_engine
from tests.system.houses import until
from tests.system.stacks import Stack, run, stack

pytestmark = [pytest.mark.system, pytest.mark.docker]

SERVICES = ("fetcher", "extractor", "store", "page")


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    need_an_engine()
    folder = tmp_path_factory.mktemp("compose")
    with stack(folder, EXTRACTORS="2", STORES="2", RECLAIM_MS="2000") as it:
        yield it


def test_it_comes_up_with_the_sample_articles_and_says_where(up: Stack) -> None:
    assert {service: len(up.containers(service)) for service in SERVICES} == {
        "fetcher": 1, "extractor": 2, "store": 2, "page": 1,
    }  # fmt: skip
    assert up.store in up.said
    assert f"{up.fetcher}/articles" in up.said
    assert str(up.secrets) in up.said
    until(lambda: any("Moi Avenue" in alert["headline"] for alert in up.pages("/alerts")))


def test_its_secrets_are_made_for_its_owner_alone_and_writing_needs_the_key(up: Stack) -> None:
    assert stat.S_IMODE(up.secrets.stat().st_mode) == 0o600
    assert len(up.key) == 48
    assert up.key not in up.said
    assert httpx2.post(f"{up.fetcher}/articles", json={"text": "Two died."}).status_code == 401


def test_every_container_runs_unprivileged_on_a_root_that_it_cannot_write(up: Stack) -> None:
    for service in SERVICES:
        (container, *_) = up.containers(service)
        (said,) = json.loads(run(["docker", "inspect", container], up.env))
        assert said["Config"]["User"] == "10001:10001"
        assert said["HostConfig"]["ReadonlyRootfs"] is True
        assert said["HostConfig"]["CapDrop"] == ["ALL"]
        assert {port["HostIp"] for ports in said["HostConfig"]["PortBindings"].values() for port in ports} <= {
            "127.0.0.1"
        }


def test_300_articles_are_stored_once_though_containers_are_killed_under_them(up: Stack) -> None:
    articles = [article(number) for number in range(300)]

    def stored(count: int) -> None:
        """The first so many: each is asked for until it is there."""
        for wanted in articles[:count]:
            until(lambda: httpx2.get(f"{up.store}/articles/{wanted['id']}").status_code == 200, within_s=120)  # noqa: B023

    for first in range(0, 300, 50):
        up.hand_in(articles[first : first + 50])
    stored(20)
    extractor, survivor = up.containers("extractor")
    up.kill(extractor)  # and stays dead: the other takes its messages over
    stored(60)
    up.kill(up.containers("store")[0])  # likewise
    stored(100)
    (broker,) = up.containers("redis")
    up.kill(broker)
    up.start(broker)
    stored(160)
    up.crash(survivor)
    up.crash(up.containers("store")[0])
    until(lambda: up.inspect(survivor, "{{.RestartCount}}") == "1")
    stored(300)

    def quiet() -> bool:
        streams = up.lines("fetcher", "shahidi", "status")
        return all(group["lag"] == group["pending"] == 0 for stream in streams for group in stream["groups"])

    until(quiet)
    assert up.lines("fetcher", "shahidi", "dead", "list") == []
    for wanted in articles:
        shown = httpx2.get(f"{up.store}/articles/{wanted['id']}").json()
        assert (shown["text"], shown["version"]) == (wanted["text"], 1)
    raised = up.pages("/alerts")
    assert max(Counter(alert["alert_id"] for alert in raised).values()) == 1
    assert max(Counter(a["incident_id"] for a in raised if a["kind"] == "new_casualties").values()) == 1
    assert {alert["alert_id"] for alert in up.stream("alerts.raised")} == {alert["alert_id"] for alert in raised}
    assert len(raised) > 200, "else this test would prove nothing of alerts"


def test_stopped_it_drains_and_every_service_ends_with_zero(up: Stack) -> None:
    running = {container: service for service in SERVICES for container in up.containers(service)}
    up.compose("stop")
    assert {
        service: up.inspect(container, "{{.State.ExitCode}}") for container, service in running.items()
    } == dict.fromkeys(SERVICES, "0")
