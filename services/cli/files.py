"""Article files, as a person has them on disk, -> articles and, beside them, what could not be read and why.

Text, HTML, JSON, JSON Lines, WARC, a folder of those, or standard input (`-`). Nothing is skipped silently: what is
not an article comes out as `Unreadable`, in its place, and the rest goes on.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from services.cli.found import FROM_THE_START, MOST_BYTES, Found, Position, Start, Unreadable
from services.cli.warcs import read_warc
from services.fetcher.articles import BadArticle, RawArticle, raw_from
from services.fetcher.strict_json import BadJSON, parsed
from services.fetcher.texts import looks_binary

LINES = (".jsonl", ".ndjson")
WHOLE = (".txt", ".text", ".html", ".htm", ".json")
ARCHIVES = (".warc", ".warc.gz")
KNOWN = (*WHOLE, *LINES, *ARCHIVES)
LATER = {
    ".gz": "a compressed file",
    ".zip": "a compressed file",
    ".xml": "a feed",
    ".rss": "a feed",
    ".atom": "a feed",
    ".opml": "a list of feeds",
    ".pdf": "a PDF",
    ".docx": "a word processor's file",
}
"""What people also have, so that the message can say what it is."""

StartAt = Callable[[str, os.stat_result], Start | None]
"""Where to begin in a file; None: it is done."""


def _from_the_start(_path: str, _about: os.stat_result) -> Start | None:
    return FROM_THE_START


def read_articles(path: Path, start_at: StartAt = _from_the_start) -> Iterator[Found | Unreadable]:
    """All articles of a file, a folder (with its subfolders, in order of their names) or standard input (`-`).

    Inside a folder a symbolic link, device or FIFO is refused; a hidden file is passed over. A link that is itself
    the `path` was named by the caller and is followed.
    """
    if str(path) == "-":
        yield from read_stream(sys.stdin.buffer, "<stdin>")
        return
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            yield from _read_folder(path, start_at)
        elif stat.S_ISREG(kind):
            yield from _read_file(path, start_at)
        else:
            yield Unreadable(str(path), "not a regular file; give `-` to read standard input")
    except OSError as error:
        yield Unreadable(str(path), (error.strerror or str(error)).lower())
    except ValueError:  # a NUL in the name
        yield Unreadable(str(path).replace("\0", "?"), "not a file name")


def read_stream(stream: BinaryIO, name: str) -> Iterator[Found | Unreadable]:
    """Articles of a stream without a name: JSON Lines when its first line is a JSON object, else JSON, HTML or text,
    by its first character."""
    first, number = stream.readline(MOST_BYTES + 1), 1
    while first and not first.strip(b"\xef\xbb\xbf \t\r\n"):
        first, number = stream.readline(MOST_BYTES + 1), number + 1
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") and _is_json(first):
        yield from _lines(stream, name, first, number)
        return
    raw = first + stream.read(MOST_BYTES + 1)
    head = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    kind = {b"{": ".json", b"[": ".json", b"<": ".html"}.get(head, ".txt")
    yield from _read_whole(raw, name, kind)


def _read_folder(folder: Path, start_at: StartAt) -> Iterator[Found | Unreadable]:
    with os.scandir(folder) as entries:
        inside = sorted(entries, key=lambda entry: entry.name)
    for entry in inside:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield Unreadable(entry.path, "a symbolic link in a folder is not followed; name it to have it read")
        elif entry.is_dir() or entry.is_file():
            for item in read_articles(Path(entry.path), start_at):
                yield replace(item, archived=True) if isinstance(item, Found) else item
        else:
            yield Unreadable(entry.path, "not a regular file")


def _read_file(path: Path, start_at: StartAt) -> Iterator[Found | Unreadable]:
    name, kind = str(path), path.suffix.lower()
    if name.lower().endswith(ARCHIVES):
        kind = ARCHIVES[0]
    if kind not in KNOWN:
        what = f"{LATER[kind]} can't be read yet" if kind in LATER else f"unknown kind of file {kind or '(no suffix)'}"
        yield Unreadable(name, f"{what}; known are {' '.join(KNOWN)}")
        return
    # O_NONBLOCK: should the file have become a FIFO since it was looked at, opening it must not hang.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        about = os.fstat(file.fileno())
        start = start_at(name, about)
        if start is None:
            return
        if kind in ARCHIVES:
            yield from read_warc(file, name, start)
        elif kind in LINES:
            yield from _read_lines(file, name, start)
        else:
            end = Position(name, about.st_size)
            yield from _ending(_read_whole(file.read(MOST_BYTES + 1), name, kind), end)


def _ending(items: Iterator[Found | Unreadable], end: Position) -> Iterator[Found | Unreadable]:
    """The items, the last of them with the position after it: a file of this kind is done as a whole, or not."""
    last = next(items, None)
    for item in items:
        if last:
            yield last
        last = item
    if last:
        yield replace(last, position=end)


def _read_lines(file: BinaryIO, name: str, start: Start) -> Iterator[Found | Unreadable]:
    """Each item with the position after its line."""
    file.seek(start.offset)
    for item in _lines(file, name, number=start.number):
        line = int(item.where.rpartition(":")[2]) if item.where != name else start.number
        position = Position(name, file.tell(), line + 1)
        yield (
            replace(item, position=position, archived=True)
            if isinstance(item, Found)
            else replace(item, position=position)
        )


def _lines(file: BinaryIO, name: str, line: bytes = b"", number: int = 1) -> Iterator[Found | Unreadable]:
    """From `line` on, which is line `number`; without it, from where the file stands."""
    articles = number - 1
    line = line or file.readline(MOST_BYTES + 1)
    while line:
        where = f"{name}:{number}"
        if len(line) > MOST_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(2**20)
            articles += 1
            yield Unreadable(where, f"a line longer than {MOST_BYTES // 2**20} MB")
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            articles += 1
            yield _article_of_json(line, where)
        line, number = file.readline(MOST_BYTES + 1), number + 1
    if not articles:
        yield Unreadable(name, "empty")


def _article_of_json(line: bytes, where: str) -> Found | Unreadable:
    try:
        return Found(raw_from(parsed(line)), where)
    except BadJSON as bad:
        return Unreadable(where, str(bad).replace("at line 1, column", "at column"))
    except BadArticle as bad:
        return Unreadable(where, str(bad))


def _read_whole(raw: bytes, name: str, kind: str) -> Iterator[Found | Unreadable]:
    if len(raw) > MOST_BYTES:
        yield Unreadable(name, f"larger than {MOST_BYTES // 2**20} MB; write many articles as JSON Lines (.jsonl)")
        return
    if not raw.strip():
        yield Unreadable(name, "empty")
        return
    if kind == ".json":
        yield from _read_json(raw, name)
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Unreadable(name, f"not UTF-8 at byte {error.start}; save it as UTF-8")
        return
    if looks_binary(text):
        yield Unreadable(name, "binary data, not text")
    elif kind in (".html", ".htm"):
        yield Found(RawArticle(html=text), name)
    else:
        yield Found(RawArticle(text=text), name)


def _read_json(raw: bytes, name: str) -> Iterator[Found | Unreadable]:
    try:
        value = parsed(raw)
    except BadJSON as bad:
        hint = "; one object a line is JSON Lines: name it .jsonl" if "Extra data" in str(bad) else ""
        yield Unreadable(name, f"{bad}{hint}")
        return
    many = value.get("articles") if isinstance(value, dict) and "text" not in value else value
    for index, item in enumerate(many if isinstance(many, list) else [value]):
        where = f"{name}[{index}]" if isinstance(many, list) else name
        try:
            yield Found(raw_from(item), where)
        except BadArticle as bad:
            yield Unreadable(where, str(bad))
    if many == []:
        yield Unreadable(name, "empty")


def _is_json(line: bytes) -> bool:
    try:
        parsed(line)
    except BadJSON:
        return False
    return True
