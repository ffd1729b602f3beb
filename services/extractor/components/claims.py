"""Who claims what: attributions, demands and steps before the law put together as the claims of one article."""

from bisect import bisect_left
from collections.abc import Sequence

from services.extractor.components.alleged_acts import act_alleged
from services.extractor.components.attributions import Attribution, find_attributions, without_document
from services.extractor.components.bearings import weighed
from services.extractor.components.claim_kinds import kind_of
from services.extractor.components.demand_claims import demand_claims, first_person
from services.extractor.components.evidence import claim_of, sentences_of
from services.extractor.components.legal_claims import legal_claims
from services.extractor.components.quoted import with_quotations
from services.extractor.components.quotes import find_quotes
from services.extractor.components.repeats import without_repeats
from services.extractor.components.speakers import party
from services.extractor.components.voices import Heard, Voice, tokens_in
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading
from shared.messages import Claim, Party

NOTHING_SAID = frozenset({"want", "think"})
"""Frames of the mind: without a demand in them, nothing was said. Kept, they are wrong six times in ten."""


def find_claims(reading: Reading) -> tuple[Claim, ...]:
    """Every claim of an article, in the order of the text, keyed c1, c2, ...; a repeated demand is one claim."""
    quotes = find_quotes(reading.text, reading.boilerplate)
    attributions = [
        without_document(each, reading) for each in with_quotations(find_attributions(reading), quotes, reading)
    ]
    cues = sorted((each.cue_range[0], at) for at, each in enumerate(attributions))
    speaking = [(at, each) for at, each in enumerate(attributions) if each.spoken]
    heard = Heard.of(reading)
    voices: dict[int, Voice] = {}
    claims: list[Claim] = []
    for at, said in enumerate(attributions):
        outer = _outer(said, speaking, voices)
        inner = tuple(other for other in _within(said.content, attributions, cues) if other is not said)
        voice = Voice(said, _speaker(said, outer, reading, heard), outer, inner)
        voices[at] = voice
        if voice.speaker is not None and (outer is None or said.frame != "say"):
            heard.speakers.append(voice.speaker)
        asked = demand_claims(voice, quotes, reading, heard)
        claims += [*asked, *_other_claim(voice, asked, reading, heard)]
    legal = legal_claims(claims, reading, heard)
    at_law = {claim.cue.start for claim in legal if claim.cue}
    claims = [each for each in claims if each.kind == "demand" or each.cue is None or each.cue.start not in at_law]
    claims += legal
    ordered = sorted(without_repeats(claims), key=_position)
    weighty = [weighed(claim, reading) for claim in ordered]
    return tuple(claim.model_copy(update={"key": f"c{number}"}) for number, claim in enumerate(weighty, 1))


def _position(claim: Claim) -> tuple[int, int]:
    return claim.evidence[0].start, claim.cue.start if claim.cue else claim.evidence[0].start


def _stands_in(each: Attribution, ranges: Sequence[Range]) -> bool:
    start, end = each.cue_range
    return start < end and any(begin <= start < stop for begin, stop in ranges)


def _within(
    ranges: Sequence[Range], attributions: Sequence[Attribution], cues: Sequence[tuple[int, int]]
) -> list[Attribution]:
    """Those whose cue stands in these ranges, in their order. `cues`: (start, place in the list), sorted."""
    near = {at for start, end in ranges for _, at in cues[bisect_left(cues, (start,)) : bisect_left(cues, (end,))]}
    return [attributions[at] for at in sorted(near) if _stands_in(attributions[at], ranges)]


def _outer(said: Attribution, speaking: Sequence[tuple[int, Attribution]], voices: dict[int, Voice]) -> Voice | None:
    """Who speaks in the quotation that this attribution stands in."""
    holders = (at for at, other in speaking if other is not said and _stands_in(said, other.spoken))
    return next((voices[at] for at in holders if at in voices), None)


def _speaker(said: Attribution, outer: Voice | None, reading: Reading, heard: Heard) -> Party | None:
    if said.speaker is None:
        return None
    speaking = outer.speaker if outer is not None else None
    if speaking is not None and said.speaker.lemma_.lower() in words("reporting_nouns"):
        mention = reading.span(said.speaker.idx, said.speaker.idx + len(said.speaker))
        return Party(name=speaking.name, role=speaking.role, mention=mention)
    found = party(said.speaker, reading, heard.speakers, speaking)
    if said.told is None or found.mention is None:
        return found
    words_of_it = found.mention.text.partition(" to ")[0]
    start = found.mention.start
    return found.model_copy(update={"mention": reading.span(start, start + len(words_of_it))})


def _other_claim(voice: Voice, asked: Sequence[Claim], reading: Reading, heard: Heard) -> list[Claim]:
    """What is said besides demands: one claim, unless nothing is left, or the words are only part of a quotation."""
    said = voice.said
    if said.frame in NOTHING_SAID or (said.modality == "hypothetical" and said.frame != "say"):
        return []
    if voice.outer is not None and (first_person(said) or not voice.is_other_voice(reading)):
        return []
    where = [(span.start, span.end) for claim in asked for span in claim.content]
    where += [
        part for other in voice.inner if first_person(other) and voice.asks(other, reading) for part in other.content
    ]
    if _is_covered(said.content, where, reading):
        return []
    words_said = tokens_in(said.content, reading)
    kind, accused = kind_of(said, words_said, reading)
    targets = tuple(party(token, reading, heard.addressees) for token in accused)
    claim = claim_of(said, kind, voice.speaker, targets, said.content, reading)
    return [claim.model_copy(update={"action": act_alleged(said, words_said, kind)})]


def _is_covered(content: Sequence[Range], asked: Sequence[Range], reading: Reading) -> bool:
    """Whether demands hold so much of the content, by sentences, that nothing else is left to be claimed."""
    sentences = [sentence for part in content for sentence in sentences_of(part, reading)]
    held = [end - start for start, end in sentences if any(start < stop and begin < end for begin, stop in asked)]
    return sum(held) >= 0.6 * sum(end - start for start, end in sentences) if asked else False
