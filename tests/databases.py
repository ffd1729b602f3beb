"""Databases for tests, on either kind of server: a new one for each test, in milliseconds."""

import gc
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import docker
import psycopg
from docker.errors import DockerException, ImageNotFound
from testcontainers.community.postgres import PostgresContainer

from shared.runtime.databases import Schema, migrate, open_database

IMAGE = os.environ.get("POSTGRES_IMAGE") or "postgres:15"


class Databases(Protocol):
    """Where databases come from."""

    kind: str

    def new(self, schema: Schema | None = None) -> str:
        """The URL of a new database: empty, or with the tables of a service."""

    def drop(self) -> None:
        """Be rid of all that were made since the last time."""


class SqliteFiles:
    """A file each; one with tables is a copy of one that was migrated once."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def new(self, schema: Schema | None = None) -> str:
        path = self._folder / str(next(self._numbers)) / "a.sqlite"
        path.parent.mkdir()
        if schema:
            shutil.copy(self._model(schema), path)
        return f"sqlite:///{path}"

    def _model(self, schema: Schema) -> Path:
        path = self._folder / f"{schema.version_table}.sqlite"
        if not path.exists():
            _migrate(f"sqlite:///{path}", schema)
        return path

    def drop(self) -> None:
        for folder in self._folder.iterdir():
            if folder.is_dir():
                shutil.rmtree(folder)


class PostgresServer:
    """A database each on one server. Copying one that was migrated takes 23 ms, migrating it 125 ms (measured)."""

    kind = "postgresql"

    def __init__(self, url: str) -> None:
        """`url`: of a database that is there to connect to, with the right to make others."""
        self.url = url
        self._numbers = count()
        self._made: list[str] = []
        self._models: set[str] = set()

    def new(self, schema: Schema | None = None) -> str:
        model = self._model(schema) if schema else "template1"
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY file_copy")
        self._made.append(name)
        return self._named(name)

    def _model(self, schema: Schema) -> str:
        name = f"model_{schema.version_table}"
        if name not in self._models:
            self.run(f"CREATE DATABASE {name}")
            _migrate(self._named(name), schema)
            self._models.add(name)
        return name

    def drop(self) -> None:
        while self._made:
            self.run(f"DROP DATABASE {self._made.pop()} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """As the server's owner, outside any transaction."""
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(statement.encode())

    def _named(self, name: str) -> str:
        return f"{self.url.rpartition('/')[0]}/{name}"


def _migrate(url: str, schema: Schema) -> None:
    engine = open_database(url, schema)
    migrate(engine, schema)
    engine.dispose()


def _why_no_docker() -> str:
    try:
        with closing(docker.from_env(version="1.41")) as engine:  # a version, else it asks before it can be closed
            engine.ping()
            try:
                engine.images.get(IMAGE)
            except ImageNotFound:
                engine.images.pull(IMAGE)
    except (DockerException, OSError) as error:
        return str(error)
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # docker-py forgets a socket that found nobody
            gc.collect()
    return ""


class NoDocker(RuntimeError):
    """There is no Docker engine to be reached, or it has no PostgreSQL image and can get none."""


@contextmanager
def postgres_server(port: int | None = None) -> Iterator[tuple[PostgresContainer, PostgresServer]]:
    """A PostgreSQL of its own in a container. Raises NoDocker where there is no engine.

    In memory, and gone when it stops; with a `port` of this machine, on disk, so that it may be killed and come back.
    """
    if why := _why_no_docker():
        raise NoDocker(f"PostgreSQL runs in a container, and Docker does not give one here: {why}")
    container = PostgresContainer(IMAGE, driver=None)
    if port:
        container = container.with_bind_ports(5432, port).with_command("postgres")
    else:
        # Nothing here has to outlive a power cut; without that the same tests take half the time.
        fast = "postgres -c fsync=off -c full_page_writes=off -c max_connections=200"
        container = container.with_command(fast).with_tmpfs_mount("/var/lib/postgresql/data")
    with container as running:
        yield running, PostgresServer(running.get_connection_url())
