"""`shahidi subscribe` and `shahidi subscriptions`: who hears of what, and what became of it."""

import json
import sys
from typing import Annotated, Any

import typer

from services.cli import homes
from services.cli.refusals import Refused

commands = typer.Typer()
subscriptions = typer.Typer(help="Who hears of what: pause, test, silence, try out.", no_args_is_help=True)
commands.add_typer(subscriptions, name="subscriptions")

Id = Annotated[str, typer.Argument(metavar="ID", help="of a subscription")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="of alert, such as new_casualties; again for more")]
Places = Annotated[list[str] | None, typer.Option("--place", help="a place or first-level area, by name")]
Countries = Annotated[list[str] | None, typer.Option("--country", help="two letters, such as KE")]
Names = Annotated[list[str] | None, typer.Option("--about", help="a person or organisation, by name")]
Words = Annotated[list[str] | None, typer.Option("--words", help="words that stand in it; again for others")]
Least = Annotated[list[str] | None, typer.Option("--at-least", metavar="KIND=N", help="such as killed=5")]
Statuses = Annotated[list[str] | None, typer.Option("--status", help="of the incident, such as confirmed")]
Every = Annotated[str, typer.Option(help="alert, hour or day")]
At = Annotated[str, typer.Option(help="of a daily digest: the time of day")]
Zone = Annotated[str, typer.Option(help="in which time zone that is")]


@commands.command()
def subscribe(
    to: Annotated[str, typer.Argument(metavar="TO", help="a webhook's URL, an e-mail address, `feed`, or Apprise's")],
    name: Annotated[str, typer.Option(help="by which you know it")] = "",
    kind: Kinds = None, place: Places = None, country: Countries = None, about: Names = None, words: Words = None,
    at_least: Least = None, status: Statuses = None,
    every: Every = "alert", at: At = "07:00", zone: Zone = "UTC",
) -> None:  # fmt: skip
    """Send alerts there: each at once, or together. A webhook's secret is printed, this once."""
    said = {
        "name": name or to[:100],
        "channel": _channel(to),
        "wanted": _wanted(kind, place, country, about, words, at_least, status),
        "schedule": {"every": every, "at": at, "zone": zone},
    }
    _show(_ask("POST", "/subscriptions", said))


def _channel(to: str) -> dict[str, str]:
    scheme, known, _ = to.partition("://")
    if to == "feed":
        return {"kind": "feed"}
    if known:
        return {"kind": "webhook" if scheme in ("http", "https") else "apprise", "url": to}
    return {"kind": "email", "to": to}


def _wanted(
    kind: list[str] | None, place: list[str] | None, country: list[str] | None, about: list[str] | None,
    words: list[str] | None, at_least: list[str] | None, status: list[str] | None,
) -> dict[str, Any]:  # fmt: skip
    least: dict[str, int] = {}
    for said in at_least or ():
        harm, _, number = said.partition("=")
        if not number.isdecimal():
            raise Refused(f"--at-least {said}: give it as killed=5", 2)
        least[harm] = int(number)
    return {
        "kinds": kind or [], "places": place or [], "countries": country or [], "entities": about or [],
        "words": words or [], "at_least": least, "statuses": status or [],
    }  # fmt: skip


@subscriptions.command("list")
def list_them() -> None:
    """All that this key may see: where they go, and whether that works."""
    from services.cli import asking

    columns = {
        "name": lambda s: s["name"],
        "to": lambda s: f"{s['channel']['kind']} {s['channel']['address']}",
        "wants": lambda s: _in_words(s["wanted"]),
        "when": lambda s: s["schedule"]["every"],
        "state": lambda s: f"{s['state']}{', failing' if s['failing_since'] else ''}",
        "waiting": lambda s: s["waiting"],
        "id": lambda s: s["subscription_id"],
    }
    items = asking.pages(homes.store_url(), "/subscriptions", {})
    asking.show(items, columns, "No subscriptions yet: shahidi subscribe URL")


def _in_words(wanted: dict[str, Any]) -> str:
    named = {name: values for name, values in wanted.items() if values}
    return "; ".join(f"{name}: {_values(values)}" for name, values in named.items()) or "everything"


def _values(values: Any) -> str:
    return ", ".join(f"{k}={v}" for k, v in values.items()) if isinstance(values, dict) else ", ".join(values)


