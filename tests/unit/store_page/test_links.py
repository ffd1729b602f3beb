"""Links lead where they say, and never into a script."""

from datetime import UTC, datetime

import pytest

from services.store.links import article_page, incident_page, main_proof, outside
from shared.messages import AlertRaised, Proof


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


TEXT = "Two died in Kondele, witnesses said. The family demanded that the governor of the county resign at once."


@pytest.mark.parametrize(
    ("words", "main"),
    [
        (["Two", "Two died in Kondele, witnesses said.", TEXT[37:]], "Two died in Kondele, witnesses said."),
        (["Two", TEXT[37:]], TEXT[37:]),  # nothing stands around the number: the longest
        (["Two"], "Two"),
    ],
)
def test_an_alert_is_shown_with_the_words_around_its_number_rather_than_the_longest(
    words: list[str], main: str
) -> None:
    spans = [(TEXT.index(part), part) for part in words]
    proofs = [Proof(start=at, end=at + len(part), text=part, article_id="a") for at, part in spans]
    alert = AlertRaised(
        alert_id="1", kind="new_casualties", reason="", headline="", article_id="a", article_version=1,
        raised_at=datetime(2024, 7, 4, tzinfo=UTC), evidence=tuple(proofs),
    )  # fmt: skip
    assert main_proof(alert).text == main
