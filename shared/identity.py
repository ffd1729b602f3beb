"""Deterministic ids: the same fact has the same id in every service, every time.

That is what makes "twice" the same as "once": redelivery, replay and restart write the same rows again.
"""

import hashlib

ID_LENGTH = 20
"""Hex digits: 80 bits, so that a billion facts collide with a probability under one in a million."""


def stable_id(*parts: object) -> str:
    """The id of whatever these parts name. Their order counts; `("ab", "c")` and `("a", "bc")` differ."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def sha256_of(data: bytes | str) -> str:
    """SHA-256 in hex; a text is hashed as UTF-8."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()


def article_id(*, own_id: str | None = None, canonical_url: str | None = None, text: str = "") -> str:
    """An article is what its caller calls it, else where it stands, else what it says.

    An edit at the same URL therefore keeps the id, and becomes the next version of the article.
    """
    if own_id:
        return own_id
    return stable_id("url", canonical_url) if canonical_url else stable_id("text", text)
