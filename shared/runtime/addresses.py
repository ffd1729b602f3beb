"""What REDIS_URL may say: one server, a master found by Sentinels, or a cluster.

redis://:password@host:6379/0                                   rediss:// for TLS
redis+sentinel://:password@host1:26379,host2/mymaster/0         rediss+sentinel://
redis+cluster://:password@host1:7000,host2:7001                 rediss+cluster://
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import parse_qs, quote, unquote, urlsplit

Kind: TypeAlias = Literal["server", "sentinel", "cluster"]
PORTS: dict[Kind, int] = {"server": 6379, "sentinel": 26379, "cluster": 6379}
KINDS: dict[str, Kind] = {"": "server", "+sentinel": "sentinel", "+cluster": "cluster"}
FORMS = "redis://host:port/db, redis+sentinel://host1,host2/master/db or redis+cluster://host1,host2"


@dataclass(frozen=True)
class Address:
    """Where the broker is, and how to get in."""

    kind: Kind
    hosts: tuple[tuple[str, int], ...]
    """The server; or the Sentinels, or some nodes of the cluster: one that answers is enough."""
    scheme: Literal["redis", "rediss"] = "redis"
    username: str | None = None
    password: str | None = None
    sentinel_password: str | None = None
    """Sentinels have a password of their own, or none."""
    master: str = ""
    db: int = 0

    @property
    def url(self) -> str:
        """The first host, as a URL that redis-py reads."""
        host, port = self.hosts[0]
        who = quote(self.username or "", safe="")
        login = f"{who}:{quote(self.password, safe='')}@" if self.password is not None else f"{who}@" if who else ""
        return f"{self.scheme}://{login}{_bracketed(host)}:{port}/{self.db}"

    @property
    def shown(self) -> str:
        """For people: without the password."""
        hosts = ",".join(f"{_bracketed(host)}:{port}" for host, port in self.hosts)
        return f"{self.master} of {hosts}" if self.master else hosts


def read_address(url: str) -> Address:
    """The address in REDIS_URL. Raises ValueError with what is wrong; the password is never repeated."""
    scheme, _, rest = url.partition("://")
    tls: Literal["redis", "rediss"] = "rediss" if scheme.startswith("rediss") else "redis"
    kind = KINDS.get(scheme.removeprefix(tls))
    if kind is None or not scheme.startswith("redis") or not rest:
        raise ValueError(f"must be {FORMS}")
    parts = urlsplit(f"//{rest}")
    login, _, hosts = parts.netloc.rpartition("@")
    username, colon, password = login.partition(":")
    path = [unquote(part) for part in parts.path.split("/") if part]
    asked = parse_qs(parts.query)
    master = path.pop(0) if kind == "sentinel" and path else ""
    if kind == "sentinel" and (not master or master.isdecimal()):
        raise ValueError("a Sentinel address must name its master: redis+sentinel://host1,host2/master/db")
    if len(path) > 1 or (path and not path[0].isdecimal()):
        raise ValueError("what comes after the hosts must be the number of a database")
    if kind == "cluster" and path not in ([], ["0"]):
        raise ValueError("a cluster has no numbered databases")
    if unknown := set(asked) - ({"sentinel_password"} if kind == "sentinel" else set()):
        raise ValueError(f"unknown option {min(unknown)!r}")
    return Address(
        kind=kind,
        hosts=_hosts(hosts, kind),
        scheme=tls,
        username=unquote(username) or None,
        password=unquote(password) if colon else None,
        sentinel_password=asked.get("sentinel_password", [None])[0],
        master=master,
        db=int(path[0]) if path else 0,
    )


def _hosts(said: str, kind: Kind) -> tuple[tuple[str, int], ...]:
    hosts = tuple(_host(part, PORTS[kind]) for part in said.split(",") if part)
    if not hosts:
        raise ValueError("names no host")
    if kind == "server" and len(hosts) > 1:
        raise ValueError("several hosts are a cluster's or Sentinels': redis+cluster:// or redis+sentinel://")
    return hosts


def _host(said: str, default: int) -> tuple[str, int]:
    name, colon, port = said.rpartition(":") if not said.endswith("]") and ":" in said else (said, "", "")
    if colon and not (port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(f"{port!r} is not a port")
    return name.strip("[]"), int(port) if colon else default


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
