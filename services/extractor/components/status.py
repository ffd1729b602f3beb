"""How sure the article is of an event: reported, alleged, confirmed, disputed, denied.

Does not handle: doubt spread over paragraphs; a confirmation by name alone, without a word such as "confirmed".
"""

import re

from services.extractor.components.harms import Harm
from services.extractor.reading import Reading
from shared.messages import IncidentStatus

_ALLEGED = re.compile(
    r"\b(?:alleg\w+|reportedly|accus\w+|claim(?:s|ed|ing)?(?!\s+(?:the\s+)?(?:responsib|\d|at\s+least|lives|\w+\s+lives))|blam\w+|suspected\s+to\s+have|purported\w*|unconfirmed)\b",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\b(?:(?:police|hospital|county|government|court|officials?|authorit\w+|commander|coroner|minister\w*|spokes\w+|commissioner|officers?|inquest|chief|doctors?|pathologist|postmortem|autopsy)\b[^.;]{0,80}\b(?:confirm\w*|verified|ruled|convict\w*|sentenc\w*|found\s+guilty|admitt\w+)"
    r"|(?:confirmed|convicted|sentenced|ruled|found\s+guilty)\b[^.;]{0,60}\b(?:by|for)\b|pronounced\s+dead|identified\s+the\s+(?:victim|deceased|dead))",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss(?:ed|es)|refut\w+|rejected\s+claims|disput\w+)\b", re.IGNORECASE
)
_OPENING, _CLOSING = '“"', '”"'


def status_of(harms: list[Harm], reading: Reading, denials: list[Harm]) -> IncidentStatus:
    """From how the event is told in all its sentences; the surest telling counts, a denial disputes it."""
    sentences = sorted({h.sentence for h in harms})
    texts = [reading.text[slice(*s)] for s in sentences]
    denied = any(_DENIED.search(text) for text in texts)
    own_voice = any(
        not _ALLEGED.search(t) and not _is_quoted(reading.text, s) for t, s in zip(texts, sentences, strict=True)
    )
    if any(_CONFIRMED.search(text) and not _ALLEGED.search(text) for text in texts):
        return "disputed" if denied or denials else "confirmed"
    if denied and not own_voice and all(_DENIED.search(t) for t in texts):
        return "denied"
    if denied or denials:
        return "disputed"
    return "reported" if own_voice else "alleged"


def _is_quoted(text: str, sentence: tuple[int, int]) -> bool:
    """Whether a sentence stands in quotation marks, which an earlier sentence of its paragraph may have opened."""
    paragraph = text.rfind("\n", 0, sentence[0]) + 1
    before = text[paragraph : sentence[0]]
    inside = text[sentence[0] : sentence[1]]
    if inside[:1] in _OPENING or (before and before.rstrip().endswith(tuple(_OPENING))):
        return True
    return before.count("“") > before.count("”") or (before.count('"') % 2 == 1)
