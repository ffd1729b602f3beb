"""Who holds a port or a folder."""

import os
import socket
import sys
from pathlib import Path

import pytest

from services.cli.processes import listener, named

ME = Path("/proc/self/comm").read_text().strip() if sys.platform == "linux" else ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows every process's sockets in /proc")
@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_the_process_that_listens_on_a_port_is_named(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as door:
        door.bind((host, 0))
        assert listener(door.getsockname()[1]) == "", "bound, and nobody listens"
        door.listen()
        assert listener(door.getsockname()[1]) == f"process {os.getpid()} ({ME})"


def test_a_process_that_is_gone_has_only_its_number() -> None:
    assert named("999999999") == "process 999999999"
