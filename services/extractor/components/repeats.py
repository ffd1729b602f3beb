"""The same demand said again in one article is one claim with several proofs."""

from collections.abc import Iterable

from shared.messages import Claim, Party


def without_repeats(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in their order; a demand of the same speaker, addressees and action is joined to its first."""
    kept: list[Claim] = []
    first: dict[tuple[str, str, frozenset[str]], int] = {}
    for claim in claims:
        key = _key(claim)
        if key is None:
            kept.append(claim)
        elif key in first:
            kept[first[key]] = _joined(kept[first[key]], claim)
        else:
            first[key] = len(kept)
            kept.append(claim)
    return kept


def _key(claim: Claim) -> tuple[str, str, frozenset[str]] | None:
    if claim.kind != "demand" or not claim.action or claim.speaker is None:
        return None
    who = _called(claim.speaker)
    return (who, claim.action.lower(), frozenset(map(_called, claim.targets))) if who else None


def _called(party: Party) -> str:
    mention = party.mention.text if party.mention else ""
    return (party.name or party.role or mention).lower()


def _joined(first: Claim, again: Claim) -> Claim:
    evidence = list(first.evidence)
    for span in again.evidence:
        if not any(span.start < known.end and known.start < span.end for known in evidence):
            evidence.append(span)
    return first.model_copy(
        update={
            "evidence": tuple(evidence),
            "incident": first.incident or again.incident,
            "deadline": first.deadline or again.deadline,
        }
    )
