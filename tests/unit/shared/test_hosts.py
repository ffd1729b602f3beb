"""Which Host headers a service answers."""

import pytest

from shared.runtime.hosts import checked_hosts, is_loopback, trusted_hosts


@pytest.mark.parametrize(
    ("host", "said", "trusted"),
    [
        pytest.param("127.0.0.1", "", {"localhost", "127.0.0.1", "[::1]"}, id="bound to this machine: its own names"),
        pytest.param("::1", "", {"localhost", "127.0.0.1", "[::1]"}, id="the same over IPv6"),
        pytest.param("0.0.0.0", "", {"*"}, id="bound to a network: its names are not known here"),
        pytest.param(
            "0.0.0.0", "Desk.example.org, *.news.example",
            {"localhost", "127.0.0.1", "[::1]", "desk.example.org", "*.news.example"},
            id="said by the operator: those, and health checks",
        ),
        pytest.param("127.0.0.1", "*", {"localhost", "127.0.0.1", "[::1]", "*"}, id="any, said by the operator"),
    ],
)  # fmt: skip
def test_a_service_answers_to_its_own_names(host: str, said: str, trusted: set[str]) -> None:
    assert set(trusted_hosts(host, said)) == trusted


@pytest.mark.parametrize("said", ["desk.*", "*example.org", "a.example,*.*.example"])
def test_a_pattern_that_can_match_nothing_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"neither a host name, nor like \*\.example\.org"):
        checked_hosts(said)


@pytest.mark.parametrize(
    ("host", "only_here"), [("localhost", True), ("127.8.8.8", True), ("::1", True), ("0.0.0.0", False), ("a.b", False)]
)
def test_what_only_this_machine_can_reach(host: str, only_here: bool) -> None:
    assert is_loopback(host) is only_here
