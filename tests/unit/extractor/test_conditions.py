"""A condition is no event, also where it stands without "if"."""

from datetime import UTC, datetime

import pytest
from spacy.language import Language

from services.extractor.extracting import extract_all
from services.extractor.pipeline import info_of
from shared.messages import ArticleAccepted


@pytest.mark.parametrize(
    "text",
    [
        "The ministry warned officers that should any of them be found guilty of using excessive force, they will be "
        "held liable.",
        "Had police opened fire on the marchers, the square would have emptied, the mayor said.",
        "Should soldiers shoot protesters in Dhaka, the union will call a strike.",
    ],
)
def test_a_condition_told_by_its_word_order_is_no_incident(nlp: Language, text: str) -> None:
    article = ArticleAccepted(
        article_id="a", origin_id="a", text=text, text_sha256="0", language="en",
        accepted_at=datetime(2024, 6, 21, tzinfo=UTC), published_at=datetime(2024, 6, 21, tzinfo=UTC),
    )  # fmt: skip
    (read,) = extract_all([article], nlp, depth="all", info=info_of(nlp, "m"))
    assert {incident.type for incident in read.incidents} <= {"protest"}
    assert {figure.role for figure in read.figures} <= {"excluded"}
