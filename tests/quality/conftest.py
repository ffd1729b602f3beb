"""The model that the extractor uses by default, loaded once."""

from tests.unit.extractor.conftest import nlp

__all__ = ["nlp"]
