"""A fetcher that serves on this machine, and `shahidi ingest` beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
import structlog
import typer
import uvicorn
from typer.testing import CliRunner, Result

from services.cli import ingesting
from services.fetcher.app import build
from services.fetcher.settings import FetcherSettings

KEY = "a key of sixteen letters or more"
TEXT = "Police shot two people dead in Kondele, Kisumu, on Tuesday night, residents said."


@contextmanager
def serving(broker_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fetcher that serves on a port of this machine, which `ingest` is told by its environment."""
    app = build(FetcherSettings(redis_url=broker_url, home=tmp_path / "home", api_key=KEY))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    monkeypatch.setenv("SHAHIDI_FETCHER_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("SHAHIDI_API_KEY", KEY)
    monkeypatch.setenv("SHAHIDI_HOME", str(tmp_path / "home"))
    with structlog.testing.capture_logs():  # else the service would write between the lines of `ingest`
        yield
    server.should_exit = True
    thread.join()


def ingest(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    app = typer.Typer()
    app.command()(ingesting.ingest)
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=given)


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path
