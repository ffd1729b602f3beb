"""One report in the layouts that sites have: the same words, title, author, day and address come out of each."""

import pytest

from services.fetcher.pages import page_of

TITLE = "Two traders shot dead in Kondele"
PARAGRAPHS = (
    "Police shot two traders dead in Kondele, Kisumu, on Tuesday night, residents said, hours after the market had "
    "been closed by order of the county.",
    "The county commissioner demanded that the officers be arrested by Friday and that the post mortem be held in "
    "public, before the families of both men.",
    "A spokesman for the police said that an inquiry had been opened, and nobody would be named before it was over.",
    "Traders said they would march to the county assembly on Saturday to ask that the governor answer for the closure.",
)
AUTHOR, DAY, URL, SITE = "Achieng Odhiambo", "2024-07-03", "https://lake.example/2024/07/two-traders", "The Lake Post"
FURNITURE = ("Sports", "Weather", "Most read", "Subscribe to our newsletter", "Copyright", "Share on", "Related")

NAV = "<nav><ul><li><a href='/s'>Sports</a></li><li><a href='/w'>Weather</a></li></ul></nav>"
ASIDE = "<aside><h3>Most read</h3><ul><li><a href='/1'>Related: Bus overturns near Ahero</a></li></ul></aside>"
FOOTER = "<footer><p>Copyright 2021 Lake Media</p><p>Subscribe to our newsletter</p></footer>"
SHARE = "<div class='share-buttons'><a href='#'>Share on</a></div>"


def paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>{words}</{tag}>" for words in PARAGRAPHS)


def whole(head: str, body: str) -> str:
    link = f'<link rel="canonical" href="{URL}">'
    head = f"<head><title>{TITLE} | {SITE}</title>{link}{head}</head>"
    return f"<!doctype html><html lang=en>{head}<body>{body}</body></html>"


OPEN_GRAPH = (
    f'<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="{SITE}">'
    f'<meta property="article:published_time" content="{DAY}T08:00:00+03:00"><meta name="author" content="{AUTHOR}">'
)
LINKED_DATA = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", '
    f'"headline": "{TITLE}", "datePublished": "{DAY}T08:00:00+03:00", "author": [{{"@type": "Person", "name": '
    f'"{AUTHOR}"}}], "publisher": {{"@type": "Organization", "name": "{SITE}"}}}}]}}</script>'
)
LAYOUTS = {
    "semantic": whole(
        OPEN_GRAPH, f"{NAV}<main><article><h1>{TITLE}</h1>{paragraphs()}{SHARE}</article></main>{ASIDE}{FOOTER}"
    ),
    "linked data": whole(
        LINKED_DATA, f"{NAV}<div id=content><h1>{TITLE}</h1><div class=story-body>{paragraphs()}</div></div>{FOOTER}"
    ),
    "blog": whole(
        OPEN_GRAPH,
        f"<div id=page>{NAV}<div class='post hentry'><h2 class=entry-title>{TITLE}</h2>"
        f"<div class=entry-content>{paragraphs()}</div>{SHARE}</div>{ASIDE}</div>{FOOTER}",
    ),
    "divisions only": whole(
        OPEN_GRAPH,
        f"<div class=top>{NAV}</div><div class=wrap><div class=headline>{TITLE}</div>"
        f"<div class='article-text'>{paragraphs('div')}</div></div>{FOOTER}",
    ),
    "microdata": whole(
        f'<meta property="og:site_name" content="{SITE}">',
        f'{NAV}<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{TITLE}</h1>'
        f'<span itemprop="author" itemscope><span itemprop="name">{AUTHOR}</span></span>'
        f'<time itemprop="datePublished" datetime="{DAY}T08:00:00+03:00">3 July</time>'
        f'<div itemprop="articleBody">{paragraphs()}</div></div>{FOOTER}',
    ),
    "table": whole(
        OPEN_GRAPH,
        f"<table><tr><td>{NAV}</td><td><h1>{TITLE}</h1>{paragraphs()}</td><td>{ASIDE}</td></tr></table>{FOOTER}",
    ),
    "many scripts": whole(
        OPEN_GRAPH + "<script>var x = '<p>Sports</p>';</script>" * 50,
        f"{NAV}<article><h1>{TITLE}</h1>{paragraphs()}</article>" + "<script>track();</script>" * 50,
    ),
    "never closed": f"<html lang=en><head><title>{TITLE}</title>{OPEN_GRAPH}<link rel=canonical href={URL}><body>"
    f"<article><h1>{TITLE}</h1>" + "".join(f"<p>{words}" for words in PARAGRAPHS),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_paragraph_comes_out_in_order_and_no_furniture(layout: str) -> None:
    page = page_of(LAYOUTS[layout])
    assert page is not None
    assert page.wall is None
    assert not page.is_cut_short
    places = [page.text.find(words) for words in PARAGRAPHS]
    assert -1 not in places
    assert places == sorted(places)
    assert [words for words in FURNITURE if words in page.text] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_page_says_of_itself_is_read(layout: str) -> None:
    page = page_of(LAYOUTS[layout])
    assert page is not None
    assert (page.title, page.byline, page.url, page.language) == (TITLE, AUTHOR, URL, "en")
    assert page.published_at == f"{DAY}T08:00:00+03:00"
    assert page.publisher == SITE
