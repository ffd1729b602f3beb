"""What the phrases of an article are read against: its day of publication, and the times mentioned before."""

from dataclasses import dataclass, field
from datetime import date

from services.extractor.components import calendar_rules as cal
from services.extractor.components.tenses import Tense
from shared.messages import DateRange

NEAR = 400
"""How many characters a quarter named before stays what "a year ago" is compared with."""

Part = tuple[int, int, str | None]
"""An end that an interval names: start, end, ISO value."""


@dataclass
class Context:
    """Changes from phrase to phrase, in the order of the text."""

    published: date | None
    last: date | None = None
    """The day mentioned last, at first that of publication."""
    span: DateRange | None = None
    """The time mentioned last, however wide."""
    quarter: tuple[int, int] | None = None
    """Year and number of the quarter mentioned last."""
    quarter_at: int = 0
    tense: Tense = "open"
    parts: tuple[Part, ...] = field(default=())
    """What the phrase read now names, where it is an interval."""

    def mention(self, when: DateRange, end: int, *, quarter: bool) -> None:
        """Remember a time that was just read, for those that are told from it."""
        if when.start is None:
            return
        self.span = when
        if when.precision == "day":
            self.last = when.start
        if quarter:
            self.quarter, self.quarter_at = (when.start.year, (when.start.month + 2) // 3), end

    def quarter_before(self, at: int) -> cal.Resolved | None:
        """The quarter a year before the one just spoken of; null where none is."""
        if self.quarter is None or at - self.quarter_at > NEAR:
            return None
        return cal.a_quarter(self.quarter[0] - 1, self.quarter[1])
