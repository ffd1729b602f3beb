"""An accusation and its denial: two claims of one incident that exclude each other. No toll changes (Rule R6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.store.mentions import Source
from services.store.parties import party_key
from services.store.tolls import LONG_AGO
from shared.messages import Claim


@dataclass(frozen=True)
class Word:
    """An accusation or a denial, in one article, about an incident."""

    incident_id: str
    claim_id: str
    claim: Claim
    source: Source


def opposed(words: Sequence[Word], article_id: str) -> tuple[Word, Word] | None:
    """The accusation and the denial that this article brings together: one is its own, the other was there before it
    or came from elsewhere. None where nobody contradicts. An article that has both reports a dispute that is no news
    to itself: the other one has to be of another origin.
    """
    accusations = sorted((w for w in words if w.claim.kind == "accusation"), key=_age)
    denials = sorted((w for w in words if w.claim.kind == "denial"), key=_age)
    pairs = (
        (accusation, denial)
        for accusation in accusations
        for denial in denials
        if article_id in (accusation.source.article_id, denial.source.article_id)
        and accusation.source.origin_id != denial.source.origin_id
        and _answers(accusation.claim, denial.claim)
    )
    return next(pairs, None)


def _age(word: Word) -> tuple[object, str]:
    return word.source.published_at or LONG_AGO, word.claim_id


def _answers(accusation: Claim, denial: Claim) -> bool:
    """Whoever accuses does not deny for those whom he accuses."""
    accuser = party_key(accusation.speaker) if accusation.speaker else ""
    denier = party_key(denial.speaker) if denial.speaker else ""
    return not accuser or accuser != denier
