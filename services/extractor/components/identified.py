"""Whom the article names as the people harmed, away from any word of harm: "The victims were identified as A, B and C".

Does not handle: a first name alone where the full name stands nowhere, lists that break over lines.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.extractor.components.beside_names import Fate, list_from, runs_of, told_beside
from services.extractor.components.harms import Harm
from services.extractor.components.roles import Setting, role_of
from services.extractor.components.tellings import Event
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading

_DEAD = r"dead|deceased|slain|fatalit\w+|killed|died|bodies|body|decedents?"
_HARMED = rf"victims?|{_DEAD}|injured|wounded|hurt"
_AS = re.compile(
    r"\b(?:identif\w+|named|ID['’]?d)\s+(?:(?:[\w'’.-]+\s+){0,14}?as\b:?|(?:[\w'’-]+\s+){0,8}?[\w'’-]+:(?=\s*\n))"
    r"|\b(?:g[ai]ve[ns]?|listed|released)\s+(?:the|his|her|their)\s+(?:full\s+)?(?:names?|identit\w+)\s+(?:[\w'’.-]+\s+){0,14}?as\b"
    r"|\b(?:was|were|is|are)\s+named\b|\b(?:his|her|whose)\s+name\s+(?:was|is)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?:^|(?<=[.!?”\"]\s)|(?<=\n))(?:(?:also|the)\s+)?(?:(?:dead|killed|slain|injured|wounded|hurt)(?:\s+(?:in|at|on|by)\s+[\w\s'’-]{1,30}?)?"
    r"\s+(?:is|are|was|were)\b:?|(?:victims?|dead|deceased|killed|injured|wounded)(?:\s+(?:names?|information))?:?(?=\s*\n))"
    r"|\bthe\s+(?:(?:other|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+)*(?:dead|deceased|slain|injured|wounded|killed)\s+"
    r"(?:(?:men|man|women|woman|people|students?|teens?|teenagers?|boys?|girls?|child|children|persons?|officers?|ones?)\s+)?"
    r"(?:is|are|was|were|include[sd]?)\b:?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\s+(?:(?:other|more|people|men|women|victims|bodies)\s+){0,2}"
    r"(?:dead|deceased|killed|slain|injured|wounded|hurt|victims)\b(?:\s+(?:in|at|on|inside)\s+[\w\s'’-]{1,30}?)?:",
    re.IGNORECASE,
)
"""A list opened by those harmed: "Killed were", "The three injured men are", "found two more dead at the mill:", a line
"Victims" above names."""
_ARE = re.compile(
    r"\b(?:(?:other|second|third|first|two|three|both|homicide|shooting|murder|gunshot)\s+)*"
    r"(?:victims?|the\s+dead|the\s+deceased|(?:those|people|persons?|couple|man|men|woman|women|boy|girl|child)\s+"
    r"(?:who\s+)?(?:were\s+|was\s+)?(?:killed|slain|died|shot)(?:\s+(?:in|inside|at|on|outside)\s+[\w\s'’-]{1,30})?)"
    r"(?:['’]s?\s+names?)?\s*(?:(?:is|are|was|were|include[sd]?|as)\b|[,:]|(?=\s[A-Z]))",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:man|woman|boy|girl|child|baby|toddler|infant|teen|teenager|student|couple)\b", re.IGNORECASE
)
_ONE_OF = re.compile(
    r"^(?:,\s*\d{1,3})?\s*,?\s*(?:who\s+)?(?:was\s+|is\s+|were\s+)?(?:one\s+of|among)\s+(?:the\s+|those\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:victims?|people|persons|men|women|students|those|teens|teenagers|boys|girls|children)?\s*"
    r"(?:who\s+)?(?:were\s+|was\s+)?(?P<how>killed|shot\s+dead|shot|died|slain|(?:found\s+)?dead|wounded|injured|victims?|"
    r"whose\s+bod(?:y|ies)\b)"
    r"|^(?:,\s*\d{1,3})?\s*,?\s*(?:who\s+)?(?:was|is)\s+(?:also\s+)?(?:an?|the|another)\s+(?:[\w-]+\s+){0,2}?victim\s+(?:of|in)\s+"
    r"(?:the|this|that|a|[\w-]+['’]s)\s+(?:[\w’'-]+\s+){0,3}?(?:shooting|attack|killing|massacre|stabbing|raid|ambush|bombing)\b",
    re.IGNORECASE,
)
_MOURNED = re.compile(
    r"\b(?:(?:vigil|funeral|memorial|burial|obituary|tribute)s?(?:\s+services?)?\s+(?:was\s+held\s+)?(?:for|of|to)"
    r"|in\s+(?:memory|honou?r)\s+of|mourn(?:s|ed|ing)?(?:\s+the\s+(?:death|loss)\s+of)?)\s+"
    r"(?:[a-z\d][\w-]*\s+){0,3}$",
    re.IGNORECASE,
)
_JOIN = re.compile(r",|;|\band\b|\n\s*[-•*]|:")
_STOP = re.compile(
    r"\b(?:who|was|were|is|are|has|had|have|said|says|by|told|when|after|before|which|that|shot|suspects?|arrested|charged|while|police)\b"
    r"|(?<!\bJr)(?<!\bSr)(?<!\b[A-Z])[.!?]\s|\n\s*\n",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\s*[,:(“\"]?\s*(?:(?!(?:to|at|in|on|for|from|with|into|near|not|being|taken)\b)(?:\d+[\w-]*|[a-z][\w'’-]*|[A-Z][\w'’-]*)[,;:]?\s+){0,6}[“\"]?(?:\w+\.\s+)?"
)
_OF_KIN = re.compile(
    r"['’]s\s+(?:[\w-]+\s+){0,2}?(?:wife|husband|widow|sons?|daughters?|mother|father|parents?|brothers?|sisters?|nephew|niece"
    r"|cousin|uncle|aunt|friend|girlfriend|boyfriend|partner|child|children|family|grand\w+)\b"
)
"""Behind a name that is not the victim's: "the victim, Amina Noor's son"."""
_NEXT_LINE = re.compile(
    r"(?:,?\s*\(?(?:age\s+)?\d{1,3}\)?\b[^\n]{0,60}|,[^\n]{1,60}|\s*\([^\n)]{1,40}\))?\s*\n\s*(?:[-•*–—]\s*)?(?:\d[\w-]*,?\s+)?|:?\s*\n\s*(?:[-•*–—]\s*)?"
)
"""From one line of a list of names to the next: "Amina Noor, 25, of Kitale"."""
_REACH = 90
"""Characters between two names of one list: an age, a town, a kinship."""
_WAS_NAMED = re.compile(r"\b(?:was|were|is|are)\s+named$", re.IGNORECASE)
_BEFORE = 120
"""Characters before "identified as" in which its subject stands."""


