"""One model for all tests of the extractor: loading it takes about a second."""

import pytest
from spacy.language import Language

from services.extractor.pipeline import load


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The model that the extractor uses by default."""
    return load()
