"""`shahidi ingest` and a real fetcher: each article arrives or is named, and the exit code says which."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from services.cli import ingesting, posting
from tests.integration.ingesting import KEY, TEXT, ingest, serving, written


@pytest.fixture
def door(broker_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with serving(broker_url, tmp_path, monkeypatch):
        yield


def test_every_good_line_arrives_and_every_bad_one_is_named(door: None, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": TEXT}),
        "{not json",
        json.dumps({"id": "b", "text": TEXT, "published_at": "2099-01-01"}),
        json.dumps({"id": "c", "text": ""}),
        json.dumps({"id": "d", "text": "dead " * 400_000}),
        json.dumps({"id": "e", "text": "Watu wawili waliuawa na polisi usiku wa kuamkia leo huko Kondele."}),
    ]
    news = written(tmp_path / "news.jsonl", "\n".join(lines))
    result = ingest(news, "--publisher", "Kisumu Daily")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"article_id": "a", "version": 1, "new": True, "from": f"{news}:1"},
        {"article_id": "e", "version": 1, "new": True, "from": f"{news}:6"},
    ]
    assert result.stderr.splitlines() == [
        f"{news}:2: not JSON: Expecting property name enclosed in double quotes at column 2",
        f"{news}:3: published_at: 2099-01-01 lies in the future",
        f"{news}:4: text: empty",
        f"{news}:5: text: 2,000,000 characters, the most is 1,000,000",
    ]
    assert result.exit_code == 2


def test_a_second_time_nothing_is_new(door: None, tmp_path: Path) -> None:
    story = written(tmp_path / "story.txt", TEXT)
    answers = [ingest(story), ingest(story)]
    assert [json.loads(answer.stdout)["new"] for answer in answers] == [True, False]
    assert [answer.exit_code for answer in answers] == [0, 0]


def test_a_web_page_and_standard_input_are_articles_too(door: None, tmp_path: Path) -> None:
    page = written(
        tmp_path / "page.html",
        f"<html><head><title>Two</title></head><body><article><h1>Two</h1><p>{TEXT}</p></article></body></html>",
    )
    assert ingest(page).exit_code == 0
    assert json.loads(ingest("-", given=TEXT).stdout)["from"] == "<stdin>"


def test_more_articles_than_fit_in_a_request_arrive_in_order(door: None, tmp_path: Path) -> None:
    count = 2 * posting.A_POST + 1
    lines = "\n".join(json.dumps({"id": f"a{n}", "text": f"{TEXT} {n}"}) for n in range(count))
    result = ingest(written(tmp_path / "news.jsonl", lines))
    assert [json.loads(line)["article_id"] for line in result.stdout.splitlines()] == [f"a{n}" for n in range(count)]


def test_an_article_beyond_the_size_of_a_request_is_named_and_the_rest_goes_on(door: None, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"id": "a", "text": TEXT}))
    (tmp_path / "b.txt").write_text("\\" * (9 * 2**20))  # each is two bytes of JSON
    (tmp_path / "c.json").write_text(json.dumps({"id": "c", "text": TEXT}))
    result = ingest(tmp_path / "a.json", tmp_path / "b.txt", tmp_path / "c.json")
    assert [json.loads(line)["article_id"] for line in result.stdout.splitlines()] == ["a", "c"]
    assert result.stderr == (f"{tmp_path}/b.txt: article: larger than 16 MB\n")


def test_a_wrong_key_ends_it_with_what_to_set(door: None, tmp_path: Path) -> None:
    result = ingest(written(tmp_path / "a.txt", TEXT), "--key", "wrong")
    assert "401: this is no key of this fetcher; set SHAHIDI_API_KEY" in result.stderr
    assert (result.exit_code, result.stdout) == (1, "")


def test_no_fetcher_ends_it_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAHIDI_HOME", str(tmp_path))
    result = ingest(written(tmp_path / "a.txt", TEXT), "--url", "http://127.0.0.1:1")
    assert "no fetcher answers at http://127.0.0.1:1" in result.stderr
    assert "start `shahidi up`, or set SHAHIDI_FETCHER_URL" in result.stderr
    assert (result.exit_code, result.stdout) == (1, "")


def test_the_key_of_this_machine_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAHIDI_HOME", str(tmp_path))
    (tmp_path / "api-key").write_text(KEY + "\n")
    with ingesting.client_of(None, None) as client:
        assert client.headers["x-api-key"] == KEY
        assert client.base_url == httpx2.URL("http://127.0.0.1:8001")
