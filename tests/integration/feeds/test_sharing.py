"""Several fetchers on one database: each feed and each page is one's at a time, also when one of them dies."""

from datetime import timedelta

from sqlalchemy import update

from services.fetcher import feed_state
from services.fetcher.database import transaction
from services.fetcher.feed_state import A_HOLD, Feed
from services.fetcher.feed_tables import ACTIVE, feeds
from services.fetcher.host_state import A_VISIT
from tests.integration.feeds.conftest import Fetcher, NewFetcher
from tests.integration.feeds.pieces import feed, item, page
from tests.sites import Site

SECOND = timedelta(seconds=1)


async def test_of_two_fetchers_that_start_at_once_each_takes_what_the_other_does_not(
    fetcher: Fetcher, new_fetcher: NewFetcher
) -> None:
    fetcher.add(*(f"https://paper{number}.example/feed" for number in range(40)))
    other: Fetcher = await new_fetcher()
    fetcher.clock.on(minutes=1)
    taken: list[list[Feed]] = []
    for one in (fetcher, other, fetcher, other):
        with transaction(one.engine) as db:
            taken.append(feed_state.claim(db, one.clock.now(), 10, one.collector.holder, SECOND))
    ids = [known.feed_id for some in taken for known in some]
    assert [len(some) for some in taken] == [10, 10, 10, 10]
    assert len(set(ids)) == 40


async def test_what_a_dead_fetcher_held_is_taken_over_and_its_late_word_counts_for_nothing(
    press: Site, fetcher: Fetcher, new_fetcher: NewFetcher
) -> None:
    press.answers |= {"/feed": feed(item("/a")), "/a": page()}
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    with transaction(fetcher.engine) as db:
        (held,) = feed_state.claim(db, fetcher.clock.now(), 10, "dead", SECOND)
    other: Fetcher = await new_fetcher()
    await other.work(minutes=1)
    assert press.asked == []
    await other.work(seconds=A_HOLD.total_seconds())
    assert (len(other.articles()), other.feed(feed_id).polls) == (1, 1)
    with transaction(fetcher.engine) as db:
        assert not feed_state.finish(db, held.feed_id, "dead", error="late", due_at=None)
    assert other.feed(feed_id).error is None


async def test_a_page_that_kills_its_reader_keeps_no_other_waiting(press: Site, fetcher: Fetcher) -> None:
    press.answers |= {"/feed": feed(item("/a", "a"), item("/b", "b")), "/a": page(), "/b": page()}
    fetcher.add(f"{press.url}/feed")
    await fetcher.collector.start_due()
    await fetcher.in_hand()
    visit = fetcher.collector.visit
    died: list[object] = []

    async def dies_of_a(entry: object) -> str:
        if entry.title == "a" and not died:  # type: ignore[attr-defined]
            died.append(entry)
            raise MemoryError
        return await visit(entry)  # type: ignore[arg-type]

    fetcher.collector.visit = dies_of_a
    await fetcher.work(seconds=2)
    assert fetcher.articles() == []
    await fetcher.work(seconds=A_VISIT.total_seconds())
    assert [a.title for a in fetcher.articles()] == ["b", "a"]


async def test_a_fetcher_that_stops_lets_go_at_once(press: Site, fetcher: Fetcher, new_fetcher: NewFetcher) -> None:
    press.answers |= {"/feed": feed(item("/a")), "/a": page()}
    (feed_id,) = fetcher.add(f"{press.url}/feed")
    with transaction(fetcher.engine) as db:
        feed_state.claim(db, fetcher.clock.now(), 10, fetcher.collector.holder, SECOND)
    await fetcher.collector.stop()
    other: Fetcher = await new_fetcher()
    await other.work()
    assert other.feed(feed_id).polls == 1


def test_the_next_feed_is_found_by_an_index_however_many_there_are(fetcher: Fetcher) -> None:
    with fetcher.engine.connect() as db:
        look = "EXPLAIN QUERY PLAN" if db.dialect.name == "sqlite" else "EXPLAIN"
        if db.dialect.name == "postgresql":
            db.exec_driver_sql("SET enable_seqscan = off")  # of an empty table it would read the whole
        plan = " ".join(
            str(row) for row in db.exec_driver_sql(
                f"{look} SELECT * FROM feeds WHERE due_at <= '2024-01-01' ORDER BY due_at LIMIT 10"
            )
        )  # fmt: skip
    assert "feeds_due" in plan
    assert "TEMP B-TREE" not in plan


def test_a_paused_feed_is_never_due(fetcher: Fetcher) -> None:
    (feed_id,) = fetcher.add("https://a.example/feed")
    with transaction(fetcher.engine) as db:
        db.execute(update(feeds).where(feeds.c.state == ACTIVE).values(state="paused", due_at=None))
        assert feed_state.next_due(db) is None
        assert feed_state.claim(db, fetcher.clock.now() + timedelta(days=9), 10, "x", SECOND) == []
    assert fetcher.feed(feed_id).due_at is None
