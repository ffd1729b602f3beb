"""Feeds and pages of an invented press."""

from html import escape

from tests.sites import answer

STORY = (
    "Police shot two people dead in Kondele, Kisumu, on Tuesday night, residents said. The two had joined a march "
    "against the price of bread. A doctor at the county hospital said that five others were being treated for wounds. "
    "The county commander said that his officers had fired into the air. Relatives demanded an inquest."
)


def item(
    link: str | None, title: str = "Two shot dead", day: str | None = "Wed, 10 Jul 2024 11:00:00 +0300", **more: str
) -> str:
    """One item of RSS. `more`: its other elements, with a colon for `__`."""
    parts = [f"<title>{escape(title)}</title>"]
    parts += [f"<link>{escape(link)}</link>"] if link else []
    parts += [f"<pubDate>{day}</pubDate>"] if day else []
    parts += [f"<{name.replace('__', ':')}>{escape(value)}</{name.replace('__', ':')}>" for name, value in more.items()]
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, title: str = "The Lake Post") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>https://post.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def feed(*items: str, **headers: str) -> bytes:
    return answer(rss(*items), Content_Type="application/rss+xml", **headers)


def page(text: str = STORY, title: str = "Two shot dead", head: str = "") -> bytes:
    html = (
        f"<!doctype html><html><head><title>{escape(title)}</title>{head}</head><body><nav>Home Sport</nav>"
        f"<article><h1>{escape(title)}</h1><p>{escape(text)}</p></article><footer>Contact</footer></body></html>"
    )
    return answer(html.encode(), Content_Type="text/html; charset=utf-8")