@subscriptions.command()
def pause(subscription: Id) -> None:
    """Tell it nothing until `resume`."""
    _show(_ask("PATCH", f"/subscriptions/{subscription}", {"paused": True}))


@subscriptions.command()
def resume(subscription: Id) -> None:
    """Go on, also with what its address disabled."""
    _show(_ask("PATCH", f"/subscriptions/{subscription}", {"paused": False}))


@subscriptions.command()
def remove(subscription: Id) -> None:
    """Remove it, with all that is known of what was sent to it."""
    _ask("DELETE", f"/subscriptions/{subscription}")


@subscriptions.command()
def test(subscription: Id) -> None:
    """Send a test message, wait for the answer, and print it."""
    from services.cli.waiting import until_tried

    _show(until_tried(_ask, _ask("POST", f"/subscriptions/{subscription}/test")))


@subscriptions.command()
def silence(
    subscription: Id,
    hours: Annotated[float, typer.Option(help="for how long")] = 1,
    about: Annotated[str | None, typer.Option(metavar="ID", help="only of this incident or demand")] = None,
    reason: Annotated[str | None, typer.Option(help="for whoever asks later")] = None,
) -> None:
    """Keep quiet for a while; what comes meanwhile is not sent later."""
    said = {"hours": hours, "about": about, "reason": reason}
    _show(_ask("POST", f"/subscriptions/{subscription}/silence", said))


@subscriptions.command("try")
def try_out(
    kind: Kinds = None, place: Places = None, country: Countries = None, about: Names = None, words: Words = None,
    at_least: Least = None, status: Statuses = None,
    every: Every = "alert", at: At = "07:00", zone: Zone = "UTC",
    days: Annotated[int, typer.Option(min=1, max=90, help="how far back")] = 7,
) -> None:  # fmt: skip
    """What would have come in the last days? Nothing is kept, nothing is sent."""
    from services.cli import asking

    wanted = _wanted(kind, place, country, about, words, at_least, status)
    said = {"wanted": wanted, "schedule": {"every": every, "at": at, "zone": zone}, "days": days}
    tried = _ask("POST", "/subscriptions/try", said)
    print(f"{tried['matched']} of {tried['examined']} alerts, in {tried['messages']} messages", file=sys.stderr)
    columns = {
        "raised": lambda w: w["alert"]["raised_at"][:16].replace("T", " "),
        "kind": lambda w: w["alert"]["kind"],
        "headline": lambda w: w["alert"]["headline"],
        "why": lambda w: "; ".join(w["reasons"]),
    }
    asking.show(iter(tried["newest"]), columns, "Nothing would have come.")


@subscriptions.command()
def deliveries(subscription: Id) -> None:
    """What was sent to it, or waits to be, with each answer; the last one first."""
    from services.cli import asking

    columns = {
        "made": lambda d: d["made_at"][:16].replace("T", " "),
        "what": lambda d: d["alerts"][0]["headline"] if d["alerts"] else d["kind"],
        "state": lambda d: d["state"],
        "last answer": lambda d: _last(d["attempts"]),
        "id": lambda d: d["delivery_id"],
    }
    asking.show(asking.pages(homes.store_url(), f"/subscriptions/{subscription}/deliveries", {}), columns, "None yet.")


def _last(attempts: list[dict[str, Any]]) -> str:
    if not attempts:
        return ""
    last = attempts[-1]
    return " ".join(str(part) for part in (last["outcome"], last["status"], last["error"]) if part)


@subscriptions.command()
def redeliver(delivery: Annotated[str, typer.Argument(metavar="ID", help="of a delivery")]) -> None:
    """Send it again, under the same id, and wait for the answer."""
    from services.cli.waiting import until_tried

    _show(until_tried(_ask, _ask("POST", f"/deliveries/{delivery}/redeliver")))


@subscriptions.command()
def secret(subscription: Id) -> None:
    """A new secret for a webhook, printed this once; the old one signs beside it for a day."""
    _show(_ask("POST", f"/subscriptions/{subscription}/secret"))


def _ask(method: str, path: str, said: dict[str, Any] | None = None) -> Any:
    from services.cli import asking

    return asking.ask(homes.store_url(), method, path, said)


def _show(thing: dict[str, Any]) -> None:
    print(json.dumps(thing, ensure_ascii=False, indent=1 if sys.stdout.isatty() else None))
