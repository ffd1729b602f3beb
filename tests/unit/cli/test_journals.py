"""How far an archive was read: remembered over an interrupt, forgotten when all is done."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.cli.files import read_articles
from services.cli.found import Found
from services.cli.journals import Journal


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Five lines, one of them no article, and a folder of two files."""
    folder = tmp_path / "news"
    folder.mkdir()
    lines = ['{"text": "Zero"}', '{"text": "One"}', "not json", '{"text": "Three"}', '{"text": "Four"}']
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "b.txt").write_text("Five")
    (folder / "c.json").write_text('[{"text": "Six"}, {"text": "Seven"}]')
    return folder


def read(journal: Journal, path: Path, most: int = 99) -> Iterator[str]:
    """The articles, each noted after it was taken, as `ingest` does."""
    for number, item in enumerate(read_articles(path, journal.start_at)):
        if number == most:
            return
        yield (item.article.text or "") if isinstance(item, Found) else item.why[:8]
        if item.position:
            journal.note([item.position])


WHOLE = ["Zero", "One", "not JSON", "Three", "Four", "Five", "Six", "Seven"]


@pytest.mark.parametrize("most", range(9))
def test_after_an_interrupt_anywhere_the_rest_is_read(home: Path, news: Path, most: int) -> None:
    journal = Journal(home / "ingest.sqlite", "http://a")
    before = list(read(journal, news, most))
    journal.close()  # killed here, as far as it knows
    again = Journal(home / "ingest.sqlite", "http://a")
    after = list(read(again, news))
    again.close()
    # Of a list in one file the whole is read again: what the fetcher has of it changes nothing.
    repeated = ["Six"] if most == 7 else []
    assert before + after == WHOLE[:most] + repeated + WHOLE[most:]


def test_lines_keep_their_numbers_after_an_interrupt(home: Path, news: Path) -> None:
    journal = Journal(home / "ingest.sqlite", "http://a")
    list(read(journal, news / "a.jsonl", 2))
    rest = [item.where.rpartition(":")[2] for item in read_articles(news / "a.jsonl", journal.start_at)]
    journal.close()
    assert rest == ["3", "4", "5"]


def test_what_was_all_done_begins_anew(home: Path, news: Path) -> None:
    journal = Journal(home / "ingest.sqlite", "http://a")
    list(read(journal, news))
    journal.forget()
    assert list(read(journal, news)) == WHOLE
    journal.close()


def test_a_file_that_was_changed_since_begins_anew(home: Path, news: Path) -> None:
    journal = Journal(home / "ingest.sqlite", "http://a")
    list(read(journal, news / "a.jsonl", 3))
    os.utime(news / "a.jsonl", ns=(1, 1))
    assert list(read(journal, news / "a.jsonl")) == WHOLE[:5]
    journal.close()


def test_another_fetcher_has_had_nothing(home: Path, news: Path) -> None:
    journal = Journal(home / "ingest.sqlite", "http://a")
    list(read(journal, news))
    journal.close()
    other = Journal(home / "ingest.sqlite", "http://b")
    assert list(read(other, news)) == WHOLE
    assert other.resumed == []
    other.close()
