"""The country that a publisher writes from: what it leaves unsaid ("in Victoria") is most likely there.

By the publisher's name where the lexicon has it, else by the country code that its address ends with. Does not handle:
publishers with an address in .com that nobody listed.
"""

from urllib.parse import urlsplit

from services.extractor.lexicon import table

_AS_BRANDS = frozenset(("ai", "cc", "co", "eu", "fm", "gg", "io", "la", "ly", "me", "sh", "st", "to", "tv", "ws"))
"""Country codes that anybody uses for the look of them, and that of no country."""
_OTHER_CODES = {"uk": "GB"}


def country_of(publisher: str | None, url: str | None) -> str | None:
    """Two letters as in the gazetteer, or null where neither tells."""
    name = (publisher or "").strip()
    listed = table("publishers").get(name.lower().removeprefix("the "))
    return listed or _of_address(url or "") or (_of_address(f"//{name}") if " " not in name else None)


def _of_address(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    code = host.rpartition(".")[2]
    if "." not in host or len(code) != 2 or not code.isalpha() or code in _AS_BRANDS:
        return None
    return _OTHER_CODES.get(code, code.upper())
