"""`shahidi subscribe`, `subscriptions` and `keys` against a store that runs as an operator starts it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest
import redis
import structlog.testing
import typer.testing
import uvicorn
from fastapi import FastAPI

from services.cli.main import app
from services.store.app import build
from services.store.settings import StoreSettings
from shared.runtime.entries import write_entry
from shared.streams import EXTRACTED
from tests.unit.store.told import Event, Number, told

KEY = "the-first-key-of-this-store"
Run = Callable[..., Any]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The app on a port of its own, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = Thread(target=server.run)
    thread.start()
    end = monotonic() + 30
    while not server.started:
        assert thread.is_alive()
        assert monotonic() < end
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def run(broker_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command against a store of its own, and returns what it printed."""
    said: dict[str, Any] = {"redis_url": broker_url, "home": tmp_path, "api_key": KEY, "reading": "keys"}
    with served(build(StoreSettings(**said, allowed_networks="127.0.0.0/8"))) as url:
        monkeypatch.setenv("SHAHIDI_HOME", str(tmp_path))
        monkeypatch.setenv("SHAHIDI_STORE_URL", url)
        monkeypatch.setenv("SHAHIDI_API_KEY", KEY)

        def ran(*words: str, fails: type[Exception] | None = None) -> Any:
            result = typer.testing.CliRunner().invoke(app, list(words))
            if fails:
                assert isinstance(result.exception, fails), result.output
                return str(result.exception)
            assert result.exit_code == 0, (words, result.output, result.exception)
            return [json.loads(line) if line[:1] in "{[" else line for line in result.stdout.splitlines()]

        with structlog.testing.capture_logs():  # else the store would write between the lines of a command
            yield ran


@contextmanager
def hook(status: int = 204) -> Iterator[tuple[str, list[str]]]:
    """A subscriber's server, and the webhook-ids that it was sent."""
    ids: list[str] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        ids.extend(value.decode() for name, value in scope["headers"] if name == b"webhook-id")
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with served(answer) as url:  # type: ignore[arg-type]  # any ASGI app will do
        yield url, ids


def test_a_subscription_is_made_tested_paused_silenced_and_removed(run: Run) -> None:
    with hook() as (url, ids):
        (made,) = run(
            "subscribe", url, "--name", "Desk", "--place", "Kisumu", "--at-least", "killed=2", "--every", "hour"
        )
        key = made["subscription_id"]
        assert made["secret"].startswith("whsec_")
        assert (made["wanted"]["places"], made["wanted"]["at_least"]) == (["Kisumu"], {"killed": 2})
        (tested,) = run("subscriptions", "test", key)
        assert (tested["state"], ids) == ("sent", [tested["delivery_id"]])
        (again,) = run("subscriptions", "redeliver", tested["delivery_id"])
        assert (len(again["attempts"]), ids) == (2, [tested["delivery_id"]] * 2)
        assert [d["delivery_id"] for d in run("subscriptions", "deliveries", key)] == [tested["delivery_id"]]
    assert run("subscriptions", "pause", key)[0]["state"] == "paused"
    assert run("subscriptions", "resume", key)[0]["state"] == "active"
    assert run("subscriptions", "silence", key, "--hours", "2", "--reason", "asleep")[0]["reason"] == "asleep"
    assert run("subscriptions", "secret", key)[0]["secret"] != made["secret"]
    (listed,) = run("subscriptions", "list")
    assert (listed["name"], len(listed["silences"]), listed["schedule"]["every"]) == ("Desk", 1, "hour")
    run("subscriptions", "remove", key)
    assert run("subscriptions", "list") == []


def test_what_an_article_brings_is_at_the_subscribers_within_seconds(run: Run, broker_url: str) -> None:
    with hook() as (url, ids), redis.Redis.from_url(broker_url) as client:
        run("subscribe", url)
        client.xadd(EXTRACTED.name, write_entry(told("a", Event([Number("killed", 2)]))))
        end = monotonic() + 15
        while not ids:
            assert monotonic() < end
    (only,) = run("subscriptions", "list")
    (delivery,) = run("subscriptions", "deliveries", only["subscription_id"])
    assert delivery["delivery_id"] == ids[0]


def test_a_test_message_that_does_not_arrive_says_why(run: Run) -> None:
    with hook(status=500) as (url, _):
        (made,) = run("subscribe", url)
        why = run("subscriptions", "test", made["subscription_id"], fails=Exception)
    assert why.startswith("not delivered: it answered 500")


def test_what_is_refused_is_said_in_one_line(run: Run) -> None:
    assert "--at-least killed: give it as killed=5" in run("subscribe", "feed", "--at-least", "killed", fails=Exception)
    assert "STORE_SMTP_URL" in run("subscribe", "desk@example.org", fails=Exception)
    assert "STORE_APPRISE" in run("subscribe", "slack://a/b/c", fails=Exception)
    assert "There is no subscription" in run("subscriptions", "pause", "nobody", fails=Exception)
    assert "wanted.kinds" in run("subscribe", "feed", "--kind", "gossip", fails=Exception)


def test_a_dry_run_prints_what_would_have_come(run: Run) -> None:
    assert run("subscriptions", "try", "--place", "Kisumu", "--days", "30") == []


def test_keys_are_made_shown_once_listed_and_removed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (key,) = run("keys", "add", "reader", "--scope", "read", "--service", "store")
    listed = run("keys", "list", "--service", "store")
    assert [(k["name"], k["scope"], k["service"]) for k in listed] == [("reader", "read", "store")]
    assert key not in str(listed)
    monkeypatch.setenv("SHAHIDI_API_KEY", key)
    assert run("alerts") == [], "a reader may read the closed store"
    assert "may only read" in run("subscribe", "feed", fails=Exception)
    monkeypatch.setenv("SHAHIDI_API_KEY", KEY)
    run("keys", "remove", "reader", "--service", "store")
    assert run("keys", "list", "--service", "store") == []
    assert "no key 'reader'" in run("keys", "remove", "reader", "--service", "store", fails=Exception)
