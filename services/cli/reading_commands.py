"""What a reader asks of a running Shahidi: `alerts`, `incidents`, `demands`, `why`, `verify`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli import homes
from services.cli.refusals import Refused

commands = typer.Typer()


@commands.command()
def alerts(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on with new ones as they are raised")] = False,
    kind: Annotated[str | None, typer.Option(help="only this kind, such as new_casualties")] = None,
) -> None:
    """The alerts, newest first; with --follow, new ones as they come."""
    from services.cli import asking

    store = homes.store_url()
    if follow:
        chosen = (item for item in asking.follow(store) if kind in (None, item["kind"]))
        asking.show_as_they_come(chosen)
        return
    columns = {
        "raised": lambda a: a["raised_at"][:16].replace("T", " "),
        "kind": lambda a: a["kind"],
        "headline": lambda a: a["headline"],
        "proof": lambda a: a["evidence"][0]["text"],
    }
    items = asking.pages(store, "/alerts", {"kind": kind} if kind else {})
    asking.show(items, columns, "No alerts yet. Hand articles in with: shahidi ingest PATH")


@commands.command()
def incidents() -> None:
    """The incidents: what happened, where, when, to how many, as told by how many independent sources."""
    from services.cli import asking

    columns = {
        "day": asking.day_of,
        "place": asking.place_of,
        "what": lambda i: f"{i['type']} ({i['status']})",
        "toll": asking.toll_of,
        "sources": lambda i: i["independent_sources"],
        "id": lambda i: i["incident_id"],
    }
    items = asking.pages(homes.store_url(), "/incidents", {})
    asking.show(items, columns, "No incidents yet. Hand articles in with: shahidi ingest PATH")


@commands.command()
def demands() -> None:
    """The demands: who demands what of whom, across articles."""
    from services.cli import asking

    columns = {
        "who": lambda d: ", ".join(d["speakers"]),
        "of whom": lambda d: ", ".join(d["targets"]),
        "what": lambda d: d["action"],
        "state": lambda d: d["status"],
        "articles": lambda d: len(d["articles"]),
    }
    items = asking.pages(homes.store_url(), "/demands", {})
    asking.show(items, columns, "No demands yet. Hand articles in with: shahidi ingest PATH")


@commands.command()
def why(
    thing: Annotated[str, typer.Argument(metavar="ID", help="of an article, an incident or a demand")],
) -> None:
    """Why it alerted, or did not: the rules that spoke, and what became of every figure."""
    from services.cli import asking

    columns = {"about": lambda w: w["about"], "why": lambda w: w["text"], "id": lambda w: w["id"]}
    asking.show(asking.why(homes.store_url(), thing), columns, "Nothing is known of this id.")


@commands.command()
def verify(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="its id")],
    version: Annotated[int | None, typer.Option(min=1, help="of the article; by default its newest")] = None,
    saved: Annotated[
        Path | None, typer.Option("--bytes", metavar="FILE", help="the page as you saved it, to hold against its hash")
    ] = None,
    fetcher: Annotated[str, typer.Option(envvar="SHAHIDI_FETCHER_URL", help="the fetcher")] = "",
    key: Annotated[str, typer.Option(envvar="SHAHIDI_API_KEY", help="its key; by default that in SHAHIDI_HOME")] = "",
) -> None:
    """The chain of an article from its bytes to its facts, checked anew: exit 0 where every link holds, else 1."""
    from services.cli import asking, ingesting, verifying

    with (
        ingesting.client_of(homes.store_url(), key) as store,
        ingesting.client_of(fetcher, key) as client,
    ):
        links = verifying.verify(article, version, _saved(saved), store, client)
    columns = {
        "link": lambda x: x["link"],
        "holds": lambda x: {True: "yes", False: "NO", None: "-"}[x["holds"]],
        "says": lambda x: x["says"],
    }
    asking.show((vars(link) for link in links), columns, "")
    if any(link.holds is False for link in links):
        raise typer.Exit(1)


def _saved(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise Refused(f"{path}: {(error.strerror or str(error)).lower()}", 2) from None
