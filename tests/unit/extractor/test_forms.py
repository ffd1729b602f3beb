"""Lemmas by the model's own rules, worked out once a word."""

from typing import Any

import spacy
from spacy.lookups import Lookups

from services.extractor.forms import remember_forms


def test_a_form_is_looked_up_among_the_listed_words_and_not_searched_for() -> None:
    """Of 57,000 nouns: a list would be read to its end for every new word."""
    nlp = spacy.blank("en")
    nlp.add_pipe("attribute_ruler")
    lemmatizer: Any = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lookups = Lookups()
    lookups.add_table("lemma_index", {"noun": ["march", "marcher"]})
    lookups.add_table("lemma_rules", {"noun": [["s", ""]]})
    lemmatizer.lookups = lookups
    remember_forms(nlp)
    assert nlp.pipe_names == ["forms"]
    assert lookups.get_table("lemma_index")["noun"] == frozenset(("march", "marcher"))
