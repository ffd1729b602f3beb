"""Same demand? A thread is one addressee and one action, however they are worded and whoever asks.

The thread's id follows from the two keys, so it does not matter which article comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from services.store.countries import country_of
from services.store.mentions import Source
from services.store.names import fold
from services.store.parties import is_generic, party_key
from services.store.words import lines
from shared.identity import stable_id
from shared.messages import ArticleExtracted, Claim, Party

OBJECT_WORDS = 2
"""Words after the verb that still tell two actions apart: "release protesters" is not "release report"."""

ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ies", "ed", "es", "s", "e", "y")
"""Cut from a word of an action, longest first, so that forms of one word meet: investigate, investigations."""

SHORTEST_STEM = 4

LONGEST_FORM = 4
"""Words in the longest way to put an action in `words/actions.txt`."""


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
class Thread:
    """A demand as the store knows it now."""

    demand_id: str
    addressee_key: str
    action_key: str
    action: str
    targets: tuple[str, ...]
    speakers: tuple[str, ...]
    status: str
    independent_sources: int

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
            addressee = _addressee_key(extracted, claim, target, source)
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


def action_of(claim: Claim) -> str:
    """What is asked for, in the article's words."""
    return claim.action or " ".join(span.text for span in claim.content)


def thread_of(calls: Sequence[Call]) -> Thread | None:
    """What these calls on one addressee for one action add up to; None where there are none left."""
    if not calls:
        return None
    ordered = sorted(calls, key=_told_first)
    reports = {c.source.origin_id for c in calls}
    voices = _voices(ordered)
    return Thread(
        demand_id=ordered[0].demand_id,
        addressee_key=ordered[0].addressee_key,
        action_key=ordered[0].action_key,
        action=action_of(ordered[0].claim),
        targets=tuple(dict.fromkeys(c.target for c in ordered if c.target)),
        speakers=tuple(dict.fromkeys(c.speaker for c in ordered if c.speaker)),
        status="joined" if len(voices) > 1 else "repeated" if len(reports) > 1 else "made",
        independent_sources=len(reports),
    )


def _told_first(call: Call) -> tuple[bool, datetime | None, str, str]:
    published = call.source.published_at
    return published is None, published or None, call.source.article_id, call.claim_id


def _voices(calls: Sequence[Call]) -> list[frozenset[str]]:
    """The speakers that differ; one whom the text does not name differs from nobody."""
    voices: list[frozenset[str]] = []
    for call in calls:
        if call.speaker_keys and not any(call.speaker_keys & voice for voice in voices):
            voices.append(call.speaker_keys)
    return voices


def action_key(action: str) -> str:
    """An action without the words that don't change it: "immediately tender their resignations" is "resign"."""
    small = frozenset(lines("small_words"))
    stems = [_stem(w) for w in fold(action).split() if w not in small]
    for start in range(len(stems)):
        for length in range(LONGEST_FORM, 0, -1):
            named = _actions().get(tuple(stems[start : start + length]))
            if named:
                whole, rest = named[1], stems[start + length :] or stems[:start]
                return named[0] if whole else " ".join([named[0], *sorted(rest[:OBJECT_WORDS])])
    return " ".join([*stems[:1], *sorted(stems[1 : 1 + OBJECT_WORDS])])


@cache
def _actions() -> dict[tuple[str, ...], tuple[str, bool]]:
    small = frozenset(lines("small_words"))
    actions = {}
    for line in lines("actions"):
        first, *others = (form.strip() for form in line.split(","))
        name = first.rstrip("!")
        for form in (name, *others):
            stems = tuple(_stem(w) for w in fold(form).split() if w not in small)
            actions[stems] = (name, first.endswith("!"))
    return actions


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


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


def _addressee_key(extracted: ArticleExtracted, claim: Claim, target: Party | None, source: Source) -> str:
    """Who is asked. Nobody in particular, or an office of an unknown country, is another one in every report."""
    key = party_key(target, extracted.entities) if target else ""
    if key and not is_generic(key):
        return key
    country = country_of(extracted, claim.incident) if key else None
    return f"{key} of {country or source.origin_id}"
