"""What a caller sent -> an article as it is accepted, or the field at fault and why."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from services.fetcher import dates, languages, urls
from services.fetcher.provenance import BadProvenance, Provenance, provenance_from
from services.fetcher.texts import cleaned, has_words, is_line, looks_binary
from services.fetcher.walls import SAID, Wall
from shared.identity import article_id, sha256_of
from shared.messages import ArticleAccepted, DateSource

MOST_TEXT = 1_000_000
"""Characters of one text: 300 times a long report, and what spaCy reads at once."""
MOST_HTML = 2_000_000
"""Characters of one page; reading a larger one can take minutes (a page of 10 MB: more than 20 s)."""

_LONGEST = {"id": 200, "url": urls.LONGEST, "title": 1_000, "publisher": 200, "source": 200, "byline": 300}
"""Characters of the short fields."""


class BadArticle(ValueError):
    """One field is at fault; `why` says so in words that do not repeat what was sent."""

    def __init__(self, field: str, why: str, *, too_large: bool = False) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why
        self.too_large = too_large


@dataclass(frozen=True)
class Page:
    """What a web page holds: its article, and what its own data says of it."""

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    """Its canonical link."""
    published_at: str | None = None
    byline: str | None = None
    language: str | None = None
    wall: Wall | None = None
    """What stands there in place of an article; then `text` is that."""
    is_cut_short: bool = False
    """A paywall keeps the rest."""


@dataclass(frozen=True)
class RawArticle:
    """An article as its caller gives it: nothing cleaned, nothing decided. `text` wins over `html`."""

    id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    publisher: str | None = None
    language: str | None = None
    published_at: str | None = None
    source: str | None = None
    byline: str | None = None
    backfill: bool = False
    """Out of an archive: no news."""
    fetched: Provenance | None = None
    """Which bytes it was taken from, where they are not those of `text` or `html` themselves."""
    page: Page | None = None
    """What was read in `html`; not the caller's to give."""


_NAMES = tuple(field.name for field in fields(RawArticle) if field.name not in ("page", "fetched", "backfill"))


def raw_from(said: object) -> RawArticle:
    """The article in one JSON value. Fields without a meaning here are ignored, null and a missing field are the
    same, a number is good as an id. Raises BadArticle."""
    if not isinstance(said, Mapping):
        raise BadArticle("article", "must be a JSON object")
    values: dict[str, Any] = {}
    for name in _NAMES:
        value: Any = said.get(name)
        if name == "id" and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise BadArticle(name, "must be a string")
        values[name] = value
    backfill, fetched = said.get("backfill"), said.get("fetched")
    if backfill is not None and not isinstance(backfill, bool):
        raise BadArticle("backfill", "must be true or false")
    try:
        provenance = provenance_from(fetched) if fetched is not None else None
    except BadProvenance as bad:
        raise BadArticle("fetched", str(bad)) from None
    return RawArticle(**values, backfill=bool(backfill), fetched=provenance)


def said_of(raw: RawArticle) -> dict[str, Any]:
    """The article as JSON, as `raw_from` reads it."""
    said = {name: getattr(raw, name) for name in _NAMES if getattr(raw, name) is not None}
    said |= {"backfill": True} if raw.backfill else {}
    return said | ({"fetched": raw.fetched.as_json()} if raw.fetched else {})


def with_defaults(raw: RawArticle, **defaults: str | None) -> RawArticle:
    """The article, with these values where it has none."""
    missing: dict[str, Any] = {name: value for name, value in defaults.items() if not getattr(raw, name)}
    return replace(raw, **missing)


