"""How much a claim bears on those in power and those harmed: by who speaks, of whom, and what is at stake.

A score from 0 to 1, for whoever alerts; no claim is dropped for it.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.nouns import is_group, lemma
from services.extractor.components.voices import tokens_in
from services.extractor.lexicon import table, words
from services.extractor.reading import Reading
from shared.messages import Claim, Party

THRESHOLD = 0.35
"""Below it a demand is between private people, or of sport, trade or daily life; the store's default."""
BASE = 0.4
"""A demand of which nothing more is known passes: it is better read than lost."""
GRAVE = frozenset({"accusation", "denial", "admission", "legal_action", "reported_toll", "condemnation"})
KIN = frozenset({"father", "mother", "parent", "uncle", "aunt", "brother", "sister", "son", "daughter", "cousin"})


def weighed(claim: Claim, reading: Reading) -> Claim:
    """The claim with its `relevance`."""
    said = _lemmas([(span.start, span.end) for span in claim.content], reading)
    beside = _lemmas([(span.start, span.end) for span in claim.evidence], reading)
    stake = _stake(said | set((claim.action or "").lower().split()))
    asked = [_power(target, reading) for target in claim.targets]
    score = BASE + stake + _voice(claim.speaker, stake > 0 or max(asked, default=0.0) > 0, reading)
    score += 0.2 * (claim.kind in GRAVE) + 0.2 * (claim.incident is not None)
    score += max(asked, default=0.0)
    score -= _trade(claim, beside, max(asked, default=0.0) > 0, reading)
    return claim.model_copy(update={"relevance": round(min(1.0, max(0.0, score)), 2)})


def _lemmas(ranges: Sequence[tuple[int, int]], reading: Reading) -> frozenset[str]:
    return frozenset(lemma(token) for token in tokens_in(ranges, reading))


def _stake(said: frozenset[str]) -> float:
    """What is asked for, or spoken of: harm, justice, an office; or a thing of daily life."""
    grave = words("harm_nouns") | words("public_goods") | words("public_deeds") | words("public_matters")
    if said & grave or said & table("actions").keys() or said & words("denied_deeds") & words("deadly_verbs"):
        return 0.2
    return -0.3 if said & words("trifles") else 0.0


def _words_of(party: Party, reading: Reading) -> tuple[list[Token], frozenset[str]]:
    """The tokens that name a party here, and all words that describe it, in lower case."""
    tokens = tokens_in([(party.mention.start, party.mention.end)], reading) if party.mention else []
    described = {word.strip(",.").lower() for word in f"{party.role or ''}".split()}
    return tokens, frozenset({lemma(token) for token in tokens} | described)


def _voice(speaker: Party | None, public: bool, reading: Reading) -> float:
    """Bodies, office and those who speak for others count more; who asks for himself counts less.

    `public`: somebody with power is asked, or harm or justice is at stake; kin who ask for that speak in public.
    """
    if speaker is None:
        return 0.0
    tokens, called = _words_of(speaker, reading)
    known = reading.names.called(speaker.name) if speaker.name else None
    if called & words("private_voices") or (called & KIN and not public):
        return -0.3
    office = called & (words("authorities") | words("public_voices"))
    body = (known is not None and known.kind == "organisation") or any(map(is_group, tokens))
    return 0.15 if office or body or speaker.role else 0.0


def _power(target: Party, reading: Reading) -> float:
    """Whether the addressee has power over others, or is of the speaker's own household."""
    tokens, called = _words_of(target, reading)
    known = reading.names.called(target.name) if target.name else None
    if called & words("authorities") or (known is not None and (known.role or known.kind != "person")):
        return 0.2
    if known is not None and known.actor_class not in ("unknown", "civilian"):
        return 0.2
    if called & words("private"):
        return -0.3
    return 0.1 if any(map(is_group, tokens)) else 0.0


def _trade(claim: Claim, beside: frozenset[str], has_power: bool, reading: Reading) -> float:
    """Sport, markets and trade: one word that means nothing else among the parties and what is asked, or two others."""
    strong, weak = words("off_topic"), words("off_topic_weak")
    parties = [each for each in (claim.speaker, *claim.targets) if each is not None]
    spoken = {word for each in parties for word in _words_of(each, reading)[1]}
    asked = {word.strip(",.") for word in (claim.action or "").lower().split()}
    if (spoken | asked | (beside if not has_power else frozenset())) & strong:
        return 0.6
    return 0.6 if len(beside & weak) > 1 and not has_power else 0.0
