"""Which words are first names: those that hint at a person by themselves, and the long list."""

from services.extractor.lexicon import words


def is_first_name(word: str) -> bool:
    """Whether a name of two words or more that opens so is most likely somebody's."""
    return word in words("given_names") or word in words("first_names")
