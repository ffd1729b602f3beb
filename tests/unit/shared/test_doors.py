"""Which key a request shows, and who has to wait."""

import base64

import pytest

from shared.runtime.doors import MOST_CLIENTS, Buckets, shown_key


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({"authorization": "Bearer abc"}, "abc"),
        ({"authorization": "bearer  abc "}, "abc"),
        ({"x-api-key": "abc"}, "abc"),
        # a feed reader knows no more than name and password
        ({"authorization": "Basic " + base64.b64encode(b"me:abc").decode()}, "abc"),
        ({"authorization": "Basic nonsense"}, ""),
        ({"authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()}, ""),
        ({"authorization": "Digest abc"}, ""),
        ({}, ""),
    ],
)
def test_a_key_is_found_where_programs_put_it(headers: dict[str, str], key: str) -> None:
    assert shown_key(headers) == key


def test_one_client_that_comes_too_often_waits_while_others_go_on() -> None:
    buckets = Buckets(a_s=2, burst=4)
    assert [buckets.wait("busy", 100.0) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert buckets.wait("other", 100.0) == 0
    assert buckets.wait("busy", 100.5) == 0, "one of two a second has come back"
    assert buckets.wait("busy", 100.5) == 1


def test_a_bucket_fills_no_further_than_it_holds_and_a_limit_of_none_is_none() -> None:
    buckets = Buckets(a_s=2, burst=4)
    buckets.wait("a", 0.0)
    assert [buckets.wait("a", 1000.0) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert {Buckets(0, 0).wait("a", 0.0) for _ in range(1000)} == {0}


def test_who_comes_under_ever_new_names_fills_no_memory() -> None:
    buckets = Buckets(a_s=1, burst=1)
    for n in range(MOST_CLIENTS + 100):
        buckets.wait(str(n), 0.0)
    assert len(buckets._left) <= MOST_CLIENTS