@dataclass(frozen=True)
class Identified:
    """One named person, where that stands, and what became of them if the words tell."""

    named: Named
    start: int
    fate: Fate | None
    sure: bool = False
    """The words leave no doubt, whatever this person is accused of elsewhere: "one of the four people killed"."""


def find_identified(reading: Reading, tellings: Sequence[tuple[Harm, Setting]]) -> list[Identified]:
    """Everybody whom the article so names, once each, in the order of the text."""
    people = sorted(
        ((start, end, named) for named in reading.names.all if may_be_a_victim(named) for start, end in named.mentions),
        key=lambda mention: mention[:2],
    )
    found: dict[str, Identified] = {}
    named = (*_listed(reading, people), *_told(reading, people), *_harmed(reading, people, tellings))
    for each in sorted(named, key=lambda e: e.start):
        if each.named.name not in found or (found[each.named.name].fate is None and each.fate):
            found[each.named.name] = each
    return list(found.values())


def adds_names(identified: Sequence[Identified], tellings: Sequence[tuple[Harm, Setting]]) -> bool:
    """Whether somebody is so named whom no word of harm has beside it."""
    harmed = {n.name for h, _ in tellings for g in h.groups for n in g.named}
    return any(each.named.name not in harmed for each in identified)


def may_be_a_victim(named: Named) -> bool:
    """A person, and not what only looks like one: "Northeast Side", "Hide Caption", "Jr."."""
    parts = [part.strip(".,").lower() for part in named.name.split()]
    if named.kind != "person" or parts in (["jr"], ["sr"]) or len(named.name) < 3:
        return False
    return words("no_victim_words").isdisjoint(parts) and words("org_heads").isdisjoint(parts)


def _listed(reading: Reading, people: list[tuple[int, int, Named]]) -> Iterator[Identified]:
    text = reading.parsed
    starts = [start for start, _, _ in people]
    for cue in sorted((m for p in (_AS, _ARE, _FIRST) for m in p.finditer(text)), key=lambda c: c.start()):
        if reading.is_boilerplate(*cue.span()):
            continue
        subject = _subject(text, cue)
        if subject is None:
            continue
        fate: Fate | None = "killed" if re.search(rf"\b(?:{_DEAD})\b", subject, re.IGNORECASE) else None
        if re.search(r"\b(?:injured|wounded|hurt)\b", cue[0], re.IGNORECASE):
            fate = "injured"
        at = cue.end()
        for n, (start, end, named) in enumerate(people[bisect_left(starts, at) :]):
            gap = text[at:start]
            if start < at or not _goes_on(gap, first=n == 0):
                break
            if not _OF_KIN.match(text, end):
                yield Identified(named, start, fate)
            at = end


