"""The same text under another name: what makes a word-for-word reprint of an agency's report recognisable."""

import re
import unicodedata

from shared.identity import sha256_of

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def reprint_key(text: str) -> str:
    """Equal for texts that differ only in case, white space, punctuation or the way an accent is written."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return sha256_of(_BETWEEN_WORDS.sub(" ", folded).strip())
