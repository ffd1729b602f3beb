"""The form of a subscription: its fields as what is asked of the API, and a subscription as what the form shows."""

from collections.abc import Mapping
from typing import Any

from services.store.forms import Form, given, one_a_line

NAMES: Mapping[str, str] = {
    "name": "Name", "channel": "Where to", "wanted": "What", "schedule": "When", "secret": "Secret",
    "until": "For how long", "hours": "For how long",
}  # fmt: skip
"""What the fields of the API are called beside the form."""
BOXES = ("places", "countries", "entities", "words")
"""Conditions of which several may be given, one a line."""
HARMS = ("killed", "injured", "missing", "abducted", "arrested")


def wanted_in(form: Form) -> dict[str, Any]:
    """The conditions that are filled in."""
    lists = {name: one_a_line(form.get(name, "")) for name in BOXES}
    least = {kind: number for kind in HARMS if (number := form.get(f"least_{kind}", "").strip())}
    return {
        **{name: values for name, values in lists.items() if values},
        **{name: values for name in ("kinds", "statuses") if (values := form.getlist(name))},
        **({"at_least": least} if least else {}),
    }


def schedule_in(form: Form) -> dict[str, Any]:
    return given(form, "every", "at", "zone")


def channel_in(form: Form) -> dict[str, Any]:
    """The address of the channel that is chosen; the others are not looked at."""
    kind = form.get("channel", "")
    address = {"webhook": "url", "apprise": "url", "email": "to"}.get(kind)
    return {"kind": kind, **({address: form.get(f"{kind}_to", "").strip()} if address else {})}


def subscription_in(form: Form) -> dict[str, Any]:
    """What is asked of POST /subscriptions."""
    return {
        **given(form, "name", "secret"), "channel": channel_in(form), "wanted": wanted_in(form),
        "schedule": schedule_in(form),
    }  # fmt: skip


def trial_in(form: Form) -> dict[str, Any]:
    """What is asked of POST /subscriptions/try."""
    return {"wanted": wanted_in(form), "schedule": schedule_in(form), **given(form, "days")}


def silence_in(form: Form) -> dict[str, Any]:
    return given(form, "hours", "about", "reason")
