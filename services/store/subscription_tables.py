"""Who hears of what, and what became of it, as tables.

`subscriptions` say who wants what; `deliveries` are what is sent, one row a message; `told` says which alert each
subscriber was told by which delivery: never twice, by its primary key; `attempts` keep each try with its answer.
"""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from services.store import columns as col
from services.store.tables import alerts, metadata
from shared.runtime.databases import Moment
from shared.runtime.keys import keys_table

store_keys = keys_table("store_keys", metadata)

subscriptions = Table(
    "subscriptions",
    metadata,
    col.identity("subscription_id", primary_key=True),
    *col.texts("name", "state_reason"),
    *col.words("channel", "state"),
    *col.json_of("target", "wanted", "schedule", "secrets"),
    col.identity("owner", nullable=False, index=True),
    Column("after_position", BigInteger, nullable=False),
    Column("failing_since", Moment),
    col.moment("created_at", index=True),
    col.moment("updated_at"),
)
"""`state`: `active`, `paused` by its owner, or `disabled` by its endpoint (`state_reason`). `owner`: the key that made
it. `after_position`: of the last alert raised before it was made. `failing_since`: since when no try succeeded; null
where the last one did. `secrets`: of a webhook, [{secret, until}], the one in force (until null) first."""

silences = Table(
    "silences",
    metadata,
    col.identity("silence_id", primary_key=True),
    col.identity("subscription_id", nullable=False, index=True),
    *col.texts("about", "reason"),
    col.moment("starts_at"),
    col.moment("ends_at"),
)
"""What a subscriber does not want to hear of until `ends_at`. `about`: an incident or a demand; null: of anything."""

deliveries = Table(
    "deliveries",
    metadata,
    col.identity("delivery_id", primary_key=True),
    col.identity("subscription_id", nullable=False),
    *col.words("kind", "state"),
    col.moment("made_at"),
    col.moment("due_at"),
    col.number("tries"),
    col.number("attempts"),
    Column("leased_by", String(40)),
    Column("leased_until", Moment),
    Column("ended_at", Moment),
    Index(None, "subscription_id", "made_at"),
    Index(None, "state", "due_at"),
)
"""One message to one subscriber. `delivery_id` is the same however often it is tried: a receiver knows it by that.

`kind`: `alert`, `digest`, `test`. `state`: `waiting`, `sent`, `failed`. `tries`: since it was made or last redelivered;
`attempts`: in all. While `leased_until` lies ahead, the worker `leased_by` has it in hand."""

told = Table(
    "told",
    metadata,
    col.part_of("alert_id", alerts.c.alert_id),
    col.identity("subscription_id", primary_key=True, index=True),
    Column("position", BigInteger, nullable=False),
    col.identity("delivery_id", index=True),
    *col.texts("silence"),
    *col.json_of("reasons"),
    col.moment("told_at"),
)
"""Which alerts a subscriber wanted, and why. `delivery_id`: by which it is told; null where a silence held it back."""

attempts = Table(
    "attempts",
    metadata,
    col.identity("delivery_id", primary_key=True),
    col.number("number", primary_key=True),
    *col.words("outcome"),
    col.moment("at"),
    col.number("took_ms"),
    Column("status", BigInteger),
    Column("answer", Text),
    *col.texts("error"),
    Column("next_at", Moment),
)
"""Each try of a delivery: when, for how long, what was answered (the first bytes), and when the next one is."""

progress = Table(
    "progress",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""How far somebody has gone through the alerts: `addressed`, the last one of which deliveries were made."""
