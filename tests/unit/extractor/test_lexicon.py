"""Every line of the lists of harm is well formed, and is reached: by the cheap look, and by the word it stands for."""

import re
from typing import get_args

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from services.extractor.components.harm_words import Frame, harm_word
from services.extractor.components.relevance import is_relevant, sifted
from services.extractor.lexicon import rows, words
from shared.messages import ActorClass, HarmKind, IncidentType

HARMS = rows("harms")
NEEDS_MORE = frozenset(("hold", "open", "strike", "protester", "protestor", "demonstrator"))
"""Words that tell harm only with what stands beside them: see test_incidents.py and test_figures.py."""


@pytest.mark.parametrize(("lemma", "pos", "kind", "type_", "frame"), HARMS)
def test_a_line_of_harms_is_well_formed(lemma: str, pos: str, kind: str, type_: str, frame: str) -> None:
    assert lemma == lemma.lower().strip()
    assert pos in ("V", "N", "A")
    assert kind == "-" or kind in get_args(HarmKind)
    assert type_ in get_args(IncidentType)
    assert frame in get_args(Frame)


@pytest.mark.parametrize(
    ("lemma", "pos", "kind"), [(row[0], row[1], row[2]) for row in HARMS if row[0].split("+")[0] not in NEEDS_MORE]
)
def test_a_line_of_harms_is_what_its_word_tells(lemma: str, pos: str, kind: str, nlp: Language) -> None:
    verb, _, particle = lemma.partition("+")
    tag = {"V": ("VERB", "VBD"), "N": ("NOUN", "NN"), "A": ("ADJ", "JJ")}[pos]
    doc = Doc(
        nlp.vocab,
        words=["Gunmen", verb, *([particle] if particle else []), "men"],
        lemmas=["gunman", verb, *([particle] if particle else []), "man"],
        pos=["NOUN", tag[0], *(["ADP"] if particle else []), "NOUN"],
        tags=["NNS", tag[1], *(["RP"] if particle else []), "NNS"],
        heads=[1, 1, *([1] if particle else []), 1],
        deps=["nsubj", "ROOT", *(["prt"] if particle else []), "dep" if words("protest_words") & {verb} else "dobj"],
    )
    found = harm_word(doc[1])
    assert found is not None
    assert (found.kind or "-") == kind


@pytest.mark.parametrize("lemma", sorted({row[0] for row in HARMS if "+" not in row[0]}))
def test_the_cheap_look_stops_at_every_word_of_harm(lemma: str) -> None:
    quiet = lemma in words("weak_words") or lemma in words("empty_words")
    text = f"Two men were shot dead in Kisumu. Officers spoke of the {lemma} there." if quiet else f"A {lemma} there."
    assert is_relevant(text)
    assert lemma in sifted(text)


@pytest.mark.parametrize("name", ["periods", "long_ago", "disappearances"])
def test_a_line_of_wordings_is_a_regular_expression(name: str) -> None:
    for line in words(name):
        assert re.compile(line)
        assert not re.compile(line).search("")


def test_values_are_those_of_the_contract() -> None:
    assert {value for _, value, *_ in rows("actors")} <= {*get_args(ActorClass)}
    assert {weight for _, weight in rows("telling_words")} == {"doubt", "says", "finds", "denies"}
    assert {sense for _, sense, *_ in rows("protest_senses")} <= {"crowd", "bare", "labour", "acts"}
