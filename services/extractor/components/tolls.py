"""Totals told by the word "toll" and the like: "the death toll rises to four", "toll of about 30 people"."""

import re

from services.extractor.components.harms import Harm, trimmed
from services.extractor.components.modality import why_not_actual
from services.extractor.components.patients import Group
from services.extractor.components.quantities import NUMBER, quantity
from services.extractor.reading import Reading

_AMOUNT = rf"(?:(?:at\s+least|about|over|more\s+than|nearly|almost|some|up\s+to|around|an\s+estimated)\s+)?(?:{NUMBER})"
_TOLL = re.compile(
    rf"\b(?:death\s+toll|toll|number\s+of\s+(?:deaths|people\s+killed|dead|fatalities)|body\s+count)\b[^.;\n]{{0,90}}?"
    rf"\b(?:to|at|of|is|was|reached|hit|hits|reaches|passed|passes)\s+(?P<amount>{_AMOUNT})(?P<people>\s+(?:people|persons|deaths|dead))?\b(?!\s*(?:per\s?cent|%|[:/]))",
    re.IGNORECASE,
)


def find_tolls(reading: Reading) -> list[Harm]:
    """One telling of deaths for each toll, at the word that names it."""
    found: list[Harm] = []
    for match in _TOLL.finditer(reading.parsed):
        if reading.is_boilerplate(*match.span()):
            continue
        span = reading.doc.char_span(match.start(), match.start() + 1, alignment_mode="expand")
        amount = quantity(match["amount"])
        if span is None or amount is None:
            continue
        end = match.end("people") if match["people"] else match.end("amount")
        group = Group(match.start("amount"), end, amount, head="people", victim_class="civilian")
        token = span.root
        ordinal = sum(1 for sentence in reading.doc.sents if sentence.start < token.sent.start)
        not_actual = why_not_actual(token)
        found.append(
            Harm(token, trimmed(token.sent), "killed", "killing", (group,), not_actual=not_actual, ordinal=ordinal)
        )
    return found
