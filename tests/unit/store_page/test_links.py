"""Links lead where they say, and never into a script."""

import pytest

from services.store.links import article_page, incident_page, outside


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://press.example/1?a=b", "https://press.example/1?a=b"),
        ("http://press.example", "http://press.example"),
        ("HTTPS://press.example", "HTTPS://press.example"),
        ("javascript:alert(1)", None),
        ("  javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("//press.example/1", None),
        ("https:alert(1)", None),
        ("http://[::1", None),  # not a URL at all
        (None, None),
    ],
)
def test_only_the_web_is_linked(url: str | None, leads_to: str | None) -> None:
    assert outside(url) == leads_to


def test_an_id_is_one_part_of_an_address() -> None:
    assert incident_page("a/b?c#d") == "/desk/incidents/a%2Fb%3Fc%23d"
    assert article_page('"><svg>', 2, (3, 9)) == "/desk/articles/%22%3E%3Csvg%3E?version=2#s3-9"
