"""Which demands of an attribution are new and ours, and the claims that they make."""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from services.extractor.components.actions import Demand, beneficiary, normal
from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import children
from services.extractor.components.deadlines import deadline_in, is_long_ago
from services.extractor.components.demands import demands_of_cue, is_public
from services.extractor.components.evidence import claim_of, sentences_of
from services.extractor.components.groups import group_before, group_within
from services.extractor.components.nouns import FIRST_PERSON, can_act, can_be_asked, lemma, pronoun
from services.extractor.components.quotes import Quote
from services.extractor.components.speakers import party
from services.extractor.components.spoken_demands import demands_in
from services.extractor.components.voices import Heard, Voice, tokens_in
from services.extractor.lexicon import words
from services.extractor.reading import Range, Reading
from shared.messages import Claim, Party

THIRD_PERSON = frozenset({"he", "she", "they", "it"})
CAN_HOLD = frozenset({"say", "think", "demand", "ask"})
"""Frames whose content can hold a demand without a cue of its own: "said the mayor must go"."""


def demand_claims(voice: Voice, quotes: Sequence[Quote], reading: Reading, heard: Heard) -> list[Claim]:
    """A claim for each demand; addressees are remembered in `heard`."""
    if voice.speaker is None:
        return []
    return [_claim(one, voice, reading, heard) for one in _demands(voice, quotes, reading)]


def first_person(said: Attribution) -> bool:
    """Whether "I" or "we" speaks."""
    return said.speaker is not None and pronoun(said.speaker) in FIRST_PERSON


def _demands(voice: Voice, quotes: Sequence[Quote], reading: Reading) -> list[Demand]:
    """Asserted, of today, by somebody who can ask."""
    said = voice.said
    who = said.speaker
    if said.modality != "asserted" or is_long_ago(said.cue, reading) or who is None:
        return []
    if not can_act(who, reading) and lemma(who) not in words("reporting_nouns"):
        return []
    by_cue = demands_of_cue(said, reading)
    found = [one for one in by_cue if is_public(one, reading, strong=said.frame != "want")]
    inside = voice.outer is not None and who.pos_ == "PRON"
    if said.frame in CAN_HOLD and not by_cue and not inside:
        direct = said.spoken if said.quoted == "direct" else ()
        quote = next((each for each in quotes if each.pieces[0] in direct), None)
        if said.cue.is_punct and said.spoken:
            quote = Quote(said.spoken, said.spoken)
        own = [token for token in tokens_in(said.content, reading) if not _is_reported(token, voice)]
        heard = [_within(one, said) for one in demands_in(own, quote, reading)]
        found += [one for one in heard if is_public(one, reading, strong=True)]
    return found


def _within(one: Demand, said: Attribution) -> Demand:
    """The demand of a headline without the speaker behind its dash, which the parse may take in."""
    if not said.cue.is_punct or said.cue.i < (one.deed or said.cue).i or not said.content:
        return one
    end = said.content[-1][1]
    cut = one.action.partition(f" {said.cue.text} ")[0]
    return replace(one, action=normal(cut), where=(one.where[0], min(one.where[1], end)))


def _is_reported(token: Token, voice: Voice) -> bool:
    """Whether the word stands in what somebody else is reported to say: "they say he should drop out"."""
    return any(
        not first_person(other) and start <= token.idx < end
        for other in voice.inner
        if other.frame not in ("think", "want")
        for start, end in other.content
    )


def _claim(one: Demand, voice: Voice, reading: Reading, heard: Heard) -> Claim:
    said = voice.said
    targets = _targets(one, said, voice.speaker, reading, heard)
    if not targets and said.told is not None:
        targets = (party(said.told, reading, heard.addressees),)
    heard.address(targets, one.where[0])
    content = said.content
    if said.spoken and sum(len(sentences_of(part, reading)) for part in content) > 1:
        content = tuple(sentences_of(one.where, reading)) or content
    if content[-1][0] <= one.where[0] and content[-1][1] < one.where[1]:
        content = (*content[:-1], (content[-1][0], one.where[1]))
    claim = claim_of(said, "demand", voice.speaker, targets, content, reading)
    deadline = deadline_in(content[0][0], content[-1][1], reading)
    gains = beneficiary(one.deed) if one.deed is not None else None
    others = [each for each in heard.speakers if voice.speaker is None or each.name != voice.speaker.name]
    return claim.model_copy(
        update={
            "action": one.action,
            "deadline": deadline,
            "beneficiary": party(gains, reading, others, voice.speaker) if gains is not None else None,
        }
    )


def _targets(
    one: Demand, said: Attribution, speaker: Party | None, reading: Reading, heard: Heard
) -> tuple[Party, ...]:
    """Who is asked, by name where the text decides: names joined in the phrase, "both", pronouns, the phrase itself."""
    named = group_within(_extent(one.addressees), heard.groups) if one.addressees else ()
    within = (_start(named[0]), _start(named[-1], end=True)) if named else (0, 0)
    others = [each for each in heard.addressees if speaker is None or each.name != speaker.name]
    targets: list[Party] = list(named)
    for token in one.addressees:
        if named and within[0] <= token.idx + len(token) and token.idx <= within[1]:
            continue
        before = [group for at, group in heard.groups if at < token.idx]
        told = _told(token, said) if token.pos_ == "PRON" else None
        if told is not None:
            who = party(told, reading, others)
            targets.append(who.model_copy(update={"mention": reading.span(token.idx, token.idx + len(token))}))
        else:
            targets += group_before(token, reading, before) or (party(token, reading, others),)
    if one.addressed is not None:
        where, name = one.addressed
        known = reading.names.called(name)
        targets.append(Party(name=name, role=known.role if known else None, mention=reading.span(*where)))
    return _once_each(targets)


def _once_each(targets: Sequence[Party]) -> tuple[Party, ...]:
    """One target a person: a title that the parse tore from its name is the person again."""
    kept: dict[object, Party] = {}
    for each in targets:
        kept.setdefault(each.name or each.mention, each)
    return tuple(kept.values())


def _told(word: Token, said: Attribution) -> Token | None:
    """ "reminded the mayor that he must", "a reminder to Iraq that it must": he, it is who is told."""
    if word.lower_ not in THIRD_PERSON:
        return None
    holders = [said.cue, *([said.cue.head] if said.cue.pos_ == "NOUN" else [])]
    told = [each for each in said.cue.rights if each.dep_ in ("dobj", "dative")]
    for prep in (each for holder in holders for each in children(holder, "prep", "dative") if each.lower_ == "to"):
        told += children(prep, "pobj")
    return next((each for each in told if each.i < word.i and each.pos_ != "PRON" and can_be_asked(each)), None)


def _start(each: Party, *, end: bool = False) -> int:
    if each.mention is None:
        return 0
    return each.mention.end if end else each.mention.start


def _extent(tokens: Sequence[Token]) -> Range:
    """From the first to the last word of these phrases."""
    inside = [token for head in tokens for token in head.subtree if token.dep_ not in ("relcl", "acl")]
    return min(token.idx for token in inside), max(token.idx + len(token) for token in inside)
