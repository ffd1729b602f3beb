"""The people harmed in an event: name, age, sex, occupation, fate.

Does not handle: ages in words, ages given in another sentence than a mention of the name.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from services.extractor.components.actors import class_of_noun
from services.extractor.components.beside_names import Fate
from services.extractor.components.harms import Harm
from services.extractor.components.identified import Identified, may_be_a_victim
from services.extractor.components.later_deaths import hurt_before
from services.extractor.components.patients import Group
from services.extractor.components.suspects import NO_SUSPECTS, Suspects
from services.extractor.lexicon import table, words
from services.extractor.reading import Named, Reading
from shared.messages import HarmKind, Victim

_AFTER = re.compile(
    r"^\s*(?:,\s*(?:who\s+was\s+)?(?:aged\s+)?|\(\s*|\s+aged\s+)(\d{1,3})\b(?!\s*(?:people|per|%|km|years?\s+(?:ago|later|in)))"
)
_BEFORE = re.compile(r"\b(\d{1,3})[- ]years?[- ]old\b[^.;]{0,60}$", re.IGNORECASE)
_BEHIND = re.compile(r"^\s*,?\s*(?:was\s+)?an?\s+(\d{1,3})[- ]years?[- ]old\b", re.IGNORECASE)
_CRIME = re.compile(
    r"\b(?:suspects?|suspicion|charged\s+with|in\s+connection\s+with|murder\w*|homicide|manslaughter|robbery|warrant|for\s+the\s+(?:killing|shooting|death)|bond|felon\w*)\b",
    re.IGNORECASE,
)
_NO_BLAZE = r"(?<!open )(?<!opened )(?<!opening )(?<!opens )(?<!under )(?<!exchanged )(?<!returned )(?<!live )"
Sex = Literal["female", "male"]
_RANK: tuple[HarmKind, ...] = ("killed", "missing", "abducted", "injured", "arrested", "displaced", "unspecified")


def victims_of(
    harms: list[Harm], reading: Reading, identified: Sequence[Identified] = (), suspects: Suspects = NO_SUSPECTS
) -> tuple[Victim, ...]:
    """Named people with the worst fate told of each; if nobody is named, the one person described.

    `identified`: whom the article names as victims elsewhere. `suspects`: who is said to have done harm; that they
    were arrested for it, or died of it by their own hand, makes no victim of them.
    """
    fates: dict[str, tuple[Named, HarmKind | None]] = {}
    told = [(h, is_response(h, reading)) for h in harms]
    answered = {n.name for h, responds in told if responds for g in h.groups for n in g.named}
    for harm in (h for h, responds in told if not responds):
        hurt = hurt_before(harm, harms)
        for group in (*harm.groups, *(hurt.groups if hurt and not _names_somebody(harm) else ())):
            for named in group.named:
                answers = harm.kind == "arrested" and named.name in answered
                if answers or suspects.explains(harm, named) or not may_be_a_victim(named):
                    continue
                known = fates.get(named.name)
                if known is None or _worse(harm.kind, known[1]):
                    fates[named.name] = (named, harm.kind)
    fate = min((h.kind for h in harms if h.kind), key=_RANK.index, default=None)
    if fate in ("killed", "injured"):
        for each in sorted(identified, key=lambda e: e.fate is None):
            if each.sure or each.named not in suspects:
                rest = (
                    fate if each.fate or fate == "injured" else _fate_of_the_rest(harms, [f for _, f in fates.values()])
                )
                fates.setdefault(each.named.name, (each.named, each.fate or rest))
    found = tuple(_victim(named, fate, reading) for named, fate in fates.values())
    return found or _described(harms, reading)


def _fate_of_the_rest(harms: list[Harm], known: list[HarmKind | None]) -> Fate:
    """What befell a victim of whom only that is told: where all the dead have names and others were hurt, a wound."""
    dead = [g.amount.best or 0 for h in harms if h.kind == "killed" for g in h.groups if g.amount]
    hurt = any(h.kind == "injured" and any(g.amount and g.amount.low > 1 for g in h.groups) for h in harms)
    return "injured" if hurt and known.count("killed") >= max(dead, default=1) else "killed"


def _names_somebody(harm: Harm) -> bool:
    return any(group.named for group in harm.groups)


def is_response(harm: Harm, reading: Reading) -> bool:
    """ "was arrested and charged with murder": the arrest of a suspect answers a harm, and makes no victim."""
    return harm.type == "arrest" and _CRIME.search(reading.text[slice(*harm.sentence)]) is not None


def _worse(new: HarmKind | None, old: HarmKind | None) -> bool:
    rank = [*_RANK, None]
    return rank.index(new) < rank.index(old)


def _victim(named: Named, fate: HarmKind | None, reading: Reading) -> Victim:
    start, end = named.mentions[0]
    return Victim(
        name=named.name,
        aliases=named.aliases,
        age=_age_of(named, reading.text),
        sex=_sex_of(named, reading),
        occupation=_occupation(named.role),
        fate=fate,
        mention=reading.span(start, end),
    )


def _age_of(named: Named, text: str) -> int | None:
    for start, end in named.mentions:
        for pattern, window in (
            (_AFTER, text[end : end + 30]),
            (_BEHIND, text[end : end + 30]),
            (_BEFORE, text[max(0, start - 80) : start]),
        ):
            match = pattern.search(window)
            if match and int(match[1]) <= 120:
                return int(match[1])
    return None


def _sex_of(named: Named, reading: Reading) -> Sex | None:
    told = sex_in(named.role or "")
    if told:
        return told
    start, end = named.mentions[0]
    return sex_in(reading.text[max(0, start - 40) : start]) or _sex_behind(named, end, reading)


def _sex_behind(named: Named, end: int, reading: Reading) -> Sex | None:
    """As the words behind a name tell, before anybody else is spoken of: another name, "and a girl"."""
    others = (m for n in reading.names.all if n.kind == "person" and n.name != named.name for m in n.mentions)
    behind = reading.text[end : min((start for start, _ in others if start >= end), default=end + 250)][:250]
    return sex_in(re.split(r"\band\s+(?:an?|the|(?:his|her)\s+\w+)\s", behind, maxsplit=1)[0], pronouns=True)


def sex_in(phrase: str, *, pronouns: bool = False) -> Sex | None:
    """The sex that a description tells ("a 24-year-old man"), or the next pronoun; null if it tells none."""
    for word in re.findall(r"[a-z]+", phrase.lower()):
        sex = table("sexed_words").get(word)
        if sex and (pronouns or word not in ("his", "her", "him", "he", "she")):
            return "male" if sex == "male" else "female"
    return None


def _occupation(role: str | None) -> str | None:
    if role is None:
        return None
    last = role.split()[-1].lower()
    return role if last in words("occupations") or last in words("title_heads") else None


def _described(harms: list[Harm], reading: Reading) -> tuple[Victim, ...]:
    """ "a 24-year-old student": one person without a name. More than one such are a figure, not a list."""
    single = [(h, g) for h in harms for g in h.groups if h.kind and not g.named and _is_one(g)]
    several = any(g.amount and g.amount.best != 1 for h in harms for g in h.groups if h.kind)
    if several or not single:
        return ()
    harm, group = min(single, key=lambda pair: (_RANK.index(pair[0].kind or "unspecified"), pair[0].start))
    phrase = reading.text[group.start : group.end]
    age = re.search(r"\b(\d{1,3})[- ]years?[- ]old\b", phrase, re.IGNORECASE)
    return (
        Victim(
            age=int(age[1]) if age and int(age[1]) <= 120 else None,
            sex=sex_in(phrase, pronouns=group.pronoun),
            occupation=group.head if group.head in words("occupations") else None,
            fate=harm.kind,
            mention=reading.span(group.start, group.end),
        ),
    )


def _is_one(group: Group) -> bool:
    return group.amount is not None and group.amount.best == 1 and not group.component


@cache
def _weapons() -> re.Pattern[str]:
    """Any word of the lexicon, the longest first; "fire" where nobody opened it."""
    listed = sorted(table("weapons"), key=len, reverse=True)
    words_of = "|".join(f"{_NO_BLAZE}fire" if word == "fire" else re.escape(word) for word in listed)
    return re.compile(rf"(?<![\w-])(?:{words_of})(?![\w-])")


def weapon_of(harms: list[Harm], text: str) -> str | None:
    """What the harm was done with, as the nearest word of the lexicon in a telling of it says."""
    for harm in sorted(harms, key=lambda h: (h.kind != "killed", h.nominal)):
        sentence = text[slice(*harm.sentence)].lower()
        at = harm.start - harm.sentence[0]
        found = [(abs(m.start() - at), _weapon(m, sentence)) for m in _weapons().finditer(sentence)]
        if found:
            return min(found)[1]
    return None


def _weapon(found: re.Match[str], sentence: str) -> str:
    """What a word of the lexicon means here; "police fire" is of guns."""
    before = " ".join(sentence[: found.start()].split()[-2:])
    if found[0] == "fire" and class_of_noun(before) in ("police", "military", "armed_group"):
        return "firearm"
    return table("weapons")[found[0]]
