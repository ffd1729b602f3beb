"""Which language a text is in, where it is long enough to tell."""

import re
from functools import lru_cache
from typing import Any

ENOUGH_LETTERS = 40
"""Below this, names decide: "Nairobi, Kenya" is no language."""
SURE_ENOUGH = 0.6
LOOKED_AT = 2_000
"""Characters. More do not change the answer, and cost 0.2 ms for each thousand."""

_CODE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]{2,8})*")


def code_of(said: str) -> str | None:
    """ISO 639-1 in lower case of what a caller says (`en`, `en-GB`, `sw_KE`), or None when it is no such code."""
    match = _CODE.fullmatch(said.strip())
    return match[1].lower() if match else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Half a second and a large model: loaded with the first article, not with the module.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Only codes of ISO 639-1: English with many names is otherwise often taken for Nigerian Pidgin (pcm).
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])
    # Lets go of the table it was cut from: 27 MB less, measured.
    identifier._full_model = (identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes)
    return identifier


def detected(text: str) -> str | None:
    """ISO 639-1 of the language, or None when the text is too short or too mixed to tell."""
    head = text[:LOOKED_AT]
    if sum(character.isalpha() for character in head) < ENOUGH_LETTERS:
        return None
    language, probability = _identifier().classify(head)
    return str(language) if probability >= SURE_ENOUGH else None
