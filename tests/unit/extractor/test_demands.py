"""Demands of the press of many countries, and what only looks like one."""

import pytest
from spacy.language import Language

from shared.messages import Claim, Party
from tests.unit.extractor.readings import claims_of, demands_of, pressing_demands_of
from tests.unit.extractor.tables import rows


def words_of(party: Party | None) -> str:
    """All that a party is called."""
    assert party is not None
    return " ".join(filter(None, (party.name, party.role, party.mention.text if party.mention else "")))


def fits(claim: Claim, speaker: str, addressee: str, action: str) -> bool:
    asked = " ".join(words_of(target) for target in claim.targets)
    return speaker in words_of(claim.speaker) and addressee in asked and action in (claim.action or "")


@pytest.mark.parametrize(("why", "sentence", "speaker", "addressee", "action"), rows("demands"))
def test_a_demand_names_who_asks_whom_and_for_what(
    nlp: Language, why: str, sentence: str, speaker: str, addressee: str, action: str
) -> None:
    found = pressing_demands_of(nlp, sentence)
    assert any(fits(claim, speaker, addressee, action) for claim in found), (why, found)


@pytest.mark.parametrize(("why", "sentence"), rows("near_misses"))
def test_what_only_looks_like_a_demand_is_none(nlp: Language, why: str, sentence: str) -> None:
    assert pressing_demands_of(nlp, sentence) == [], why


@pytest.mark.parametrize(
    "sentence",
    [
        "Her father demanded silence at the dinner table.",
        "The striker demanded a transfer to Madrid.",
        "Bondholders demanded a higher coupon.",
        "Diners demanded a refund for the cold soup.",
    ],
)
def test_a_demand_between_private_people_is_kept_with_a_low_score(nlp: Language, sentence: str) -> None:
    (claim,) = demands_of(nlp, sentence)
    assert claim.relevance is not None
    assert claim.relevance < 0.35


def test_every_claim_is_weighed(nlp: Language) -> None:
    text = "Police denied the killing. The nurses demanded that the minister resign, and the mayor said it rained."
    weights = [claim.relevance for claim in claims_of(nlp, text)]
    assert len(weights) == 3
    assert all(weight is not None and 0 <= weight <= 1 for weight in weights)


def test_a_demand_says_for_whom_it_is_made(nlp: Language) -> None:
    (justice,) = demands_of(nlp, "Students in Nairobi demanded justice for the slain medic.")
    (freedom,) = demands_of(nlp, "The union demanded the release of Omar Diallo.")
    assert [words_of(claim.beneficiary) for claim in (justice, freedom)] == [
        "slain medic the slain medic",
        "Omar Diallo Omar Diallo",
    ]


def test_three_demands_in_one_sentence_are_three(nlp: Language) -> None:
    text = "The students demanded that the rector resign, that the police leave the campus and that the fees be cut."
    found = demands_of(nlp, text)
    assert [claim.action for claim in found] == ["resign", "leave the campus", "be cut"]
    assert [target.role for claim in found for target in claim.targets] == ["rector", "police", "fees"]


def test_he_who_is_reminded_is_who_must_act(nlp: Language) -> None:
    (claim,) = demands_of(nlp, "The ombudsman reminded Mayor Ana Ruiz that she must answer the council's questions.")
    assert [target.name for target in claim.targets] == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("negated", "Nobody demanded that the minister resign."),
        ("past", "The old king used to demand tribute from the villages."),
        ("past", "In the 1990s the movement demanded multiparty elections."),
        ("hypothetical", "The council is expected to demand an inquiry."),
    ],
)
def test_a_demand_not_made_now_is_at_most_a_statement(nlp: Language, why: str, sentence: str) -> None:
    assert {claim.kind for claim in claims_of(nlp, sentence)} <= {"statement"}, why


def test_the_killing_is_the_one_told_before(nlp: Language) -> None:
    text = (
        "Police shot dead a student in Kisumu on Monday.\n\n"
        "The union demanded that the minister resign over the killing. It rained in Nairobi."
    )
    (claim,) = demands_of(nlp, text)
    assert claim.incident == "i1"
