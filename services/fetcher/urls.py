"""One address for one page, however the link to it was written."""

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit, urlunsplit

LONGEST = 2_048
"""Characters; what browsers and sitemaps agree on."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


class BadURL(ValueError):
    """Says why this can't be the address of an article, without repeating it."""


@lru_cache(maxsize=1)
def tracking_parameters() -> tuple[str, ...]:
    """The patterns of the data file, lower case."""
    lines = files("services.fetcher").joinpath("data/tracking_parameters.txt").read_text("utf-8").splitlines()
    return tuple(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))


def canonical(url: str) -> str:
    """The address that names the page: scheme and host in lower case, no default port, no fragment, no tracking
    parameters, escapes in their normal form (RFC 3986, 6.2.2). The other parameters keep their order, since it may
    matter to the site. Raises BadURL.
    """
    if len(url) > LONGEST:
        raise BadURL(f"longer than {LONGEST} characters")
    if not url.isprintable() or " " in url or "\\" in url:
        raise BadURL("has a space, backslash or control character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadURL("not an address") from None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise BadURL("must begin with http:// or https:// and a host")
    if parts.username is not None or parts.password is not None:
        raise BadURL("must not carry a user name or password")
    host = _host(host)
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        shown += f":{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair.partition("=")[0]))
    return urlunsplit((parts.scheme, shown, _normal_escapes(parts.path or "/"), _normal_escapes(query), ""))


def host_of(url: str) -> str:
    """The host of an address, with its port where that is not the scheme's own: who is asked."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{shown}:{parts.port}"


def _host(host: str) -> str:
    try:
        ascii_host = host.encode("ascii" if host.isascii() else "idna").decode("ascii")
    except UnicodeError:
        raise BadURL("has a host name that is none") from None
    return ascii_host.rstrip(".").lower() or _no_host()


def _no_host() -> str:
    raise BadURL("must begin with http:// or https:// and a host")


def _is_tracking(name: str) -> bool:
    return any(fnmatchcase(name.lower(), pattern) for pattern in tracking_parameters())


def _normal_escapes(part: str) -> str:
    """`%7e` is `~`, `%c3` is `%C3`, and a character that needs an escape gets one."""

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else f"%{match[1].upper()}"

    escaped = "".join(c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode("utf-8")) for c in part)
    return _ESCAPE.sub(normal, escaped)
