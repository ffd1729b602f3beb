"""Who is said to have done the harm that an article tells of: charged, accused, wanted or arrested for it.

Does not handle: suspects told by a pronoun, or named in another sentence than the accusation.
"""

import re
from dataclasses import dataclass

from services.extractor.components.harms import Harm
from services.extractor.reading import Named, Reading

_LAW = ("police", "military", "government", "private_security")
_ARMED_LAW = ("police", "military", "private_security")
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


@dataclass(frozen=True)
class Suspects:
    """By name: who is accused, who (an active verb says) killed somebody else, and who was arrested for a crime."""

    accused: frozenset[str] = frozenset()
    killers: frozenset[str] = frozenset()
    arrested: frozenset[str] = frozenset()

    def __contains__(self, named: Named) -> bool:
        """Whether a list of the victims' names that holds this one would be wrong."""
        return named.name in self.accused or named.name in self.killers

    def explains(self, harm: Harm, named: Named) -> bool:
        """Whether what befell somebody makes no victim of them: the arrest for what they are said to have done, a
        wound of an accused that the law did not give, a killer's death by no other hand."""
        if harm.kind == "arrested":
            return named.name in self.arrested or named.name in self.accused
        if named.name in self.killers and all(agent.named == named for agent in harm.agents):
            return True
        law = any(a.actor_class in _ARMED_LAW for a in harm.agents)
        return named.name in self.accused and harm.kind == "injured" and not law


NO_SUSPECTS = Suspects()


def find_suspects(reading: Reading, harms: list[Harm]) -> Suspects:
    """All suspects; where those who did the harm are the ones who make arrests, only those who killed.

    Where nobody protests, whoever is arrested in an article about a crime is a suspect of it.
    """
    violent = [h for h in harms if h.type in ("killing", "injury", "attack", "sexual_violence", "abduction", "other")]
    done = [h for h in violent if not h.not_actual]
    killers = _killers(harms)
    if not done or any(a.actor_class in _LAW for h in done for a in h.agents):
        return Suspects(killers=killers)
    accused = (n.name for n in reading.names.all if n.kind == "person" and _is_accused(n, reading.parsed))
    protests = any(h.type == "protest" for h in harms)
    arrests = [h for h in harms if h.kind == "arrested" and not protests]
    return Suspects(frozenset(accused), killers, frozenset(n.name for h in arrests for g in h.groups for n in g.named))


def _killers(harms: list[Harm]) -> frozenset[str]:
    return frozenset(
        actor.named.name
        for harm in harms
        if harm.kind == "killed" and not harm.not_actual and not harm.nominal
        for actor in harm.agents
        if actor.named is not None
        and actor.named.kind == "person"
        and actor.actor_class not in _LAW
        and harm.groups
        and all(n.name != actor.named.name for g in harm.groups for n in g.named)
    )


def _is_accused(named: Named, text: str) -> bool:
    for start, end in named.mentions:
        before = text[max(0, start - 80) : start].rsplit("\n", 1)[-1]
        if _BEFORE.search(before) or _ACCUSES.match(text[end : end + 120]):
            return True
    return False
