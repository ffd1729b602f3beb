"""By which names a service may be called.

A page of somebody else's can let its own name resolve to 127.0.0.1 (DNS rebinding): the reader's browser then takes
our service for that page's own server and lets its scripts read it. The Host header gives such a caller away.
"""

from ipaddress import ip_address

LOCAL = ("localhost", "127.0.0.1", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def trusted_hosts(host: str, said: str) -> list[str]:
    """The Host headers to answer: those that the operator says (comma-separated; `*.example.org`, `*`) and this
    machine's own, which health checks use. Nothing said: only this machine's when bound to it, else any, since what
    a proxy or a container's network calls a service is not known here."""
    named = [name.strip().lower() for name in said.split(",") if name.strip()]
    if not named and not is_loopback(host):
        return ["*"]
    return [*LOCAL, *named]


def checked_hosts(said: str) -> str:
    """The setting as it is. Raises ValueError when a pattern is none that can be matched."""
    for name in said.split(","):
        if "*" in name.strip().removeprefix("*.") and name.strip() != "*":
            raise ValueError(f"{name.strip()!r} is neither a host name, nor like *.example.org, nor *")
    return said
