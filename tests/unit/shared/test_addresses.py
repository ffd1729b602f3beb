"""What REDIS_URL may say."""

import pytest

from shared.runtime.addresses import Address, read_address


@pytest.mark.parametrize(
    ("url", "read"),
    [
        pytest.param("redis://localhost", Address("server", (("localhost", 6379),)), id="one server, all by default"),
        pytest.param(
            "rediss://reader:p%40ss@r.example:6380/2",
            Address("server", (("r.example", 6380),), "rediss", "reader", "p@ss", db=2),
            id="TLS, a user, a password with a sign in it, a database",
        ),
        pytest.param("redis://:p@[::1]:7/0", Address("server", (("::1", 7),), password="p"), id="IPv6"),
        pytest.param("redis://[::1]", Address("server", (("::1", 6379),)), id="IPv6 without a port"),
        pytest.param(
            "redis+sentinel://:p@a,b:27000/news/1?sentinel_password=s",
            Address("sentinel", (("a", 26379), ("b", 27000)), password="p", sentinel_password="s", master="news", db=1),
            id="Sentinels, each with the port of Sentinels by default, and their own password",
        ),
        pytest.param(
            "rediss+cluster://a:7000,b:7001",
            Address("cluster", (("a", 7000), ("b", 7001)), "rediss"),
            id="some nodes of a cluster",
        ),
    ],
)
def test_an_address_is_read(url: str, read: Address) -> None:
    assert read_address(url) == read


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "must be redis://"),
        ("localhost:6379", "must be redis://"),
        ("http://localhost", "must be redis://"),
        ("redis+raft://a,b", "must be redis://"),
        ("redis://", "must be redis://"),
        ("redis:///0", "names no host"),
        ("redis://a:secret@/0", "names no host"),
        ("redis://a:port/0", "'port' is not a port"),
        ("redis://a:99999", "'99999' is not a port"),
        ("redis://a/first", "the number of a database"),
        ("redis://a/1/2", "the number of a database"),
        ("redis://a,b", r"redis\+cluster:// or redis\+sentinel://"),
        ("redis+sentinel://a,b", "must name its master"),
        ("redis+sentinel://a,b/0", "must name its master"),
        ("redis+cluster://a/3", "no numbered databases"),
        ("redis://a?socket_timeout=1", "unknown option 'socket_timeout'"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        read_address(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["redis://a:6379/0", "rediss://u:p%40ss@b:1/2", "redis://:p@[::1]:7/0", "redis://u@b:1/0"]
)
def test_one_server_is_written_as_it_was_read(url: str) -> None:
    assert read_address(url).url == url


def test_an_address_is_shown_without_its_password() -> None:
    assert read_address("redis+sentinel://:secret@a,b/news").shown == "news of a:26379,b:26379"
    assert read_address("redis://:secret@[::1]/0").shown == "[::1]:6379"
