"""Which addresses of strangers may be connected to (H8)."""

from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.destinations import Destinations, NotAllowed, destinations, networks_from, refusal_of

PRIVATE = (
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
    "169.254.169.254",  # where clouds keep a machine's credentials
    "192.0.2.1", "198.18.0.1", "203.0.113.1",  # documentation, benchmarks
    "192.88.99.1",  # relays to 6to4
    "224.0.0.1", "255.255.255.255", "240.0.0.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:a9fe:a9fe",  # mapped
    "::127.0.0.1",  # "compatible", long dead
    "2002:7f00:1::", "2002:c0a8:101::1",  # 6to4 of 127.0.0.1, of 192.168.1.1
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",  # NAT64
    "64:ff9b:1::808:808",  # a network's own NAT64, whatever it carries
    "2001::1", "2001:0:808:808::1",  # Teredo
    "5f00::1", "4000::1",  # not given out to anybody
)  # fmt: skip
PUBLIC = (
    "8.8.8.8",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",  # how a network without IPv4 reaches 8.8.8.8
    "2002:808:808::1",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_no_public_address_is_refused(address: str) -> None:
    assert Destinations().refusal_of(address, 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_let_through_whatever_form_it_comes_in(address: str) -> None:
    assert refusal_of(ip_address(address)) is None
    assert Destinations().refusal_of(address, 443) is None


@pytest.mark.parametrize("port", [0, 22, 25, 79, 81, 6379, 8000, 8080, 8443])
def test_only_the_ports_of_the_web_are_let_through(port: int) -> None:
    assert Destinations().refusal_of("8.8.8.8", port)


def test_an_operators_own_network_may_be_reached_on_any_port_but_ours() -> None:
    rule = destinations("127.0.0.0/8, fd00:1::/32", own_ports=(8001,))
    assert rule.refusal_of("127.0.0.1", 9999) is None
    assert rule.refusal_of("::ffff:127.0.0.1", 9999) is None
    assert rule.refusal_of("fd00:1::5", 80) is None
    assert rule.refusal_of("127.0.0.1", 8001) == "a port of our own"
    assert rule.refusal_of("10.0.0.1", 80)
    assert rule.refusal_of("8.8.8.8", 9999)


def test_a_network_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match=r"'10\.1\.0\.5/16' is not a network"):
        networks_from("127.0.0.0/8,10.1.0.5/16")


WRONG = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/",
    "http://0177.0.0.1/", "http://0/", "http://127.0.0.1./",
    "http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/",  # other digits and dots that mean the same
    "http://[::1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/", "http://[fec0::1]/",
    "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/",
    "http://localhost/", "http://localhost./", "http://LOCALHOST/", "http://a.localhost/", "http://printer.local/",
    "http://metadata.google.internal/", "http://redis/", "http://db.lan/", "http://1.0.0.127.in-addr.arpa/",
    "http://user@news.example/", "http://user:word@news.example/", "http://@127.0.0.1/", "http://news.example@10.0.0.1/",
    "http://news.example:22/", "http://news.example:6379/", "http://news.example:99999/", "http://news.example:0/",
    "file:///etc/passwd", "gopher://news.example/", "ftp://news.example/", "data:text/html,x", "javascript:alert(1)",
    "//news.example/", "news.example", "", "http://", "http:/news.example/", "http:///x", "https:news.example",
    "http://news.example\\@127.0.0.1/", "http://127.0.0.1%00.news.example/", "http://a b/", "http://[::1", "http://a..b:x/",
    "http://news.example/" + "a" * 3_000,
)  # fmt: skip


@pytest.mark.parametrize("url", WRONG)
def test_an_address_that_is_no_strangers_page_is_refused_in_the_same_words(url: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        Destinations().checked(url)
    assert str(refused.value) == "address not allowed"


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a?b=c",
        "https://news.example:443/",
        "https://xn--tst-qla.example/",
        "http://tést.example/",
        "http://8.8.8.8/",
        "http://the_desk.news.example/",
    ],
)
def test_a_strangers_page_is_let_through(url: str) -> None:
    assert Destinations().checked(url).host


PIECES = [
    "http://", "https:", "//", "127.0.0.1", "[::1]", "[", "]", "@", ":", "/", "\\", "%00", "%", "0x7f", ".", "a", "é",
    "①", "localhost", "?", "#", "99999", "xn--", "。", "[::ffff:7f00:1]", " ", "\t", "\n", "\0", "\u202e", "\ud800",
]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map("".join)))
def test_no_text_breaks_it_and_none_that_it_lets_through_is_one_of_ours(said: str) -> None:
    with suppress(NotAllowed):
        let_through = Destinations().checked(said)
        assert let_through.scheme in ("http", "https")
        assert let_through.port in (80, 443)
        assert let_through.user is None
        host = let_through.raw_host or ""
        with suppress(ValueError):
            assert refusal_of(ip_address(host)) is None
        assert host.rstrip(".").lower() != "localhost"


@pytest.mark.parametrize("url", ["http://press:8080/feed", "http://localhost:9000/", "http://127.0.0.1:9000/"])
def test_where_an_operator_allows_a_network_its_names_and_ports_are_as_he_likes(url: str) -> None:
    with pytest.raises(NotAllowed):
        Destinations().checked(url)
    assert destinations("127.0.0.0/8").checked(url).port


@pytest.mark.parametrize("url", ["http://127.1:9000/", "http://0x7f000001/", "http://user@127.0.0.1/", "file:///x"])
def test_no_exception_lets_a_disguise_through(url: str) -> None:
    with pytest.raises(NotAllowed):
        destinations("127.0.0.0/8").checked(url)
