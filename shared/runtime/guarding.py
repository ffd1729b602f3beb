"""Connections to strangers, for aiohttp: the address is checked where the socket is made, on the very address used.

A name may answer differently each time it is asked, a redirect may lead anywhere, and an address may be written in
twenty ways; whatever came before, it all ends here.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult

from shared.runtime.destinations import Destinations, NotAllowed

LOOKUPS = 8
"""Names looked up at a time: in threads of their own, since a slow name server keeps them for minutes."""
CONNECT_WITHIN_S = 10.0
MOST_HEADERS = 128
LONGEST_HEADER = 8_190
"""Bytes of one header."""

log = structlog.get_logger()


class Refused(OSError):
    """No connection was made. An OSError, so that the other addresses of a name are tried."""


def guarded_connector(rule: Destinations, *, most: int = 100, most_of_one_host: int = 4) -> aiohttp.TCPConnector:
    """Connects to public addresses only, whatever a URL, a redirect or a name server says, and to the operator's
    exceptions. To be made inside the event loop."""

    def checked_socket(info: Any) -> socket.socket:
        family, kind, protocol, _, (address, port, *_rest) = info
        if reason := rule.refusal_of(address, port):
            log.warning("address.refused", address=address, port=port, reason=reason)
            raise Refused("address not allowed")
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(
        socket_factory=checked_socket, resolver=Lookups(), limit=most, limit_per_host=most_of_one_host, ttl_dns_cache=60
    )


def guarded_session(
    rule: Destinations, user_agent: str, *, most: int = 100, most_of_one_host: int = 4, decompress: bool = False
) -> aiohttp.ClientSession:
    """A session with nothing of the environment in it: no proxy, no netrc, no cookies. It has no deadline of its
    own; each request must be given one."""
    return aiohttp.ClientSession(
        connector=guarded_connector(rule, most=most, most_of_one_host=most_of_one_host),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": user_agent},
        trust_env=False,
        auto_decompress=decompress,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_WITHIN_S),
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        max_headers=MOST_HEADERS,
    )


def reason_of(error: BaseException) -> NotAllowed | str:
    """What to say of a failed request: NotAllowed where the guard spoke, else a short reason without the address."""
    inner = getattr(error, "os_error", None)
    if isinstance(error, Refused) or isinstance(inner, Refused):
        return NotAllowed()
    for kinds, said in _REASONS:
        if isinstance(error, kinds):
            return said
    return "the answer can't be read as HTTP"


_REASONS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((aiohttp.ClientConnectorDNSError,), "the host is not known"),
    ((aiohttp.ClientConnectorCertificateError,), "the certificate is not valid"),
    ((aiohttp.ClientSSLError,), "no secure connection was possible"),
    ((aiohttp.ClientConnectorError,), "no connection was possible"),
    ((TimeoutError,), "too slow"),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError), "the connection broke off"),
    ((aiohttp.ClientConnectionError, OSError), "no connection was possible"),
)


class Lookups(AbstractResolver):
    """The system's own resolver, in a few threads that nothing else uses."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS, "lookups")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _addresses, host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, protocol, address in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _addresses(host: str, port: int, family: int) -> list[tuple[int, int, str]]:
    """(family, protocol, address) for each address of a name, those with a scope left out: they are link-local."""
    found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [(kind, protocol, str(where[0])) for kind, _, protocol, _, where in found if "%" not in str(where[0])]
