"""Keys: who may read, write, or run a service. A service keeps the hash of a key, never the key.

Three scopes, each with the rights of those before it: `read`, `write`, `admin`. The key of the first start, or of the
settings, is an admin's and has no row. A login on the page is a key too: short-lived, and the child of another one.
"""

import hmac
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import structlog
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, delete, insert, or_, select

from shared.identity import sha256_of
from shared.runtime.databases import Moment

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "write", "admin")
"""Each may do what those before it may."""
PREFIX = "shahidi_"
"""By which a key is known for one where it was lost, such as in a public repository."""
SHORTEST = 16
KNOWN_FOR_S = 5.0
"""How long an answer about a key is trusted: a removed key works for so long at most."""
MOST_KNOWN = 10_000

log = structlog.get_logger()


@dataclass(frozen=True)
class Caller:
    """Whose key it is, and what that key may do."""

    key_id: str
    name: str
    scope: Scope

    def may(self, scope: Scope) -> bool:
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


@dataclass(frozen=True)
class Key:
    """A key as it is kept."""

    key_id: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None = None


def keys_table(name: str, metadata: MetaData) -> Table:
    """The table of a service's keys; under names of their own, two services may share a database."""
    return Table(
        name,
        metadata,
        Column("key_id", String(40), primary_key=True),
        Column("parent", String(40), index=True),  # the key that a login was made with; goes with it
        Column("name", String(200), nullable=False),
        Column("scope", String(40), nullable=False),
        Column("sha256", String(64), nullable=False, unique=True),
        Column("created_at", Moment, nullable=False),
        Column("expires_at", Moment),
    )


def new_key() -> str:
    """256 random bits: its plain SHA-256 can be kept, for nobody can guess what it is of."""
    return PREFIX + secrets.token_urlsafe(32)


@dataclass
class KeyBook:
    """The keys of one service."""

    engine: Engine
    table: Table
    writing: Callable[[Engine], AbstractContextManager[Connection]]
    clock: Callable[[], datetime]
    first: str | None = None
    """The admin's key of the settings or of the first start."""
    _known: dict[str, tuple[float, Caller | None]] = field(default_factory=dict)

    def caller(self, shown: str) -> Caller | None:
        """Whose key this is; null where it is nobody's. Asks the database once in some seconds for each key."""
        if self._is_first(shown):
            return Caller(self._first_id, "first key", "admin")
        digest = sha256_of(shown)
        asked_at, caller = self._known.get(digest, (float("-inf"), None))
        if time.monotonic() - asked_at < KNOWN_FOR_S:
            return caller
        caller = self._read(digest)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[digest] = (time.monotonic(), caller)
        return caller

    def remembers(self, shown: str) -> bool:
        """Whether `caller` can answer at once, without the database."""
        known = self._known.get(sha256_of(shown))
        return self._is_first(shown) or (known is not None and time.monotonic() - known[0] < KNOWN_FOR_S)

    def has_let_in(self, shown: str) -> bool:
        """Whether this key was somebody's when it was last asked about, however long ago."""
        _, caller = self._known.get(sha256_of(shown), (0.0, None))
        return caller is not None or self._is_first(shown)

    def _is_first(self, shown: str) -> bool:
        return bool(self.first) and hmac.compare_digest(shown.encode("utf-8", "replace"), str(self.first).encode())

    @property
    def _first_id(self) -> str:
        return f"first-{sha256_of(self.first or '')[:12]}"

    def _read(self, digest: str) -> Caller | None:
        it = self.table.c
        with self.engine.connect() as db:
            row = db.execute(select(self.table).where(it.sha256 == digest)).one_or_none()
        if row is None or (row.expires_at and row.expires_at <= self.clock()):
            return None
        if row.parent and row.parent.startswith("first-") and row.parent != self._first_id:
            return None  # the first key was changed since this login
        return Caller(row.parent or row.key_id, row.name, row.scope)

    def add(
        self, name: str, scope: Scope, sha256: str, *, parent: str | None = None, expires_at: datetime | None = None
    ) -> Key:
        """Let the key of this hash in. Raises sqlalchemy's IntegrityError where there is one of it."""
        key = Key(secrets.token_hex(8), name, scope, self.clock(), expires_at)
        row: dict[str, Any] = {**vars(key), "parent": parent, "sha256": sha256}
        with self.writing(self.engine) as db:
            db.execute(insert(self.table).values(row))
        self._known.pop(sha256, None)
        return key

    def all(self) -> Sequence[Key]:
        """All that are no logins, oldest first."""
        it = self.table.c
        columns = (it.key_id, it.name, it.scope, it.created_at, it.expires_at)
        query = select(*columns).where(it.parent.is_(None)).order_by(it.created_at, it.key_id)
        with self.engine.connect() as db:
            return [Key(*row) for row in db.execute(query)]

    def remove(self, key_id: str) -> bool:
        """No longer let it in, nor who logged in with it. False where there is none of this id."""
        it = self.table.c
        with self.writing(self.engine) as db:
            gone = db.execute(delete(self.table).where(or_(it.key_id == key_id, it.parent == key_id))).rowcount
        self._known.clear()
        return gone > 0

    def forget(self, shown: str) -> None:
        """End the login of this key, and those that have run out."""
        it = self.table.c
        with self.writing(self.engine) as db:
            ended = or_(it.sha256 == sha256_of(shown), it.expires_at <= self.clock())
            db.execute(delete(self.table).where(it.parent.is_not(None), ended))
        self._known.pop(sha256_of(shown), None)


def key_file(home: Path) -> Path:
    """Where the key lies that was made at the first start."""
    return home / "api-key"


def first_key(said: str | None, home: Path) -> str:
    """The key of the settings, else that of the home folder, made when there is none (readable by its owner only)."""
    if said:
        return said
    path = key_file(home)
    if not path.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    key = path.read_text("ascii").strip()
    if len(key) < SHORTEST:
        raise ValueError(f"{path} holds no key; delete it to have a new one made")
    return key


def _make(path: Path) -> None:
    """Written aside and linked into place, so that nobody ever reads half a key and of two starts one wins."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        with suppress(FileExistsError):
            os.link(aside, path)
            log.info("key.made", path=str(path))
    finally:
        Path(aside).unlink()
