"""Demands of the press of many countries, and what only looks like one."""

import pytest
from spacy.language import Language

from shared.messages import Claim, Party
from tests.unit.extractor.readings import demands_of
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
    found = demands_of(nlp, sentence)
    assert any(fits(claim, speaker, addressee, action) for claim in found), (why, found)


@pytest.mark.parametrize(("why", "sentence"), rows("near_misses"))
def test_what_only_looks_like_a_demand_is_none(nlp: Language, why: str, sentence: str) -> None:
    assert demands_of(nlp, sentence) == [], why
