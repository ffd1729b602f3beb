"""Who holds what this program wants: named from /proc where there is one, so that nobody has to search."""

from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"
"""The state TCP_LISTEN in /proc/net/tcp."""


def named(pid: str) -> str:
    """`process 4711 (redis-server)`; without the name where it can't be read."""
    try:
        return f"process {pid} ({(PROC / pid / 'comm').read_text().strip()})"
    except OSError:
        return f"process {pid}"


def listener(port: int) -> str:
    """Who listens on a TCP port of this machine, or "" when it can't be told: no /proc, or another user's process."""
    sockets = {f"socket:[{inode}]" for table in ("tcp", "tcp6") for inode in _inodes(PROC / "net" / table, port)}
    for process in PROC.glob("[0-9]*") if sockets else ():
        try:
            if any(str(descriptor.readlink()) in sockets for descriptor in (process / "fd").iterdir()):
                return named(process.name)
        except OSError:
            continue  # it is not ours to look into, or it ended meanwhile
    return ""


def _inodes(table: Path, port: int) -> set[str]:
    try:
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
    except OSError:
        return set()
    return {row[9] for row in rows if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port}
