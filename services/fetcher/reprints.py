"""The same text under another name: what makes a word-for-word reprint of an agency's report recognisable."""

import unicodedata

from shared.identity import sha256_of


def reprint_key(text: str) -> str:
    """Equal for texts that differ only in case, white space, punctuation or the way an accent is written."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(character if character.isalnum() else " " for character in folded).split()
    return sha256_of(" ".join(words))