def accepted_from(
    raw: RawArticle,
    now: datetime,
    *,
    source: str | None = None,
    most_text: int = MOST_TEXT,
    detect_language: bool = True,
) -> ArticleAccepted:
    """The first version of an article, as its own origin; the inbox knows better about both.

    An article given as HTML must have had its `page` read. The date is the caller's word, else the page's, else that
    of the text's own date line, else none; never `now`. The language is the caller's word, else detected; `source`
    is for an article that names none.
    Raises BadArticle.
    """
    text = _text(raw, most_text)
    raw = _with_page(raw)
    short = {name: _short(raw, name) for name in _LONGEST}
    canonical_url = _canonical(short["url"])
    published_at, date_source = _date(raw, text, now)
    name = article_id(own_id=short["id"], canonical_url=canonical_url, text=text)
    return ArticleAccepted(
        article_id=name,
        origin_id=name,
        url=short["url"],
        canonical_url=canonical_url,
        title=short["title"],
        publisher=short["publisher"],
        source=short["source"] or source,
        language=_language(raw.language) or (languages.detected(text) if detect_language else None) or _of_page(raw),
        published_at=published_at,
        date_source=date_source,
        accepted_at=now,
        text=text,
        text_sha256=sha256_of(text),
        raw_sha256=raw.fetched.raw_sha256 if raw.fetched else sha256_of(raw.text or raw.html or ""),
        byline=short["byline"],
        flags=("paywall",) if raw.text is None and raw.page and raw.page.is_cut_short else (),
        backfill=raw.backfill,
    )


def checked_size(raw: RawArticle, most_text: int = MOST_TEXT, most_html: int = MOST_HTML) -> RawArticle:
    """The article itself, if neither its text nor its page is over the limit. Raises BadArticle."""
    for name, value, most in (("text", raw.text, most_text), ("html", raw.html, most_html)):
        if value is not None and len(value) > most:
            raise BadArticle(name, f"{len(value):,} characters, the most is {most:,}", too_large=True)
    return raw


def _text(raw: RawArticle, most_text: int) -> str:
    checked_size(raw, most_text)
    said = raw.page.text if raw.text is None and raw.page else raw.text
    if raw.text is None and raw.page and raw.page.wall:
        raise BadArticle("html", SAID[raw.page.wall])
    if said is None:
        raise BadArticle("text", "missing")
    if looks_binary(said):
        raise BadArticle("text", "looks like binary data or a wrong encoding, not text")
    text = cleaned(said)
    if not has_words(text):
        raise BadArticle("text", "empty" if not text.strip() else "has no words")
    return text


def _short(raw: RawArticle, name: str) -> str | None:
    """A field of one line, without the white space around it; None when nothing is left."""
    said = getattr(raw, name)
    value = cleaned(said).strip() if said and name != "id" else (said or "").strip()
    if name in ("title", "publisher", "source", "byline"):
        value = " ".join(value.split())
    if len(value) > _LONGEST[name]:
        raise BadArticle(name, f"longer than {_LONGEST[name]} characters")
    if name == "id" and not is_line(value):
        raise BadArticle(name, "has a line break or control character")
    return value or None


def _canonical(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return urls.canonical(url)
    except urls.BadURL as bad:
        raise BadArticle("url", str(bad)) from None


def _date(raw: RawArticle, text: str, now: datetime) -> tuple[datetime | None, DateSource]:
    if raw.published_at and raw.published_at.strip():
        try:
            return dates.from_caller(raw.published_at, now), "caller"
        except dates.BadDate as bad:
            raise BadArticle("published_at", str(bad)) from None
    if raw.page and raw.page.published_at:
        with suppress(dates.BadDate):
            return dates.from_caller(raw.page.published_at, now), "html"
    found = dates.from_text(text, now)
    return found, "text" if found else "none"


def _with_page(raw: RawArticle) -> RawArticle:
    """With what the page says where the caller says nothing. What a page has wrong is no fault of the caller's."""
    page = raw.page
    if page is None:
        return raw
    url = page.url
    if url and not raw.url:
        try:
            urls.canonical(url)
        except urls.BadURL:
            url = None
    title = page.title[: _LONGEST["title"]] if page.title else None
    publisher = page.publisher[: _LONGEST["publisher"]] if page.publisher else None
    byline = page.byline[: _LONGEST["byline"]] if page.byline else None
    return with_defaults(raw, url=url, title=title, publisher=publisher, byline=byline)


def _of_page(raw: RawArticle) -> str | None:
    """The language that a page claims: asked last, since templates claim English of every text."""
    return languages.code_of(raw.page.language) if raw.page and raw.page.language else None


def _language(said: str | None) -> str | None:
    if not said or not said.strip():
        return None
    code = languages.code_of(said)
    if code is None:
        raise BadArticle("language", "not a language code of two letters, like en or sw")
    return code
