"""What the fetcher watches: feeds, the entries that they named, and the hosts that are asked for them.

All that several fetchers must agree on is in these three tables: who polls which feed, which page was taken, and when
a host may be asked next.
"""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from services.fetcher.state import metadata
from shared.runtime.databases import Moment

ACTIVE, PAUSED, GONE = "active", "paused", "gone"
"""States of a feed; gone: its server said so (410), it is not asked any more."""

WAITING, TAKEN, OLD, FAILED = "waiting", "taken", "old", "failed"
"""States of an entry: its page is to be taken (again, where it was once); nothing more to do; older than news when it
was first seen; given up."""

feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", String(20), primary_key=True),  # of its canonical address
    Column("url", Text, nullable=False),
    Column("host", String(260), nullable=False),
    Column("publisher", String(200)),  # as an operator names it; else the feed's own title
    Column("title", String(300)),
    Column("state", String(8), nullable=False),
    Column("added_at", Moment, nullable=False),
    # When it is polled next; while it is polled, when its poller must be dead. Null: never.
    Column("due_at", Moment),
    Column("holder", String(40)),  # the fetcher that polls it now
    Column("interval_s", Float, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("polls", Integer, nullable=False, default=0),
    Column("polled_at", Moment),
    Column("succeeded_at", Moment),
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("error", Text),  # of the last poll
    Column("note", Text),  # worth knowing: moved, broken but readable, items passed over
    Column("items", Integer, nullable=False, default=0),  # in the feed at its last success
    Column("entries", Integer, nullable=False, default=0),  # that it was the first to name
    Column("newest_at", Moment),  # when it last named one
)
Index("feeds_due", feeds.c.due_at)

entries = Table(
    "entries",
    metadata,
    Column("entry_id", String(20), primary_key=True),  # also the id of its article
    Column("feed_id", String(20), nullable=False),  # the first that named it
    Column("host", String(260), nullable=False),
    Column("url", Text),
    Column("title", Text),
    Column("summary", Text),  # taken where the page can't be had
    Column("text_sha256", String(64)),  # of its own text, where the feed carries the whole article
    Column("published_at", Moment),
    Column("state", String(8), nullable=False),
    Column("due_at", Moment),  # when its page is taken (again); null: never
    Column("looks", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("first_seen_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),  # in a feed; renewed weekly
)
_waits = entries.c.state == WAITING
Index("entries_due", entries.c.host, entries.c.due_at, sqlite_where=_waits, postgresql_where=_waits)
Index("entries_seen", entries.c.seen_at)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(260), primary_key=True),  # with its port, where that is not the scheme's own
    Column("next_at", Moment),  # the earliest time of the next request, whoever sends it
    Column("failures", Integer, nullable=False, default=0),
    # When the next page here is due; while one is taken, when its taker must be dead. Null: none waits.
    Column("visit_at", Moment),
    Column("visitor", String(40)),  # the fetcher that takes a page here now
    Column("robots", Text),  # null: not known
    Column("robots_at", Moment),  # until when it holds
    Column("robots_why", Text),  # why it is not known
)
Index("hosts_visit", hosts.c.visit_at)
