"""`shahidi keys`: who may read, write and run the services."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import typer

from services.cli import homes
from services.cli.refusals import Refused

keys = typer.Typer(help="Keys: who may read, write and run store and fetcher.", no_args_is_help=True)

Service = Literal["store", "fetcher", "both"]
Which = Annotated[Service, typer.Option("--service", help="store, fetcher or both")]


@keys.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="whose it is")],
    scope: Annotated[Literal["read", "write", "admin"], typer.Option(help="read, write or admin")] = "read",
    service: Which = "both",
) -> None:
    """Make a key and print it, this once: the services keep its hash."""
    key = "shahidi_" + secrets.token_urlsafe(32)
    said = {"name": name, "scope": scope, "sha256": hashlib.sha256(key.encode()).hexdigest()}
    for of, url in _services(service):
        _ask(of, url, "POST", "/keys", said)
    print(key)


@keys.command("list")
def list_them(service: Which = "both") -> None:
    """Every key but the first: whose, and what it may do."""
    from services.cli import asking

    def found() -> Iterator[dict[str, Any]]:
        for of, url in _services(service):
            yield from ({"service": of, **key} for key in _ask(of, url, "GET", "/keys"))

    columns = {
        "service": lambda k: k["service"],
        "name": lambda k: k["name"],
        "scope": lambda k: k["scope"],
        "since": lambda k: k["created_at"][:10],
        "id": lambda k: k["key_id"],
    }
    asking.show(found(), columns, "No keys but the first one.")


@keys.command()
def remove(
    key_id: Annotated[str, typer.Argument(metavar="ID|NAME", help="as `list` shows it")], service: Which = "both"
) -> None:
    """Let a key in no longer: by its id, or by its name at every service."""
    gone = 0
    for of, url in _services(service):
        for key in _ask(of, url, "GET", "/keys"):
            if key_id in (key["key_id"], key["name"]):
                _ask(of, url, "DELETE", f"/keys/{key['key_id']}")
                gone += 1
    if not gone:
        raise Refused(f"no key {key_id!r}; `shahidi keys list` names those there are", 2)


def _services(service: Service) -> list[tuple[str, str]]:
    every = [("store", homes.store_url()), ("fetcher", homes.fetcher_url())]
    return [(of, url) for of, url in every if service in (of, "both")]


def _ask(of: str, url: str, method: str, path: str, said: dict[str, Any] | None = None) -> Any:
    """With the admin's key of that service where the environment has it, as in its container; else with our own."""
    from services.cli import asking

    return asking.ask(url, method, path, said, os.environ.get(f"{of.upper()}_API_KEY", ""))
