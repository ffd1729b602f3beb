"""Floors under what is heard of demands, over all sentences of the tables, those that are known to fail included.

The floors are what was last measured: they may rise, and not fall. docs/quality.md says what the figures mean.
"""

import pytest
from spacy.language import Language

from services.extractor.components.bearings import THRESHOLD
from services.store.policies import Policy
from shared.messages import Claim
from tests.unit.extractor.readings import claims_of, pressing_demands_of
from tests.unit.extractor.tables import rows
from tests.unit.extractor.test_demands import fits
from tests.unit.extractor.test_founding_claims import ARTICLES, text_of

DEMANDS = (*rows("demands"), *rows("demands_missed"))
NEAR_MISSES = (*rows("near_misses"), *rows("near_misses_taken"))
RECALL = 0.98
PRECISION = 0.98


@pytest.fixture(scope="module")
def heard(nlp: Language) -> list[bool]:
    """For each demand of the tables whether it is found with speaker, addressee and action."""
    return [
        any(fits(claim, speaker, addressee, action) for claim in pressing_demands_of(nlp, sentence))
        for _, sentence, speaker, addressee, action in DEMANDS
    ]


def test_there_are_a_hundred_and_fifty_of_each() -> None:
    assert len(set(DEMANDS)) >= 150
    assert len(set(NEAR_MISSES)) >= 150


def test_most_demands_are_heard(heard: list[bool]) -> None:
    assert sum(heard) / len(heard) >= RECALL


def test_few_demands_are_invented(nlp: Language, heard: list[bool]) -> None:
    invented = sum(bool(pressing_demands_of(nlp, sentence)) for _, sentence in NEAR_MISSES)
    assert sum(heard) / (sum(heard) + invented) >= PRECISION


def test_sentences_written_after_the_rules_are_heard_as_well_as_when_first_read(nlp: Language) -> None:
    found = sum(
        any(fits(claim, speaker, addressee, action) for claim in pressing_demands_of(nlp, sentence))
        for _, sentence, speaker, addressee, action in rows("demands_later")
    )
    invented = sum(bool(pressing_demands_of(nlp, sentence)) for _, sentence in rows("near_misses_later"))
    assert found >= 24
    assert invented <= 2


def test_what_is_missed_is_listed_as_missed(heard: list[bool]) -> None:
    found = [row[0] for row, ok in zip(DEMANDS, heard, strict=True) if ok]
    assert not {row[0] for row in rows("demands_missed")} & set(found), "move it to demands.tsv"


def test_every_founding_demand_passes_the_threshold_of_the_store(nlp: Language) -> None:
    demands: list[Claim] = [
        claim
        for article in ARTICLES
        for claim in claims_of(nlp, text_of(article), dated=False)
        if claim.kind == "demand"
    ]
    assert len(demands) >= 13
    assert min(claim.relevance or 0 for claim in demands) > THRESHOLD == Policy().demand_relevance
