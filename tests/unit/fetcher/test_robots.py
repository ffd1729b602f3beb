"""What a robots.txt allows us."""

import pytest

from services.fetcher.robots import MOST_BYTES, allows, answer_of, delay_s, unanswered

SITE = "https://a.example"


@pytest.mark.parametrize(
    ("status", "body", "rules"),
    [
        (200, b"User-agent: *\nDisallow: /x", "User-agent: *\nDisallow: /x"),
        (200, b"\xef\xbb\xbfUser-agent: *", "User-agent: *"),
        (404, b"", ""),  # 4xx: there are no rules
        (403, b"", ""),
        (200, b"<!doctype html><p>Not found", ""),  # a page in its place
        (500, b"", None),  # nobody knows
        (503, b"", None),
        (429, b"", None),
    ],
)
def test_an_answer_gives_rules_none_or_a_reason_to_wait(status: int, body: bytes, rules: str | None) -> None:
    answer = answer_of(status, body)
    assert answer.rules == rules
    assert (answer.why is None) is (rules is not None)


def test_no_answer_is_a_reason_to_wait() -> None:
    assert (unanswered("too slow").rules, unanswered("too slow").why) == (None, "its robots.txt can't be had: too slow")


def test_of_a_huge_one_the_first_500_kb_are_read() -> None:
    body = b"User-agent: *\nDisallow: /x\n" + b"# \n" * 400_000 + b"Disallow: /late\n"
    rules = answer_of(200, body).rules or ""
    assert len(rules) == MOST_BYTES
    assert not allows(rules, f"{SITE}/x")
    assert allows(rules, f"{SITE}/late")


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: shahidi\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),  # addressed to us
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),  # the longest rule wins
        ("User-agent: *\nDisallow: /*.php$", "/x.php", False),
        ("User-agent: *\nDisallow: /x" + "*a" * 5_000, "/" + "a" * 2_000, True),  # and no pattern hangs it
        ("\x00\xff nonsense\nDisallow", "/x", True),
    ],
)
def test_its_rules_are_kept(rules: str, path: str, allowed: bool) -> None:
    assert allows(rules, SITE + path) is allowed


@pytest.mark.parametrize(
    ("said", "seconds"), [("7", 7), ("0.5", 0.5), ("86400", 60), ("-1", 0), ("soon", 0), ("1e999", 0)]
)
def test_a_delay_is_kept_up_to_a_minute(said: str, seconds: float) -> None:
    assert delay_s(f"User-agent: *\nCrawl-delay: {said}\n") == seconds
