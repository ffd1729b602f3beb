"""Where the bytes of an article came from: the first link of its chain of custody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_SHA256 = re.compile(r"[0-9a-f]{64}")
KEPT_HEADERS = (
    "content-type", "content-encoding", "content-language", "content-length", "date", "etag", "last-modified",
    "cache-control", "expires", "age", "server", "via", "x-robots-tag",
)  # fmt: skip
"""What says which bytes these were, of when, and from whom."""
LONGEST = 4_000
"""Characters of one header or address."""


class BadProvenance(ValueError):
    """What a caller says of it can't be; says why in one line."""


@dataclass(frozen=True)
class Provenance:
    """Which bytes, from where, when, and what was said with them."""

    url: str
    """The address that gave them, after all redirects."""
    fetched_at: datetime
    raw_sha256: str
    """Of the bytes as sent."""
    body_sha256: str | None = None
    """Of the same, decompressed."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hops: tuple[tuple[int, str], ...] = ()
    charset: str | None = None
    """In which the bytes were read as text."""
    reader: str | None = None
    """Which program took the article out of the page."""
    source: str | None = None
    """The archive that kept them, where they did not come from the site itself."""

    def as_json(self) -> dict[str, Any]:
        said = {name: value for name, value in vars(self).items() if value not in (None, (), {})}
        return {**said, "fetched_at": self.fetched_at.isoformat()}


def provenance_from(said: object) -> Provenance:
    """As JSON says it: who reads an archive knows more of its bytes than the fetcher can. Raises BadProvenance."""
    if not isinstance(said, Mapping):
        raise BadProvenance("must be a JSON object")
    texts = {name: _text(said, name) for name in ("url", "body_sha256", "charset", "reader", "source")}
    status, headers = said.get("status"), said.get("headers") or {}
    if status is not None and (not isinstance(status, int) or not 100 <= status <= 599):
        raise BadProvenance("status is no HTTP status")
    if not isinstance(headers, Mapping):
        raise BadProvenance("headers must be a JSON object")
    for name in ("raw_sha256", "body_sha256"):
        if said.get(name) is not None and not _SHA256.fullmatch(str(said[name])):
            raise BadProvenance(f"{name} is no SHA-256 in hex")
    if texts["url"] is None or said.get("raw_sha256") is None:
        raise BadProvenance("url and raw_sha256 must be there")
    try:
        fetched_at = datetime.fromisoformat(str(said.get("fetched_at")))
    except ValueError:
        raise BadProvenance("fetched_at is no time like 2024-07-03T08:00:00Z") from None
    if fetched_at.tzinfo is None:
        raise BadProvenance("fetched_at has no offset from UTC")
    kept = {str(name).lower(): str(value)[:LONGEST] for name, value in headers.items()}
    return Provenance(
        url=texts["url"],
        fetched_at=fetched_at,
        raw_sha256=str(said["raw_sha256"]),
        body_sha256=texts["body_sha256"],
        status=status,
        headers={name: kept[name] for name in KEPT_HEADERS if name in kept},
        charset=texts["charset"],
        reader=texts["reader"],
        source=texts["source"],
    )


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise BadProvenance(f"{name} must be a string")
    return value[:LONGEST] if value else None
