"""What a figure is worth (Rule R2): excluded, component, cumulative, historic; else part of an incident.

Does not handle: periods told by an event's name alone ("during the transition"), totals spread over sentences.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from services.extractor.components.anchors import (
    date_before,
    date_of,
    is_country,
    place_before,
    place_of_harm,
    told_part,
)
from services.extractor.components.happened import in_the_past
from services.extractor.components.harms import Harm
from services.extractor.components.patients import Group
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading, ResolvedDate
from shared.messages import DateRange, FigureRole

WINDOW = timedelta(days=7)
"""A harm older than this before publication is historic (Rule R2 d)."""

_RUNNING = re.compile(
    r"\b(?:death\s+toll|toll|number\s+of\s+(?:deaths|dead|people\s+killed|casualties)|body\s+count)\b", re.IGNORECASE
)


_SUMMED_UP = re.compile(r"\W*(?:in\s+total|in\s+all|all\s+told|altogether),?\s", re.IGNORECASE)
"""Opens a sentence that adds up what the article told before."""
_LONG_AFTER = re.compile(r"\b(?:months?|years?|decades?)\s+after\s", re.IGNORECASE)
"""What stands behind is of another time than the sentence: "a month after a gunman killed 20 children"."""
_ANCHORED = re.compile(
    r"\bin\s+connection\s+with\s+(?:the\s+)?(?:[\w'’-]+\s+){0,4}"
    r"(?:attack|incident|violence|murder|killing|shooting|death|massacre|carnage|robbery|protest|riot|clash|clashes|riots|protests|case)\b",
    re.IGNORECASE,
)
"""One event that a running total is about: an update of it (Rule R2 e)."""


@cache
def _any_of(lexicon: str) -> re.Pattern[str]:
    """The lines of a lexicon of regular expressions as one."""
    return re.compile(rf"\b(?:{'|'.join(sorted(words(lexicon), reverse=True))})\b", re.IGNORECASE)


@cache
def _plural_event() -> re.Pattern[str]:
    events = "|".join(sorted(words("plural_events")))
    return re.compile(
        rf"\b(?:during|in|at|amid)\s+(?:the\s+|these\s+|those\s+)?(?:[\w'’-]+\s+){{0,3}}(?:{events})\b", re.IGNORECASE
    )


@dataclass(frozen=True)
class Setting:
    """When and where a harm was, as far as its sentence or those before it say."""

    date: ResolvedDate | None
    place: Range | None
    own_date: bool
    own_place: bool


def setting_of(harm: Harm, reading: Reading) -> Setting:
    """The harm's own anchors first, then those of the sentences right before."""
    date, place = date_of(harm, reading), place_of_harm(harm, reading)
    points = harm.nominal and not _is_reported(harm)
    if place and not points and is_country(place, reading):
        place = place_before(harm, reading) or place
    date = in_the_past(date, reading) if date and not harm.not_actual else date
    return Setting(
        date or (None if points else date_before(harm, reading)),
        place or (None if points else place_before(harm, reading)),
        date is not None,
        place is not None,
    )


def _is_reported(harm: Harm) -> bool:
    """ "Two deaths were reported", "two deaths reported": a noun with a number that points to nothing else."""
    counted = any(g.amount and not g.definite for g in harm.groups)
    verb = harm.token.head
    told = harm.token.dep_ in ("nsubj", "nsubjpass", "ROOT") and (
        verb == harm.token or verb.lemma_ in ("report", "record")
    )
    return counted and told and harm.kind in ("killed", "injured")


def role_of(harm: Harm, group: Group | None, setting: Setting, reading: Reading) -> FigureRole:
    """The role as far as the sentence decides it; `incident` where nothing speaks against it (first match wins)."""
    if harm.not_actual or (group is not None and group.component):
        return "excluded" if harm.not_actual else "component"
    when = setting.date.when if setting.date and (setting.own_date or not _is_up_to_now(harm)) else None
    sentence = reading.text[slice(*told_part(harm, reading))]
    if _is_cumulative(harm, group, when, sentence) or _is_of_a_year(harm, group, reading):
        return "update" if harm.kind == "arrested" and _ANCHORED.search(sentence) else "cumulative"
    if (
        is_old(when, reading)
        or _is_long_before(harm, reading)
        or (tells_long_ago(sentence) and not (when and when.precision == "day"))
    ):
        return "historic"
    if group is not None and group.amount is not None and group.amount.ordinal:
        return "update"
    if _RUNNING.search(sentence):
        return "update" if setting.own_date or setting.own_place else "cumulative"
    return "incident"


def _is_long_before(harm: Harm, reading: Reading) -> bool:
    """ "A month after a gunman killed 20 children", unless somebody dies so long after the wound."""
    turn = _LONG_AFTER.search(reading.text, harm.sentence[0], harm.start)
    dying = any(t.lemma_.lower() in words("dying_verbs") for t in harm.token.sent if t.idx < harm.start)
    return turn is not None and not dying and not harm.nominal


def _is_up_to_now(harm: Harm) -> bool:
    """ "Three have been arrested": told of the present, so that the day of another sentence is not its own."""
    return any(c.dep_ == "aux" and c.lower_ in ("have", "has", "'ve") for c in harm.token.children)


def _is_cumulative(harm: Harm, group: Group | None, when: DateRange | None, sentence: str) -> bool:
    several = group is None or group.amount is None or group.amount.best != 1
    if not several or harm.kind is None:
        return False
    one_day = when is not None and when.precision == "day"
    period = _any_of("periods").search(sentence)
    if period and period[0].lower().startswith(("bring", "brought")) and group is not None:
        period = period if group.start - harm.sentence[0] > period.start() else None  # "killed two, bringing it to 13"
    if period and _SUMMED_UP.match(sentence) and not _is_up_to_now(harm):
        period = _any_of("periods").search(sentence, period.end())
    if period and not (one_day and not re.search(r"since|so far|total|bring|brought|number of", sentence)):
        return True
    if one_day:
        return False
    if _plural_event().search(sentence):
        return True
    return when is not None and when.precision in ("month", "year")


def _is_of_a_year(harm: Harm, group: Group | None, reading: Reading) -> bool:
    """ "159 cases in 2023: 104 killings and 55 disappearances": many, in a sentence that gives only a year or month."""
    if group is None or group.amount is None or group.amount.low < 2 or not harm.nominal:
        return False
    inside = [d for d in reading.dates if harm.sentence[0] <= d.start and d.end <= harm.sentence[1]]
    return bool(inside) and all(d.when.precision in ("month", "year") for d in inside)


def is_old(when: DateRange | None, reading: Reading) -> bool:
    """Whether a resolved date lies before the window; a bare year without a publication date does not."""
    published = reading.published_at.date() if reading.published_at else None
    return when is not None and when.end is not None and published is not None and when.end < _start(published)


def tells_long_ago(sentence: str) -> bool:
    """ "Last year", "years ago", "previously"."""
    return _any_of("long_ago").search(sentence) is not None


def _start(published: date) -> date:
    return published - WINDOW


def period_of(setting: Setting) -> DateRange | None:
    """The period of a running total: a date wider than a day."""
    return setting.date.when if setting.date and setting.date.when.precision != "day" else None
