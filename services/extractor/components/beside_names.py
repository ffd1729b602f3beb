"""Who was harmed, by the words right beside a name, where the parse does not say so: "Amina Noor, 25, was taken to
hospital", "a bullet struck Brian Otieno", "the girl, Faith Wanjiru, was asleep".

Does not handle: people told of by a pronoun, victims of another event told with the same words.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal

from services.extractor.components.roles import is_old, tells_long_ago
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading

Fate = Literal["killed", "injured"]
Mention = tuple[int, int, Named]
_TOWN = r"(?:[A-Z][\w.'’-]*(?:\s+|,\s+|,|$)){1,4}"
ASIDE = (
    r"(?:,?\s*\(?(?:aged?\s+)?\d{1,3}\b(?:[- ]years?[- ]old)?\)?,?|,?\s+both\s+\d{1,3},?"
    rf"|,?\s+(?:both\s+|all\s+)?(?:of|from)\s+{_TOWN}"
    r"|,\s+an?\s+(?:[\w-]+\s+){1,5}[\w-]+,)*"
)
"""What may stand between a name and its verb, or the next name of a list: an age, a town, "a father of two"."""
_NO_DESCRIPTION = (
    r"(?!(?:to|at|in|on|for|from|with|into|near|not|by|of|as|and|or|but|was|were|is|are|who|when|while|after|before|that|"
    r"during|outside|inside|over|under|about|against|around|through|since|until|than|because|where|which|between|behind|off|"
    r"an?|said|says|told|according)\b)"
)
_DESCRIPTION = rf"(?:{_NO_DESCRIPTION}(?:\d[\w-]*|[a-z][\w'’-]*|[A-Z][a-z]*\.),?\s+){{0,6}}[“\"]?"
_LIST_GAP = re.compile(rf"{ASIDE}\s*(?:[,;]\s*(?:and\s+)?|\band\s+|&\s*)(?:an?\s+(?=\d[\w-]*[- ]old\b))?{_DESCRIPTION}")
_AND_OTHERS = (
    r"(?:,?\s+and\s+(?:an?|the|his|her|their|one|two|three)\s+(?:[a-z\d][\w-]*\s+){0,3}[a-z][\w-]*(?=,|\s+w))?"
)
"""After the last name of a list, somebody without one: "..., and the second boy, all of Kitale, were taken"."""
_BE = r"(?:was|were|is|are|remains?|remained|(?:had|has|have)\s+been)"
_WOUND = r"(?:wounds?|injur(?:y|ies))\b"
_NO_STOP = r"(?:[^.;\n]|(?<=\bSt)\.|(?<=\bMt)\.)"
"""What belongs to one clause; the stop of "St. Luke's Hospital" ends none."""
_CARE = (
    r"(?i:hospitals?|hospitali[sz]ed|medical|clinic|trauma|surgery|emergency|condition|wounds?|injur(?:y|ies)|treated)"
)
_FOUND_DEAD = (
    rf"{_BE}\s+(?:\w+\s+){{0,2}}?(?:found|discovered|located|pronounced|declared)\s+(?:\w+\s+){{0,3}}?"
    r"(?:dead|deceased|slain|killed|fatally\s+\w+|shot\s+to\s+death)\b"
)
_IN_CARE = (
    rf"{_BE}\s+(?:\w+\s+){{0,3}}?(?:taken|rushed|flown|air-?lifted|transported|transferred|life[- ]?flighted|brought"
    rf"|driven|treated|hospitali[sz]ed|admitted|recovering|listed|in)\b{_NO_STOP}{{0,50}}?\b{_CARE}\b"
)
_FOUND_HURT = (
    rf"{_BE}\s+(?:\w+\s+){{0,2}}?(?:found|discovered|located)\b{_NO_STOP}{{0,60}}?\b"
    rf"(?:shot|wounded|(?:with|suffering)\s+(?:[\w-]+\s+){{1,5}}?{_WOUND})"
)
_WOUNDED = (
    r"(?:also\s+)?(?:suffer(?:ed|s|ing)|sustained|underwent|is\s+recovering\s+from)\s+[^.;\n]{0,40}?\b"
    r"(?:wounds?|injur(?:y|ies)|surgery|surgeries)\b"
)
_STRUCK = rf"{_BE}\s+(?:also\s+|each\s+)?(?:hit|struck|grazed)\b"


def _behind(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{ASIDE}{_AND_OTHERS}{ASIDE},?\s*(?:who\s+)?{pattern}")


_OWN_PLACE = r"(?:in|inside|at|on|near|outside|lying)\b[^.;,\n]"
_DEAD_AFTER = _behind(_FOUND_DEAD)
_ALL_DEAD_AFTER = _behind(
    r"(?:(?:all|both)\s+)?(?:died|(?:were|have\s+been)\s+(?:all\s+|both\s+)?(?:killed|slain|murdered|shot\s+dead)|lost\s+their\s+lives)\b"
)
"""Behind a list of several names; of one name the parse says so."""
_HURT_AFTER = tuple(map(_behind, (_IN_CARE, _WOUNDED, _STRUCK, _FOUND_HURT)))
_FOUND = re.compile(r"\b(?:found|finding|find|located|discovered)\s+" + _DESCRIPTION + r"\Z")
_WITH_WOUNDS = re.compile(
    rf"{ASIDE}(?:\s+{_OWN_PLACE}{{0,60}}?)?,?\s+(?:suffering|bleeding|with)\s+(?:[\w-]+\s+){{1,6}}?{_WOUND}"
)
"""Behind whom somebody found: "in his yard, suffering from a gunshot wound"."""
_IDENTIFIED_AS = re.compile(
    rf"{ASIDE},?\s*(?:was|were|is|are|(?:has|have)\s+been)\s+(?:\w+\s+){{0,2}}?identified\s+{_NO_STOP}{{0,60}}?\bas\s+"
    r"(?:the\s+|one\s+of\s+the\s+)(?:(?!suspect|gunm|shoot|alleged)[\w-]+\s+){0,4}?(?:victims?|dead|deceased|"
    r"(?:who\s+)?(?:was\s+|were\s+)?(?:killed|slain|died|shot|wounded|injured|found))\b"
)
_OWN_WORDS = r"(?:(?!\b(?:told|said|says|that|identified|heard|believes?|helped)\b)[^.;\n])"
"""What a sentence goes on to tell of the person named, not what they tell of others."""
_SHOT_AFTER = _behind(
    r"(?:was|were)\s+(?:\w+\s+)?(?P<how>shot|stabbed|killed|gunned\s+down|injured|wounded|hacked|beaten)\b"
)
_HIMSELF = re.compile(
    rf"{ASIDE}{_OWN_WORDS}{{0,120}}?\b(?P<how>shot|shooting|wounded|wounding|killed|killing)\s+(?:himself|herself)\b"
)
_PRONOUN = re.compile(
    rf"{ASIDE}{_OWN_WORDS}{{0,100}}?\b(?:when|as|after)\s+(?!he\b|she\b){_OWN_WORDS}{{1,100}}?\b"
    r"(?P<how>hit|hitting|struck|striking|shot|shooting|killing|killed|wounding|wounded|graz(?:ed|ing))\s+"
    r"(?:him\b|her\b|(?:the\s+\w+\s+of\s+)?his\s+\w)"
)
_DIED = re.compile(r"[^.;\n]{0,120}?\b(?:died|pronounced\s+dead|dies|succumbed)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?<!\bto )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbeing )(?<!\bis )(?<!\bare )(?<!\bgot )(?<!\bbe )(?<!\bgets )"
    r"\b(?P<verb>hit|hitting|struck|striking|graz(?:ed|ing)|shot|stabbed|stabbing|wounded|wounding|injured|injuring|"
    r"killed|killing|kills|(?<=\bof )shooting|(?<=\bfor )shooting|(?<=ly )shooting)\s+"
    rf"(?:and\s+(?:\w+ly\s+)?(?P<also>killed|killing|wounded|wounding|injured|injuring)\s+)?{_DESCRIPTION}\Z"
)
_SAID = re.compile(r"\s*,?\s*(?:said|says|told|added|wrote|testified|recalled)\b|['’]s\s+(?:office|department)\b")
_ACCORDING = re.compile(
    r"\b(?i:according)\s+to\s+(?:[^.;\n]|(?<=\b[A-Z][a-z])\.|(?<=\b[A-Z][a-z]{2})\.|(?<=\b[A-Z][a-z]{3})\.)*\Z"
)
"""The speaker of a sentence, also with a short title: "According to Sgt. ..."."""
_DEAD = re.compile(r"kill|fatal", re.IGNORECASE)
_THE_ONE = re.compile(
    r"\b(?:the|that)\s+(?:(?:little|young|slain|dead|injured|wounded|\d+[\w-]*)\s+)*"
    r"(?P<noun>[a-z]+),\s+(?:(?:later\s+)?identified\s+as\s+)?(?:\d[\w-]*,?\s+)?\Z",
    re.IGNORECASE,
)


def runs_of(text: str, people: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions in their order, those of one list together: "A, 25, B, of Kitale, and his son C"."""
    found: list[list[Mention]] = []
    for mention in people:
        gap = text[found[-1][-1][1] : mention[0]] if found else ""
        if found and len(gap) <= LONGEST and _LIST_GAP.fullmatch(gap):
            found[-1].append(mention)
        else:
            found.append([mention])
    return found


