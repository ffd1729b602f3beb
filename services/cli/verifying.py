"""`shahidi verify`: the chain of one article, from the bytes that a site sent to each fact that was read in them.

Every hash and every span is computed here, anew; nobody's word is taken for it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

from services.cli.homes import NotRunning
from shared.identity import sha256_of


@dataclass(frozen=True)
class Link:
    """One link of the chain; `holds` null: nothing to hold it against."""

    link: str
    holds: bool | None
    says: str


def chain(custody: Mapping[str, Any], stored: Mapping[str, Any], saved: bytes | None = None) -> list[Link]:
    """The links of one version. `custody` is the fetcher's word on it, `stored` the article of the store's API, and
    `saved` the bytes that somebody kept of the page."""
    return [
        _bytes(custody, stored, saved),
        _text(custody, stored),
        _version(custody, stored),
        _spans(stored),
        _facts(stored),
    ]


def _bytes(custody: Mapping[str, Any], stored: Mapping[str, Any], saved: bytes | None) -> Link:
    raw, fetched = custody.get("raw_sha256"), custody.get("fetched")
    holds = raw == stored.get("raw_sha256") and (not fetched or raw == fetched["raw_sha256"])
    says = f"{raw}, handed in as `{custody.get('source')}` at {custody['accepted_at']}"
    if fetched:
        status = f" ({fetched['status']})" if fetched["status"] else ""
        says = f"{raw}, from {fetched['url']}{status} at {fetched['fetched_at']}"
    if saved is not None:
        known = {raw, fetched["body_sha256"] if fetched else None}
        is_it = hashlib.sha256(saved).hexdigest() in known
        holds, says = holds and is_it, f"{says}; the file {'is' if is_it else 'is NOT'} these bytes"
    return Link("bytes", bool(holds), says)


def _text(custody: Mapping[str, Any], stored: Mapping[str, Any]) -> Link:
    now = sha256_of(stored["text"])
    hashes = {now, stored.get("text_sha256"), custody["text_sha256"], custody["text_sha256_now"]}
    differ = "" if len(hashes) == 1 else "; the fetcher's and the store's texts or hashes DIFFER"
    return Link("text", len(hashes) == 1, f"{now}, {len(stored['text']):,} characters{differ}")


def _version(custody: Mapping[str, Any], stored: Mapping[str, Any]) -> Link:
    holds = custody["version"] == stored["version"] and custody["article_id"] == stored["article_id"]
    of = max(line["version"] for line in stored["versions"])
    return Link("version", holds, f"{stored['version']} of {of}, {custody['state']} at the fetcher")


def _spans(stored: Mapping[str, Any]) -> Link:
    text, wrong, count = stored["text"], list[str](), 0
    for where, span in spans_of({name: stored[name] for name in ("incidents", "figures", "claims")}):
        count += 1
        if text[span["start"] : span["end"]] != span["text"]:
            wrong.append(f"{where} [{span['start']}:{span['end']}]")
    says = f"{count} spans stand in the text, letter for letter"
    return Link("spans", not wrong, says if not wrong else f"NOT in the text: {', '.join(wrong[:5])}")


def spans_of(said: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every span in a JSON value, and where it stands there."""
    if isinstance(said, Mapping):
        # A range of dates has the same names, and words in them.
        if isinstance(said.get("start"), int) and isinstance(said.get("end"), int):
            yield where, said
        for name, value in said.items():
            yield from spans_of(value, f"{where}.{name}" if where else str(name))
    elif isinstance(said, list):
        for number, value in enumerate(said):
            yield from spans_of(value, f"{where}[{number}]")


def _facts(stored: Mapping[str, Any]) -> Link:
    by = stored.get("extractor")
    if by is None:
        return Link("facts", None, "not read yet")
    counts = ", ".join(f"{len(stored[name])} {name}" for name in ("incidents", "figures", "claims"))
    without = [
        f"{name}[{number}]"
        for name in ("incidents", "figures", "claims")
        for number, fact in enumerate(stored[name])
        if not fact.get("evidence")
    ]
    says = f"{counts}, read by {by['name']} {by['version']} with {by['model']}"
    return Link("facts", not without, says if not without else f"WITHOUT a span: {', '.join(without[:5])}")


def verify(
    article_id: str, version: int | None, saved: bytes | None, store: httpx2.Client, fetcher: httpx2.Client
) -> list[Link]:
    """Ask fetcher and store, and check. Raises NotRunning where either is away or knows nothing of the article."""
    named = quote(article_id, safe="")
    stored = _asked(store, "store", f"/articles/{named}", {"version": version} if version else {})
    custody = _asked(fetcher, "fetcher", f"/custody/{named}", {})
    kept = next((one for one in custody["versions"] if one["version"] == stored["version"]), None)
    if kept is None:
        raise NotRunning(f"the fetcher never accepted version {stored['version']} of {article_id}")
    return chain(kept, stored, saved)


def _asked(client: httpx2.Client, who: str, path: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    try:
        answer = client.get(path, params=parameters)
    except httpx2.TransportError as error:
        raise NotRunning(
            f"the {who} at {client.base_url} does not answer ({type(error).__name__}): start `shahidi up`, "
            f"or set SHAHIDI_{who.upper()}_URL"
        ) from None
    if answer.status_code == 404:
        raise NotRunning(f"the {who} knows no article of this id and version")
    if answer.status_code != 200:
        raise NotRunning(f"the {who} at {client.base_url} answers {answer.status_code}: {answer.text[:300]}")
    said: dict[str, Any] = answer.json()
    return said
