"""Articles on their way to a fetcher: how many go together, and what is done when it asks to wait."""

import json

import httpx2
import pytest

from services.cli import posting
from services.cli.found import Found, Unreadable
from services.cli.posting import Tally, Unreachable, batches, sent
from services.fetcher.articles import RawArticle


def text(number: int, length: int = 10) -> Found:
    return Found(RawArticle(id=f"a{number}", text="x" * length), f"news.jsonl:{number}")


def page(number: int) -> Found:
    return Found(RawArticle(html="<p>x"), f"{number}.html")


@pytest.mark.parametrize(
    ("items", "sizes"),
    [
        ([text(n) for n in range(120)], [50, 50, 20]),
        ([page(n) for n in range(25)], [10, 10, 5]),  # each may take the fetcher 10 s
        ([page(n) for n in range(10)] + [text(n) for n in range(40)], [50]),
        ([text(0, 1_500_000), text(1, 1_500_000), text(2)], [1, 2]),
        ([text(0, 5_000_000)], [1]),
        ([Unreadable("a", "empty")] * 60, [50, 10]),
        ([], []),
    ],
)
def test_as_many_go_together_as_a_request_may_hold(items: list[Found | Unreadable], sizes: list[int]) -> None:
    parts = list(batches(iter(items)))
    assert [len(part) for part in parts] == sizes
    assert [item for part in parts for item in part] == items


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr(posting, "sleep", waits.append)
    return waits


def fetcher(*answers: httpx2.Response) -> httpx2.Client:
    """One that gives these answers, and then accepts."""
    given = iter(answers)

    def answer(request: httpx2.Request) -> httpx2.Response:
        count = len(json.loads(request.content)["articles"])
        accepted = [{"index": n, "article_id": f"a{n}", "version": 1, "new": True} for n in range(count)]
        return next(given, httpx2.Response(202, json={"accepted": accepted}))

    return httpx2.Client(base_url="http://fetcher", transport=httpx2.MockTransport(answer))


def busy(status: int, wait: str) -> httpx2.Response:
    return httpx2.Response(status, json={"error": "too much at once"}, headers={"Retry-After": wait})


def test_a_fetcher_that_asks_to_wait_is_waited_for(slept: list[float]) -> None:
    tally = Tally()
    with fetcher(busy(429, "2"), busy(503, "5"), busy(429, "9999")) as client:
        lines = list(sent(client, [text(0), text(1)], {}, tally))
    assert [json.loads(line.text)["from"] for line in lines] == ["news.jsonl:0", "news.jsonl:1"]
    assert slept == [2, 5, posting.LONGEST_WAIT_S]


@pytest.mark.parametrize(
    ("answers", "waits"),
    [([busy(503, "1")] * 50, posting.TRIES - 1), ([httpx2.Response(503)], 0), ([busy(500, "1")], 0)],
    ids=["for ever", "without a time", "a fault"],
)
def test_one_that_does_not_recover_ends_it_with_what_it_said(
    slept: list[float], answers: list[httpx2.Response], waits: int
) -> None:
    with (
        fetcher(*answers) as client,
        pytest.raises(Unreachable, match=f"the fetcher answered {answers[0].status_code}"),
    ):
        list(sent(client, [text(0)], {}, Tally()))
    assert len(slept) == waits
