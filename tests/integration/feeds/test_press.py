"""One paper of each fault, watched for a simulated hour by two fetchers. `make press` watches two hundred."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.fetcher.database import SCHEMA
from services.fetcher.download import FEED
from tests.databases import SqliteFiles
from tests.press.__main__ import watched
from tests.press.papers import FAULTS


@pytest.mark.slow
async def test_every_article_comes_in_once_whatever_its_paper_does_and_no_host_is_asked_too_fast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = replace(FEED, within_s=2.0)  # with the one that drips
    monkeypatch.setattr("services.fetcher.feed_fetching.FEED", impatient)
    figures = await watched(SqliteFiles(tmp_path).new(SCHEMA), tmp_path, len(FAULTS), 12)
    wrong = ("missing", "unexpected", "twice", "fetched_twice", "too_fast", "failing")
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert figures["accepted"] == figures["wanted"] > 8 * len(FAULTS)
    assert {"304", "429", "500", "301", "302", "drip"} <= set(figures["answers"])
