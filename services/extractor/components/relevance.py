"""A cheap look at an article: which of its parts are worth a parse? No model; 16 MB a second, 2.6 where it is relevant.

Does not handle: harm told without a single word of the lexicon; that is what depth `all` is for.
"""

import re
from functools import cache

from services.extractor.components.calendar_rules import MONTH_STARTS
from services.extractor.components.harm_words import entries
from services.extractor.lexicon import words
from services.extractor.reading import Range

LONG = 250
"""Characters: a longer line is looked at sentence by sentence."""
SHORT = 60
"""Characters: shorter sentences stay with the next one."""
_NEAR, _ABOUT = 3, 0.2
"""Parts around one that tells of harm; share of such parts in an article about harm."""
_LINE = re.compile(r"[^\n]+\n*|\n+")
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s+")
_MONTH = rf"(?:{MONTH_STARTS})[a-z]*\.?"
_DAY = rf"(?:yesterday|today|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|last\s+night|{_MONTH}\s+\d)"
_FOUND = {"found", "took place"}
_FULL_NAME = re.compile(r"\b(?:[A-Z][\w'’.-]+\s+){1,3}(?=[A-Z])[\w'’-]+")
_LISTED = re.compile(
    r"\W*(?:\d[\w-]*,?\s+)?[A-Z][\w'’.-]+(?:\s+[A-Z][\w'’.-]*){1,4}(?:(?:\s*,\s*|\s+|\s*\()(?:aged?\s+)?\d{1,2}\b[^\n]{0,60})?\s*\Z"
)
"""A line of a list of people: "Amina Noor, 25, of Kitale"."""
_AGED = re.compile(
    r"\b[A-Z][\w'’-]+,\s*(?:aged?\s+)?\d{1,2}\b,?\s|\b(?:\d{1,2}|[a-z]+)-(?:year|month)s?-old\s+[A-Z][a-z]|\b[Hh]ospital|\bcritical(?:ly)?\b|\bstable\b"
)
_NAME_WORD = re.compile(r"(?<![.!?]\s)(?<!\n)(?<!^)\b[A-Z][a-z'’-]{3,}\b")


_ENDINGS = ("s", "es", "ed", "ing", "ings", "er", "ers", "ion", "ions", "or", "ors")


def _forms(lemma: str) -> set[str]:
    """The forms of a word, and some that do not exist: "torture", "tortured", "torturing"; "stab", "stabbed"."""
    if lemma.endswith(("e", "y")) and len(lemma) > 3:
        return {lemma, *(lemma[:-1] + ending for ending in (*_ENDINGS[1:], "ies", "ied"))}
    return {
        lemma,
        *(lemma + ending for ending in _ENDINGS),
        *(lemma + lemma[-1] + e for e in ("ed", "ing", "er", "ers")),
    }


def _with_particle(entry: str) -> str:
    """ "round+up": the verb, and its particle up to three words on."""
    verb, particle = entry.split("+")
    return rf"(?:{'|'.join(sorted(_forms(verb), reverse=True))})\s+(?:[\w'’-]+\s+){{0,3}}{particle}\b"


def _tree(literals: set[str]) -> str:
    """A pattern for any of these, letter by letter, which is many times faster than to try one after the other."""
    if literals == {""}:
        return ""
    first: dict[str, set[str]] = {}
    for literal in literals - {""}:
        first.setdefault(literal[0], set()).add(literal[1:])
    branches = "|".join(re.escape(letter) + _tree(rest) for letter, rest in sorted(first.items()))
    return f"(?:{branches})" + ("?" if "" in literals else "")


def _pattern(lemmas: frozenset[str], beginnings: frozenset[str], *others: str) -> re.Pattern[str]:
    """All forms of some words, with their particles, the beginnings of others, and other expressions."""
    plain = {form for lemma in lemmas if "+" not in lemma for form in _forms(lemma)}
    parts = [_tree(plain) + r"\b", _tree(set(beginnings)), *others]
    parts += [_with_particle(lemma) for lemma in sorted(lemmas) if "+" in lemma]
    return re.compile(rf"\b(?:{'|'.join(part for part in parts if part)})", re.IGNORECASE)


@cache
def _telling() -> re.Pattern[str]:
    """Every word of harm, and those in which demands and accusations are made, with their endings."""
    return _pattern(entries() - words("weak_words") - words("empty_words"), words("relevant"))


