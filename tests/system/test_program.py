"""The program beside a running house, and what it says to the input one would least like to get."""

import json
import random
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
import redis

from services.cli.homes import read_running
from tests.system.articles import article
from tests.system.houses import PROGRAM, House, house, run_program, until

pytestmark = pytest.mark.system

SAMPLES = sorted((Path(__file__).parents[2] / "services" / "cli" / "demo").glob("*.json"))


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("home")) as up:
        yield up


def broker_of(up: House) -> redis.Redis:
    running = read_running(Path(up.env["SHAHIDI_HOME"]))
    assert running
    return redis.Redis.from_url(running.redis_url)


def is_stored(up: House, article_id: str) -> bool:
    return httpx2.get(f"{up.store}/articles/{article_id}").status_code == 200


def test_a_message_that_cannot_be_read_is_shown_with_its_reason_and_the_rest_goes_on(up: House) -> None:
    with broker_of(up) as client:
        client.xadd("articles.accepted", {"body": "{half a mess"})
    up.hand_in([article(901)])
    until(lambda: is_stored(up, "article-901"))
    (letter,) = [x for x in up.lines("dead", "list") if x["entry"] == {"body": "{half a mess"}]
    assert "not JSON" in letter["reason"]
    shown = json.loads(up.run("dead", "show", letter["id"]).stdout)
    assert shown == letter


def test_a_dead_letter_that_is_replayed_ends_as_stored_facts(up: House) -> None:
    accepted = {
        "article_id": "back-again", "accepted_at": "2024-05-01T00:00:00Z", "text": article(902)["text"],
        "text_sha256": "0", "origin_id": "back-again",
    }  # fmt: skip
    with broker_of(up) as client:
        dead_id = client.xadd("articles.accepted.dead", {"__data__": json.dumps(accepted), "x-reason": "once ill"})
    assert isinstance(dead_id, bytes)
    done = up.run("dead", "replay", dead_id.decode())
    assert (done.returncode, done.stderr) == (0, "1 replayed\n")
    until(lambda: is_stored(up, "back-again"))
    assert dead_id.decode() not in {letter["id"] for letter in up.lines("dead", "list")}


def test_status_tells_of_every_stream_how_far_its_readers_are(up: House) -> None:
    streams = [line for line in up.lines("status") if "stream" in line]
    assert {line["stream"]: [group["group"] for group in line["groups"]] for line in streams} == {
        "articles.accepted": ["extractor"],
        "articles.extracted": ["store"],
        "articles.stored": ["fetcher"],
        "alerts.raised": [],
    }


def test_the_chain_of_an_article_is_checked_and_a_change_of_its_text_is_found(up: House) -> None:
    up.hand_in([article(907)])
    until(lambda: is_stored(up, "article-907"))
    intact = up.run("verify", "article-907")
    assert (intact.returncode, intact.stderr) == (0, "")
    links = {said["link"]: said["holds"] for said in map(json.loads, intact.stdout.splitlines())}
    assert links == dict.fromkeys(("bytes", "text", "version", "spans", "facts"), True)
    with closing(sqlite3.connect(Path(up.env["SHAHIDI_HOME"], "store.sqlite"))) as store, store:
        store.execute("UPDATE articles SET text = replace(text, 'e', 'a') WHERE article_id = 'article-907'")
    changed = up.run("verify", "article-907")
    assert changed.returncode == 1
    assert [said["link"] for said in map(json.loads, changed.stdout.splitlines()) if not said["holds"]] == [
        "text", "spans",
    ]  # fmt: skip
    unknown = up.run("verify", "nobody")
    assert (unknown.returncode, unknown.stderr) == (1, "shahidi: the store knows no article of this id and version\n")


def test_nobody_writes_without_the_key(up: House) -> None:
    answer = httpx2.post(f"{up.fetcher}/articles", json=[article(903)])
    assert answer.status_code == 401
    assert "key" in answer.text


