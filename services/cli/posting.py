"""Articles on their way to a running fetcher: as many in one request as fit, and what became of each."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import httpx2

from services.cli.found import MOST_BYTES, Found, Unreadable
from services.fetcher.articles import RawArticle, said_of, with_defaults
from shared.runtime.keys import key_file

A_POST = 50
"""Articles in one request, of at most as many characters together:"""
A_POST_CHARACTERS = 2_000_000
PAGES_A_POST = 10
"""Of which web pages: each may take the fetcher 10 s, and all together less than a client waits."""
TRIES, LONGEST_WAIT_S = 20, 30
"""How often, and for how many seconds at a time, a fetcher that asks to wait is waited for."""


class Unreachable(Exception):
    """The fetcher can't take anything now; says what to do."""


@dataclass
class Tally:
    """What came of it all."""

    accepted: int = 0
    new: int = 0
    refused: int = 0
    archived: int = 0
    """Of those accepted: out of an archive, so that old ones raise no alert."""


def batches(items: Iterator[Found | Unreadable]) -> Iterator[list[Found | Unreadable]]:
    """As many as fit in one request, in order."""
    batch: list[Found | Unreadable] = []
    characters = pages = 0
    for item in items:
        size = len(item.article.text or item.article.html or "") if isinstance(item, Found) else 0
        is_page = isinstance(item, Found) and item.article.text is None
        full = len(batch) >= A_POST or characters + size > A_POST_CHARACTERS or pages + is_page > PAGES_A_POST
        if batch and full:
            yield batch
            batch, characters, pages = [], 0, 0
        batch.append(item)
        characters += size
        pages += is_page
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
            tally.refused += isinstance(item, Found) or item.is_fault
            yield Line(outcome if isinstance(item, Unreadable) else f"{item.where}: {outcome}", is_data=False)
        else:
            tally.accepted += 1
            tally.new += bool(outcome["new"])
            tally.archived += isinstance(item, Found) and item.article.backfill
            yield Line(json.dumps({**outcome, "from": item.where}, ensure_ascii=False), is_data=True)


def _post(client: httpx2.Client, articles: Sequence[RawArticle]) -> list[dict[str, Any] | str]:
    """For each article its receipt, or why it was refused."""
    items = [said_of(article) for article in articles]
    # Half a surrogate pair has no UTF-8; the fetcher would replace it all the same.
    body = json.dumps({"articles": items}, ensure_ascii=False).encode("utf-8", "replace")
    if len(body) > MOST_BYTES:  # only one article can be as large as that, see A_POST_CHARACTERS
        return [f"article: larger than {MOST_BYTES // 2**20} MB" for _ in articles]
    answer = _answered(client, body).json()
    outcomes: dict[int, dict[str, Any] | str] = {
        item["index"]: f"{item['field']}: {item['error']}" for item in answer.get("rejected", ())
    } | {item["index"]: {name: item[name] for name in _SHOWN} for item in answer.get("accepted", ())}
    # Where the request as a whole was refused, so was each part of it.
    return [outcomes.get(index, str(answer.get("error"))) for index in range(len(articles))]


def _answered(client: httpx2.Client, body: bytes) -> httpx2.Response:
    """The fetcher's answer; where it asks to wait, that is done. Raises Unreachable."""
    for tries_left in reversed(range(TRIES)):
        try:
            response = client.post("/articles", content=body, headers={"Content-Type": "application/json"})
        except httpx2.TransportError as error:
            raise Unreachable(
                f"no fetcher answers at {client.base_url} ({error}): start `shahidi up`, or set SHAHIDI_FETCHER_URL"
            ) from None
        if response.status_code in (202, 413, 422):
            return response
        wait = response.headers.get("retry-after", "")
        if response.status_code not in (429, 503) or not wait.isdecimal() or not tries_left:
            break
        sleep(min(int(wait), LONGEST_WAIT_S))
    raise Unreachable(_complaint(response))


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
