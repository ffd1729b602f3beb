"""What an operator asks of the broker: `status`, and the dead letters."""

import asyncio
import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from services.cli import homes
from services.cli.refusals import Refused

commands = typer.Typer()
dead = typer.Typer(help="The dead letters: what was given up, why, and the way back.", no_args_is_help=True)
commands.add_typer(dead, name="dead")


@commands.command()
def status() -> None:
    """Every stream: length, lag, pending, oldest waiting, dead letters; and how the feeds fare."""
    from services.cli import operating

    streams = asyncio.run(operating.status(homes.redis_url()))
    operating.print_status(streams, operating.feeds_at_a_glance(), Console())


@commands.command()
def bench(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
    articles: Annotated[int, typer.Option(min=20, help="how many go through each pipeline")] = 240,
    database: Annotated[str | None, typer.Option(envvar="BENCH_DATABASE_URL", help="empty one, for the store")] = None,
    backlog: Annotated[int, typer.Option(min=0, help="instead: memory while so many articles wait")] = 0,
    most_s: Annotated[float, typer.Option("--seconds", min=0, help="of working the backlog off, at most")] = 3_600,
) -> None:
    """Throughput and latency of this machine, each beside its reference in the same run. Takes minutes."""
    from services.cli.bench.backlogs import backlog as worked_off
    from services.cli.benching import bench as measured

    with Console(stderr=True).status("measuring") as status:

        def say(what: str) -> None:
            status.update(f"measuring: {what}")

        figures = worked_off(backlog, most_s, say) if backlog else measured(articles, database, say)
    if as_json or not sys.stdout.isatty():
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<16} {value}")


@dead.command("list")
def dead_list() -> None:
    """One line a dead letter: where, since when, why."""
    from services.cli import operating

    for letter in asyncio.run(operating.list_dead(homes.redis_url())):
        if sys.stdout.isatty():
            said = operating.as_json(letter)
            print(f"{said['id']}  {said['stream']}  {said['at']}  after {said['attempts']}: {said['reason']}")
        else:
            print(json.dumps(operating.as_json(letter), ensure_ascii=False))


@dead.command("show")
def dead_show(dead_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """One dead letter, as it was."""
    from services.cli import operating

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
    from services.cli import operating

    if bool(dead_ids) == everything:
        raise Refused("name the dead letters to replay, or say --all", 2)
    count = asyncio.run(operating.replay_dead(homes.redis_url(), None if everything else set(dead_ids or ())))
    if dead_ids and count < len(set(dead_ids)):
        raise Refused(f"{count} of {len(set(dead_ids))} replayed; the others are not among the dead letters", 2)
    print(f"{count} replayed", file=sys.stderr)
