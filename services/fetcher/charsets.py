"""The bytes of a page -> its characters, whatever it claims: servers and pages name the wrong charset often."""

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_IN_PAGE = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_LOOKED_AT = 4_096
"""Bytes in which a page must name its charset; the standard says 1,024, pages say otherwise."""

# What browsers take these for (WHATWG Encoding), since who writes "latin-1" means Windows.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_NEVER = frozenset(("utf-7", "idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined"))
"""Codecs of Python that are no charset of a page."""


def decoded(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text and the charset it was read in. Bytes that mean nothing there become U+FFFD.

    A byte order mark decides; then, whatever is claimed, UTF-8 where the bytes are UTF-8 (no other text is, by
    chance); then the header, then the page, then Windows-1252.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), charset
    if not body.isascii():
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    charset = _said(content_type, body) or ("utf-8" if body.isascii() else "cp1252")
    return body.decode(charset, "replace"), charset


def _said(content_type: str, body: bytes) -> str | None:
    in_page = _IN_PAGE.search(body[:_LOOKED_AT])
    names = [match[1] for match in [_IN_HEADER.search(content_type)] if match]
    names += [in_page[1].decode("ascii")] if in_page else []
    return next((known for name in names if (known := _known(name)) and _may_be(known, body)), None)


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Python has codecs that are no charsets, such as zlib and rot13, and says so only in this attribute.
    if found.name in _NEVER or not getattr(found, "_is_text_encoding", False):
        return None
    return _MEANT.get(found.name, found.name)


def _may_be(charset: str, body: bytes) -> bool:
    """UTF-16 and UTF-32 without a mark are a mistake where the page could be read to find their name in it."""
    return not (charset.startswith(("utf-16", "utf-32")) and b"<" in body[:_LOOKED_AT] and b"\0" not in body[:64])
