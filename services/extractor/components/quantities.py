"""Words to numbers (Rule R4): how many people a phrase speaks of, as low, best and high.

Does not handle: percentages, Roman numerals, numbers spelled without spaces or hyphens.
"""

import re
from dataclasses import dataclass, replace

UNITS = {
    word: n
    for n, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
OPEN_PLURALS = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1_000}
SEVERAL = 3
"""What "several", "a few", "many" and a bare plural stand for."""
CEILING = 10**12

_WORD = "|".join([*UNITS, *TENS, *SCALES])
_SPELLED = rf"(?:{_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_WORD}))*"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+"
_DOZEN = rf"half\s+a\s+dozen|(?:a|{_SPELLED}|\d+)\s+dozen|a\s+dozen"
NUMBER = rf"(?:{_DOZEN}|{_SPELLED}|{_DIGITS})"

_FLOOR = r"at\s+least|no\s+fewer\s+than|not\s+less\s+than|no\s+less\s+than|not\s+fewer\s+than|a\s+minimum\s+of"
_ABOVE = r"more\s+than|over|above|upwards\s+of|in\s+excess\s+of"
_BELOW = r"up\s+to|as\s+many\s+as|a\s+maximum\s+of|at\s+most|no\s+more\s+than|not\s+more\s+than"
_ABOUT = r"about|some|nearly|around|approximately|almost|roughly|close\s+to|an\s+estimated|estimated|reportedly\s+about"
_QUANTITY = re.compile(
    rf"\b(?:(?P<floor>{_FLOOR})|(?P<above>{_ABOVE})|(?P<below>{_BELOW})|(?P<about>{_ABOUT}))?\s*(?:the\s+)?"
    rf"(?<![\w.:/$£€-])(?:between\s+(?P<a>{NUMBER})\s+and\s+(?P<b>{NUMBER})|(?P<c>{NUMBER})(?:\s+to\s+|(?<=\d)\s*[-–]\s*(?=\d))(?P<d>{NUMBER})|"
    rf"(?P<n>{NUMBER})|(?P<open>tens|dozens|scores|hundreds|thousands)(?!\s+of\s+(?:thousands|shillings)))(?![\w%]|[.,:/]\d|-year)",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:several|a\s+few|few|many|numerous|various|multiple|countless|some|a\s+number\s+of|other)\b", re.IGNORECASE
)
_PAIR = re.compile(r"\b(?:a\s+couple\s+of|both|the\s+duo|the\s+pair)\b", re.IGNORECASE)
_ORDINAL = re.compile(
    r"^(?:a|an|another)\s+(?P<n>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b", re.IGNORECASE
)
ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_FAMILY = re.compile(rf"\bfamily\s+of\s+(?P<n>{NUMBER})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """People, as a range: `best` null = only a ceiling is given; `high` null = open."""

    low: int
    best: int | None
    high: int | None
    approx: bool = False
    vague: bool = False
    """Nobody counted: "several", "many", a bare plural."""
    ordinal: bool = False
    """ "A third person has died": the running total that one more makes."""
    start: int = 0
    end: int = 0
    """Where the number stands in the words that were read, in characters."""

    def plus(self, other: "Quantity") -> "Quantity":
        """Two disjoint groups together (Rule R5)."""
        best = None if self.best is None or other.best is None else self.best + other.best
        high = None if self.high is None or other.high is None else self.high + other.high
        return Quantity(self.low + other.low, best, high, self.approx or other.approx, start=self.start, end=other.end)


ONE = Quantity(1, 1, 1)
PLURAL = Quantity(SEVERAL, SEVERAL, None, vague=True)


def number_of(words: str) -> int | None:
    """The value of a number in digits or English words ("two hundred and five"), or null."""
    words = words.lower().strip()
    if words[:1].isdigit() and " " not in words:
        return min(int(words.replace(",", "")), CEILING)
    if words.endswith("dozen"):
        rest = words.removesuffix("dozen").strip()
        times = 1 if rest in ("a", "") else number_of(rest)
        return 6 if rest == "half a" else None if times is None else 12 * times
    return _spelled(words)


def _spelled(words: str) -> int | None:
    total = group = 0
    for word in re.findall(r"[a-z]+|\d+", words):
        if word in SCALES:
            group = max(group, 1) * SCALES[word]
            if word != "hundred":
                total, group = total + group, 0
        elif word != "and":
            if not word.isdigit() and word not in UNITS and word not in TENS:
                return None
            group += int(word) if word.isdigit() else UNITS.get(word, 0) + TENS.get(word, 0)
    return min(total + group, CEILING)


def quantity(words: str) -> Quantity | None:
    """How many `words` ("at least 12 people") speak of, or null where they hold no number and no vague amount.

    Never raises. Offsets of the result are those of the number and its modifier in `words`.
    """
    family = _FAMILY.search(words)
    if family and (n := number_of(family["n"])):
        return Quantity(n, n, n, start=family.start(), end=family.end())
    ordinal = _ORDINAL.search(words)
    if ordinal:
        n = ORDINALS.index(ordinal["n"].lower()) + 2
        return Quantity(n, n, n, ordinal=True, start=ordinal.start(), end=ordinal.end())
    match = next((m for m in _QUANTITY.finditer(words) if not _is_a_year(m, words)), None)
    found = _counted(match) if match else None
    if found:
        return found
    for pattern, amount in ((_PAIR, Quantity(2, 2, 2)), (_VAGUE, PLURAL)):
        if vague := pattern.search(words):
            return replace(amount, start=vague.start(), end=vague.end())
    return None


def _is_a_year(match: re.Match[str], words: str) -> bool:
    """ "2017" that counts nothing named after it."""
    return re.fullmatch(r"(?:19|20)\d\d", match[0].strip()) is not None and not words[match.end() :].strip()


def _counted(match: re.Match[str]) -> Quantity | None:
    counted = _range_of(match)
    return counted and replace(counted, start=match.start(), end=match.end())


def _range_of(match: re.Match[str]) -> Quantity | None:
    if match["open"]:
        many = OPEN_PLURALS[match["open"].lower()]
        return Quantity(many, many, None)
    if match["a"] or match["c"]:
        low, high = number_of(match["a"] or match["c"]), number_of(match["b"] or match["d"])
        return None if low is None or high is None or low > high else Quantity(low, low, high)
    if (n := number_of(match["n"])) is None:
        return None
    if match["floor"] or match["above"]:
        n = min(n + (match["above"] is not None), CEILING)
        return Quantity(n, n, None)
    if match["below"]:
        return Quantity(min(1, n), None, n)
    return Quantity(n, n, n, approx=match["about"] is not None)