LONGEST = 90
"""Characters between two names of one list."""


def told_beside(
    reading: Reading, people: Sequence[Mention], harmed: frozenset[str]
) -> Iterator[tuple[Mention, Fate | None]]:
    """The mentions of those harmed with what befell them, null where only the article's other words tell.

    `people`: all mentions of persons, in order; `harmed`: the nouns by which the article tells of people harmed without
    naming them ("girl").
    """
    text = reading.parsed
    nexts = [start for start, _, _ in people]
    for listed in runs_of(text, people):
        speaks = len(listed) > 1 and _ACCORDING.search(text[max(0, listed[0][0] - 80) : listed[0][0]])
        run = listed[1:] if speaks else listed
        first, last = run[0], run[-1]
        fate = _fate_after(text, run) or _fate_before(text, first, last) or _fate_in_sentence(reading, run, nexts)
        if (fate or _is_described(text, run, harmed)) and not reading.is_boilerplate(first[0], last[1]):
            yield from ((mention, fate) for mention in run)


def list_from(start: int, runs: Sequence[list[Mention]]) -> list[Mention]:
    """The mention that begins at `start` and those that follow it in its list."""
    at = bisect_left([run[-1][0] for run in runs], start)
    return [mention for mention in runs[at] if mention[0] >= start] if at < len(runs) else []