def _goes_on(gap: str, *, first: bool) -> bool:
    """Whether a name behind these words belongs to the list; before the first, an age and a description may stand."""
    if _NEXT_LINE.fullmatch(gap):
        return True
    if len(gap) > _REACH or _STOP.search(gap):
        return False
    return _INTRODUCES.fullmatch(gap) is not None if first else _JOIN.search(gap) is not None


def _subject(text: str, cue: re.Match[str]) -> str | None:
    """Who is named: the words of the sentence up to the cue's end; null where they speak of a suspect or officer."""
    start = max(text.rfind("\n", 0, cue.start()), text.rfind(". ", 0, cue.start()), cue.start() - _BEFORE) + 1
    subject = text[start : cue.end()]
    told = _told_of(subject)
    if not told and _WAS_NAMED.search(cue[0]) and not _SOMEBODY.search(subject):
        return None
    if not told:  # "He was identified as": whoever the sentence before is about
        before = text[max(0, start - 2 * _BEFORE) : start]
        told = _told_of(before) or (["victim"] if _SOMEBODY.search(subject) or _is_he(subject, before) else [])
        subject = before + subject
    return subject if told and told[-1] not in words("suspects") else None


def _is_he(subject: str, before: str) -> bool:
    """ "He was identified as", where the sentence before opens with one person: "The man later passed away"."""
    opens = re.match(r"\W*(?:he|she)\b", subject, re.IGNORECASE)
    last = re.split(r"[.!?]\s+|\n", before.strip().rstrip(".!?"))[-1]
    return (
        opens is not None
        and re.match(rf"\W*(?:the|that)\s+(?:\w+\s+)?{_SOMEBODY.pattern}", last, re.IGNORECASE) is not None
    )


def _told_of(text: str) -> list[str]:
    """The words for victims and for suspects, in their order."""
    found = re.findall(r"[\w-]+", text.lower())
    return [word for word in found if word in words("suspects") or re.fullmatch(_HARMED, word)]


def _told(reading: Reading, people: list[tuple[int, int, Named]]) -> Iterator[Identified]:
    """ "X, one of the four people killed"; "a vigil for X"."""
    text = reading.parsed
    for start, end, named in people:
        one = _ONE_OF.match(text, end, min(len(text), end + 120)) or _ONE_OF.match(text[end : end + 120])
        if one:
            how = (one["how"] or "").lower()
            dead = re.search(rf"\b(?:{_DEAD})\b", how) is not None
            yield Identified(
                named, start, "killed" if dead else "injured" if how in ("wounded", "injured") else None, sure=True
            )
        elif _MOURNED.search(text[max(0, start - 60) : start].rsplit("\n", 1)[-1]):
            yield Identified(named, start, "killed", sure=True)


def _harmed(
    reading: Reading, people: list[tuple[int, int, Named]], tellings: Sequence[tuple[Harm, Setting]]
) -> Iterator[Identified]:
    """Whom the words beside their names tell as harmed, or a noun: "the death of X", "the murders of X and Y"."""
    single = [g for h, _ in tellings for g in h.groups if h.kind in ("killed", "injured") and not h.not_actual]
    heads = frozenset(g.head for g in single if not g.named and g.amount and g.amount.best == 1)
    for (start, _, named), fate in told_beside(reading, people, heads | {"victim", "deceased"}):
        yield Identified(named, start, fate)
    runs = runs_of(reading.parsed, people)
    for harm, setting in tellings:
        if harm.kind != "killed" or not harm.nominal or harm.not_actual:
            continue
        for group in harm.groups:
            if group.named and not group.pronoun and role_of(harm, group, setting, reading) in ("incident", "update"):
                first = next((start for start, end, _ in people if group.start <= start < group.end), None)
                listed = list_from(first, runs) if first is not None else []
                for start, _, named in listed:
                    yield Identified(named, start, "killed")


def shared_out(identified: list[Identified], events: Sequence[Event]) -> list[list[Identified]]:
    """For each event, whom the article so names among its victims: of the events that killed or hurt, the one told
    nearest, before rather than after, and with deaths for the dead."""
    shares: list[list[Identified]] = [[] for _ in events]
    for each in identified:
        known = [n for n, event in enumerate(events) if each.named.name in event.names]
        harmful = [n for n, event in enumerate(events) if _told_kinds(event) & {"killed", "injured"}]
        fit = known or [n for n in harmful if each.fate in _told_kinds(events[n])] or harmful
        if fit:
            shares[min(fit, key=lambda n: _distance(events[n], each.start))].append(each)
    return shares


def _told_kinds(event: Event) -> set[str | None]:
    return {h.kind for h, _ in event.tellings}


def _distance(event: Event, start: int) -> int:
    """Characters to its nearest telling; what is told later counts double."""
    return min(start - h.start if h.start <= start else 2 * (h.start - start) for h, _ in event.known)
