"""The claims of the three founding articles, and none that they do not make."""

import json
from functools import cache
from importlib.resources import files

import pytest
from spacy.language import Language

from shared.messages import Claim
from tests.unit.extractor.readings import claims_of
from tests.unit.extractor.tables import rows
from tests.unit.extractor.test_claims import words_of

ARTICLES = {
    "000": "000_59d535dc2eab3ab0",
    "001": "001_6352e697fd1e17c3",
    "002": "002_19e6840acfb5759d",
}


@cache
def text_of(article: str) -> str:
    """The text of one founding article."""
    text: str = json.loads((files("services.cli") / "demo" / f"{ARTICLES[article]}.json").read_text("utf8"))["text"]
    return text


@pytest.fixture(scope="module")
def found(nlp: Language) -> dict[str, list[Claim]]:
    """The claims of each article, read once."""
    return {article: claims_of(nlp, text_of(article), dated=False) for article in ARTICLES}


def overlaps(claim: Claim, start: int, words: str) -> bool:
    return any(span.start < start + len(words) and start < span.end for span in claim.evidence)


@pytest.mark.parametrize(("article", "kind", "quote", "speaker", "targets", "content"), rows("founding_claims"))
def test_a_careful_reader_s_claim_is_found(
    found: dict[str, list[Claim]], article: str, kind: str, quote: str, speaker: str, targets: str, content: str
) -> None:
    start = text_of(article).index(quote)
    claims = [claim for claim in found[article] if claim.kind == kind and overlaps(claim, start, quote)]
    said = [(words_of(c.speaker), " ".join(map(words_of, c.targets)), f"{c.action} {c.content}") for c in claims]
    assert any(
        speaker in who and all(part in asked for part in targets.split(";")) and content in what
        for who, asked, what in said
    ), said


def test_no_demand_is_invented(found: dict[str, list[Claim]]) -> None:
    for article, claims in found.items():
        demands = [row for row in rows("founding_claims") if row[:2] == (article, "demand")]
        known = [text_of(article).index(row[2]) for row in demands]
        for claim in claims:
            if claim.kind == "demand":
                assert any(span.start <= at < span.end for span in claim.evidence for at in known), claim


def test_the_same_demand_three_times_is_one_claim(found: dict[str, list[Claim]]) -> None:
    resign = [claim for claim in found["000"] if claim.action == "resign"]
    assert len(resign) == 1
    assert " ".join(span.text for span in resign[0].evidence).count("resign") == 3


def test_the_action_begins_behind_the_name_of_who_is_to_act(found: dict[str, list[Claim]]) -> None:
    (demand,) = [claim for claim in found["001"] if "launch investigations" in (claim.action or "")]
    assert (demand.action or "").startswith("launch investigations into")
    assert [target.name for target in demand.targets] == ["Independent Policing Oversight Authority"]


def test_one_person_is_one_target(found: dict[str, list[Claim]]) -> None:
    for claim in (claim for claims in found.values() for claim in claims):
        names = [target.name for target in claim.targets if target.name]
        assert len(names) == len(set(names)), claim


def test_the_letter_to_the_hague_has_its_date(found: dict[str, list[Claim]]) -> None:
    (letter,) = [claim for claim in found["002"] if claim.kind == "legal_action" and claim.speaker]
    assert letter.date is not None
    assert str(letter.date.start) == "2023-04-12"
