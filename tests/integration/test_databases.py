"""What both services have of their databases: tables made once, wrong settings refused, other writers waited for."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, event, inspect, select, text

from services.fetcher import database as fetcher_database
from services.store import database as store_database
from shared.runtime.databases import DatabaseAway, migrate, open_database, transaction, turn
from shared.runtime.settings import SettingsError
from tests.databases import Databases, PostgresServer

STORE, FETCHER = store_database.SCHEMA, fetcher_database.SCHEMA

START = """
import sys
from services.{service}.database import migrate, open_{what}
sys.stdin.readline()
migrate(open_{what}(sys.argv[1]))
"""


def tables_of(url: str) -> set[str]:
    engine = open_database(url, STORE)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_services_that_start_at_the_same_moment_make_their_tables_once(databases: Databases) -> None:
    url = databases.new()
    services = [("store", "store")] * 2
    if databases.kind == "postgresql":  # which may hold both; a file has one service
        services += [("fetcher", "inbox")] * 2
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", START.format(service=service, what=what), url],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for service, what in services
    ]  # fmt: skip
    for process in starting:  # all have imported what they need, and wait for this line
        assert process.stdin
        process.stdin.write("now\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[1] for process in starting]
    assert [process.returncode for process in starting] == [0] * len(starting), said
    wanted = tables_of(databases.new(STORE))
    if databases.kind == "postgresql":
        wanted |= tables_of(databases.new(FETCHER))
    assert tables_of(url) == wanted


def test_a_migration_that_is_cut_short_leaves_nothing_behind_and_succeeds_when_run_again(databases: Databases) -> None:
    engine = open_database(databases.new(), STORE)

    def killed(_: object, __: object, statement: str, *___: object) -> None:
        if "CREATE TABLE demand_claims" in statement:
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", killed)
    with pytest.raises(KeyboardInterrupt):
        migrate(engine, STORE)
    event.remove(engine, "before_cursor_execute", killed)
    assert inspect(engine).get_table_names() == []
    migrate(engine, STORE)
    assert set(inspect(engine).get_table_names()) == tables_of(databases.new(STORE))
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "not a database URL such as postgresql://"),
        ("postgresql://host:port/x", "not a database URL"),
        ("mysql://host/x", "mysql: is neither SQLite nor PostgreSQL"),
        ("sqlite:////proc/nowhere/store.sqlite", "No such file or directory"),
        ("postgresql://me:secret@127.0.0.1:1/x", r"me:\*\*\*@127.0.0.1:1/x: .*[Cc]onnection refused"),
    ],
)
def test_a_database_that_is_none_is_refused_in_one_line_that_names_the_setting(url: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as refused:
        migrate(open_database(url, STORE), STORE)
    assert str(refused.value).startswith("setting STORE_DATABASE_URL: ")
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes, of some length")
    with pytest.raises(SettingsError, match=r"notes.txt: file is not a database"):
        migrate(open_database(f"sqlite:///{path}", FETCHER), FETCHER)
    assert path.read_text().startswith("not a database")


def test_a_wrong_password_and_a_database_that_is_not_there_are_refused_without_the_password(
    postgresql: PostgresServer,
) -> None:
    wrong = postgresql.url.replace(":test@", ":open sesame@")
    with pytest.raises(SettingsError, match="password authentication failed") as refused:
        migrate(open_database(wrong, FETCHER), FETCHER)
    assert "sesame" not in str(refused.value)
    nowhere = f"{postgresql.url}_of_the_moon"
    with pytest.raises(SettingsError, match=r'FETCHER_DATABASE_URL: .*database "test_of_the_moon" does not exist'):
        migrate(open_database(nowhere, FETCHER), FETCHER)


def test_a_writer_waits_for_another_of_its_service_only(store_url: str) -> None:
    engine = open_database(store_url, STORE)
    order: list[str] = []
    inside = Barrier(2)

    def second() -> None:
        inside.wait(30)
        with transaction(engine, STORE):
            order.append("second")

    thread = Thread(target=second)
    thread.start()
    with transaction(engine, STORE) as db:
        db.execute(select(1))
        inside.wait(30)
        if engine.dialect.name == "postgresql":
            with transaction(engine, FETCHER):
                order.append("another service")
        order.append("first")
    thread.join()
    assert order[-2:] == ["first", "second"]
    engine.dispose()


def test_a_replica_that_stands_still_in_its_turn_loses_it(
    postgresql: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.databases.STOPPED_MS", 200)
    engine = open_database(postgresql.url, STORE)
    stopped = turn(engine, 1)
    stopped.__enter__()  # and then its machine is cut off
    with turn(engine, 1):
        pass
    with pytest.raises(DatabaseAway, match="idle-in-transaction"):
        stopped.__exit__(None, None, None)
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT * FROM no_such_table", id="the statement is wrong"),
        pytest.param("SELECT CAST(7 AS", id="half a statement"),
        pytest.param("INSERT INTO articles (article_id) VALUES ('a')", id="a row that breaks a rule"),
    ],
)
def test_an_error_of_the_statement_is_no_absence_of_the_database(store_url: str, statement: str) -> None:
    assert not _is_away(open_database(store_url, STORE), statement)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT pg_terminate_backend(pg_backend_pid())", id="the connection was cut"),
        pytest.param("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$", id="its disk is full"),
        pytest.param("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$", id="a deadlock was broken"),
        pytest.param("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '57P03'; END $$", id="it is starting up"),
        pytest.param("SET TRANSACTION READ ONLY; CREATE TABLE x (y int)", id="it became a replica"),
    ],
)
def test_what_passes_by_itself_is_told_from_what_does_not(postgresql: PostgresServer, statement: str) -> None:
    assert _is_away(open_database(postgresql.url, STORE), statement)


def _is_away(engine: Engine, statement: str) -> bool:
    try:
        with pytest.raises(Exception) as raised, engine.begin() as db:  # noqa: PT011 - which one is the question
            db.execute(text(statement))
        return isinstance(raised.value, DatabaseAway)
    finally:
        engine.dispose()


def test_all_who_open_a_new_file_at_the_same_moment_get_in(tmp_path: Path) -> None:
    together = Barrier(3)

    def open_it(path: Path) -> str | None:
        engine = open_database(f"sqlite:///{path}", STORE)
        together.wait(timeout=30)
        try:
            with engine.connect() as db:
                return str(db.exec_driver_sql("PRAGMA journal_mode").scalar())
        finally:
            engine.dispose()

    with ThreadPoolExecutor(3) as threads:
        for number in range(40):
            assert list(threads.map(open_it, [tmp_path / f"{number}.sqlite"] * 3)) == ["wal"] * 3
