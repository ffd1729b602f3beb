"""Who claims what: attributions, demands and steps before the law put together as the claims of one article."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from services.extractor.components.actions import Demand
from services.extractor.components.attributions import Attribution, find_attributions, without_document
from services.extractor.components.claim_kinds import kind_of
from services.extractor.components.deadlines import deadline_in, is_long_ago
from services.extractor.components.demands import demands_of_cue, is_public
from services.extractor.components.evidence import incident_of, merged, sentence_range, sentences_of
from services.extractor.components.legal import LegalStep, find_legal_steps
from services.extractor.components.nouns import FIRST_PERSON, can_act, is_off_topic, pronoun
from services.extractor.components.quoted import with_quotations
from services.extractor.components.quotes import Quote, find_quotes
from services.extractor.components.repeats import without_repeats
from services.extractor.components.speakers import group_before, group_within, is_document, named_together, party
from services.extractor.components.spoken_demands import demands_in
from services.extractor.reading import Range, Reading
from shared.messages import Claim, DateRange, Party, Span


@dataclass
class Heard:
    """What has been read of the article so far: speakers and addressees in order, for those who come as pronouns."""

    speakers: list[Party] = field(default_factory=list)
    addressees: list[Party] = field(default_factory=list)
    groups: list[tuple[int, tuple[Party, ...]]] = field(default_factory=list)
    by_attribution: dict[int, Party | None] = field(default_factory=dict)


def find_claims(reading: Reading) -> tuple[Claim, ...]:
    """Every claim of an article, in the order of the text, keyed c1, c2, ...; a repeated demand is one claim."""
    quotes = find_quotes(reading.text, reading.boilerplate)
    attributions = [without_document(each) for each in with_quotations(find_attributions(reading), quotes, reading)]
    heard = Heard(groups=named_together(reading))
    claims: list[Claim] = []
    asked: list[Range] = []
    for index, each in enumerate(attributions):
        outer = _outer(each, attributions)
        speaker = _speaker(each, attributions[outer] if outer is not None else None, reading, heard)
        heard.by_attribution[id(each)] = speaker
        if speaker is not None and speaker.name and (outer is None or each.frame != "say"):
            heard.speakers.append(speaker)
        made = _claims_of(each, outer is not None, speaker, attributions[index + 1 :], quotes, reading, heard)
        asked += [(span.start, span.end) for claim in made if claim.kind == "demand" for span in claim.content]
        claims += made
    claims += _legal_claims(reading, asked, heard)
    ordered = sorted(without_repeats(claims), key=lambda claim: (claim.evidence[0].start, _position(claim)))
    return tuple(claim.model_copy(update={"key": f"c{number}"}) for number, claim in enumerate(ordered, 1))


def _position(claim: Claim) -> int:
    return claim.cue.start if claim.cue else claim.evidence[0].start


def _outer(each: Attribution, attributions: Sequence[Attribution]) -> int | None:
    """The attribution in whose quotation this one stands."""
    at = each.cue_range[0]
    for index, other in enumerate(attributions):
        if other is not each and any(start <= at < end for start, end in other.spoken) and each.cue_range[0] != each.cue_range[1]:
            return index
    return None


def _speaker(each: Attribution, outer: Attribution | None, reading: Reading, heard: Heard) -> Party | None:
    if each.speaker is None:
        return None
    speaking = heard.by_attribution.get(id(outer)) if outer is not None else None
    if outer is not None and is_document(each.speaker) and speaking is not None:
        start, end = each.speaker.idx, each.speaker.idx + len(each.speaker)
        return Party(name=speaking.name, role=speaking.role, mention=reading.span(start, end))
    return party(each.speaker, reading, heard.speakers, speaking)


def _tokens(ranges: Sequence[Range], reading: Reading) -> list[Token]:
    return [token for start, end in ranges for token in (reading.doc.char_span(start, end, alignment_mode="contract") or ())]


def _claims_of(
    each: Attribution, nested: bool, speaker: Party | None, later: Sequence[Attribution], quotes: Sequence[Quote],
    reading: Reading, heard: Heard,
) -> list[Claim]:  # fmt: skip
    said = _tokens(each.content, reading)
    first_person = each.speaker is not None and pronoun(each.speaker) in FIRST_PERSON
    asks = _demands(each, nested, said, quotes, reading) if speaker is not None else []
    made = [_demand_claim(one, each, speaker, reading, heard) for one in asks]
    inner = [
        other.content for other in later
        if other.frame in ("demand", "ask", "want") and any(s <= other.cue_range[0] < e for s, e in each.spoken)
        and other.speaker is not None and pronoun(other.speaker) in FIRST_PERSON and demands_of_cue(other, reading)
    ]  # fmt: skip
    covered = [where for one in asks for where in (one.where,)] + [part for content in inner for part in content]
    if (nested and (first_person or (each.frame in ("say", "think") and not _other_voice(each, reading)))) or _is_covered(each.content, covered, reading):
        return made
    if each.frame in ("want", "stance", "think") or (each.modality == "hypothetical" and each.frame != "say"):
        return made
    kind, accused = kind_of(each, said, reading)
    targets = tuple(party(token, reading, heard.addressees) for token in accused)
    return [*made, _claim(each, kind_and_targets=(kind, targets), speaker=speaker, content=each.content, reading=reading)]


def _other_voice(each: Attribution, reading: Reading) -> bool:
    """Inside a quotation, somebody else is quoted: a named or described third party."""
    return each.speaker is not None and each.speaker.pos_ != "PRON" and can_act(each.speaker, reading)


def _is_covered(content: Sequence[Range], covered: Sequence[Range], reading: Reading) -> bool:
    """Whether demands hold the sentences of the content, so that nothing else is left to be claimed."""
    if not covered or not content:
        return False
    total = sum(end - start for start, end in content)
    held = 0
    for start, end in content:
        for begin, stop in sentences_of((start, end), reading):
            if any(begin < b and a < stop for a, b in covered):
                held += stop - begin
    return held >= 0.6 * total


def _demands(each: Attribution, nested: bool, said: Sequence[Token], quotes: Sequence[Quote], reading: Reading) -> list[Demand]:
    """The demands of an attribution that are new and ours: asserted, of today, not of sport, trade or the family."""
    if each.modality != "asserted" or is_long_ago(each.cue, reading):
        return []
    if each.speaker is None or not (can_act(each.speaker, reading) or is_document(each.speaker)):
        return []
    by_cue = demands_of_cue(each, reading)
    found = [one for one in by_cue if is_public(one, reading, strong=each.frame != "want")]
    if each.frame in ("say", "think", "demand", "ask") and not by_cue and not (nested and each.speaker.pos_ == "PRON"):
        quote = next((quote for quote in quotes if any(quote.pieces[0][0] == start for start, _ in each.spoken)), None)
        elsewhere = [token for token in said if not _in_other_quote(token, quote, quotes, each)]
        found += [one for one in demands_in(elsewhere, quote, reading) if is_public(one, reading, strong=True)]
    return [one for one in found if not _off_topic(one, each, reading)]


def _in_other_quote(token: Token, own: Quote | None, quotes: Sequence[Quote], each: Attribution) -> bool:
    return own is None and any(quote.holds(token.idx) and quote.holds(each.cue_range[0]) is False for quote in quotes) and bool(each.spoken)


def _off_topic(one: Demand, each: Attribution, reading: Reading) -> bool:
    """Sport and trade: by who asks, of whom, and what is asked for."""
    asked = _tokens([one.where], reading)
    objects = [token for token in asked if token.dep_ in ("dobj", "pobj", "nsubj", "attr") or token == asked[0]][:4]
    return is_off_topic(reading, each.speaker, *one.addressees, *objects)


def _extent(tokens: Sequence[Token]) -> Range:
    """From the first to the last word of these phrases."""
    inside = [token for head in tokens for token in head.subtree if token.dep_ not in ("relcl", "acl")]
    return min(token.idx for token in inside), max(token.idx + len(token) for token in inside)


def _demand_claim(one: Demand, each: Attribution, speaker: Party | None, reading: Reading, heard: Heard) -> Claim:
    targets: list[Party] = []
    named_here = group_within(_extent(one.addressees), heard.groups) if one.addressees else ()
    targets += named_here
    for token in one.addressees:
        if named_here and (named_here[0].mention.start <= token.idx + len(token) and token.idx <= named_here[-1].mention.end):
            continue
        before = [group for at, group in heard.groups if at < token.idx]
        together = group_before(token, reading, before)
        others = [each for each in heard.addressees if speaker is None or each.name != speaker.name]
        targets += together or (party(token, reading, others),)
    if one.addressed is not None:
        (start, end), name = one.addressed
        known = reading.names.called(name)
        targets.append(Party(name=name, role=known.role if known else None, mention=reading.span(start, end)))
    heard.addressees += [target for target in targets if target.name]
    named = tuple(target for target in targets if target.name)
    if len(named) > 1:
        heard.groups = sorted([*heard.groups, (one.where[0], named)], key=lambda group: group[0])
    content = each.content
    if len(each.spoken) and sum(len(sentences_of(part, reading)) for part in each.content) > 1:
        content = tuple(sentences_of(one.where, reading)) or content
    if content and content[-1][1] < one.where[1] and content[-1][0] <= one.where[0]:
        content = (*content[:-1], (content[-1][0], one.where[1]))
    claim = _claim(each, ("demand", tuple(targets)), speaker, content, reading)
    deadline = deadline_in(each.content[0][0], each.content[-1][1], reading)
    return claim.model_copy(update={"action": one.action, "deadline": deadline})


def _claim(each: Attribution, kind_and_targets: tuple, speaker: Party | None, content: Sequence[Range], reading: Reading) -> Claim:  # type: ignore[type-arg]
    kind, targets = kind_and_targets
    cue = reading.span(*each.cue_range) if each.cue_range[0] < each.cue_range[1] else None
    parts = [*content, *([each.cue_range] if cue else [])]
    evidence = merged([where for part in parts for where in sentences_of(part, reading)], reading.text)
    spans = tuple(reading.span(*where) for where in evidence)
    said = tuple(reading.span(*where) for where in content)
    return Claim(
        key="c0", kind=kind, speaker=speaker, cue=cue, content=said, targets=targets, quoted=each.quoted,
        incident=incident_of(evidence, reading), evidence=spans,
    )  # fmt: skip


def _legal_claims(reading: Reading, asked: Sequence[Range], heard: Heard) -> list[Claim]:
    """Steps before the law outside of what is demanded; two steps of one speaker in one sentence are one."""
    by_sentence: dict[tuple[int, str], Claim] = {}
    for step in find_legal_steps(reading):
        if any(start <= step.verb.idx < end for start, end in asked):
            continue
        claim = _legal_claim(step, reading, heard)
        key = (claim.evidence[0].start, (claim.speaker.name or "") if claim.speaker else "")
        first = by_sentence.get(key)
        by_sentence[key] = claim if first is None else first.model_copy(
            update={"targets": first.targets or claim.targets, "date": first.date or claim.date, "content": (*first.content, *_new(claim, first))}
        )  # fmt: skip
    return list(by_sentence.values())


def _new(claim: Claim, first: Claim) -> tuple[Span, ...]:
    return tuple(span for span in claim.content if not any(span.start < e.end and e.start < span.end for e in first.content))


def _legal_claim(step: LegalStep, reading: Reading, heard: Heard) -> Claim:
    before = [each for each in heard.speakers if each.mention is None or each.mention.start < step.verb.idx]
    speaker = party(step.speaker, reading, before) if step.speaker is not None else None
    sentence = sentence_range(step.verb, reading)
    return Claim(
        key="c0", kind="legal_action", speaker=speaker, cue=reading.span(step.verb.idx, step.verb.idx + len(step.verb)),
        content=(reading.span(*step.content),), targets=tuple(party(token, reading, ()) for token in step.accused),
        date=_date_of(step, reading), incident=incident_of([sentence], reading), evidence=(reading.span(*sentence),),
    )  # fmt: skip


def _date_of(step: LegalStep, reading: Reading) -> DateRange | None:
    """The date that hangs on this verb: "wrote to the court on Wednesday"; a dateline before it does not."""
    inside = [each for each in reading.dates if step.verb.idx <= each.start < step.content[1] and each.when.start]
    return min(inside, key=lambda each: each.start).when if inside else None

