"""`shahidi up`, as a user starts it."""

import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx2
import jsonschema_rs
import psutil
import pytest

from services.cli.homes import read_running
from shared.asyncapi import message_schema
from shared.streams import STREAMS
from tests.system.articles import article
from tests.system.houses import PROGRAM, free_ports, house, processes_of, until

pytestmark = pytest.mark.system


def test_the_sample_articles_become_incidents_demands_and_alerts_with_their_proof(tmp_path: Path) -> None:
    """And every message on the streams is as the AsyncAPI document says."""
    with house(tmp_path, "--demo") as up:
        until(lambda: len(up.lines("alerts")) >= 3)
        alerts, incidents, demands = up.lines("alerts"), up.lines("incidents"), up.lines("demands")
        assert any("Moi Avenue" in alert["headline"] for alert in alerts if alert["kind"] == "new_casualties")
        assert any(victim["name"] == "Rex Kanyike Masai" for i in incidents for victim in i["victims"])
        assert any("resign" in demand["action"] for demand in demands)
        for alert in alerts:
            shown = httpx2.get(f"{up.store}/articles/{alert['evidence'][0]['article_id']}").json()
            for proof in alert["evidence"]:
                assert shown["text"][proof["start"] : proof["end"]] == proof["text"]
        assert up.store in up.said
        document = httpx2.get(f"{up.store}/asyncapi.json").json()
        for stream in STREAMS:
            said = up.stream(stream.name)
            assert said, stream.name
            for message in said:
                jsonschema_rs.validator_for(message_schema(document, stream)).validate(message)


def test_ctrl_c_stops_all_of_it_and_leaves_no_process_behind(tmp_path: Path) -> None:
    with house(tmp_path) as up:
        processes = processes_of(up)
        assert len(processes) == 5, "itself, three services, the broker"
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(30) == 0
    assert [p for p in processes if p.is_running()] == []
    assert read_running(tmp_path) is None


@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="only Linux's kernel ends children with their parent")
def test_its_own_sudden_death_leaves_no_process_behind_and_the_next_start_finds_everything(tmp_path: Path) -> None:
    with house(tmp_path) as up:
        up.hand_in([article(1)])
        until(lambda: len(up.lines("alerts")) > 0)
        before, processes = up.lines("alerts"), processes_of(up)
        up.process.kill()
        psutil.wait_procs(processes, timeout=40)
    assert [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
    with house(tmp_path) as up:
        assert up.lines("alerts") == before


def test_500_articles_arrive_once_though_extractor_and_store_are_killed_under_them(tmp_path: Path) -> None:
    """The promise itself. Memory is watched on the way, against the limits that the README names (MiB)."""
    articles = [article(number) for number in range(500)]
    most = {"extractor": 0, "store": 0, "fetcher": 0}
    with house(tmp_path) as up:

        def stored(at_least: int) -> Callable[[], bool]:
            def so_many() -> bool:
                for name, process in up.services().items():
                    with suppress(psutil.NoSuchProcess):
                        most[name] = max(most[name], process.memory_info().rss // 2**20)
                return len(up.stream("articles.stored")) >= at_least

            return so_many

        for first in range(0, 500, 50):
            up.hand_in(articles[first : first + 50])
        for threshold, victim in ((40, "extractor"), (120, "store"), (200, "extractor"), (300, "store")):
            until(stored(threshold), within_s=120)
            up.kill(victim)
        until(stored(500), within_s=180)
        until(lambda: all(g["lag"] == g["pending"] == 0 for s in up.lines("status") for g in s["groups"]))
        assert [said["dead"] for said in up.lines("status") if "stream" in said] == [0, 0, 0, 0]
        for wanted in articles:
            shown = httpx2.get(f"{up.store}/articles/{wanted['id']}").json()
            assert (shown["text"], shown["version"]) == (wanted["text"], 1)
        raised = up.lines("alerts")
        assert max(Counter(alert["alert_id"] for alert in raised).values()) == 1
        casualties = Counter(alert["incident_id"] for alert in raised if alert["kind"] == "new_casualties")
        assert (len(casualties), set(casualties.values())) == (500, {1})
        assert {alert["alert_id"] for alert in up.stream("alerts.raised")} == {alert["alert_id"] for alert in raised}
    print(f"largest resident memory: {most}")
    assert most["extractor"] < 500
    assert most["store"] < 150
    assert most["fetcher"] < 150


def test_a_port_in_use_is_refused_with_the_setting_to_change(tmp_path: Path) -> None:
    with house(tmp_path / "one") as up:
        port, store = up.store.rpartition(":")[2], up.services()["store"]
        env = {
            **up.env,
            "SHAHIDI_HOME": str(tmp_path / "two"),
            "STORE_PORT": port,
            "FETCHER_PORT": str(free_ports(1)[0]),
        }
        done = subprocess.run([*PROGRAM, "up"], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    by = rf"by process {store.pid} \(python[\d.]*\)" if sys.platform == "linux" else ".*"
    assert re.fullmatch(
        rf"shahidi: port {port} is in use {by}: stop what listens there, or set STORE_PORT\n", done.stderr
    )


def test_a_service_that_is_asked_to_stop_drains_and_ends_with_0(tmp_path: Path) -> None:
    with house(tmp_path) as up:
        for process in up.services().values():
            process.terminate()
        assert up.process.stdout
        said = [up.process.stdout.readline().split(";")[0] for _ in range(3)]
        assert sorted(said) == ["extractor-1 ended (exit 0)", "fetcher ended (exit 0)", "store ended (exit 0)"]
