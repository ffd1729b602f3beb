"""What kind of thing is said, decided by the words said; the cue alone decides only where it cannot mean another."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.accusations import accused_in, against, denies_harm
from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import children
from services.extractor.components.nouns import lemma, named
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading
from shared.messages import ClaimKind, Figure

BY_CUE: dict[str, ClaimKind] = {
    "accuse": "accusation",
    "blame": "accusation",
    "condemn": "condemnation",
    "deny": "denial",
    "admit": "admission",
    "promise": "promise",
    "threaten": "threat",
}
STATE = frozenset({"police", "officer", "policeman", "army", "military", "soldier", "troop", "government", "state"})
COUNT = r"(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds|several)"
FATE = (
    r"(?:killed|dead|died|murdered|slain|assassinated|injured|wounded|missing|abducted|kidnapped|arrested|detained"
    r"|perished|lost their lives)"
)
DONE = r"(?:killed|injured|wounded|abducted) (?:at least )?"
TOLL = re.compile(rf"\bdeath toll\b|\b{COUNT}\b[^.;]{{0,60}}?\b{FATE}\b|\b{DONE}{COUNT}\b", re.IGNORECASE)
"""A number of people harmed where no figure was read; 60 characters hold "two students and a teacher were shot"."""


def kind_of(each: Attribution, said: Sequence[Token], reading: Reading) -> tuple[ClaimKind, tuple[Token, ...]]:
    """The kind of what is said other than a demand, and against whom it goes. `said`: the tokens of the content.

    An accusation that is only possible ("might accuse") or negated is a statement.
    """
    if each.modality not in ("asserted", "past"):
        return "statement", ()
    if each.frame == "reject":
        return ("denial" if _rejects_a_claim(each) else "statement"), ()
    if each.frame in BY_CUE:
        return BY_CUE[each.frame], against(each, reading)
    return _by_content(each, said, reading) if each.frame in ("say", "name") else ("statement", ())


def _rejects_a_claim(each: Attribution) -> bool:
    """ "dismissed the allegation" denies; "rejected the bill" does not."""
    head = next(iter(each.heads), None)
    return head is not None and (head.dep_ == "ccomp" or lemma(head) in words("claim_nouns"))


def _by_content(each: Attribution, said: Sequence[Token], reading: Reading) -> tuple[ClaimKind, tuple[Token, ...]]:
    if denies_harm(said, each):
        return "denial", ()
    accused = accused_in(said, each, reading)
    toll = has_toll(each.content, reading)
    if accused and lemma(each.cue) == "confirm" and _is_of_the_state(each.speaker) and _is_of_the_state(accused[0]):
        return "admission", ()
    if accused and (_is_named_or_official(accused, reading) or not toll):
        return "accusation", accused
    if toll:
        return "reported_toll", ()
    heard = {token.lower_ for token in said}
    return ("threat" if "unless" in heard and heard & {"will", "would"} else "statement"), ()


def _is_of_the_state(who: Token | None) -> bool:
    """ "Police confirmed that officers shot the student": an authority speaks of its own."""
    parts = (who, *children(who, "compound")) if who is not None else ()
    return any(lemma(part) in STATE for part in parts)


def _is_named_or_official(accused: Sequence[Token], reading: Reading) -> bool:
    """Harm by unknown gunmen with a number is a toll; by somebody named, or of the state, it is an accusation."""
    for token in accused:
        official = {lemma(part) for part in (token, *children(token, "compound", "amod"))} & words("authorities")
        if official or named(token, reading) is not None:
            return True
    return False


def _starts_at(figure: Figure) -> int:
    return figure.evidence.start


def has_toll(content: Sequence[Range], reading: Reading) -> bool:
    """Whether the words said give a number of people harmed."""
    for start, end in content:
        first, last = (bisect_left(reading.figures, at, key=_starts_at) for at in (start, end))
        if any(figure.role != "excluded" for figure in reading.figures[first:last]):
            return True
        if TOLL.search(reading.text, start, end):
            return True
    return False
