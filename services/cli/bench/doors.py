"""How many articles a second the fetcher accepts over HTTP, beside a bare handler that only validates them.

python -m services.cli.bench.doors PORT      the reference: the same model, the same server, no inbox
"""

import asyncio
import itertools
import sys
import time
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from services.cli.bench.samples import article
from shared.messages import Fact

CLIENTS = 16


class _Article(Fact):
    """What the reference validates."""

    id: str
    url: str
    publisher: str
    published_at: str
    title: str
    text: str


def reference() -> FastAPI:
    """Accepts an article and forgets it."""
    app = FastAPI(docs_url=None, redoc_url=None)

    @app.post("/articles", status_code=202)
    async def accept(article: _Article) -> dict[str, Any]:
        return {"accepted": [{"article_id": article.id}]}

    return app


async def accepted_per_s(url: str, key: str, seconds: float, first: int) -> tuple[float, int]:
    """Post one article a request over 16 connections for so long. Returns articles/s, and how many there were."""
    numbers = itertools.count(first)
    deadline = time.monotonic() + seconds
    done = 0

    async def post_on(client: httpx2.AsyncClient) -> None:
        nonlocal done
        while time.monotonic() < deadline:
            answer = await client.post("/articles", json=article(next(numbers)))
            answer.raise_for_status()
            done += 1

    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=30.0) as client:
        began = time.monotonic()
        await asyncio.gather(*(post_on(client) for _ in range(CLIENTS)))
    return done / (time.monotonic() - began), done


if __name__ == "__main__":
    uvicorn.run(reference(), port=int(sys.argv[1]), log_config=None)
