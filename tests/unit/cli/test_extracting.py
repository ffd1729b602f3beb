"""What `shahidi extract` takes for articles."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from services.cli.extracting import Faults, readable

NOW = datetime(2024, 7, 10, tzinfo=UTC)


def written(folder: Path, *articles: dict[str, str]) -> Path:
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    return path


def test_a_date_that_cannot_be_read_is_told_and_its_article_read_without_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"text": "Two people drowned off Beira.", "published_at": "Wed 3 Jul"},
        {"text": "A third was found.", "published_at": "2024-07-04"},
    )
    told = io.StringIO()
    faults = Faults(out=told)
    articles = list(readable([path], NOW, faults))
    assert [article.published_at and article.published_at.day for article in articles] == [None, 4]
    assert faults.count == 1
    assert told.getvalue().startswith(f"{path}:1: published_at: not a date; write it as ")
    assert told.getvalue().endswith("; read without it\n")


def test_a_date_given_for_all_that_cannot_be_read_leaves_nothing_to_read(tmp_path: Path) -> None:
    faults = Faults(out=io.StringIO())
    assert list(readable([written(tmp_path, {"text": "Two people drowned."})], NOW, faults, published="soon")) == []
    assert faults.count == 1
