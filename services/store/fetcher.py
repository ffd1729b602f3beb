"""The fetcher's API, asked in the name of the operator: what is watched, and how it fares."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=20, connect=3)
"""A check reads the feed and its first page, which may be slow."""
MOST_ANSWER = 8 * 1024 * 1024


class FetcherSays(RuntimeError):
    """It refuses, or does not answer; the message says why and what to do."""

    def __init__(self, why: str, status: int = 503) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Fetcher:
    """Where it is, and the key that it asks for."""

    url: str
    key: str

    async def ask(self, method: str, path: str, body: Any = None, **asked: str) -> Any:
        """What it answers, read from JSON; null for nothing. `asked`: the query. Raises FetcherSays."""
        return _read(await self.text(method, path, asked, **({} if body is None else {"json": body})))

    async def send(self, path: str, text: str, kind: str) -> Any:
        """What it answers to a document of this kind, read from JSON. Raises FetcherSays."""
        return _read(await self.text("POST", path, {}, data=text.encode(), headers={"Content-Type": kind}))

    async def text(self, method: str, path: str, asked: dict[str, str], **sent: Any) -> bytes:
        """What it answers, as it is. Raises FetcherSays."""
        headers = {"Authorization": f"Bearer {self.key}"}
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE, headers=headers) as session,
                session.request(
                    method, self.url.rstrip("/") + path, params=asked, allow_redirects=False, **sent
                ) as answer,
            ):
                said = await answer.content.read(MOST_ANSWER)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            why = " ".join(str(error).split())[:200] or type(error).__name__
            raise FetcherSays(f"the fetcher does not answer ({why}): see that it runs, and STORE_FETCHER_URL") from None
        if answer.status >= 300:
            raise FetcherSays(_why(answer.status, said), answer.status)
        return said


def _read(said: bytes) -> Any:
    try:
        return json.loads(said) if said else None
    except ValueError:
        raise FetcherSays("what answers at STORE_FETCHER_URL is no fetcher", 502) from None


def _why(status: int, said: bytes) -> str:
    """Its own word, else what the status means for an operator."""
    try:
        why = json.loads(said)["error"]
    except (ValueError, KeyError, TypeError):
        why = f"it answers {status}"
    if status in (401, 403):
        return "the fetcher does not know our key: set STORE_FETCHER_KEY to its FETCHER_API_KEY"
    return str(why)[:500]
