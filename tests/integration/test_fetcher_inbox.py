"""The inbox on a real database: what is in it stays, once, in its versions."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from services.fetcher import state
from services.fetcher.accepting import Receipt, accept
from services.fetcher.articles import RawArticle, accepted_from
from services.fetcher.database import SCHEMA, is_there, migrate, open_inbox, transaction
from services.fetcher.feed_tables import feeds
from shared.messages import ArticleAccepted
from tests.databases import Databases

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
TWO = "Police shot two people dead in Kondele."
THREE = "Police shot three people dead in Kondele."


def article(name: str, text: str = TWO) -> ArticleAccepted:
    return accepted_from(RawArticle(id=name, text=text), NOW, detect_language=False)


def messages(engine: Engine) -> list[ArticleAccepted]:
    with transaction(engine) as db:
        return [row.article for row in state.unpublished(db, 10_000, 10**9) if row.article]


def test_an_article_is_kept_as_it_was_accepted(inbox: Engine) -> None:
    assert accept(inbox, [article("a")]) == [Receipt("a", 1, new=True)]
    assert messages(inbox) == [article("a")]


def test_the_same_article_again_changes_nothing(inbox: Engine) -> None:
    accept(inbox, [article("a")])
    assert accept(inbox, [article("a"), article("a")]) == [Receipt("a", 1, new=False)] * 2
    assert len(messages(inbox)) == 1


def test_every_change_of_the_text_is_the_next_version_also_the_change_back(inbox: Engine) -> None:
    receipts = accept(inbox, [article("a", TWO), article("a", THREE), article("a", TWO), article("a", TWO)])
    assert [(receipt.version, receipt.new) for receipt in receipts] == [(1, True), (2, True), (3, True), (3, False)]
    assert [(message.version, message.text) for message in messages(inbox)] == [(1, TWO), (2, THREE), (3, TWO)]


def test_a_reprint_points_to_the_first_article_with_its_text(inbox: Engine) -> None:
    accept(inbox, [article("first"), article("copy", TWO.upper()), article("copy of the copy"), article("own", THREE)])
    accept(inbox, [article("first", THREE)])
    assert [(message.article_id, message.origin_id) for message in messages(inbox)] == [
        ("first", "first"),
        ("copy", "first"),
        ("copy of the copy", "first"),
        ("own", "own"),
        ("first", "own"),  # its edit says what another said before it
    ]


def test_the_same_article_from_many_at_once_is_one_version(inbox: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(lambda _: accept(inbox, [article("a")])[0], range(40)))
    assert sorted(receipt.new for receipt in receipts) == [False] * 39 + [True]
    assert {receipt.version for receipt in receipts} == {1}


def test_edits_from_many_at_once_are_one_version_each(inbox: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(lambda n: accept(inbox, [article("a", f"{n} people died")])[0], range(40)))
    assert sorted(receipt.version for receipt in receipts) == list(range(1, 41))


def test_all_of_a_request_is_taken_or_nothing(inbox: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    add = state.add

    def disk_full(db: Connection, accepted: Sequence[tuple[ArticleAccepted, str]]) -> None:
        add(db, accepted[:1])
        raise OSError("disk full")

    monkeypatch.setattr(state, "add", disk_full)
    with pytest.raises(OSError, match="disk full"):
        accept(inbox, [article("a"), article("b")])
    assert messages(inbox) == []


def test_what_was_accepted_outlives_the_service(inbox: Engine, inbox_url: str) -> None:
    accept(inbox, [article("a")])
    again = open_inbox(inbox_url)
    migrate(again)
    assert messages(again) == [article("a")]
    again.dispose()


def test_a_commit_is_on_the_disk_before_it_returns(tmp_path: Path) -> None:
    inbox = open_inbox(f"sqlite:///{tmp_path / 'new folder' / 'inbox.sqlite'}")
    migrate(inbox)
    with inbox.connect() as db:
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    inbox.dispose()


def test_the_migrations_lead_to_the_tables_that_the_code_uses(inbox: Engine) -> None:
    with inbox.connect() as db:
        context = MigrationContext.configure(db, opts={"version_table": SCHEMA.version_table})
        assert compare_metadata(context, feeds.metadata) == []


def test_a_time_comes_back_with_its_offset(inbox: Engine) -> None:
    east = datetime(2024, 7, 10, 15, tzinfo=UTC).astimezone()
    accept(inbox, [article("a")])
    with transaction(inbox) as db:
        state.mark_published(db, {1: "1-0"}, NOW, due_at=east)
        assert db.scalar(select(state.inbox.c.due_at)) == east
        assert [row.seq for row in state.overdue(db, east, 10)] == [1]
        assert state.overdue(db, east - timedelta(seconds=1), 10) == []


def test_a_round_of_publishing_is_bounded_by_the_size_of_its_messages(inbox: Engine) -> None:
    accept(inbox, [article(f"a{n}", f"{n} " + "people died " * 100) for n in range(10)])
    with transaction(inbox) as db:
        assert [row.seq for row in state.unpublished(db, 3, 10**9)] == [1, 2, 3]
        assert len(state.unpublished(db, 10, 3_000)) == 2
        assert len(state.unpublished(db, 10, 1)) == 1  # one too large for a round still goes


def test_an_inbox_without_tables_is_not_ready(databases: Databases) -> None:
    engine = open_inbox(databases.new())
    with pytest.raises(DBAPIError, match=r"no such table|does not exist"):
        is_there(engine)
    engine.dispose()
