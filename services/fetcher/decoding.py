"""A body as it was sent -> as it was meant: gzip and deflate undone, and no bomb let off."""

import zlib
from collections.abc import Sequence

MOST_ENCODINGS = 2
RATIO = 100
"""Times a body may grow: a page grows 5 to 10 times, a bomb a thousand."""
FREE = 256 * 1024
"""Bytes from which on the ratio counts: a short list of the same line may well shrink more."""
MOST_MEMBERS = 8
"""Of one gzip file. Each costs a copy of what follows it, so that thousands would cost minutes."""
KNOWN = "gzip, deflate"
"""What we say that we understand."""

_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


class BadBody(ValueError):
    """This body is not read; says why in one line."""


class TooLarge(BadBody):
    """The body is longer than it may be."""


class Decoder:
    """Undoes the encodings of a body piece by piece, of at most `most` bytes in the end."""

    def __init__(self, encodings: Sequence[str], most: int) -> None:
        """`encodings` in the order in which they were applied, as Content-Encoding lists them. Raises BadBody."""
        names = [name.strip().lower() for name in encodings]
        real = [name for name in names if name not in ("", "identity")]
        if len(real) > MOST_ENCODINGS:
            raise BadBody(f"encoded more than {MOST_ENCODINGS} times")
        if any(name not in _NAMES for name in real):
            raise BadBody("in an encoding that was not asked for")
        self._stages = [_Stage(_NAMES[name], most) for name in reversed(real)]
        self._most = most
        self._sent = self._plain = 0

    def feed(self, piece: bytes) -> bytes:
        """What this piece means. Raises TooLarge or BadBody."""
        self._sent += len(piece)
        for stage in self._stages:
            piece = stage.feed(piece, max(FREE, RATIO * self._sent))
        self._plain += len(piece)
        if self._plain > self._most:
            raise TooLarge(f"larger than {self._most:,} bytes")
        return piece

    def end(self) -> None:
        """Raises BadBody where the body was cut off."""
        if self._sent and not all(stage.is_complete for stage in self._stages):
            raise BadBody("cut off")


class _Stage:
    """One encoding."""

    def __init__(self, name: str, most: int) -> None:
        self._name, self._most = name, most
        self._members, self._made = 1, 0
        self._inflater = zlib.decompressobj(31 if name == "gzip" else 15)
        self._begun = False

    @property
    def is_complete(self) -> bool:
        return self._inflater.eof or not self._begun

    def feed(self, piece: bytes, allowed: int) -> bytes:
        made = bytearray()
        while piece:
            self._prepare(piece)
            try:
                made += self._inflater.decompress(piece, min(allowed, self._most) - self._made - len(made) + 1)
            except zlib.error:
                raise BadBody("not in the encoding that it claims") from None
            if self._made + len(made) > self._most:
                raise TooLarge(f"larger than {self._most:,} bytes")
            if self._made + len(made) > allowed:
                raise TooLarge(f"more than {RATIO} times larger than sent")
            if not self._inflater.eof:
                break
            piece = self._inflater.unused_data
        self._made += len(made)
        return bytes(made)

    def _prepare(self, piece: bytes) -> None:
        if not self._begun:
            # "deflate" is zlib by the standard; some servers send it without its two bytes of header.
            if self._name == "deflate" and (piece[0] & 0x0F) != 8:
                self._inflater = zlib.decompressobj(-15)
            self._begun = True
        elif self._inflater.eof:
            self._members += 1
            if self._members > MOST_MEMBERS:
                raise BadBody(f"in more than {MOST_MEMBERS} compressed parts")
            self._inflater = zlib.decompressobj(31 if self._name == "gzip" else 15)
