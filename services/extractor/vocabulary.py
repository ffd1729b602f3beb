"""What a word costs the first time it is met: news never runs out of names, so this is half of all tokenizing.

spaCy looks for endings and joints ("can't", "and/or", "5km") in every new word, and works out 23 properties of it. In
a word of plain letters there is nothing to cut off, and some properties nobody here asks for. Does not handle: models
of other languages than English, whose words may be cut otherwise; they are left as they are.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from spacy.attrs import IDS  # type: ignore[import-not-found]
from spacy.language import Language

UNUSED = (
    "IS_ASCII",
    "IS_BRACKET",
    "IS_CURRENCY",
    "IS_LEFT_PUNCT",
    "IS_RIGHT_PUNCT",
    "IS_STOP",
    "LIKE_EMAIL",
    "LIKE_URL",
)
"""Properties that no rule here, no component of the model and no pattern of theirs reads."""
T = TypeVar("T")


def learn_quickly(nlp: Language) -> None:
    """Spare `nlp` what needs not be looked for in a new word: the same tokens, without the properties `UNUSED`."""
    if nlp.lang != "en":
        return
    vocab: Any = nlp.vocab  # spaCy's stubs know less of it than its documentation
    for name in UNUSED:
        vocab.lex_attr_getters.pop(IDS[name], None)
    tokenizer: Any = nlp.tokenizer
    if tokenizer.suffix_search is not None:
        tokenizer.suffix_search = _unless_plain(tokenizer.suffix_search, None)
    if tokenizer.infix_finditer is not None:
        tokenizer.infix_finditer = _unless_plain(tokenizer.infix_finditer, ())


def _unless_plain(look: Callable[[str], T], nothing: T) -> Callable[[str], T]:
    """`look`, but `nothing` at once in a word of the letters a to z: every ending and joint of English has a mark, a
    sign or a digit in it or before it."""
    return lambda word: nothing if word.isalpha() and word.isascii() else look(word)
