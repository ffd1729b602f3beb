"""Article files: every article comes out, and beside it everything that is none."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.cli.files import KNOWN, read_articles, read_stream
from services.cli.found import MOST_BYTES, Found, Unreadable
from services.fetcher.articles import RawArticle


def said(path: Path) -> list[str]:
    """What came out, in order: `where: text` or `where: why`, without the folder."""
    return [
        line.replace(f"{path.parent}/", "")
        for item in read_articles(path)
        for line in [
            f"{item.where}: {item.article.text or item.article.html}" if isinstance(item, Found) else str(item)
        ]
    ]


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "out"),
    [
        ("a.txt", "Two killed – “x”\n", ["a.txt: Two killed – “x”\n"]),
        ("a.txt", b"\xef\xbb\xbfTwo killed", ["a.txt: Two killed"]),  # a byte order mark is no character
        ("a.txt", b"Two killed \x93x\x94", ["a.txt: not UTF-8 at byte 11; save it as UTF-8"]),
        ("a.txt", b"\x00\x01\x02\x03", ["a.txt: binary data, not text"]),
        ("a.txt", " \n", ["a.txt: empty"]),
        ("a.txt", "", ["a.txt: empty"]),
        ("a.txt", b"a" * (MOST_BYTES + 1), ["a.txt: larger than 16 MB; write many articles as JSON Lines (.jsonl)"]),
        ("A.HTML", "<p>Two killed", ["A.HTML: <p>Two killed"]),
        ("a.json", '{"text": "Two"}', ["a.json: Two"]),
        ("a.json", '[{"text": "Two"}, 5, {"text": "Five"}]',
         ["a.json[0]: Two", "a.json[1]: article: must be a JSON object", "a.json[2]: Five"]),
        ("a.json", '{"articles": [{"text": "Two"}]}', ["a.json[0]: Two"]),
        ("a.json", '{"text": "Two"}\n{"text": "Five"}\n',
         ["a.json: not JSON: Extra data at line 2, column 1; one object a line is JSON Lines: name it .jsonl"]),
        ("a.json", "[]", ["a.json: empty"]),
        ("a.json", b'{"text": "\xff"}', ["a.json: not UTF-8 at byte 10"]),
        ("a.jsonl", '{"text": "Two"}\nnot json\n\n{"text": 5}\n{"text": "Five"}',
         ["a.jsonl:1: Two", "a.jsonl:2: not JSON: Expecting value at column 1", "a.jsonl:4: text: must be a string",
          "a.jsonl:5: Five"]),
        ("a.jsonl", b'\xef\xbb\xbf{"text": "Two"}\r\n{"text": "\xff"}\n{"text": "Five"}\n',
         ["a.jsonl:1: Two", "a.jsonl:2: not UTF-8 at byte 10", "a.jsonl:3: Five"]),
        ("a.jsonl", b"x" * (MOST_BYTES + 5) + b'\n{"text": "Five"}\n',
         ["a.jsonl:1: a line longer than 16 MB", "a.jsonl:2: Five"]),
        ("a.jsonl", "\n\n", ["a.jsonl: empty"]),
        ("a.pdf", "x", [f"a.pdf: a PDF can't be read yet; known are {' '.join(KNOWN)}"]),
        ("a.xlsx", "x", [f"a.xlsx: unknown kind of file .xlsx; known are {' '.join(KNOWN)}"]),
        ("a.json.gz", "x", [f"a.json.gz: a compressed file can't be read yet; known are {' '.join(KNOWN)}"]),
    ],
)  # fmt: skip
def test_each_kind_of_file_gives_its_articles_and_names_the_rest(
    tmp_path: Path, name: str, data: bytes | str, out: list[str]
) -> None:
    assert said(written(tmp_path, name, data)) == out


def test_all_fields_of_an_article_come_through(tmp_path: Path) -> None:
    fields: dict[str, Any] = {
        "id": "k-1", "url": "https://k.example/a", "title": "Two", "text": "Two killed", "publisher": "Kisumu Daily",
        "language": "en", "published_at": "2024-07-03", "source": "desk",
    }  # fmt: skip
    path = written(tmp_path, "a.json", json.dumps({**fields, "note": 1, "html": None}))
    assert list(read_articles(path)) == [Found(RawArticle(**fields), str(path))]


def test_a_folder_is_read_in_order_and_what_is_no_plain_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "b").mkdir(parents=True)
    written(folder, "a.txt", "Two killed")
    written(folder / "b", "c.txt", "Five killed")
    written(folder, ".hidden", "x")
    written(tmp_path, "secret.txt", "not for the world")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    assert said(folder) == [
        "news/a.txt: Two killed",
        "news/b/c.txt: Five killed",
        "news/link.txt: a symbolic link in a folder is not followed; name it to have it read",
        "news/loop: a symbolic link in a folder is not followed; name it to have it read",
        "news/pipe.txt: not a regular file",
    ]


def test_what_was_named_is_followed_or_named_with_the_reason(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "Two killed")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert said(tmp_path / "link.txt") == ["link.txt: Two killed"]
    assert said(tmp_path / "pipe.txt") == ["pipe.txt: not a regular file; give `-` to read standard input"]
    assert said(tmp_path / "gone.txt") == ["gone.txt: no such file or directory"]
    assert said(tmp_path / "a\0.txt") == ["a?.txt: not a file name"]


@pytest.mark.parametrize(
    ("data", "out"),
    [
        (b'{"text": "Two"}\n{"text": "Five"}\n', ["<stdin>:1", "<stdin>:2"]),
        (b'\n\n{"text": "Two"}\nnot json\n', ["<stdin>:3", "<stdin>:4: not JSON: Expecting value at column 1"]),
        (b'{"text":\n "Two"}', ["<stdin>"]),
        (b'[{"text": "Two"}]', ["<stdin>[0]"]),
        (b"<p>Two killed", ["<stdin>"]),
        (b"Two killed\nin Kondele", ["<stdin>"]),
        (b"", ["<stdin>: empty"]),
        (b"\n \n", ["<stdin>: empty"]),
    ],
)
def test_standard_input_is_known_by_how_it_begins(data: bytes, out: list[str]) -> None:
    items = list(read_stream(io.BytesIO(data), "<stdin>"))
    assert [str(item) if isinstance(item, Unreadable) else item.where for item in items] == out


def test_a_name_that_would_move_the_cursor_of_a_terminal_is_shown_without_its_codes(tmp_path: Path) -> None:
    assert said(written(tmp_path, "a\x1b[2J\n.pdf", "x"))[0].startswith("a?[2J?.pdf: a PDF")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([".txt", ".json", ".jsonl", ".html", ".warc", ".warc.gz"]), st.binary(max_size=80))
def test_no_bytes_break_the_reading_of_files(tmp_path: Path, kind: str, data: bytes) -> None:
    items = list(read_articles(written(tmp_path, f"a{kind}", data)))
    assert items
    assert all("\n" not in str(item) for item in items if isinstance(item, Unreadable))


@given(st.binary(max_size=80))
def test_no_bytes_break_the_reading_of_standard_input(data: bytes) -> None:
    assert list(read_stream(io.BytesIO(data), "<stdin>"))
