"""`shahidi ingest`: hand the articles of files, folders or standard input to a running fetcher."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from services.cli.files import MOST_BYTES, Found, Unreadable, read_articles
from services.cli.homes import read_running
from services.fetcher.articles import RawArticle, with_defaults
from services.fetcher.keys import key_file
from shared.runtime.settings import ServiceSettings, read_settings

A_POST = 50
"""Articles in one request, of at most as many characters together:"""
A_POST_CHARACTERS = 2_000_000
PATIENCE_S = 120.0
"""For one request: as many web pages as fit in one, each of which may take 10 s, seldom come together."""


class Unreachable(Exception):
    """The fetcher can't take anything now; says what to do."""


@dataclass
class Tally:
    """What came of it all."""

    accepted: int = 0
    new: int = 0
    refused: int = 0


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH|-", help="text, HTML, JSON or JSON Lines; a folder; - for standard input"),
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
) -> None:
    """Hand articles to a running fetcher. Prints one JSON object a line for each that was accepted.

    What can't be read or is refused is named on standard error, by file and line; the rest goes on.
    """
    defaults = {"published_at": published, "publisher": publisher, "source": "ingest"}
    client = client_of(url, key)
    tally = Tally()
    try:
        with client, _progress() as progress:
            for batch in batches(item for path in paths for item in _read(path)):
                for line in sent(client, batch, defaults, tally):
                    _say(line, progress)
                if progress:
                    progress.update(progress.task_ids[0], accepted=tally.accepted, refused=tally.refused)
    except Unreachable as why:
        typer.echo(f"shahidi ingest: {why}", err=True)
        raise typer.Exit(1) from None
    if sys.stdout.isatty():
        typer.echo(f"{tally.accepted} accepted, {tally.new} of them new; {tally.refused} refused", err=True)
    if tally.refused:
        raise typer.Exit(2)


def _read(path: str) -> Iterator[Found | Unreadable]:
    if path.startswith(("http://", "https://")):
        yield Unreadable(path, "addresses can't be fetched yet; save the page as .html, or the articles as .jsonl")
        return
    yield from read_articles(Path(path))


def batches(items: Iterator[Found | Unreadable]) -> Iterator[list[Found | Unreadable]]:
    """As many as fit in one request, in order."""
    batch: list[Found | Unreadable] = []
    characters = 0
    for item in items:
        size = len(item.article.text or item.article.html or "") if isinstance(item, Found) else 0
        if batch and (len(batch) >= A_POST or characters + size > A_POST_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(item)
        characters += size
    if batch:
        yield batch


@dataclass(frozen=True)
class Line:
    """One line of output: data for standard output, or a complaint for standard error."""

    text: str
    is_data: bool


def sent(
    client: httpx2.Client, batch: Sequence[Found | Unreadable], defaults: dict[str, str | None], tally: Tally
) -> Iterator[Line]:
    """Post what was found, and say what became of each, in order. Raises Unreachable."""
    articles = [with_defaults(item.article, **defaults) for item in batch if isinstance(item, Found)]
    outcomes = iter(_post(client, articles) if articles else ())
    for item in batch:
        outcome = str(item) if isinstance(item, Unreadable) else next(outcomes)
        if isinstance(outcome, str):
            tally.refused += 1
            yield Line(outcome if isinstance(item, Unreadable) else f"{item.where}: {outcome}", is_data=False)
        else:
            tally.accepted += 1
            tally.new += bool(outcome["new"])
            yield Line(json.dumps({**outcome, "from": item.where}, ensure_ascii=False), is_data=True)


def _post(client: httpx2.Client, articles: Sequence[RawArticle]) -> list[dict[str, Any] | str]:
    """For each article its receipt, or why it was refused."""
    items = [{name: value for name, value in asdict(article).items() if value is not None} for article in articles]
    # Half a surrogate pair has no UTF-8; the fetcher would replace it all the same.
    body = json.dumps({"articles": items}, ensure_ascii=False).encode("utf-8", "replace")
    if len(body) > MOST_BYTES:  # only one article can be as large as that, see A_POST_CHARACTERS
        return [f"article: larger than {MOST_BYTES // 2**20} MB" for _ in articles]
    try:
        response = client.post("/articles", content=body, headers={"Content-Type": "application/json"})
    except httpx2.TransportError as error:
        raise Unreachable(
            f"no fetcher answers at {client.base_url} ({error}): start `shahidi up`, or set SHAHIDI_FETCHER_URL"
        ) from None
    if response.status_code not in (202, 413, 422):
        raise Unreachable(_complaint(response))
    answer = response.json()
    outcomes: dict[int, dict[str, Any] | str] = {
        item["index"]: f"{item['field']}: {item['error']}" for item in answer.get("rejected", ())
    } | {item["index"]: {name: item[name] for name in _SHOWN} for item in answer.get("accepted", ())}
    # Where the request as a whole was refused, so was each part of it.
    return [outcomes.get(index, str(answer.get("error"))) for index in range(len(articles))]


_SHOWN = ("article_id", "version", "new")


def _complaint(response: httpx2.Response) -> str:
    try:
        said = str(response.json()["error"])
    except (ValueError, KeyError, TypeError):
        said = response.reason_phrase
    hint = ""
    if response.status_code == 401:
        hint = f"; set SHAHIDI_API_KEY, or SHAHIDI_HOME to the folder of its {key_file(Path()).name} file"
    elif response.status_code == 503:
        hint = "; try again later, what was accepted is not taken twice"
    return f"the fetcher answered {response.status_code}: {said}{hint}"


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


def _progress() -> Any:
    if not sys.stderr.isatty():
        return nullcontext(None)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[accepted]} accepted"),
        TextColumn("{task.fields[refused]} refused"),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.add_task("ingest", total=None, accepted=0, refused=0)
    return progress


def _say(line: Line, progress: Progress | None) -> None:
    if line.is_data:
        if not sys.stdout.isatty():
            typer.echo(line.text)
    elif progress:
        progress.console.print(line.text, markup=False, highlight=False, soft_wrap=True)
    else:
        typer.echo(line.text, err=True)
