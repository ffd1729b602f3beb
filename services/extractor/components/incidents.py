"""Events as messages: each with its type, status, date, place, people, weapon, and every sentence that tells it."""

import re
from collections.abc import Iterable, Sequence

from services.extractor.components.accidents import is_accident
from services.extractor.components.anchors import date_behind, loose_date_of, mentions_of_places
from services.extractor.components.datelines import without_dateline
from services.extractor.components.dating import PART, Dated, day_told
from services.extractor.components.harms import Harm
from services.extractor.components.identified import Identified
from services.extractor.components.kinds import is_site
from services.extractor.components.later_deaths import hurt_before
from services.extractor.components.perpetrators import perpetrators_of
from services.extractor.components.places import Spot, choose, depth, home_country, is_street, place_of, place_within
from services.extractor.components.roles import Setting
from services.extractor.components.status import status_of
from services.extractor.components.suspects import Suspects
from services.extractor.components.tellings import Event
from services.extractor.components.victims import victims_of, weapon_of
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading
from shared.messages import DateRange, Incident, IncidentType, Place

_STRONGEST: tuple[IncidentType, ...] = (
    "killing",
    "assassination_attempt",
    "torture",
    "injury",
    "attack",
    "use_of_force",
    "abduction",
    "arrest",
    "sexual_violence",
    "property_damage",
    "protest",
    "other",
)
_OPENING = re.compile(r"[^:.;!?\"“]{2,60}?\s?(?::|—|–|\s--?)\s+(?=\S)")
MAX_EVIDENCE = 40
"""Sentences shown for one incident: a long read repeats itself."""


def incident_of(
    key: str,
    event: Event,
    reading: Reading,
    denials: list[Harm],
    dated: list[Dated],
    people: tuple[Sequence[Identified], Suspects],
    *,
    alone: bool,
) -> Incident:
    """One event as the contract has it. `dated`: the days on which something happened or was found; `people`: the
    victims of it that the article names elsewhere, and all its suspects; `alone`: the article tells of no other event
    of its kind."""
    harms = [harm for harm, _ in event.tellings]
    dating = [(h, s) for h, s in event.tellings if not (s.own_date and s.date and hurt_before(h, harms))]
    if event.follows:  # the sentences around it date what came of it
        dating = [(h, s) for h, s in dating if s.own_date]
    status = status_of(harms, reading, denials)
    evidence = sorted({h.sentence for h in harms})[:MAX_EVIDENCE]
    return Incident(
        key=key,
        type=_type_of(harms),
        status=status,
        date=_date(dating, harms, dated, alone=alone) or (None if event.follows else _loose_date(harms, reading)),
        place=_place([s for _, s in event.tellings], reading),
        victims=victims_of(harms, reading, *people) if event.family != "protest" else (),
        perpetrators=perpetrators_of(harms, reading, status) if event.family != "protest" else (),
        weapon=weapon_of(harms, reading.text) if event.family == "violence" else None,
        evidence=tuple(reading.span(*_without_opening(sentence, reading.text)) for sentence in evidence),
    )


def _without_opening(sentence: Range, text: str) -> Range:
    """A sentence without the place and day that its line opens with; at the head of a text, whatever it opens with."""
    opening = _OPENING.match(text, *sentence) if sentence[0] == 0 else None
    return (opening.end(), sentence[1]) if opening else without_dateline(sentence, text)


def _type_of(harms: list[Harm]) -> IncidentType:
    """The worst that is told; where nobody did it, `other`."""
    worst = min((h.type for h in harms), key=_STRONGEST.index)
    return "other" if worst in ("killing", "injury") and is_accident(harms) else worst


_PRECISIONS = ("day", "week", "month", "year", "none")


def _date(
    tellings: list[tuple[Harm, Setting]], harms: list[Harm], dated: list[Dated], *, alone: bool
) -> DateRange | None:
    """The day told most precisely: by the event's own clauses, by when "it happened", by when somebody died, by the
    sentences before, by when it was found."""
    told = [
        (not s.own_date, _PRECISIONS.index(s.date.when.precision), _is_of_dying(h), s.date.when)
        for h, s in tellings
        if s.date
    ]
    best = min(told, key=lambda d: d[:3], default=None)
    if best and best[:3] == (False, 0, False):
        return best[3]
    violence = harms[0].type not in ("protest", "arrest")
    return (
        (day_told(harms, dated, "occurring_verbs", anywhere=alone) if violence else None)
        or (best[3] if best else None)
        or (day_told(harms, dated, "finding_verbs", anywhere=alone) if violence else None)
        or (day_told(harms, dated, PART, anywhere=alone) if violence else None)
    )


def _is_of_dying(harm: Harm) -> bool:
    """ "died on Thursday": of a wound that may be of another day."""
    return harm.cause is None and harm.token.lemma_.lower() in words("dying_verbs")


def _loose_date(harms: Sequence[Harm], reading: Reading) -> DateRange | None:
    dates = (loose_date_of(harm, reading) for harm in harms)
    return next((date.when for date in dates if date), None) or next(
        (date.when for harm in harms if (date := date_behind(harm, reading))), None
    )


def _place(settings: Iterable[Setting], reading: Reading) -> Place | None:
    """The finest place told, first by the event's own sentences."""
    mentions = [(not s.own_place, s.place) for s in settings if s.place]
    if not mentions:
        return None
    country = home_country(n.name for n in reading.names.all if n.kind == "place")
    own = [m for inherited, m in mentions if not inherited] or [m for _, m in mentions]
    start, end = max(own, key=lambda m: (_depth(m, reading, country), is_site(reading.text[slice(*m)]), -m[0]))
    text, named = reading.text[start:end], reading.names.at(start, end)
    weighed = named if named and named.kind == "place" and (start, end) in named.mentions else None
    name = named.name if named and text.isupper() else text
    around = _town_around((start, end), reading, country)
    if weighed and weighed.spot is None:
        return place_within(text, name, around or weighed.town, country)
    return place_of(text, name, country, around, weighed.spot if weighed else None)


def _depth(mention: Range, reading: Reading, country: str | None) -> int:
    """How fine a place is; one of which nothing tells where it lies is less than a town."""
    text = reading.text[slice(*mention)]
    if is_street(text):
        return 6
    spot = choose(text, country)
    if spot:
        return depth(spot.precision)
    named = reading.names.at(*mention)
    return depth("neighbourhood" if named and named.town else "town" if named and named.country else "admin2")


def _town_around(mention: Range, reading: Reading, country: str | None) -> Spot | None:
    """The town that the same sentence puts an unknown place in: "along Moi Avenue in Nairobi"."""
    span = reading.doc.char_span(*mention, alignment_mode="expand")
    if span is None:
        return None
    sentence = span.sent
    for start, end in mentions_of_places(reading, (sentence.start_char, sentence.end_char)):
        if (start, end) != mention and start > mention[0]:
            named = reading.names.at(start, end)
            spot = (named and named.spot) or choose(reading.text[start:end], country)
            if spot and spot.precision in ("town", "admin2", "admin1", "neighbourhood"):
                return spot
    return None
