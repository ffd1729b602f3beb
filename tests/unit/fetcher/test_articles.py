"""From what a caller sent to an article, or to the field at fault."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.fetcher.articles import BadArticle, Page, RawArticle, accepted_from, raw_from, with_defaults
from services.fetcher.languages import detected, is_plainly_english
from services.fetcher.reprints import reprint_key
from services.fetcher.strict_json import BadJSON, parsed
from shared.identity import sha256_of

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
TEXT = "Police shot two people dead in Kondele, Kisumu, on Tuesday night, residents said."


def test_an_article_keeps_every_character_that_its_caller_sent() -> None:
    text = "  Two people\r\n\r\nwere killed – e\u0301 \n"
    assert accepted_from(RawArticle(text=text), NOW).text == text


def test_an_article_is_what_its_caller_calls_it_else_where_it_stands_else_what_it_says() -> None:
    url = "https://kisumu.example/two?utm_source=x"
    own = accepted_from(RawArticle(id=" k-17 ", url=url, text=TEXT), NOW)
    placed = accepted_from(RawArticle(url=url, text=TEXT), NOW)
    moved = accepted_from(RawArticle(url="https://kisumu.example:443/two#top", text=TEXT + " An edit."), NOW)
    said = accepted_from(RawArticle(text=TEXT), NOW)
    assert own.article_id == own.origin_id == "k-17"
    assert placed.article_id == moved.article_id
    assert len({own.article_id, placed.article_id, said.article_id}) == 3
    assert accepted_from(RawArticle(text=TEXT), NOW).article_id == said.article_id


def test_an_article_says_what_is_known_of_it_and_no_more() -> None:
    article = accepted_from(RawArticle(text=TEXT), NOW)
    assert (article.published_at, article.date_source) == (None, "none")  # never now
    assert (article.url, article.title, article.publisher, article.source) == (None, None, None, None)
    assert (article.language, article.accepted_at) == ("en", NOW)
    assert article.text_sha256 == article.raw_sha256 == sha256_of(TEXT)


def test_the_date_is_the_callers_word_else_the_pages_else_the_texts() -> None:
    text = "NAIROBI, 1 July 2024 – " + TEXT
    page = Page(text=text, published_at="2024-07-02T08:00:00+03:00")
    by_caller = accepted_from(RawArticle(page=page, published_at="2024-07-03"), NOW)
    by_page = accepted_from(RawArticle(page=page), NOW)
    by_wrong_page = accepted_from(RawArticle(page=replace(page, published_at="2099-01-01")), NOW)
    assert (by_caller.published_at, by_caller.date_source) == (datetime(2024, 7, 3, tzinfo=UTC), "caller")
    assert (by_page.published_at, by_page.date_source) == (datetime(2024, 7, 2, 5, tzinfo=UTC), "html")
    assert (by_wrong_page.published_at, by_wrong_page.date_source) == (datetime(2024, 7, 1, tzinfo=UTC), "text")


def test_the_two_founding_articles_that_carry_their_date_give_it() -> None:
    samples = Path(__file__).parents[3] / "services" / "cli" / "demo"
    dates = {}
    for file in samples.glob("*.json"):
        article = accepted_from(raw_from(json.loads(file.read_text("utf-8"))), NOW)
        dates[article.article_id[:3]] = (str(article.published_at), article.date_source)
    assert dates == {
        "000": ("2024-06-21 12:00:00+03:00", "caller"),
        "001": ("2023-07-21 00:00:00+00:00", "text"),
        "002": ("2023-04-15 00:00:00+00:00", "text"),
    }


def test_a_page_tells_what_its_caller_does_not() -> None:
    page = Page(text=TEXT, title="Two killed", publisher="Kisumu Daily", url="https://kisumu.example/two")
    article = accepted_from(RawArticle(html="<html>", page=page, publisher="The Caller"), NOW)
    assert (article.title, article.publisher, article.url) == (
        "Two killed", "The Caller", "https://kisumu.example/two",
    )  # fmt: skip
    assert article.raw_sha256 == sha256_of("<html>")
    assert accepted_from(RawArticle(page=replace(page, url="javascript:x")), NOW).url is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "text: empty"),
        ({"text": " \n\u200b\t"}, "text: has no words"),
        ({"text": " \n\t"}, "text: empty"),
        ({"text": "... 123"}, "text: has no words"),
        ({}, "text: missing"),
        ({"text": None}, "text: missing"),
        ({"text": 5}, "text: must be a string"),
        ({"text": "\x00\x01\x02PNG" * 20}, "text: looks like binary data"),
        ({"text": "a " * 500_001}, "text: 1,000,002 characters, the most is 1,000,000"),
        ({"html": "a" * 2_000_001}, "html: 2,000,001 characters, the most is 2,000,000"),
        ({"text": TEXT, "published_at": "2099-01-01"}, "published_at: 2099-01-01 lies in the future"),
        ({"text": TEXT, "published_at": "soon"}, "published_at: not a date"),
        ({"text": TEXT, "published_at": 1720000000}, "published_at: must be a string"),
        ({"text": TEXT, "url": "ftp://x"}, "url: must begin with http"),
        ({"text": TEXT, "id": "x" * 201}, "id: longer than 200 characters"),
        ({"text": TEXT, "id": "a\nb"}, "id: has a line break"),
        ({"text": TEXT, "id": "a\ud800"}, "id: has a line break or control character"),
        ({"text": TEXT, "id": ["a"]}, "id: must be a string"),
        ({"text": TEXT, "id": True}, "id: must be a string"),
        ({"text": TEXT, "title": "x" * 1001}, "title: longer than 1000"),
        ({"text": TEXT, "language": "English, mostly"}, "language: not a language code"),
        ("a string", "article: must be a JSON object"),
        (None, "article: must be a JSON object"),
    ],
)
def test_a_bad_article_is_refused_with_the_field_at_fault(sent: Any, said: str) -> None:
    with pytest.raises(BadArticle) as refused:
        accepted_from(raw_from(sent), NOW)
    assert str(refused.value).startswith(said)
    assert refused.value.too_large == ("the most is" in said)


def test_a_number_is_good_as_an_id_and_unknown_fields_do_no_harm() -> None:
    assert accepted_from(raw_from({"id": 17, "text": TEXT, "note": {"any": "thing"}}), NOW).article_id == "17"


def test_a_field_of_one_line_is_put_on_one_line() -> None:
    article = accepted_from(RawArticle(text=TEXT, title=" Two\n killed\x00 ", publisher="  "), NOW)
    assert (article.title, article.publisher) == ("Two killed", None)


def test_defaults_are_for_what_is_missing() -> None:
    raw = with_defaults(RawArticle(text=TEXT, publisher="Own"), publisher="Other", published_at="2024-07-03")
    assert (raw.publisher, raw.published_at) == ("Own", "2024-07-03")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TEXT, "en"),
        ("Polisi waliwaua watu wawili huko Kondele, Kisumu, usiku wa Jumanne, wakazi walisema.", "sw"),
        ("La police a tué deux personnes à Kondele, dans la nuit de mardi, selon des habitants.", "fr"),
        ("Nairobi, Kenya", None),  # too short: names are no language
        ("Two killed", None),
    ],
)
def test_the_language_is_told_where_there_is_enough_to_tell(text: str, language: str | None) -> None:
    assert detected(text) == language


LONG = (
    "Residents of the estate said that officers fired at the crowd after the market had been closed by the county, and "
    "that two of those who were hit have died. The commander has said that he will speak when the report is there. "
)


@pytest.mark.parametrize(
    ("text", "is_plain", "why"),
    [
        (LONG, True, "what English is made of"),
        (TEXT, False, "too short to be sure: the model is asked"),
        (
            "Polisi walisema kuwa the governor of the county of the lake amefika eneo la tukio jana " * 3,
            False,
            "Swahili",
        ),
        (
            "De politie zei dat de man in de nacht was overleden; het onderzoek is of wordt gestart in de stad.",
            False,
            "Dutch",
        ),
        ("Die Polizei sagte, der Mann war in der Nacht in das Haus gegangen; das Feuer an der Wand.", False, "German"),
    ],
)
def test_only_what_is_plainly_english_is_taken_for_it_without_the_model(text: str, is_plain: bool, why: str) -> None:
    assert is_plainly_english(text) is is_plain, why


def test_the_callers_word_on_the_language_counts() -> None:
    assert accepted_from(RawArticle(text=TEXT, language="sw_KE"), NOW).language == "sw"


@pytest.mark.parametrize(
    "reprint",
    [
        "POLICE shot two people dead in Kondele Kisumu on Tuesday night residents said",
        "\n\n  Police shot two people dead – in Kondele, Kisumu – on Tuesday night, “residents” said!  ",
    ],
)
def test_a_reprint_differs_in_case_space_and_punctuation_only(reprint: str) -> None:
    assert reprint_key(reprint) == reprint_key(TEXT)


def test_one_word_more_makes_it_another_text() -> None:
    assert reprint_key(TEXT.replace("two", "twenty two")) != reprint_key(TEXT)
    assert reprint_key("cafe\u0301") == reprint_key("café") != reprint_key("cafe")


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x, max_size=3))


FIELDS = ["id", "url", "title", "text", "html", "published_at", "language", "byline", "backfill", "fetched"]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
@settings(deadline=None)  # the first one loads the model of languages
def test_no_json_object_breaks_the_reading_of_articles(sent: dict[str, Any]) -> None:
    with suppress(BadArticle):
        accepted_from(raw_from(sent), NOW)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        (b"", "not JSON: Expecting value at line 1, column 1"),
        (b'{"a": NaN}', "NaN and Infinity"),
        (b"[-Infinity]", "NaN and Infinity"),
        (b'{"a": 1, "a": 2}', "a name stands twice"),
        (b"[" * 500_000, "nested too deeply"),
        (b"1" * 5_000, "too many digits"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
    ],
)
def test_json_that_cannot_be_read_ends_in_one_sentence(raw: bytes, why: str) -> None:
    with pytest.raises(BadJSON, match=why) as refused:
        parsed(raw)
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_break_the_reading_of_json(raw: bytes) -> None:
    with suppress(BadJSON):
        parsed(raw)
