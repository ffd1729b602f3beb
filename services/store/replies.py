"""Which of an article's claims may answer a demand, and how.

A reply is tied to a demand as calls are: by who is asked, and for what. Whether that demand was ever made shows when
the two are put together, whichever comes first.
"""

from services.store.actions import action_keys
from services.store.demands import Reply, addressee_key
from services.store.mentions import Source
from services.store.names import fold
from services.store.parties import is_generic
from services.store.words import word_set
from shared.identity import stable_id
from shared.messages import ArticleExtracted, Claim, ClaimKind, Party

REPLYING: tuple[ClaimKind, ...] = ("promise", "denial", "statement", "admission", "legal_action")


def replies_of(extracted: ArticleExtracted, source: Source, claim_ids: dict[str, str]) -> list[Reply]:
    """Every demand that these claims may answer; `claim_ids` by `Claim.key`."""
    replies = {}
    for claim in extracted.claims:
        if claim.kind not in REPLYING:
            continue
        words = " ".join([claim.action or "", *(span.text for span in claim.content)])
        if claim.kind == "legal_action" and claim.cue:
            words = f"{claim.cue.text} {words}"
        for who in _asked(claim):
            key = addressee_key(extracted, claim, who, source)
            if not key or key.startswith(" of ") or is_generic(key):
                continue
            for action in action_keys(words):
                reply = Reply(stable_id("demand", key, action), claim_ids[claim.key], outcome_of(claim, words), claim,
                              claim.speaker.name if claim.speaker else None, source)  # fmt: skip
                replies[reply.demand_id, reply.claim_id] = reply
    return list(replies.values())


def _asked(claim: Claim) -> tuple[Party, ...]:
    """Who may have been asked: who speaks; and of the law, also to whom it is done."""
    speaker = (claim.speaker,) if claim.speaker else ()
    return (*speaker, *claim.targets) if claim.kind == "legal_action" else speaker


def outcome_of(claim: Claim, words: str) -> str:
    """What the reply makes of the demand: refused by a "no", partly met by a promise, else met."""
    said = frozenset(fold(words).split())
    if claim.kind == "denial" or said & word_set("refusals"):
        return "refused"
    return "partly" if claim.kind == "promise" or said & word_set("promises") else "met"
