import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest
import redis

from services.cli.valkey import BrokerError, embedded_broker


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with embedded_broker(tmp_path) as url, redis.Redis.from_url(url) as client:
        client.xadd("s", {"a": "1"})
    with embedded_broker(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert client.xlen("s") == 1


def test_it_keeps_everything_on_disk_and_evicts_nothing(tmp_path: Path) -> None:
    with embedded_broker(tmp_path) as url, redis.Redis.from_url(url) as client:
        config = client.config_get("*")
    assert config["appendonly"] == "yes"
    assert config["maxmemory-policy"] == "noeviction"


def test_it_lets_nobody_in_without_the_password(tmp_path: Path) -> None:
    with embedded_broker(tmp_path) as url:
        port = redis.Redis.from_url(url).connection_pool.connection_kwargs["port"]
        with redis.Redis(port=port) as stranger, pytest.raises(redis.exceptions.AuthenticationError):
            stranger.ping()


def test_a_folder_in_use_is_refused_with_the_name_of_the_process(tmp_path: Path) -> None:
    with (
        embedded_broker(tmp_path),
        pytest.raises(BrokerError, match=f"in use by process {os.getpid()}"),
        embedded_broker(tmp_path),
    ):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel ends a child when its parent dies")
def test_it_dies_with_us_even_when_we_are_killed(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from services.cli.valkey import embedded_broker
        with embedded_broker(Path(sys.argv[1])) as url:
            print(url, flush=True)
            sys.stdin.read()
    """)
    us = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert us.stdout
    us.stdout.readline()
    (server,) = psutil.Process(us.pid).children()
    us.send_signal(signal.SIGKILL)
    us.wait()
    us.stdout.close()
    assert us.stdin
    us.stdin.close()
    psutil.wait_procs([server], timeout=10)
    assert not server.is_running()
    with embedded_broker(tmp_path):  # and the folder is free again
        pass


def test_a_damaged_file_is_reported_with_the_ways_out_and_never_silently_emptied(tmp_path: Path) -> None:
    with embedded_broker(tmp_path) as url, redis.Redis.from_url(url) as client:
        client.xadd("s", {"a": "1"})
    (file,) = (tmp_path / "appendonlydir").glob("*.incr.aof")
    data = file.read_bytes()
    file.write_bytes(data.replace(b"*", b"!", 1))
    with pytest.raises(BrokerError, match="restore it from a backup"), embedded_broker(tmp_path):
        pass
    assert file.read_bytes() == data.replace(b"*", b"!", 1)
