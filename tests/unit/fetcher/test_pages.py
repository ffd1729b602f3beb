"""Web pages: their article, their own date, and a reader that can be killed."""

import time

import pytest

from services.fetcher.articles import BadArticle, RawArticle
from services.fetcher.page_worker import PageReader
from services.fetcher.pages import page_of

ARTICLE = """<article><h1>Two killed in Kondele</h1>
<p>Police shot two people dead in Kondele, Kisumu, on Tuesday night, residents said.</p>
<p>The county commissioner demanded that the officers be arrested.</p></article>"""


def page(head: str = "", body: str = ARTICLE) -> str:
    return (
        f"<html><head><title>Two killed in Kondele</title>{head}</head>"
        f"<body><nav>Home Sports</nav>{body}<footer>Copyright 2021-03-04</footer></body></html>"
    )


def test_the_article_of_a_page_is_its_text_without_the_furniture() -> None:
    head = '<meta property="og:site_name" content="Kisumu Daily"><link rel="canonical" href="https://k.example/two">'
    found = page_of(page(head))
    assert found is not None
    assert "Police shot two people dead in Kondele, Kisumu, on Tuesday night, residents said." in found.text
    assert "Sports" not in found.text
    assert (found.title, found.publisher, found.url) == (
        "Two killed in Kondele", "Kisumu Daily", "https://k.example/two",
    )  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-07-03T08:30:00+03:00">',
        '<meta itemprop="datePublished" content="2024-07-03T08:30:00+03:00">',
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
        '"datePublished": "2024-07-03T08:30:00+03:00", "dateModified": "2024-07-05T08:30:00+03:00"}]}</script>',
    ],
)
def test_a_page_says_when_it_was_published(head: str) -> None:
    found = page_of(page(head))
    assert found is not None
    assert found.published_at == "2024-07-03T08:30:00+03:00"


@pytest.mark.parametrize(
    "head",
    [
        "",  # the copyright notice in the footer is no date of publication
        '<meta property="article:modified_time" content="2024-07-05T08:30:00+03:00">',
        '<script type="application/ld+json">{"@type": "Event", "datePublished": "2024-07-03"}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", </script>',
    ],
)
def test_another_date_on_a_page_is_not_its_own(head: str) -> None:
    found = page_of(page(head))
    assert found is not None
    assert found.published_at is None


@pytest.mark.parametrize("html", ["", "\x00\x01", "<html></html>", "<div>" * 100_000])
def test_a_page_without_an_article_has_none(html: str) -> None:
    assert page_of(html) is None


def test_half_a_surrogate_pair_does_not_cut_the_article_short() -> None:
    found = page_of(page().replace("Tuesday", "Tuesday \ud83d"))
    assert found is not None
    assert "officers be arrested" in found.text


def test_a_page_that_hangs_its_reader_is_given_up_and_the_next_one_read() -> None:
    hanging = "<div " + " ".join(f"a{i}=1" for i in range(200_000)) + ">x</div>"
    with PageReader(patience_s=1.0) as reader:
        started = time.monotonic()
        with pytest.raises(BadArticle, match="html: can't be read within 1 s"):
            reader.read(hanging)
        assert time.monotonic() - started < 5
    with PageReader() as reader:
        for _ in range(2):
            assert reader.read(page()).title == "Two killed in Kondele"
        with pytest.raises(BadArticle, match="html: no article was found in this page"):
            reader.read("<html></html>")


def test_a_page_is_only_read_where_there_is_no_text() -> None:
    with PageReader() as reader:
        raw = RawArticle(text="Two killed.", html=page())
        assert reader.complete(raw) is raw
        with pytest.raises(BadArticle, match="html: 2,000,001 characters"):
            reader.complete(RawArticle(html="x" * 2_000_001))
