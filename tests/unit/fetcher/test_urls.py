"""One page, one address."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.urls import BadURL, canonical


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://kisumu.example/two-killed", "https://kisumu.example/two-killed"),
        ("HTTPS://Kisumu.Example:443/Two-Killed", "https://kisumu.example/Two-Killed"),
        ("http://kisumu.example:80", "http://kisumu.example/"),
        ("http://kisumu.example:8080/a", "http://kisumu.example:8080/a"),
        ("https://kisumu.example./a#comments", "https://kisumu.example/a"),
        ("https://kisumu.example/a?utm_source=x&id=7&fbclid=y&UTM_Medium=z", "https://kisumu.example/a?id=7"),
        ("https://kisumu.example/a?b=2&a=1", "https://kisumu.example/a?b=2&a=1"),  # its order may matter to the site
        ("https://kisumu.example/%7eann/%c3%a9t%C3%A9", "https://kisumu.example/~ann/%C3%A9t%C3%A9"),
        ("https://kisumu.example/été", "https://kisumu.example/%C3%A9t%C3%A9"),
        ("https://kisumu.example/a%2Fb", "https://kisumu.example/a%2Fb"),  # an escaped slash is no slash
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("http://[::1]:80/a", "http://[::1]/a"),
    ],
)
def test_a_page_has_one_address_however_its_link_is_written(url: str, address: str) -> None:
    assert canonical(url) == address
    assert canonical(address) == address


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("kisumu.example/a", "must begin with http"),
        ("javascript:alert(1)", "must begin with http"),
        ("file:///etc/passwd", "must begin with http"),
        ("https:///a", "must begin with http"),
        ("https://./a", "must begin with http"),
        ("https://ann:secret@kisumu.example/a", "user name or password"),
        ("https://kisumu.example:99999/a", "not an address"),
        ("https://[::1/a", "not an address"),
        ("https://kisumu.example/a b", "space"),
        ("https://kisumu.example\\@evil.example/", "backslash"),
        ("https://kisumu.example/\n", "control character"),
        ("https://" + "ü" * 70 + ".example/", "host name"),
        ("https://kisumu.example/" + "a" * 2048, "longer than 2048"),
        ("", "must begin with http"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused_without_repeating_it(url: str, why: str) -> None:
    with pytest.raises(BadURL, match=why) as refused:
        canonical(url)
    assert "secret" not in str(refused.value)


@given(st.text(st.characters(), max_size=80).map(lambda rest: "https://a.example/" + rest) | st.text(max_size=80))
def test_no_address_breaks_the_reading_of_addresses(url: str) -> None:
    with suppress(BadURL):
        address = canonical(url)
        assert address.isascii()
        assert canonical(address) == address
