"""Steps before the law as claims: who went to which court against whom, and when."""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.clauses import NOT_IN_A_NAME, phrase
from services.extractor.components.evidence import incident_of, sentence_range
from services.extractor.components.legal import LegalStep, body_of, find_legal_steps
from services.extractor.components.speakers import party
from services.extractor.components.voices import Heard
from services.extractor.reading import Reading
from shared.messages import Claim, DateRange, Party, Span


def legal_claims(claims: Sequence[Claim], reading: Reading, heard: Heard) -> list[Claim]:
    """Steps outside of what is demanded (`claims`); two steps of one speaker in one sentence are one."""
    asked = [span for claim in claims if claim.kind == "demand" for span in claim.content]
    by_sentence: dict[tuple[int, str], Claim] = {}
    for step in find_legal_steps(reading):
        if any(span.start <= step.verb.idx < span.end for span in asked):
            continue
        claim = _claim(step, reading, heard)
        key = (claim.evidence[0].start, (claim.speaker.name or "") if claim.speaker else "")
        by_sentence[key] = _joined(by_sentence[key], claim) if key in by_sentence else claim
    return list(by_sentence.values())


def _claim(step: LegalStep, reading: Reading, heard: Heard) -> Claim:
    before = [each for each in heard.speakers if each.mention is None or each.mention.start < step.verb.idx]
    sentence = sentence_range(step.verb, reading)
    body = body_of(step.verb)
    return Claim(
        key="c0",
        kind="legal_action",
        speaker=party(step.speaker, reading, before) if step.speaker is not None else None,
        cue=reading.span(step.verb.idx, step.verb.idx + len(step.verb)),
        content=(reading.span(*step.content),),
        targets=tuple(party(token, reading, ()) for token in step.accused),
        body=_body(body, reading) if body is not None else None,
        date=_date_of(step, reading),
        incident=incident_of([sentence], reading),
        evidence=(reading.span(*sentence),),
    )


def _body(court: Token, reading: Reading) -> Party:
    """The court by its own words, without whom a step goes against behind it."""
    where = phrase(court, NOT_IN_A_NAME | {"prep"})
    known = reading.names.at(*where)
    name = known.name if known is not None and known.kind == "organisation" else None
    span = reading.span(*where)
    return Party(name=name, role=None if name else span.text, mention=span)


def _date_of(step: LegalStep, reading: Reading) -> DateRange | None:
    """The date that hangs on this verb: "wrote to the court on Wednesday"; a dateline before it does not."""
    inside = [each for each in reading.dates if step.verb.idx <= each.start < step.content[1] and each.when.start]
    return min(inside, key=lambda each: each.start).when if inside else None


def _joined(first: Claim, again: Claim) -> Claim:
    def is_new(span: Span) -> bool:
        return not any(span.start < known.end and known.start < span.end for known in first.content)

    return first.model_copy(
        update={
            "targets": first.targets or again.targets,
            "date": first.date or again.date,
            "body": first.body or again.body,
            "content": (*first.content, *filter(is_new, again.content)),
        }
    )
