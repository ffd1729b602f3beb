"""Bytes into characters, where server, page and bytes contradict each other."""

import codecs

import pytest

from services.fetcher.charsets import decoded

WORDS = "Kisúmu – café “wounded”"


def page(charset: str, text: str = WORDS) -> str:
    return f'<html><head><meta charset="{charset}"></head><p>{text}</p></html>'


@pytest.mark.parametrize(
    ("body", "header", "charset"),
    [
        (WORDS.encode(), "text/html; charset=utf-8", "utf-8"),
        (WORDS.encode(), "text/html", "utf-8"),
        (WORDS.encode(), "text/html; charset=iso-8859-1", "utf-8"),  # a server's default, and wrong
        (page("windows-1252").encode(), "", "utf-8"),  # a template's, and wrong
        (WORDS.encode("cp1252"), "text/html; charset=windows-1252", "cp1252"),
        (WORDS.encode("cp1252"), "text/html; charset=ISO-8859-1", "cp1252"),  # what browsers take it for
        (WORDS.encode("cp1252"), "text/html; charset=utf-8", "utf-8"),  # broken, and the server insists
        (page("windows-1252").encode("cp1252"), "", "cp1252"),
        (WORDS.encode("cp1252"), "", "cp1252"),
        (WORDS.encode("cp1252"), "text/html; charset=klingon", "cp1252"),
        (WORDS.encode("cp1252"), "text/html; charset=zlib_codec", "cp1252"),
        (WORDS.encode("cp1252"), "text/html; charset=utf-7", "cp1252"),
        (codecs.BOM_UTF8 + WORDS.encode(), "text/html; charset=cp1252", "utf-8"),
        (codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), "", "utf-16-le"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), "text/html; charset=utf-8", "utf-16-be"),
        (b"<p>plain</p>", "", "utf-8"),
        (b"<p>plain</p>", "text/html; charset=utf-16", "utf-8"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_the_charset_that_it_is_in(body: bytes, header: str, charset: str) -> None:
    text, named = decoded(body, header)
    assert named == charset
    assert "plain" in text or (WORDS in text) != ("\ufffd" in text)


def test_japanese_in_seven_bits_is_what_it_says() -> None:
    body = "死者二人".encode("iso2022_jp")
    assert decoded(body, "text/html; charset=iso-2022-jp") == ("死者二人", "iso2022_jp")


@pytest.mark.parametrize("header", ["", "charset=", "text/html; charset=utf-8"])
@pytest.mark.parametrize("body", [b"", b"\xff", b"\x00", b"\xff\xfe", b"\xd8\x00" * 5])
def test_no_bytes_break_it(body: bytes, header: str) -> None:
    text, _ = decoded(body, header)
    assert isinstance(text, str)
