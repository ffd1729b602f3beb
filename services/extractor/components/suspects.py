"""Who is said to have done the harm that an article tells of: charged, accused, wanted or arrested for it.

Does not handle: suspects told by a pronoun, or named in another sentence than the accusation.
"""

import re

from services.extractor.components.harms import Harm
from services.extractor.reading import Named, Reading

_LAW = ("police", "military", "government", "private_security")
_ACCUSES = re.compile(
    r"^(?:,[^.;\n]{0,60}?,|\s*\([^)\n]{0,40}\))?\s*(?:who\s+)?(?:"
    r"(?:is|was|has|had|were|will)\s+(?:\w+\s+){0,3}?(?:charged|accused|arrested|booked|jailed|held|wanted|indicted|convicted|"
    r"sentenced|custody|suspects?|facing|surrendered|arraigned)|faces?\s+(?:\w+\s+){0,3}?(?:charges?|counts?|trial)|"
    r"(?:pleaded|pled)\b|turned\s+(?:him|her)self\s+in)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:suspects?(?:ed)?|shooters?|gunm[ae]n|killers?|attackers?|assailants?|arrested|charged|accused|charges?\s+against|case\s+against|"
    r"warrants?\s+for|search(?:ing)?\s+for|hunt\s+for|looking\s+for|trial\s+of|mugshot\s+of)\b"
    r"(?:\s+(?:is|was|were|are|have|has|been|identified|named|as|in|the|shooting|killing|case|and|[\w-]*year-old)|,|:|\s+\d+|-)*\s*$",
    re.IGNORECASE,
)


def find_suspects(reading: Reading, harms: list[Harm]) -> frozenset[str]:
    """The names of all suspects; none where those who did the harm are the ones who make arrests."""
    violent = [h for h in harms if h.type in ("killing", "injury", "attack", "sexual_violence", "abduction", "other")]
    done = [h for h in violent if not h.not_actual]
    if not done or any(a.actor_class in _LAW for h in done for a in h.agents):
        return frozenset()
    return frozenset(n.name for n in reading.names.all if n.kind == "person" and _is_accused(n, reading.parsed))


def _is_accused(named: Named, text: str) -> bool:
    for start, end in named.mentions:
        before = text[max(0, start - 80) : start].rsplit("\n", 1)[-1]
        if _BEFORE.search(before) or _ACCUSES.match(text[end : end + 120]):
            return True
    return False
