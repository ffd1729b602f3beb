"""Phrases that name a time, resolved against the publication date by rules; nothing is ever filled in (Rule R3).

A phrase whose publication date is missing keeps its words and no value; one that names no time ("a few months ago",
"recently", "now") is no date. Does not handle: seasons (they differ by hemisphere), school terms, feasts that
follow the moon (Eid), times of day, years before Christ.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from spacy.tokens import Doc

from services.extractor.components import calendar_rules as cal
from services.extractor.components import day_rules, period_rules
from services.extractor.components.date_context import Context
from services.extractor.components.day_names import is_called_so
from services.extractor.components.quantities import NUMBER
from services.extractor.components.tenses import tense_at
from services.extractor.lexicon import rows, table, words
from services.extractor.reading import Range, ResolvedDate

_SHORT = "|".join(name for name in cal.MONTHS if len(name) < 5 and name not in ("may", "june", "july"))
_LONG = "|".join(name for name in cal.MONTHS if len(name) > 4 or name in ("may", "june", "july"))
_NAMED = {
    "MONTH": rf"(?:(?:{_LONG})\b|(?:{_SHORT})\b\.?)",
    "WEEKDAY": r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|(?-i:Tues|Wed|Thurs|Thur)\.|(?-i:Mon|Fri|Sat|Sun)\.(?=,))",
    "PART": r"(?:\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening|night|midnight|midday|noon|dawn))?",
    "DAY": rf"(?P<day>\d{{1,2}}(?=st|nd|rd|th|\b)|(?:{'|'.join(cal.ORDINALS)})\b)(?:st|nd|rd|th)?",
    "TENS": cal.SPOKEN_TENS,
    "YEAR": r"(?P<year>(?:1[4-9]|20)\d\d)\b(?!-\d)",
    "UNIT": r"(?P<unit>day|week|weekend|month|year|decade)s?",
    "NUMBER": NUMBER,
}
_TELLING_TENSE = frozenset(("day", "weekday", "weekend", "month", "months", "named"))
"""Rules whose meaning depends on whether the sentence looks back or ahead."""
_COUNT_BEFORE = re.compile(
    r"\b(?:least|than|over|nearly|about|some|to|around|almost|only|killed|injured|worth)\s+$", re.IGNORECASE
)
_NUMBERED_BEFORE = re.compile(
    r"\b(?:at|no\.?|number|article|section|flight|box|room|page|platform|rules?|plot|house|form|chapter|paragraph)\s+$",
    re.IGNORECASE,
)
_OLD_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|from|to|and|until|by|since|between|of|year|about|around|circa|c\.)\s+|[(–—-]\s*)$", re.IGNORECASE
)
_NOWADAYS_BEFORE = re.compile(
    r"\b(?:still|known|used|use|remains?|exists?|common|popular|practised|practiced)(?:\s+\w+)?,?\s+$", re.IGNORECASE
)
_NOWADAYS_AFTER = re.compile(r"['’]s\s+(?:generation|youth|society|world|children|standards|economy|technology)\b")
_SPAN_AFTER = re.compile(r"\s*[-–—]\s*(?:1\d|20)\d\d\b")
_NEXT_WORD = re.compile(r"\s+([A-Za-z]+)")
_STRETCH = re.compile(r"\S+(?:\s{1,40}\S+)*")
"""Text between long blanks: what is not read of an article is blanked, and no rule need look there."""
_BEFORE, _BEHIND = 80, 120
"""Characters beside a clue in which its phrase stands: "between early January and", " 2024, the same day"."""
MAX_PHRASES = 2_000
"""Of one article: beyond them the text is a table or noise, and nobody reads on."""

Rule = Callable[[re.Match[str], Context], cal.Resolved]


@cache
def _patterns() -> tuple[tuple[str, Rule, bool, re.Pattern[str], re.Pattern[str]], ...]:
    """For each rule its name, what it resolves by, whether it tells of the background, its expression and its clue."""
    named = "|".join(sorted((re.escape(n).replace("'", "['’]") for n in table("named_days")), key=len, reverse=True))
    parts = _NAMED | {"NAMED": named}
    clues = {
        "MONTH": cal.MONTH_STARTS,
        "NAMED": "|".join(sorted({re.escape(name[:3]) for name in table("named_days")})),
    }
    found = []
    for name, pattern, clue in rows("time_phrases"):
        rule = name.lstrip("~")
        handler = getattr(day_rules, rule, None) or getattr(period_rules, rule)
        expression = re.sub(r"(?<!\?P)<([A-Z]+)>", lambda m: parts[m[1]], pattern)
        compiled = re.compile(expression, re.IGNORECASE), re.compile(clues.get(clue.strip("<>"), clue))
        found.append((rule, handler, name.startswith("~"), *compiled))
    return tuple(found)


def find_dates(text: str, published_at: datetime | None, doc: Doc | None = None) -> tuple[ResolvedDate, ...]:
    """The time phrases of `text` in their order, without overlaps; `doc`, its parse, tells what is past and to come."""
    published = published_at.date() if published_at else None
    context = Context(published, published)
    found: list[ResolvedDate] = []
    for rule, handler, background, match in _matches(text, doc):
        start, end = match.span()
        context.tense = tense_at(text, start, end, doc) if rule in _TELLING_TENSE else "open"
        context.parts = ()
        when, value = handler(match, context)
        if (
            value is None
            and context.published is not None
            and rule in ("ago", "past_units", "later", "that_unit", "quarter")
        ):
            continue
        context.mention(when, end, quarter=rule == "quarter" and not match["ago"])
        when = when.model_copy(update={"text": text[start:end]})
        found.append(ResolvedDate(start, end, when, value, context.parts, background or rule == "quarter"))
    return tuple(found)


def _matches(text: str, doc: Doc | None) -> list[tuple[str, Rule, bool, re.Match[str]]]:
    """The first rule that claims a stretch of text has it; in the order of the text."""
    taken: list[tuple[str, Rule, bool, re.Match[str]]] = []
    covered = bytearray(len(text))
    stretches = [stretch.span() for stretch in _STRETCH.finditer(text)]
    lowered = text.replace("İ", "i").lower()  # the only letter that is two in lower case
    near: dict[re.Pattern[str], list[Range]] = {}
    for rule, handler, background, pattern, clue in _patterns():
        if clue not in near:
            near[clue] = [window for stretch in stretches for window in _windows(lowered, clue, *stretch)]
        for match in (match for window in near[clue] for match in pattern.finditer(text, *window)):
            start, end = match.span()
            if len(taken) >= MAX_PHRASES:
                break
            if end > start and not any(covered[start:end]) and _is_one(rule, match, text, doc):
                covered[start:end] = b"\1" * (end - start)
                taken.append((rule, handler, background, match))
    return sorted(taken, key=lambda item: item[3].start())


def _windows(lowered: str, clue: re.Pattern[str], first: int, last: int) -> Iterator[Range]:
    """What stands near the clues between two offsets, from one blank to another, in order, without overlaps."""
    start = end = first
    for match in clue.finditer(lowered, first, last):
        before = match.start() - _BEFORE
        if before > end:
            if end > first:
                yield start, end
            start = lowered.rfind(" ", end, before) + 1 or before
        end = lowered.find(" ", match.end() + _BEHIND, last)
        if end < 0:
            end = last
            break
    if end > first:
        yield start, end


def _is_one(rule: str, match: re.Match[str], text: str, doc: Doc | None) -> bool:
    """Whether words that could be a time are one here: not a count, an hour, a name, or the verb "may"."""
    if rule == "year":
        return _is_year(match, text, doc)
    if rule == "weekday" and is_called_so(text, match.start("weekday")):
        return False
    if rule == "month" and not match.groupdict().get("year"):
        word = match["month"]
        return not word.islower() and not _is_of_a_name(match.start("month"), match.end("month"), doc)
    if rule == "near" and match["near"].lower() == "today":
        return not _is_nowadays(match, text)
    return rule != "named" or not _is_of_a_name(*match.span(), doc)


def _is_nowadays(match: re.Match[str], text: str) -> bool:
    """ "still in use today", "today's youth": no day, but these times."""
    start, end = match.span()
    return bool(_NOWADAYS_BEFORE.search(text[max(0, start - 40) : start]) or _NOWADAYS_AFTER.match(text, end))


def _is_of_a_name(start: int, end: int, doc: Doc | None) -> bool:
    """ "April Mwangi", "Johnnie Christmas"."""
    span = doc.char_span(start, end, alignment_mode="expand") if doc is not None else None
    return span is not None and any(t.ent_type_ == "PERSON" for t in span)


def _is_year(match: re.Match[str], text: str, doc: Doc | None) -> bool:
    start, end = match.span("year")
    year, before = int(match["year"]), text[max(0, start - 24) : start]
    if _NUMBERED_BEFORE.search(before):
        return False
    old = not 1800 <= year < 2070 and len(match["year"]) == 4
    if old and not _OLD_YEAR_BEFORE.search(before) and not _SPAN_AFTER.match(text, end):
        return False
    following = _NEXT_WORD.match(text, end)
    word = following[1] if following else ""
    if word.lower() in words("counted") or word.lower() in words("people_nouns"):
        return False
    counted = word.endswith("s") and word.islower() and word not in ("is", "was", "has", "as", "this", "its")
    if re.match(r"[\s-]years?\b", text[end:]):
        return False
    return not (counted and _COUNT_BEFORE.search(before)) and not _counts(start, doc)


def _counts(start: int, doc: Doc | None) -> bool:
    """Whether the model takes these digits for a quantity of what follows them."""
    span = doc.char_span(start, start + 4, alignment_mode="expand") if doc is not None else None
    if span is None:
        return False
    token = span.root
    plural = token.dep_ == "nummod" and token.head.tag_ == "NNS" and token.head.i > token.i
    return plural and token.ent_type_ in ("CARDINAL", "QUANTITY", "MONEY", "PERCENT")
