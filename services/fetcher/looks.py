"""When an article is looked at again: most corrections come within hours, nearly all within three days."""

from datetime import datetime, timedelta

AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=3))
"""After the first look."""


def next_look(first_at: datetime, looked_at: datetime) -> datetime | None:
    """When to look again at an article that was first looked at then, and last now; None: not any more.

    What was missed while nobody looked is made up for by one look, not by several at once.
    """
    return next((first_at + after for after in AGAIN_AFTER if first_at + after > looked_at), None)
