"""One paper of each fault, watched for a simulated hour by two fetchers. `make press` watches two hundred."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.fetcher import feed_fetching
from services.fetcher.database import SCHEMA
from tests.databases import SqliteFiles
from tests.press.__main__ import watched
from tests.press.papers import FAULTS


@pytest.mark.slow
async def test_every_article_comes_in_once_whatever_its_paper_does_and_no_host_is_asked_too_fast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_fetching, "FEED", replace(feed_fetching.FEED, within_s=2.0))  # for the one that drips
    figures = await watched(SqliteFiles(tmp_path).new(SCHEMA), tmp_path, len(FAULTS), 12)
    wrong = ("missing", "unexpected", "twice", "fetched_twice", "too_fast", "failing")
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert figures["accepted"] == figures["wanted"] > 8 * len(FAULTS)
    assert {"304", "429", "500", "301", "302", "drip"} <= set(figures["answers"])