def test_ingest_names_each_line_that_is_no_article_and_hands_in_the_rest(up: House, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(f"{json.dumps(article(904))}\nnot json\n{json.dumps({'text': ''})}\n{json.dumps(article(905))}\n")
    done = up.run("ingest", str(file))
    assert done.returncode == 2
    assert [json.loads(line)["article_id"] for line in done.stdout.splitlines()] == ["article-904", "article-905"]
    second, third = done.stderr.splitlines()
    assert "news.jsonl:2" in second
    assert "news.jsonl:3" in third
    until(lambda: is_stored(up, "article-904") and is_stored(up, "article-905"))


def test_an_archive_whose_reading_was_killed_is_gone_on_with_and_each_article_taken_once(
    up: House, tmp_path: Path
) -> None:
    file = tmp_path / "years.jsonl"
    names = [f"archived-{n}" for n in range(400)]
    file.write_text(
        "".join(json.dumps({"id": name, "text": f"The fair went on for day {name}."}) + "\n" for name in names)
    )
    command = [*PROGRAM, "ingest", str(file)]
    with subprocess.Popen(command, env=up.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as killed:
        assert killed.stdout
        first = [json.loads(killed.stdout.readline()) for _ in range(120)]
        killed.kill()
        printed = killed.stdout.read()
    first += [json.loads(line) for line in printed.splitlines() if line.endswith("}")]
    rest = up.run("ingest", str(file))
    then = [json.loads(line) for line in rest.stdout.splitlines()]
    assert (rest.returncode, "went on where it had stopped" in rest.stderr) == (0, True)
    assert 0 < len(then) < len(names)
    assert {said["article_id"] for said in first + then} == set(names)
    assert {said["version"] for said in first + then} == {1}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", bytes(range(256)) * 40, "not UTF-8 at byte 128"),
        ("program.txt", bytes(range(128)) * 40, "binary"),
        ("half.txt", "Police shot two people in Nairobi. Žď".encode()[:-1], "not UTF-8"),
        ("long.txt", b"Police shot a man. " * 110_000, "2,090,000 characters"),
        ("broken.jsonl", b'{"text": "Police shot a man', "not JSON"),
    ],
)
def test_what_is_no_article_gets_one_clear_line_and_exit_2(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text(article(1)["text"])
    done = run_program({}, "extract", str(tmp_path / name), str(tmp_path / "good.txt"))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert name in line
    assert said in line
    assert len(done.stdout.splitlines()) == 1, "the good one is read all the same"


def test_a_wrong_word_is_wrong_usage(tmp_path: Path) -> None:
    assert run_program({"HOME": str(tmp_path)}, "alarms").returncode == 2
    assert run_program({"HOME": str(tmp_path)}, "dead", "replay").returncode == 2


def test_a_command_that_needs_a_running_house_says_what_to_start(tmp_path: Path) -> None:
    done = run_program({"HOME": str(tmp_path)}, "status")
    assert (done.returncode, done.stderr) == (1, "shahidi: no broker: start `shahidi up`, or set REDIS_URL\n")


def replayed(folder: Path, articles: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    file, state = folder / "articles.jsonl", folder / "state.json"
    file.write_text("".join(json.dumps(each) + "\n" for each in articles))
    done = run_program({}, "replay", str(file), "--state", str(state))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], json.loads(state.read_text())


def told(state: dict[str, Any]) -> list[str]:
    """The incidents of a state by what they say, in no order."""
    left_out = ("incident_id", "history")
    return sorted(
        json.dumps({k: v for k, v in i.items() if k not in left_out}, sort_keys=True) for i in state["incidents"]
    )


def test_the_founding_articles_twice_and_shuffled_are_the_same_incidents_and_no_alert_twice(tmp_path: Path) -> None:
    articles = [json.loads(sample.read_text()) for sample in SAMPLES]
    shuffled = articles * 2
    random.Random(7).shuffle(shuffled)
    once, expected = replayed(tmp_path, articles)
    assert told(expected)
    for order in (articles * 2, shuffled):
        alerts, state = replayed(tmp_path, order)
        assert told(state) == told(expected)
        ids = [alert["alert_id"] for alert in alerts]
        assert sorted(ids) == sorted({alert["alert_id"] for alert in once})
