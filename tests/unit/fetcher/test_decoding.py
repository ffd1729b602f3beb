"""Bodies as they were sent, bombs among them (H4)."""

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.decoding import BadBody, Decoder, TooLarge

PAGE = b"".join(b"<p>Line %d of a long report.</p>" % n for n in range(2_000))
MOST = 2_000_000


def decoded(sent: bytes, *encodings: str, most: int = MOST, piece: int = 1_000) -> bytes:
    decoder = Decoder(encodings, most)
    body = b"".join(decoder.feed(sent[at : at + piece]) for at in range(0, len(sent), piece))
    decoder.end()
    return body


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize("piece", [1, 7, 1_000, 10**9])
@pytest.mark.parametrize(
    ("sent", "encodings"),
    [
        (PAGE, ()),
        (PAGE, ("",)),
        (PAGE, ("identity",)),
        (gzip.compress(PAGE, mtime=0), ("gzip",)),
        (gzip.compress(PAGE, mtime=0), (" X-GZIP ",)),
        (zlib.compress(PAGE), ("deflate",)),
        (raw_deflate(PAGE), ("deflate",)),  # as some servers understand the word
        (gzip.compress(zlib.compress(PAGE), mtime=0), ("deflate", "gzip")),  # in the order in which they were applied
        (gzip.compress(PAGE[:50], mtime=0) + gzip.compress(PAGE[50:], mtime=0), ("gzip",)),  # two members are one file
    ],
)
def test_a_body_is_decoded_however_it_is_cut_into_pieces(sent: bytes, encodings: tuple[str, ...], piece: int) -> None:
    assert decoded(sent, *encodings, piece=piece) == PAGE


def test_an_empty_body_is_empty_in_any_encoding() -> None:
    assert decoded(b"", "gzip") == b""


def test_a_bomb_ends_at_a_hundred_times_its_size_and_not_at_the_limit() -> None:
    decoder = Decoder(("gzip",), 10_000_000)
    bomb = gzip.compress(bytes(100_000_000))
    parts = (bomb[at : at + 1_000] for at in range(0, len(bomb), 1_000))
    made: list[int] = []
    with pytest.raises(TooLarge, match="100 times"):
        made.extend(len(decoder.feed(part)) for part in parts)
    assert sum(made) <= 256 * 1024


def test_a_bomb_inside_a_harmless_shell_ends_too() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    with pytest.raises(TooLarge):
        decoded(bomb, "gzip", "gzip", most=10_000_000)


@pytest.mark.parametrize("encodings", [(), ("gzip",)])
def test_a_body_over_the_limit_is_refused(encodings: tuple[str, ...]) -> None:
    sent = gzip.compress(PAGE) if encodings else PAGE
    with pytest.raises(TooLarge, match="larger than 30,000 bytes"):
        decoded(sent, *encodings, most=30_000)


def test_more_than_two_encodings_are_refused_unread() -> None:
    with pytest.raises(BadBody, match="more than 2 times"):
        Decoder(("gzip",) * 50, MOST)


@pytest.mark.parametrize("name", ["br", "zstd", "compress", "gzip;q=1", "x" * 5_000])
def test_an_encoding_that_was_not_asked_for_is_refused(name: str) -> None:
    with pytest.raises(BadBody, match="not asked for"):
        Decoder((name,), MOST)


@pytest.mark.parametrize("sent", [b"<html>", b"\x1f\x8b\x08broken and more", zlib.compress(PAGE)])
def test_a_body_that_is_not_in_its_encoding_is_refused(sent: bytes) -> None:
    with pytest.raises(BadBody):
        decoded(sent, "gzip")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_cut_off_half_way_is_no_shorter_article(encoding: str) -> None:
    sent = gzip.compress(PAGE) if encoding == "gzip" else zlib.compress(PAGE)
    with pytest.raises(BadBody, match="cut off"):
        decoded(sent[: len(sent) // 2], encoding)


@given(
    st.binary(max_size=300).map(gzip.compress) | st.binary(max_size=300),
    st.lists(st.sampled_from(["gzip", "deflate", "identity", "br", ""]), max_size=3),
    st.integers(0, 40),
)
def test_no_bytes_break_it(sent: bytes, encodings: list[str], cut: int) -> None:
    with suppress(BadBody):
        assert len(decoded(sent[cut:], *encodings, most=1_000, piece=17)) <= 1_000


def test_thousands_of_tiny_parts_are_refused() -> None:
    with pytest.raises(BadBody, match="compressed parts"):
        decoded(gzip.compress(b"a") * 5_000, "gzip", piece=10**9)