@cache
def _harm() -> re.Pattern[str]:
    """Every word of harm that news without harm does not use."""
    return _pattern(entries() - words("weak_words") - words("empty_words"), frozenset(("shot", "slain", "died")))


@cache
def _further() -> re.Pattern[str]:
    """What else is worth reading in an article that tells of harm: doubtful words of harm, who the victims were, when
    it happened or was found."""
    verbs = _tree(
        {form for verb in words("occurring_verbs") | words("finding_verbs") for form in _forms(verb)} | _FOUND
    )
    dated = rf"{verbs}\b[^\n]{{0,120}}?\b{_DAY}", rf"{_DAY}[^\n]{{0,120}}?\b{verbs}\b"
    return _pattern(words("weak_words") & entries(), words("relevant_beside"), *dated)


def is_relevant(text: str) -> bool:
    """Whether `text` holds any word of harm, unrest, or of demands on those in power."""
    return _telling().search(text) is not None


def names_somebody(text: str) -> bool:
    """Whether `text` holds what may be a full name: two capitalised words."""
    return _FULL_NAME.search(text) is not None


def sifted(text: str) -> str:
    """`text` with blanks for what is not worth a parse: same length, same offsets.

    Kept: every part that tells of harm or demands; where harm is told, also the first line, the part before it in its
    line, and what says more of victims and times; and where a person named by one word is first named in full.
    """
    parts = parts_of(text)
    told = [_telling().search(text, *part) is not None for part in parts]
    if not any(told):
        return text
    harms = [tells and _harm().search(text, *part) is not None for tells, part in zip(told, parts, strict=True)]
    near = _near(harms)
    kept = [
        tells or _leads_on(parts, harms, text, n) or (n == 0 and any(harms)) or (near[n] and _is_beside(text, parts[n]))
        for n, tells in enumerate(told)
    ]
    for n, part in enumerate(parts):
        if not kept[n] and any(harms) and (near[n] or (n and kept[n - 1])) and part[1] - part[0] < SHORT + 30:
            kept[n] = _LISTED.match(text[slice(*part)]) is not None
    kept = _with_full_names(text, parts, kept)
    return "".join(
        text[start:end] if keep else re.sub(r"[^\n]", " ", text[start:end])
        for (start, end), keep in zip(parts, kept, strict=True)
    )


def _near(harms: list[bool]) -> list[bool]:
    """Which parts stand near one that tells of harm; all of them where that is what the article is about."""
    if sum(harms) > len(harms) * _ABOUT:
        return [True] * len(harms)
    return [any(harms[max(0, n - _NEAR) : n + _NEAR + 1]) for n in range(len(harms))]


def _leads_on(parts: list[Range], harms: list[bool], text: str, n: int) -> bool:
    """Whether the next part, in the same line, tells of harm: this one may say when, where and to whom."""
    return n + 1 < len(parts) and harms[n + 1] and "\n" not in text[slice(*parts[n])]


def _is_beside(text: str, part: Range) -> bool:
    return _further().search(text, *part) is not None or _AGED.search(text, *part) is not None


def parts_of(text: str) -> list[Range]:
    """The lines of `text` with the line ends behind them; long ones cut at ends of sentences. Together: all of it."""
    found: list[Range] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        if end - start > LONG:
            for stop in _SENTENCE_END.finditer(text, start, end):
                if stop.end() - start >= SHORT and stop.end() < end:
                    found.append((start, stop.end()))
                    start = stop.end()
        found.append((start, end))
    return found


def _with_full_names(text: str, parts: list[Range], kept: list[bool]) -> list[bool]:
    """The parts kept, and the first one each where a name is full whose last word stands alone in those kept."""
    read = " ".join(text[start:end] for (start, end), keep in zip(parts, kept, strict=True) if keep)
    full = {name.group().split()[-1] for name in _FULL_NAME.finditer(read)}
    alone = {word.group() for word in _NAME_WORD.finditer(read)} - full
    for n, (start, end) in enumerate(parts):
        if alone and not kept[n]:
            here = {name.group().split()[-1] for name in _FULL_NAME.finditer(text, start, end)} & alone
            kept[n] = bool(here)
            alone -= here
    return kept
