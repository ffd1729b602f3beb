"""Totals told by "toll" and the like: "the death toll rises to four", "bringing to 33 the number of leaders killed",
"put the number of abducted at nine".

Does not handle: two fates in one phrase ("the number of dead and wounded") beyond the first.
"""

import re
from collections.abc import Sequence

from services.extractor.components.harms import Harm, trimmed
from services.extractor.components.modality import why_not_actual
from services.extractor.components.patients import Group
from services.extractor.components.quantities import NUMBER, quantity
from services.extractor.reading import Reading
from shared.messages import HarmKind, IncidentType

_AMOUNT = rf"(?:(?:at\s+least|about|over|more\s+than|nearly|almost|some|up\s+to|around|an\s+estimated)\s+)?(?:{NUMBER})"
_FATES: dict[str, tuple[HarmKind, IncidentType]] = {
    "deaths": ("killed", "killing"),
    "dead": ("killed", "killing"),
    "fatalities": ("killed", "killing"),
    "killed": ("killed", "killing"),
    "injured": ("injured", "injury"),
    "wounded": ("injured", "injury"),
    "abducted": ("abducted", "abduction"),
    "kidnapped": ("abducted", "abduction"),
    "arrested": ("arrested", "arrest"),
    "detained": ("arrested", "arrest"),
}
_FATE = "|".join(_FATES)
_COUNTED = rf"number\s+of\s+(?:the\s+)?(?:(?!(?:{_FATE})\b)[\w'’-]+\s+){{0,4}}?(?:{_FATE})"
_NAMED = rf"(?:death\s+toll|toll|body\s+count|{_COUNTED})\b"
"""The noun of a total, with up to four words of who they were: "the number of social leaders killed"."""
_NO_SHARE = r"\b(?!\s*(?:per\s?cent|%|[:/]))"
NAMED_WITHIN = 7
"""Words from "number" to the fate that it counts."""
_TOLL = re.compile(
    rf"\b(?P<toll>{_NAMED})[^.;\n]{{0,90}}?"
    rf"\b(?:to|at|of|is|was|reached|hit|hits|reaches|passed|passes)\s+"
    rf"(?P<amount>{_AMOUNT})(?P<people>\s+(?:people|persons|deaths|dead))?{_NO_SHARE}",
    re.IGNORECASE,
)
_BROUGHT = re.compile(
    rf"\b(?:bring(?:s|ing)?|brought|rais(?:es|ed|ing)|tak(?:es|ing)|push(?:es|ed|ing)|put(?:s|ting)?)\s+(?:to|at)\s+"
    rf"(?P<amount>{_AMOUNT})\s+the\s+(?P<toll>{_NAMED})",
    re.IGNORECASE,
)


def find_tolls(reading: Reading) -> list[Harm]:
    """One telling for each toll, at the word that names it; of deaths unless it names another fate."""
    matches = [*_TOLL.finditer(reading.parsed), *_BROUGHT.finditer(reading.parsed)]
    found = (_told_by(match, reading) for match in matches if not reading.is_boilerplate(*match.span()))
    return [harm for harm in found if harm is not None]


def _told_by(match: re.Match[str], reading: Reading) -> Harm | None:
    named = reading.doc.char_span(match.start("toll"), match.start("toll") + 1, alignment_mode="expand")
    amount = quantity(match["amount"])
    if named is None or amount is None:
        return None
    people = match.groupdict().get("people")
    group = Group(
        match.start("amount"),
        match.end("people" if people else "amount"),
        amount,
        head="people",
        victim_class="civilian",
    )
    token = named.root
    return Harm(
        token,
        trimmed(token.sent),
        *_FATES.get(match["toll"].lower().split()[-1], _FATES["deaths"]),
        (group,),
        not_actual=why_not_actual(token),
        ordinal=sum(1 for sentence in reading.doc.sents if sentence.start < token.sent.start),
    )


def names_a_total(harm: Harm, tolls: Sequence[Harm]) -> bool:
    """Whether a word of harm only says of what a total is: "the number of people abducted rose to 60" tells once."""
    return any(toll.token in harm.token.ancestors and 0 < harm.token.i - toll.token.i <= NAMED_WITHIN for toll in tolls)
