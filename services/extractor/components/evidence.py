"""The proof of a claim: whole sentences, never across a line of the article, and the incident that they speak of."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from services.extractor.components.actors import class_of_noun
from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import sentence_of
from services.extractor.components.datelines import without_dateline
from services.extractor.lexicon import table
from services.extractor.reading import Range, Reading
from shared.messages import Claim, ClaimKind, Party


def sentences_of(part: Range, reading: Reading) -> list[Range]:
    """The sentences that overlap these characters, each cut at the ends of its line."""
    start, end = part
    found: list[Range] = []
    span = reading.doc.char_span(start, end, alignment_mode="expand") if start < end else None
    at = sentence_of(span[0]).start if span is not None and len(span) else len(reading.doc)
    while at < len(reading.doc) and reading.doc[at].idx < end:
        sentence = sentence_of(reading.doc[at])
        found += [line for line in _lines(sentence.text, sentence.start_char) if line[0] < end and start < line[1]]
        at = sentence.end
    return [line for line in found if not reading.is_boilerplate(*line)]


def _lines(text: str, at: int) -> list[Range]:
    """The lines of a sentence, without the blanks around them."""
    found: list[Range] = []
    for line in text.split("\n"):
        if line.strip():
            found.append((at + len(line) - len(line.lstrip()), at + len(line.rstrip())))
        at += len(line) + 1
    return found


def sentence_range(token: Token, reading: Reading) -> Range:
    """The sentence of one token."""
    here = (token.idx, token.idx + len(token))
    return next(iter(sentences_of(here, reading)), here)


def merged(ranges: Iterable[Range], text: str) -> list[Range]:
    """Ranges in order; those that overlap, or follow each other in one line, become one."""
    found: list[Range] = []
    for start, end in sorted(set(ranges)):
        if found and (
            start < found[-1][1]
            or (not text[found[-1][1] : start].strip(" \t") and "\n" not in text[found[-1][1] : start])
        ):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def incident_of(evidence: Sequence[Range], reading: Reading) -> str | None:
    """The key of the incident that these sentences speak of: the same words, a victim by name, or its place and act.

    "The shooting" alone is the last one told before, if the article tells of one of its kind only. None where all that
    the sentences count is a running total, or long ago.
    """
    if _counts_no_incident(evidence, reading):
        return None
    for incident in reading.incidents:
        if any(span.start < end and start < span.end for span in incident.evidence for start, end in evidence):
            return incident.key
    for incident in reading.incidents:
        for victim in incident.victims:
            known = reading.names.called(victim.name) if victim.name else None
            if known and any(begin < end and start < stop for begin, stop in known.mentions for start, end in evidence):
                return incident.key
    return _by_act(evidence, reading)


def _by_act(evidence: Sequence[Range], reading: Reading) -> str | None:
    """ "the killing", "his death": the only incident of that type, or that type's one in a place named here."""
    tokens = (token for where in evidence for token in reading.doc.char_span(*where, alignment_mode="contract") or ())
    acts = {table("acts").get(token.lemma_.lower()) for token in tokens if token.pos_ == "NOUN" and _is_known(token)}
    told = [each for each in reading.incidents if each.type in acts and each.evidence[0].start < evidence[-1][1]]
    said = " ".join(reading.text[start:end] for start, end in evidence)
    here = [each for each in told if each.place is not None and each.place.text in said]
    return next((found[0].key for found in (here, told) if len(found) == 1), None)


def _counts_no_incident(evidence: Sequence[Range], reading: Reading) -> bool:
    inside = [
        f for f in reading.figures if any(s <= f.evidence.start < e for s, e in evidence) and f.role != "component"
    ]
    return bool(inside) and all(figure.role in ("cumulative", "historic") for figure in inside)


def _denied(said: Attribution, reading: Reading) -> str | None:
    """What an authority denies without saying which: the only deed that the article lays to its kind."""
    if said.speaker is None:
        return None
    office = next(filter(None, (class_of_noun(token.lower_) for token in said.speaker.subtree)), None)
    done = [each for each in reading.incidents if any(p.actor_class == office for p in each.perpetrators)]
    return done[0].key if office is not None and len(done) == 1 else None


def _is_known(act: Token) -> bool:
    """ "the shooting", "his death", not "a shooting" and not "killings"."""
    definite = any(each.lower_ in ("the", "this", "that") or each.dep_ == "poss" for each in act.children)
    return definite and act.tag_ == "NN"


def claim_of(
    said: Attribution,
    kind: ClaimKind,
    speaker: Party | None,
    targets: tuple[Party, ...],
    content: Sequence[Range],
    reading: Reading,
) -> Claim:
    """A claim with its proof: the sentences of its content and of its cue."""
    cue = reading.span(*said.cue_range) if said.cue_range[0] < said.cue_range[1] else None
    parts = [*content, *([said.cue_range] if cue else [])]
    sentences = [where for part in parts for where in sentences_of(part, reading)]
    evidence = merged([without_dateline(where, reading.text) for where in sentences], reading.text)
    return Claim(
        key="c0",
        kind=kind,
        speaker=speaker,
        cue=cue,
        content=tuple(reading.span(*without_dateline(where, reading.text)) for where in content),
        targets=targets,
        quoted=said.quoted,
        incident=incident_of(evidence, reading) or (_denied(said, reading) if kind == "denial" else None),
        evidence=tuple(reading.span(*where) for where in evidence or content),
    )
