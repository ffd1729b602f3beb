"""Neighbourhoods as numbers: a time in the upper bits, a hash of what they are called in the lower ones.

A number is a third of the row that its words would be. And what is of one time lies together in the index, so that what
is written and asked for today is in memory, however many years lie below.
"""

from functools import lru_cache
from hashlib import blake2b

BITS = 45
"""Of the hash: the neighbourhoods of one time are some 100,000, and a chance meeting costs one comparison."""

ORIGINS, NAMES = 0, 1
"""Times that are none: what belongs together whenever it happened. Every week and period is far above."""


def key_of(words: str, time: int) -> int:
    """The neighbourhood of this name and time: 63 bits. `time`: a number below 2**18, such as a week's."""
    return (time << BITS) | (number_of(words) >> (64 - BITS))


def digest_of(words: str) -> int:
    """64 bits that stand for these words: as good as drawn by lot."""
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest())


@lru_cache(maxsize=16_384)
def number_of(words: str) -> int:
    """The digest of words that many articles share, remembered."""
    return digest_of(words)


def origin_key(origin_id: str) -> int:
    """Where everything lies that copies of one text say."""
    return key_of(origin_id, ORIGINS)


def name_key(words: str) -> int:
    """Where everything lies that names a person so."""
    return key_of(words, NAMES)


FIRST_NAME, LAST_NAME = NAMES << BITS, (NAMES + 1 << BITS) - 1
"""Between these, both inclusive, are the neighbourhoods of names."""
