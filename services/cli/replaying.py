"""`shahidi replay`: the three services, as they are, in one process, over the articles of a file in their order."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO, cast

import httpx2
from redis.asyncio import Redis
from starlette.applications import Starlette

from services.cli.extracting import Faults, progress_on_terminal
from services.cli.files import read_articles
from services.cli.found import Found, Unreadable
from services.cli.valkey import embedded_broker
from services.extractor import app as extractor
from services.extractor.settings import ExtractorSettings
from services.fetcher import app as fetcher
from services.fetcher.articles import said_of
from services.fetcher.settings import FetcherSettings
from services.store import app as store
from services.store.settings import StoreSettings
from services.store.state import state_of
from shared.messages import ArticleStored
from shared.runtime.brokers import entries_of
from shared.runtime.deadletters import dead_letters
from shared.runtime.entries import read_entry
from shared.streams import ACCEPTED, ALERTS, EXTRACTED, STORED

AT_ONCE = 50
"""Articles handed in together: one request, one transaction of the inbox."""


@dataclass(frozen=True)
class Where:
    """What this replay has to itself."""

    redis_url: str
    folder: Path
    database_url: str


@dataclass(frozen=True)
class House:
    """The running pipeline: its broker, and the fetcher's door."""

    client: Redis
    door: httpx2.AsyncClient


def replay_file(file: Path, model: str, out: TextIO, state: Path | None) -> int:
    """Replay the articles of `file`; print every alert, one JSON object a line, in the order raised.

    Broker and databases are private, and gone at the end. Returns how many articles could not be read; each was named
    on standard error. `state` is where the final incidents, demands, figures and articles are written as JSON.
    """
    faults = Faults()
    with TemporaryDirectory(prefix="shahidi-replay-") as folder, embedded_broker(Path(folder) / "broker") as url:
        database_url = f"sqlite:///{Path(folder) / 'store.sqlite'}"
        asyncio.run(_replay(file, model, out, Where(url, Path(folder), database_url), faults))
        if state:
            said = json.dumps(state_of(database_url), ensure_ascii=False, default=str)
            state.write_text(f"{said}\n", "utf-8")
    return faults.count


async def _replay(file: Path, model: str, out: TextIO, where: Where, faults: Faults) -> None:
    async with _house(where, model) as house:
        with progress_on_terminal() as progress:
            task = progress.add_task("replaying", total=0)
            expected: set[tuple[str, int]] = set()
            for batch in _batches(file, faults):
                expected |= await _hand_in(house, batch, faults)
                progress.update(task, total=len(expected))
            await _until_stored(house.client, expected, faults, lambda done: progress.update(task, completed=done))
        for _, fields in await entries_of(house.client, ALERTS.name):
            print(read_entry(ALERTS, fields).model_dump_json(by_alias=True), file=out)


@asynccontextmanager
async def _house(where: Where, model: str) -> AsyncIterator[House]:
    key = secrets.token_urlsafe(24)
    said: dict[str, Any] = {"redis_url": where.redis_url, "home": where.folder}
    door = fetcher.build(FetcherSettings(**said, api_key=key))
    apps: list[Starlette] = [
        store.build(StoreSettings(**said, database_url=where.database_url)),
        extractor.build(ExtractorSettings(**said, model=model)),
        door,
    ]
    async with AsyncExitStack() as stack:
        for app in apps:
            await stack.enter_async_context(app.router.lifespan_context(app))
        client = await stack.enter_async_context(Redis.from_url(where.redis_url))
        asking = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(door),
            base_url="http://127.0.0.1",
            headers={"Authorization": f"Bearer {key}"},
            timeout=300.0,
        )
        yield House(client, await stack.enter_async_context(asking))


def _batches(file: Path, faults: Faults) -> Iterator[list[Found]]:
    def good() -> Iterator[Found]:
        for found in read_articles(file):
            if isinstance(found, Unreadable):
                faults.tell(found.where, found.why, counts=found.is_fault)
            else:
                yield found

    articles = good()
    while batch := list(islice(articles, AT_ONCE)):
        yield batch


async def _hand_in(house: House, batch: list[Found], faults: Faults) -> set[tuple[str, int]]:
    """Through the fetcher's own door. Returns what is new: (article_id, version)."""
    body = [{name: value for name, value in said_of(found.article).items() if value} for found in batch]
    answer = (await house.door.post("/articles", json=body)).json()
    for rejected in answer.get("rejected", []):
        faults.tell(batch[rejected["index"]].where, f"{rejected['field']}: {rejected['error']}")
    return {(said["article_id"], said["version"]) for said in answer.get("accepted", []) if said["new"]}


async def _until_stored(
    client: Redis, expected: set[tuple[str, int]], faults: Faults, tell: Callable[[int], None]
) -> None:
    """The store says of each article that it has it; one that was given up is named, and not waited for."""
    waiting, last, buried = set(expected), "-", set[str]()
    while waiting:
        for entry_id, fields in await entries_of(client, STORED.name, last):
            last = f"({entry_id.decode()}"
            stored = cast("ArticleStored", read_entry(STORED, fields))
            waiting.discard((stored.article_id, stored.article_version))
        for stream in (ACCEPTED, EXTRACTED):
            async for letter in dead_letters(client, stream):
                if letter.dead_id in buried:
                    continue
                buried.add(letter.dead_id)
                article = cast("Any", read_entry(stream, letter.fields))
                version = article.version if stream is ACCEPTED else article.article_version
                waiting.discard((article.article_id, version))
                faults.tell(article.article_id, f"given up: {letter.reason}")
        tell(len(expected) - len(waiting))
        await asyncio.sleep(0.05)
