"""Waiting for a delivery: the store's couriers look once a second, and a try takes fifteen at most."""

import time
from collections.abc import Callable
from typing import Any

from services.cli.refusals import Refused

WITHIN_S = 20.0
EVERY_S = 0.2


def until_tried(ask: Callable[[str, str], Any], waiting: dict[str, Any]) -> dict[str, Any]:
    """The delivery after its next try. Raises Refused where that did not succeed, or did not come."""
    tried, end = len(waiting["attempts"]), time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        now: dict[str, Any] = ask("GET", f"/deliveries/{waiting['delivery_id']}")
        if len(now["attempts"]) > tried:
            last = now["attempts"][-1]
            if last["outcome"] == "sent":
                return now
            why = last["error"] or f"it answered {last['status']}: {last['answer']}"
            raise Refused(f"not delivered: {why}")
        time.sleep(EVERY_S)
    raise Refused(f"it was not tried within {WITHIN_S:.0f} s: does a store work there (STORE_ROLE)? Is it paused?")
