"""`shahidi ingest` of archives and addresses: marked as old, gone on with after an interrupt, behind the guard."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import redis

from services.cli import posting
from shared.messages import ArticleAccepted
from shared.runtime.entries import read_entry
from shared.streams import ACCEPTED
from tests.integration.ingesting import KEY, TEXT, ingest, serving, written
from tests.sites import Site, answer, moved, site
from tests.unit.cli.test_warcs import HTML, archive
from tests.unit.fetcher.test_walls import CONSENT, REPORT, html

PAGE = html(f"<article>{REPORT}</article>").encode()


@pytest.fixture
def door(broker_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with serving(broker_url, tmp_path, monkeypatch):
        yield os.environ["SHAHIDI_FETCHER_URL"]


@pytest.fixture
async def press() -> AsyncIterator[Site]:
    async with site() as here:
        yield here


def custody(door: str, article_id: str) -> dict[str, Any]:
    answered = httpx2.get(f"{door}/custody/{article_id}", headers={"X-API-Key": KEY})
    version: dict[str, Any] = answered.json()["versions"][-1]
    return version


def accepted(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def jsonl(folder: Path, count: int, name: str = "news.jsonl") -> Path:
    return written(
        folder / name, "".join(json.dumps({"id": f"a{n}", "text": f"{TEXT} {n}"}) + "\n" for n in range(count))
    )


@pytest.mark.parametrize(
    ("arguments", "backfill"),
    [(["news.jsonl"], True), (["folder"], True), (["news.jsonl", "--alert"], False), (["folder/a.txt"], False)],
)
def test_what_comes_out_of_an_archive_is_marked_as_that(
    door: str, tmp_path: Path, arguments: list[str], backfill: bool
) -> None:
    jsonl(tmp_path, 1)
    (tmp_path / "folder").mkdir()
    written(tmp_path / "folder" / "a.txt", TEXT)
    first, *flags = arguments
    (said,) = accepted(ingest(tmp_path / first, *flags).stdout)
    assert custody(door, said["article_id"])["backfill"] is backfill


def test_a_web_archive_is_read_with_its_bytes_and_its_faults(door: str, tmp_path: Path, broker_url: str) -> None:
    (tmp_path / "a.warc.gz").write_bytes(
        archive(
            ("https://k.example/two", PAGE, HTML),
            ("https://k.example/wall", html(CONSENT).encode(), HTML),
            ("https://k.example/p.jpg", b"x", {"Content-Type": "image/jpeg"}),
        )
    )
    result = ingest(tmp_path / "a.warc.gz")
    (said,) = accepted(result.stdout)
    kept = custody(door, said["article_id"])
    assert (kept["url"], kept["backfill"], kept["published_at"]) == ("https://k.example/two", True, None)
    assert kept["fetched"]["fetched_at"] == "2024-07-03T08:00:00+00:00"
    assert kept["fetched"]["source"] == "a.warc.gz <urn:uuid:0f0e0d0c>"
    assert result.stderr.splitlines()[0].endswith("html: a request for consent stands in place of the article")
    assert "2 records that are no web page were passed over" in result.stderr
    assert result.exit_code == 2
    with redis.Redis.from_url(broker_url) as client:
        (entry,) = client.xrange(ACCEPTED.name)
    message = read_entry(ACCEPTED, entry[1])
    assert isinstance(message, ArticleAccepted)
    assert message.backfill


def test_after_an_outage_the_same_command_goes_on_where_it_stopped(
    door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = jsonl(tmp_path, 3 * posting.A_POST)
    post, posted = posting._post, list[int]()

    def failing(client: httpx2.Client, articles: Any) -> Any:
        posted.append(len(articles))
        if len(posted) == 2:
            raise posting.Unreachable("no fetcher answers")
        return post(client, articles)

    monkeypatch.setattr(posting, "_post", failing)
    stopped = ingest(news)
    assert (stopped.exit_code, len(accepted(stopped.stdout))) == (1, posting.A_POST)
    went_on = ingest(news)
    assert [said["article_id"] for said in accepted(went_on.stdout)] == [
        f"a{n}" for n in range(posting.A_POST, 3 * posting.A_POST)
    ]
    assert f"{news}: from byte" in went_on.stderr
    assert went_on.exit_code == 0
    assert len(accepted(ingest(news).stdout)) == 3 * posting.A_POST  # all done: a new reading is a new one


def test_ctrl_c_is_an_interrupt_and_again_begins_anew(
    door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = jsonl(tmp_path, 2 * posting.A_POST)
    post, posted = posting._post, list[int]()

    def interrupted(client: httpx2.Client, articles: Any) -> Any:
        posted.append(len(articles))
        if len(posted) == 2:
            raise KeyboardInterrupt
        return post(client, articles)

    monkeypatch.setattr(posting, "_post", interrupted)
    stopped = ingest(news)
    assert (stopped.exit_code, stopped.stderr) == (
        1, f"shahidi ingest: stopped after {posting.A_POST}; the same command goes on from there\n",
    )  # fmt: skip
    assert len(accepted(ingest(news, "--again").stdout)) == 2 * posting.A_POST


def test_a_folder_with_traps_is_imported_without_them(door: str, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    written(folder / "a.txt", f"{TEXT} First.")
    written(tmp_path / "secret.txt", "not for the world")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "d.txt")
    written(folder / "e.txt", f"{TEXT} Last.")
    result = ingest(folder)
    assert [said["from"] for said in accepted(result.stdout)] == [f"{folder}/a.txt", f"{folder}/e.txt"]
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        f"{folder}/b.txt", f"{folder}/c.txt", f"{folder}/d.txt",
    ]  # fmt: skip
    assert result.exit_code == 2


async def ingested(*arguments: str) -> Any:
    """In a thread: the site that it asks runs in this loop."""
    return await asyncio.to_thread(ingest, *arguments)


async def test_a_page_is_fetched_and_its_bytes_are_kept(
    door: str, press: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FETCHER_ALLOWED_NETWORKS", "127.0.0.0/8")
    press.answers |= {"/a": moved("/two"), "/two": answer(PAGE, Content_Type="text/html", ETag='"7"')}
    result = await ingested(f"{press.url}/a")
    (said,) = accepted(result.stdout)
    kept = custody(door, said["article_id"])
    assert (kept["url"], kept["backfill"]) == (f"{press.url}/two", False)
    assert kept["fetched"]["headers"]["etag"] == '"7"'
    assert result.exit_code == 0


async def test_a_feed_gives_the_articles_that_it_points_to(
    door: str, press: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FETCHER_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("FETCHER_PACE_S", "0")
    items = "".join(f"<item><title>Report {n}</title><link>{press.url}/{n}</link></item>" for n in range(3))
    feed = f"<rss version='2.0'><channel><title>K</title>{items}</channel></rss>".encode()
    press.answers |= {f"/{n}": answer(PAGE.replace(b"two", b"%d" % n), Content_Type="text/html") for n in range(2)}
    press.answers["/feed"] = answer(feed, Content_Type="application/rss+xml")
    result = await ingested(f"{press.url}/feed")
    assert [said["from"] for said in accepted(result.stdout)] == [f"{press.url}/0", f"{press.url}/1"]
    assert result.stderr == f"{press.url}/2: the site answered 404\n"
    assert custody(door, accepted(result.stdout)[0]["article_id"])["title"] == "Report 0"


async def test_an_address_is_asked_behind_the_guard(door: str, press: Site) -> None:
    result = await ingested(f"{press.url}/a", "http://169.254.169.254/latest")
    assert result.stderr.splitlines() == [
        f"{press.url}/a: address not allowed", "http://169.254.169.254/latest: address not allowed",
    ]  # fmt: skip
    assert press.asked == []
    assert (result.exit_code, result.stdout) == (2, "")
