"""A cheap look at an article: is it worth a parse? About 100 MB of text a second, no model.

Does not handle: harm told without a single word of the lexicon; that is what depth `all` is for.
"""

import re
from functools import cache

from services.extractor.components.harm_words import lemmas
from services.extractor.lexicon import words


@cache
def _pattern() -> re.Pattern[str]:
    """Every word of harm, and those in which demands and accusations are made, with their endings."""
    stems = {stem for lemma in (lemmas() - words("weak_words")) | words("relevant") if len(stem := _stem(lemma)) > 2}
    return re.compile(rf"\b(?:{'|'.join(sorted(stems, reverse=True))})", re.IGNORECASE)


def _stem(lemma: str) -> str:
    """A lemma without the last letter that its forms drop ("torture", "torturing")."""
    return re.escape(lemma[:-1] if lemma.endswith(("e", "y")) and len(lemma) > 4 else lemma)


def is_relevant(text: str) -> bool:
    """Whether `text` holds any word of harm, unrest, or of demands on those in power."""
    return _pattern().search(text) is not None
