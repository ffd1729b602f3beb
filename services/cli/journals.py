"""How far the reading of archives got, so that after an interrupt it goes on where it stopped."""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from services.cli.found import FROM_THE_START, Position, Start


class Journal:
    """Remembers, for each file handed to one fetcher, up to where it was accepted; forgets it when all is done.

    A file that was changed since is begun anew: what the fetcher has of it changes nothing.
    """

    def __init__(self, file: Path, target: str) -> None:
        """`target`: the fetcher. Raises sqlite3.Error or OSError where the file can't be written."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._db = sqlite3.connect(file)
        self._target = target
        self._begun: dict[str, os.stat_result] = {}
        self.resumed: list[str] = []
        """Files that were not begun from the start, and where instead."""
        with self._db:
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS progress (target TEXT, path TEXT, size INT, mtime_ns INT, offset INT, "
                "number INT, PRIMARY KEY (target, path))"
            )

    def start_at(self, path: str, about: os.stat_result) -> Start | None:
        """Where to begin in this file; None where all of it was accepted."""
        path = str(Path(path).resolve())
        self._begun[path] = about
        known = self._db.execute(
            "SELECT offset, number FROM progress WHERE target = ? AND path = ? AND size = ? AND mtime_ns = ?",
            (self._target, path, about.st_size, about.st_mtime_ns),
        ).fetchone()
        if known is None:
            return FROM_THE_START
        start = Start(*known)
        done = start.offset >= about.st_size
        self.resumed.append(f"{path}: done" if done else f"{path}: from byte {start.offset:,}")
        return None if done else start

    def note(self, positions: Iterable[Position]) -> None:
        """These were accepted or refused; the last of each file counts."""
        rows = []
        for position in positions:
            path = str(Path(position.path).resolve())
            about = self._begun[path]
            rows.append((self._target, path, about.st_size, about.st_mtime_ns, position.offset, position.number))
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?, ?, ?)", rows)

    def forget(self) -> None:
        """All that was begun is done: the next time begins anew."""
        with self._db:
            self._db.executemany(
                "DELETE FROM progress WHERE target = ? AND path = ?", [(self._target, path) for path in self._begun]
            )

    def close(self) -> None:
        self._db.close()