def _fate_after(text: str, run: Sequence[Mention]) -> Fate | None:
    end = run[-1][1]
    window = text[end : end + 160].split("\n", 1)[0]
    if _DEAD_AFTER.match(window) or (len(run) > 1 and _ALL_DEAD_AFTER.match(window)):
        return "killed"
    if _FOUND.search(text[max(0, run[0][0] - 60) : run[0][0]]) and (found := _WITH_WOUNDS.match(window)):
        return "killed" if _DIED.match(text, end + found.end()) else "injured"
    told = next((match for pattern in _HURT_AFTER if (match := pattern.match(window))), None)
    if told is None:
        return None
    return "killed" if _DIED.match(text, end + told.end()) else "injured"


def _fate_in_sentence(reading: Reading, run: Sequence[Mention], starts: Sequence[int]) -> Fate | None:
    """ "was shot", unless told of another year; "when a bullet hit her", "and shot himself" before any other name."""
    text, end = reading.parsed, run[-1][1]
    after = bisect_right(starts, end)
    window = text[end : min(starts[after] if after < len(starts) else len(text), end + 260)]
    told = _SHOT_AFTER.match(window) or (len(run) == 1 and (_HIMSELF.match(window) or _PRONOUN.match(window)))
    if not told or _is_long_ago(reading, run[0][0], end + told.end()):
        return None
    return "killed" if _DEAD.search(told["how"]) or _DIED.match(text, end + told.end()) else "injured"


def _is_long_ago(reading: Reading, start: int, end: int) -> bool:
    """Whether the sentence around these characters gives a day before the window of an alert, or words such as "last
    year"."""
    first = max(reading.parsed.rfind(". ", 0, start), reading.parsed.rfind("\n", 0, start)) + 1
    last = min(
        (at for mark in (". ", "\n") if (at := reading.parsed.find(mark, end)) >= 0), default=len(reading.parsed)
    )
    dates = [d for d in reading.dates if first <= d.start and d.end <= last]
    return any(is_old(d.when, reading) for d in dates) or tells_long_ago(reading.parsed[first:last])


def _fate_before(text: str, first: Mention, last: Mention) -> Fate | None:
    if _SAID.match(text, last[1]):
        return None
    window = text[max(0, first[0] - 90) : first[0]].rsplit("\n", 1)[-1]
    told = _BEFORE.search(window)
    if told is None:
        return None
    deadly = (
        _DEAD.search(told["verb"]) or _DEAD.search(told["also"] or "") or window[: told.start()].endswith("fatally ")
    )
    return "killed" if deadly else "injured"


def _is_described(text: str, run: Sequence[Mention], harmed: frozenset[str]) -> bool:
    """ "The girl, Faith Wanjiru, ...", of whom the article told as "a girl" before; "X has been identified as the man
    who died"."""
    first, last = run[0], run[-1]
    if _IDENTIFIED_AS.match(text, last[1], min(len(text), last[1] + 160)):
        return True
    told = _THE_ONE.search(text[max(0, first[0] - 60) : first[0]].rsplit("\n", 1)[-1])
    return told is not None and told["noun"].lower() in harmed - words("suspects")
