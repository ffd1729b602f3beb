"""What is known of an article beside its text: which bytes it was, who wrote it, what of it is missing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.fetcher.articles import BadArticle, Page, RawArticle, accepted_from, raw_from
from shared.identity import sha256_of

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
TEXT = "Police shot two people dead in Kondele, Kisumu, on Tuesday night, residents said."
SHA = "0" * 64
FETCHED = {"url": "https://k.example/a", "fetched_at": "2024-07-03T08:00:00Z", "raw_sha256": SHA}


def test_an_article_keeps_the_hash_of_the_bytes_it_was_taken_from() -> None:
    assert accepted_from(raw_from({"text": TEXT}), NOW).raw_sha256 == sha256_of(TEXT)
    assert accepted_from(raw_from({"text": TEXT, "fetched": FETCHED}), NOW).raw_sha256 == SHA


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"raw_sha256": None}, "url and raw_sha256 must be there"),
        ({"raw_sha256": "ABC"}, "raw_sha256 is no SHA-256 in hex"),
        ({"url": 5}, "url must be a string"),
        ({"url": ""}, "url and raw_sha256 must be there"),
        ({"fetched_at": "yesterday"}, "fetched_at is no time"),
        ({"fetched_at": "2024-07-03T08:00:00"}, "no offset"),  # any hour of the day
        ({"status": 99}, "status is no HTTP status"),
        ({"headers": ["x"]}, "headers must be a JSON object"),
    ],
)
def test_bytes_that_can_not_be_are_refused(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(BadArticle, match=f"fetched: {why}|fetched: .*{why}"):
        raw_from({"text": TEXT, "fetched": FETCHED | changed})


def test_of_a_servers_headers_those_are_kept_that_say_which_bytes_these_were() -> None:
    raw = raw_from({"text": TEXT, "fetched": FETCHED | {"headers": {"ETag": '"1"', "Set-Cookie": "secret"}}})
    assert raw.fetched is not None
    assert raw.fetched.headers == {"etag": '"1"'}


@pytest.mark.parametrize("said", ["yes", 1, []])
def test_whether_it_comes_from_an_archive_is_said_in_so_many_words(said: object) -> None:
    with pytest.raises(BadArticle, match="backfill: must be true or false"):
        raw_from({"text": TEXT, "backfill": said})
    assert accepted_from(raw_from({"text": TEXT, "backfill": True}), NOW).backfill
    assert not accepted_from(raw_from({"text": TEXT, "backfill": None}), NOW).backfill


def test_what_stands_in_place_of_an_article_is_not_taken_for_it() -> None:
    with pytest.raises(BadArticle, match="html: a request for consent stands in place of the article"):
        accepted_from(RawArticle(html="x", page=Page(TEXT, wall="consent")), NOW)


def test_a_beginning_is_taken_and_marked_as_one() -> None:
    page = Page(TEXT, byline="  Achieng  Odhiambo ", language="en-KE", is_cut_short=True)
    article = accepted_from(RawArticle(html="x", page=page), NOW)
    assert (article.flags, article.byline, article.text) == (("paywall",), "Achieng Odhiambo", TEXT)
    assert accepted_from(RawArticle(text=TEXT, page=page), NOW).flags == ()  # the caller has the whole text


def test_a_page_is_asked_for_its_language_where_the_text_is_too_short_to_tell() -> None:
    assert accepted_from(RawArticle(html="x", page=Page("Kisumu, Kenya", language="sw")), NOW).language == "sw"
    assert accepted_from(RawArticle(html="x", page=Page(TEXT, language="sw")), NOW).language == "en"
