"""The chain from bytes to facts: intact it holds, and whatever is changed breaks the link where it was changed."""

import hashlib
from copy import deepcopy
from typing import Any

import pytest

from services.cli.verifying import chain, spans_of

TEXT = "Police shot two traders dead in Kondele. Residents demanded an inquiry."
PAGE = f"<p>{TEXT}</p>".encode()


def sha(said: bytes | str) -> str:
    return hashlib.sha256(said.encode() if isinstance(said, str) else said).hexdigest()


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


CUSTODY: dict[str, Any] = {
    "article_id": "a",
    "version": 2,
    "raw_sha256": sha(PAGE),
    "text_sha256": sha(TEXT),
    "text_sha256_now": sha(TEXT),
    "accepted_at": "2024-07-04T05:00:00Z",
    "source": "https://k.example/feed",
    "state": "stored",
    "fetched": {
        "raw_sha256": sha(PAGE), "body_sha256": sha(b"decompressed"), "url": "https://k.example/two", "status": 200,
        "fetched_at": "2024-07-04T05:00:00+00:00",
    },
}  # fmt: skip
STORED: dict[str, Any] = {
    "article_id": "a",
    "version": 2,
    "versions": [{"version": 1}, {"version": 2}],
    "raw_sha256": sha(PAGE),
    "text_sha256": sha(TEXT),
    "text": TEXT,
    "extractor": {"name": "shahidi", "version": "1", "model": "m"},
    "incidents": [
        {
            "evidence": [span("Police shot two traders dead in Kondele.")],
            "victims": [{"mention": span("two traders")}],
            "date": {"start": "2024-07-03", "end": "2024-07-03", "text": "on Tuesday"},
        }
    ],
    "figures": [{"evidence": span("two traders")}],
    "claims": [{"evidence": [span("Residents demanded an inquiry.")], "speaker": {"mention": span("Residents")}}],
}


def broken(custody: dict[str, Any], stored: dict[str, Any], saved: bytes | None = None) -> list[str]:
    return [link.link for link in chain(custody, stored, saved) if link.holds is False]


def test_an_intact_chain_holds_in_every_link_and_says_what_it_saw() -> None:
    links = {link.link: link for link in chain(CUSTODY, STORED)}
    assert all(link.holds for link in links.values())
    assert links["bytes"].says == f"{sha(PAGE)}, from https://k.example/two (200) at 2024-07-04T05:00:00+00:00"
    assert links["version"].says == "2 of 2, stored at the fetcher"
    assert links["spans"].says == "5 spans stand in the text, letter for letter"
    assert links["facts"].says == "1 incidents, 1 figures, 1 claims, read by shahidi 1 with m"


def test_a_range_of_dates_is_no_span() -> None:
    assert [where for where, _ in spans_of(STORED["incidents"])] == ["[0].evidence[0]", "[0].victims[0].mention"]


@pytest.mark.parametrize(
    ("where", "name", "value", "link"),
    [
        ("custody", "raw_sha256", sha("other"), ["bytes"]),
        ("stored", "raw_sha256", sha("other"), ["bytes"]),
        ("custody", "text_sha256_now", sha("other"), ["text"]),  # the fetcher's text was changed
        ("custody", "text_sha256", sha("other"), ["text"]),
        ("stored", "text_sha256", sha("other"), ["text"]),
        ("stored", "text", TEXT.replace("two", "six"), ["text", "spans"]),  # the store's was
        ("stored", "figures", [{"evidence": span("two traders") | {"start": 0, "end": 11}}], ["spans"]),
        ("stored", "figures", [{"evidence": span("two traders") | {"text": "six traders"}}], ["spans"]),
        ("stored", "claims", [{"evidence": []}], ["facts"]),
        ("custody", "version", 1, ["version"]),
    ],
)
def test_what_was_changed_breaks_its_link(where: str, name: str, value: Any, link: list[str]) -> None:
    said = {"custody": deepcopy(CUSTODY), "stored": deepcopy(STORED)}
    said[where][name] = value
    assert broken(said["custody"], said["stored"]) == link


@pytest.mark.parametrize(("saved", "link"), [(PAGE, []), (b"decompressed", []), (b"another page", ["bytes"])])
def test_a_page_that_somebody_saved_is_held_against_its_hash(saved: bytes, link: list[str]) -> None:
    assert broken(CUSTODY, STORED, saved) == link


def test_an_article_handed_in_as_text_has_a_chain_too() -> None:
    links = chain(CUSTODY | {"fetched": None, "source": "push"}, STORED)
    assert all(link.holds for link in links)
    assert "handed in as `push`" in links[0].says


def test_an_article_that_nobody_read_yet_is_no_failure() -> None:
    unread = STORED | {"extractor": None, "incidents": [], "figures": [], "claims": []}
    assert [link.holds for link in chain(CUSTODY, unread)][-1] is None
    assert broken(CUSTODY, unread) == []
