"""What the processes of a running house cost: seconds of processor and memory, by service (Linux)."""

import os
from collections.abc import Mapping
from pathlib import Path

PROC = Path("/proc")


def services_of(up: int) -> dict[int, str]:
    """The children of `shahidi up`: process id -> `broker`, `fetcher`, `extractor` or `store`."""
    found = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            if int(_fields(int(folder.name))[1]) == up:
                words = (folder / "cmdline").read_bytes().decode().strip("\0").split("\0")
                found[int(folder.name)] = words[-1] if "services.cli.main" in words else "broker"
        except OSError:
            continue  # it has ended meanwhile
    return found


def processor_s(pid: int) -> float:
    """Seconds of processor time of a process with all its threads."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processor_by_service(services: Mapping[int, str]) -> dict[str, float]:
    """The same, of all processes of each service together."""
    spent: dict[str, float] = {}
    for pid, name in services.items():
        spent[name] = spent.get(name, 0.0) + processor_s(pid)
    return spent


def memory_mb(pid: int) -> float:
    """Resident memory, without what it only maps from files."""
    lines = (PROC / str(pid) / "status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def _fields(pid: int) -> list[str]:
    """Of /proc/PID/stat, from the third on: the second, its name, may hold anything."""
    return (PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
