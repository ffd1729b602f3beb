"""`shahidi feeds`: which feeds the fetcher watches."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli.refusals import Refused

commands = typer.Typer()
feeds = typer.Typer(help="The feeds that the fetcher watches.", no_args_is_help=True)
commands.add_typer(feeds, name="feeds")

Fetcher = Annotated[str, typer.Option("--url", envvar="SHAHIDI_FETCHER_URL", help="the fetcher")]
Key = Annotated[str, typer.Option(envvar="SHAHIDI_API_KEY", help="its key; by default that in SHAHIDI_HOME")]
Named = Annotated[list[str], typer.Argument(metavar="FEED...", help="its address or id")]


@feeds.command("add")
def add(
    addresses: Annotated[list[str], typer.Argument(metavar="URL...", help="RSS, Atom, JSON Feed or news sitemap")],
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="instead of the feed's own title")] = None,
    url: Fetcher = "",
    key: Key = "",
) -> None:
    """Watch feeds; the first poll comes at once. What is older than three days then is not read."""
    from services.cli.feeding import Feeds

    fetcher = Feeds(url, key)

    def one(address: str) -> dict[str, Any]:
        feed, new = fetcher.add(address, publisher)
        _tell(f"{feed['url']}: {'watched now' if new else 'was watched already'}", {**feed, "new": new})
        return feed

    _each(addresses, one)


@feeds.command("list")
def list_feeds(
    failing: Annotated[bool, typer.Option("--failing", help="only those whose last poll failed")] = False,
    url: Fetcher = "",
    key: Key = "",
) -> None:
    """Every feed: health, items, last success, next poll, what is wrong."""
    from services.cli.feeding import Feeds, show

    show(Feeds(url, key).listed("failing" if failing else None))


@feeds.command("remove")
def remove(named: Named, url: Fetcher = "", key: Key = "") -> None:
    """Watch these no more. Articles that came of them stay."""
    from services.cli.feeding import Feeds

    fetcher = Feeds(url, key)

    def one(feed: str) -> None:
        fetcher.remove(feed)
        print(f"{feed}: removed", file=sys.stderr)

    _each(named, one)


@feeds.command("pause")
def pause(named: Named, url: Fetcher = "", key: Key = "") -> None:
    """Leave these alone until they are resumed."""
    _change(named, url, key, "paused", paused=True)


@feeds.command("resume")
def resume(named: Named, url: Fetcher = "", key: Key = "") -> None:
    """Watch these again, from now on; also one that was gone."""
    _change(named, url, key, "resumed", paused=False)


@feeds.command("poll")
def poll(named: Named, url: Fetcher = "", key: Key = "") -> None:
    """Have these polled within a second or two."""
    from services.cli.feeding import Feeds

    fetcher = Feeds(url, key)

    def one(name: str) -> None:
        feed = fetcher.poll(name)
        _tell(f"{feed['url']}: polled next", feed)

    _each(named, one)


@feeds.command("import")
def import_feeds(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="a list of feeds; - for standard input")],
    url: Fetcher = "",
    key: Key = "",
) -> None:
    """Watch all feeds of a list (OPML), as other readers of feeds export it."""
    from services.cli.feeding import Feeds, read_list

    said = Feeds(url, key).imported(read_list(file))
    for refused in said["refused"]:
        print(f"{refused['url']}: {refused['error']}", file=sys.stderr)
    _tell(f"{said['added']} added, {said['known']} were watched already, {len(said['refused'])} refused", said)
    if said["refused"]:
        raise typer.Exit(2)


@feeds.command("export")
def export_feeds(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.opml]", help="by default standard output")] = None,
    url: Fetcher = "",
    key: Key = "",
) -> None:
    """All feeds as a list (OPML)."""
    from services.cli.feeding import Feeds

    opml = Feeds(url, key).exported()
    if file is None:
        print(opml, end="")
        return
    try:
        file.write_text(opml, "utf-8")
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}", 2) from None


@feeds.command("check")
def check(
    address: Annotated[str, typer.Argument(metavar="URL")],
    url: Fetcher = "",
    key: Key = "",
) -> None:
    """What would be read of a feed: entries, dates, the first page. Nothing is added."""
    from services.cli.feeding import Feeds, show_checked

    said = Feeds(url, key).check(address)
    if said["error"]:
        raise Refused(f"{said['url']}: {said['error']}", 2)
    show_checked(said)


def _change(named: list[str], url: str, key: str, done: str, **values: object) -> None:
    from services.cli.feeding import Feeds

    fetcher = Feeds(url, key)

    def one(name: str) -> None:
        feed = fetcher.change(name, **values)
        _tell(f"{feed['url']}: {done}", feed)

    _each(named, one)


def _each(named: list[str], work: Callable[[str], object]) -> None:
    """Each for itself: one that is refused is named, and the others go on."""
    refusals: list[Refused] = []
    for name in named:
        try:
            work(name)
        except Refused as refused:
            print(f"shahidi: {name}: {refused}", file=sys.stderr)
            refusals.append(refused)
    if refusals:
        raise typer.Exit(max(refused.code for refused in refusals))


def _tell(sentence: str, said: dict[str, Any]) -> None:
    print(sentence if sys.stdout.isatty() else json.dumps(said, ensure_ascii=False))
