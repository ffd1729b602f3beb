"""Same demand? A thread is one addressee and one action, however they are worded and whoever asks.

The thread's id follows from the two keys, so it does not matter which article comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.store.actions import action_key
from services.store.countries import country_of
from services.store.mentions import Source
from services.store.parties import is_generic, party_key
from shared.identity import stable_id
from shared.messages import ArticleExtracted, Claim, Party


@dataclass(frozen=True)
class Call:
    """One demand made in one article on one addressee."""

    demand_id: str
    addressee_key: str
    action_key: str
    claim_id: str
    claim: Claim
    target: str | None
    speaker: str | None
    speaker_keys: frozenset[str]
    source: Source


@dataclass(frozen=True)
class Reply:
    """What may answer a demand: he who is asked says or does something about it. `outcome`: met, refused or partly."""

    demand_id: str
    claim_id: str
    outcome: str
    claim: Claim
    speaker: str | None
    source: Source


@dataclass(frozen=True)
class Thread:
    """A demand as the store knows it now. `answer`: what closed it; `deadline`: the last day that was given for it."""

    demand_id: str
    addressee_key: str
    action_key: str
    action: str
    targets: tuple[str, ...]
    speakers: tuple[str, ...]
    status: str
    independent_sources: int
    deadline: date | None = None
    answer: Reply | None = None

    @property
    def withdrawn(self) -> bool:
        """No article makes this demand any more."""
        return self.independent_sources == 0


def calls_of(extracted: ArticleExtracted, source: Source, claim_ids: dict[str, str]) -> list[Call]:
    """Every demand of an article, once an addressee; `claim_ids` by `Claim.key`."""
    calls = []
    for claim in extracted.claims:
        if claim.kind != "demand" or not action_of(claim):
            continue
        speaker_keys, speaker = _speaker(extracted, claim)
        for target in claim.targets or (None,):
            addressee = addressee_key(extracted, claim, target, source)
            action = action_key(action_of(claim))
            calls.append(
                Call(
                    demand_id=stable_id("demand", addressee, action),
                    addressee_key=addressee,
                    action_key=action,
                    claim_id=claim_ids[claim.key],
                    claim=claim,
                    target=_called(target),
                    speaker=speaker,
                    speaker_keys=speaker_keys,
                    source=source,
                )
            )
    return list({(c.demand_id, c.claim_id): c for c in calls}.values())


def bears(call: Call, least: float) -> bool:
    """Whether a demand weighs enough to be news; one that nobody weighed does."""
    return call.claim.relevance is None or call.claim.relevance >= least


def action_of(claim: Claim) -> str:
    """What is asked for, in the article's words."""
    return claim.action or " ".join(span.text for span in claim.content)


def thread_of(calls: Sequence[Call], replies: Sequence[Reply], today: date) -> Thread | None:
    """What these calls on one addressee for one action add up to; None where there are none left.

    The last reply that came after the first call answers it; without one it lapses when its deadline has passed.
    """
    if not calls:
        return None
    ordered = sorted(calls, key=_told_first)
    reports = {c.source.origin_id for c in calls}
    deadline = max((d.end for c in calls if (d := c.claim.deadline) and d.end), default=None)
    answer = _answer(ordered, replies)
    return Thread(
        demand_id=ordered[0].demand_id,
        addressee_key=ordered[0].addressee_key,
        action_key=ordered[0].action_key,
        action=action_of(ordered[0].claim),
        targets=tuple(dict.fromkeys(c.target for c in ordered if c.target)),
        speakers=tuple(dict.fromkeys(c.speaker for c in ordered if c.speaker)),
        status=_status(ordered, answer, lapsed=deadline is not None and deadline < today),
        independent_sources=len(reports),
        deadline=deadline,
        answer=answer,
    )


def _status(calls: Sequence[Call], answer: Reply | None, *, lapsed: bool) -> str:
    if answer:
        return answer.outcome
    if lapsed:
        return "lapsed"
    several = len({c.source.origin_id for c in calls}) > 1
    return "joined" if _several_ask(calls) else "repeated" if several else "made"


def _answer(calls: Sequence[Call], replies: Sequence[Reply]) -> Reply | None:
    """The last of those that came after somebody asked; none where nobody knows when."""
    asked = min((c.source.published_at for c in calls if c.source.published_at), default=None)
    dated = [(r.source.published_at, r.claim_id, r) for r in replies if r.source.published_at]
    after = [(when, claim_id, r) for when, claim_id, r in dated if asked and when >= asked]
    return max(after, key=lambda said: said[:2])[2] if after else None


def _told_first(call: Call) -> tuple[bool, datetime | None, str, str]:
    published = call.source.published_at
    return published is None, published or None, call.source.article_id, call.claim_id


def _several_ask(calls: Sequence[Call]) -> bool:
    """Whether anybody asks who is not the first; one whom the text does not name differs from nobody."""
    named = [call.speaker_keys for call in calls if call.speaker_keys]
    return any(named[0].isdisjoint(other) for other in named[1:])


def _called(party: Party | None) -> str | None:
    if party is None:
        return None
    return party.name or party.role or (party.mention.text if party.mention else None)


def _speaker(extracted: ArticleExtracted, claim: Claim) -> tuple[frozenset[str], str | None]:
    """The keys under which the speaker may be known in another article, and what to call him."""
    speaker = claim.speaker
    if speaker is None:
        return frozenset(), None
    names = {speaker.name} if speaker.name else set()
    for entity in extracted.entities:
        if speaker.name and speaker.name in (entity.name, *entity.aliases):
            names |= {entity.name, *entity.aliases}
    parties = [Party(name=name) for name in names] or [speaker]
    keys = frozenset(party_key(party, extracted.entities) for party in parties) - {""}
    return keys, (speaker.name or speaker.role) if keys else None


def addressee_key(extracted: ArticleExtracted, claim: Claim, target: Party | None, source: Source) -> str:
    """Who is asked. Nobody in particular, or an office of an unknown country, is another one in every report."""
    key = party_key(target, extracted.entities) if target else ""
    if key and not is_generic(key):
        return key
    country = country_of(extracted, claim.incident) if key else None
    return f"{key} of {country or source.origin_id}"
