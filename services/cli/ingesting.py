"""`shahidi ingest`: hand the articles of files, folders, archives, addresses or standard input to a running fetcher."""

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from services.cli.addresses import read_address
from services.cli.files import StartAt, read_articles
from services.cli.found import Found, Position, Unreadable
from services.cli.homes import read_running
from services.cli.journals import Journal
from services.cli.posting import Line, Tally, Unreachable, batches, sent
from shared.runtime.keys import key_file
from shared.runtime.settings import ServiceSettings, read_settings

PATIENCE_S = 120.0
"""For one request: the ten web pages in it may take the fetcher 10 s each."""


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL|-", help="text, HTML, JSON, JSON Lines, WARC; a folder; a URL; -: stdin"),
    ],
    url: Annotated[str, typer.Option(envvar="SHAHIDI_FETCHER_URL", help="The fetcher.")] = "http://127.0.0.1:8001",
    key: Annotated[
        str,
        typer.Option(envvar="SHAHIDI_API_KEY", help="Its key; by default that in SHAHIDI_HOME.", show_default=False),
    ] = "",
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="publication date of articles that bring none")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="publisher of articles that bring none")] = None,
    alert: Annotated[bool, typer.Option("--alert", help="let old articles of an archive raise alerts too")] = False,
    again: Annotated[bool, typer.Option("--again", help="from the start, also what was begun and interrupted")] = False,
) -> None:
    """Hand articles to a running fetcher. Prints one JSON object a line for each that was accepted.

    What can't be read or is refused is named on standard error, by file and line; the rest goes on. Interrupted, the
    same command goes on where it stopped.
    """
    defaults = {"published_at": published, "publisher": publisher, "source": "ingest"}
    client, tally = client_of(url, key), Tally()
    journal = None if again else _journal(str(client.base_url))
    try:
        with client, closing(journal) if journal else nullcontext():
            _hand_in(client, paths, defaults, tally, journal, alert=alert)
    except Unreachable as why:
        typer.echo(f"shahidi ingest: {why}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo(f"shahidi ingest: stopped after {tally.accepted:,}; the same command goes on from there", err=True)
        raise typer.Exit(1) from None
    _sum_up(tally, journal)
    if tally.refused:
        raise typer.Exit(2)


def _hand_in(
    client: httpx2.Client,
    paths: list[str],
    defaults: dict[str, str | None],
    tally: Tally,
    journal: Journal | None,
    *,
    alert: bool,
) -> None:
    with _progress(paths) as progress:
        items = (item for path in paths for item in _read(path, journal))
        for batch in batches(items):
            for line in sent(client, [_marked(item, alert=alert) for item in batch], defaults, tally):
                _say(line, progress)
            if journal:
                journal.note(item.position for item in batch if item.position)
            if progress:
                _advance(progress, [item.position for item in batch if item.position], tally)
    if journal:
        journal.forget()


def _advance(progress: Progress, positions: Sequence[Position], tally: Tally) -> None:
    (task,) = progress.tasks
    at: dict[str, int] = task.fields["at"]
    before = sum(at.get(path, 0) for path in {position.path for position in positions})
    at.update({position.path: position.offset for position in positions})
    after = sum(at[path] for path in {position.path for position in positions})
    progress.update(task.id, advance=after - before, accepted=tally.accepted, refused=tally.refused)


def _sum_up(tally: Tally, journal: Journal | None) -> None:
    for file in journal.resumed if journal else ():
        typer.echo(f"shahidi ingest: went on where it had stopped: {file} (--again: from the start)", err=True)
    if sys.stdout.isatty():
        typer.echo(f"{tally.accepted} accepted, {tally.new} of them new; {tally.refused} refused", err=True)
        if tally.archived:
            typer.echo(f"{tally.archived} out of an archive: old ones among them raise no alert (--alert)", err=True)


def _journal(target: str) -> Journal | None:
    """None where the home folder can't be written: then an interrupted reading begins anew."""
    with suppress(OSError, sqlite3.Error):
        return Journal(read_settings(ServiceSettings).home / "ingest.sqlite", target)
    return None


def _read(path: str, journal: Journal | None) -> Iterator[Found | Unreadable]:
    if path.startswith(("http://", "https://")):
        return read_address(path)
    start_at: StartAt | None = journal.start_at if journal else None
    return read_articles(Path(path), start_at) if start_at else read_articles(Path(path))


def _marked(item: Found | Unreadable, *, alert: bool) -> Found | Unreadable:
    """An article of an archive is marked as one, so that old news raises no alert only since it was read in today."""
    if isinstance(item, Unreadable) or not item.archived or alert:
        return item
    return replace(item, article=replace(item.article, backfill=True))


def client_of(url: str | None, key: str | None) -> httpx2.Client:
    """Talks to that fetcher, or to the one of this machine; proxies of the environment are not asked."""
    home = read_settings(ServiceSettings).home
    address = url or _fetcher_of(home)
    return httpx2.Client(base_url=address, headers=_headers(key, home), timeout=PATIENCE_S, trust_env=False)


def _fetcher_of(home: Path) -> str:
    """That of the `shahidi up` on this machine, else the default port."""
    running = read_running(home)
    return running.fetcher_url if running else "http://127.0.0.1:8001"


def _headers(key: str | None, home: Path) -> dict[str, str]:
    """The key given, else that of the fetcher in whose container this runs, else that of the home folder; none where
    there is none: the fetcher says what it wants."""
    try:
        shown = key or os.environ.get("FETCHER_API_KEY") or key_file(home).read_text("ascii").strip()
        return {"X-API-Key": shown}
    except (OSError, ValueError):
        return {}


def _progress(paths: Sequence[str]) -> Any:
    if not sys.stderr.isatty():
        return nullcontext(None)
    columns = (
        SpinnerColumn(),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[accepted]} accepted"),
        TextColumn("{task.fields[refused]} refused"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.add_task("ingest", total=_size_of(paths), accepted=0, refused=0, at={})
    return progress


def _size_of(paths: Sequence[str]) -> int | None:
    """Bytes of these files and folders; None where there is something else among them."""
    total = 0
    for path in map(Path, paths):
        if not path.exists():
            return None
        files = (
            (Path(folder, name) for folder, _, names in os.walk(path) for name in names) if path.is_dir() else [path]
        )
        total += sum(file.lstat().st_size for file in files)
    return total


def _say(line: Line, progress: Progress | None) -> None:
    if line.is_data:
        if not sys.stdout.isatty():
            typer.echo(line.text)
    elif progress:
        progress.console.print(line.text, markup=False, highlight=False, soft_wrap=True)
    else:
        typer.echo(line.text, err=True)
