"""Which addresses of strangers may be connected to: public ones, on the ports of the web, and nothing of our own.

Who may give us an address (a feed, a redirect, a subscriber's webhook) must not be able to have this machine knock
on its own or its neighbours' doors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from yarl import URL

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

SCHEMES = ("http", "https")
PORTS = (80, 443)
LONGEST = 2_048
"""Characters of an address."""

# What `is_global` of the standard library lets pass (3.11), and no stranger's server has.
_NEVER = (
    ip_network("192.88.99.0/24"),  # relays to 6to4
    ip_network("64:ff9b:1::/48"),  # a network's own translation to IPv4
    ip_network("fec0::/10"),  # private, by the rule before fd00::
    ip_network("2001::/32"),  # Teredo: carries an IPv4 address, disguised
)
_NAT64 = ip_network("64:ff9b::/96")
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain", "arpa", "onion")
"""Top levels that only a network's own name server answers for; asking it would already tell something."""


class NotAllowed(Exception):
    """An address that may not be connected to. Says nothing more: the caller must not learn what is there."""

    def __init__(self) -> None:
        super().__init__("address not allowed")


@dataclass(frozen=True)
class Destinations:
    """The rule, with an operator's exceptions: in `allowed` networks any port is, but never one of `own_ports`."""

    allowed: tuple[Network, ...] = ()
    own_ports: frozenset[int] = frozenset()

    def refusal_of(self, address: str, port: int) -> str | None:
        """Why no connection may be made there, or None. For the log, not for whoever gave the address."""
        ip = unwrapped(ip_address(address.partition("%")[0]))
        if any(ip in network for network in self.allowed):
            return "a port of our own" if port in self.own_ports else None
        return refusal_of(ip) or (None if port in PORTS else "a port that is not of the web")

    def checked(self, url: str | URL) -> URL:
        """The address as it will be asked for, if it may be as far as it says itself; no name is looked up.
        Raises NotAllowed."""
        try:
            said = URL(url) if isinstance(url, str) else url
            host, port = said.raw_host, said.port
        except ValueError:
            raise NotAllowed from None
        if len(str(said)) > LONGEST or said.scheme not in SCHEMES or not host or port is None:
            raise NotAllowed
        if said.user is not None or said.password is not None:
            raise NotAllowed
        if self._refuses_host(host.lower().rstrip("."), port):
            raise NotAllowed
        return said

    def _refuses_host(self, host: str, port: int) -> bool:
        if ":" in host or _is_numeric(host):
            try:
                return self.refusal_of(host, port) is not None
            except ValueError:  # 127.1, 0x7f000001, 2130706433: some resolvers read them, nobody writes them
                return True
        if not all(c.isalnum() or c in "-._" for c in host):
            return True
        # Inside an operator's own networks names and ports are as he likes; the address itself is checked later.
        return not self.allowed and (port not in PORTS or "." not in host or host.rpartition(".")[2] in _LOCAL_NAMES)


def refusal_of(ip: Address) -> str | None:
    """Why this address is no stranger's server, or None where it is one."""
    real = unwrapped(ip)
    if any(real in network for network in _NEVER):
        return "a special address"
    if real.is_multicast:
        return "a multicast address"
    if real.is_reserved or not real.is_global:
        return "not a public address"
    return None


def unwrapped(ip: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4 or NAT64; else itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def networks_from(said: str) -> tuple[Network, ...]:
    """Networks out of a setting, with commas: `127.0.0.0/8, 10.1.0.0/16`. Raises ValueError with the one at fault."""
    found: list[Network] = []
    for part in filter(None, (part.strip() for part in said.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError:
            raise ValueError(f"{part!r} is not a network, like 10.1.0.0/16") from None
    return tuple(found)


def checked_networks(said: str) -> str:
    """The setting as it is. Raises ValueError."""
    networks_from(said)
    return said


def destinations(allowed_networks: str = "", own_ports: Iterable[int] = ()) -> Destinations:
    """The rule out of a setting. Raises ValueError."""
    return Destinations(networks_from(allowed_networks), frozenset(own_ports))


def _is_numeric(host: str) -> bool:
    """Whether it ends in a number, and so is an address in one form or another (WHATWG URL, "ends in a number")."""
    last = host.rpartition(".")[2]
    return last.isdecimal() or last.startswith("0x")
