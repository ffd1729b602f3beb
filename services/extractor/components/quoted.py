"""Quotations and their speakers: the cue beside the marks, or the speaker who is still talking."""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import sentence_of
from services.extractor.components.complements import cue_frame, neighbour, own_speaker, speaker_of
from services.extractor.components.modalities import modality
from services.extractor.components.quotes import Quote
from services.extractor.reading import Range, Reading

SPEAKING = frozenset(
    {"say", "ask", "demand", "admit", "deny", "promise", "threaten", "condemn", "think", "accuse", "want", "reject"}
)
CALLS_OUT = frozenset({"chant", "shout", "yell", "scream", "cry"})
NEAR_CUE = 12
"""Characters that hold the verb right before an opening mark."""
SHORT = 3
"""A quotation of so many words, inside a sentence of the writer's, is a term and no speech of its own."""


FAR = 2_000
"""Characters behind which nobody is still speaking: longer than any sentence and two lines. Keeps long texts linear."""
TITLE = 7
"""Words in the longest slogan or title that is taken for one."""


def with_quotations(found: list[Attribution], quotes: Sequence[Quote], reading: Reading) -> list[Attribution]:
    """Give every quotation its cue and speaker: an attribution found before, a new one, or the one that goes on.

    A cue inside quotation marks keeps its own attribution (a demand in the first person, another speaker quoted).
    """
    made = list(found)
    for quote in quotes:
        owner = _owner(quote, made)
        if owner is None and _is_term(quote, reading):
            continue
        cue = None if owner is not None else _cue_beside(quote, quotes, reading)
        if owner is None and cue is not None:
            owner = next((i for i, each in enumerate(made) if each.cue.i == cue.i), None)
            if owner is None:
                made.append(_fresh(cue, quote, reading))
                continue
        if owner is not None:
            made[owner] = _joined(made[owner], quote, reading)
            continue
        last = _latest(quote, quotes, made)
        if last is not None and _goes_on(made[last], quote, reading):
            if _same_paragraph(made[last], quote, reading):
                made[last] = _joined(made[last], quote, reading)
            else:
                made.append(_carried(made[last], quote))
    return sorted(made, key=lambda each: (min([each.cue_range[0], *(start for start, _ in each.content)]), each.cue.i))


def _owner(quote: Quote, made: Sequence[Attribution]) -> int | None:
    """The attribution, with its cue outside these marks, whose content holds part of this quotation."""
    best: tuple[int, int] | None = None
    for index, each in enumerate(made):
        if quote.start <= each.cue_range[0] < quote.end:
            continue
        shared = sum(max(0, min(end, quote.end) - max(start, quote.start)) for start, end in each.content)
        closeness = -abs(each.cue_range[0] - quote.start)
        if shared and (best is None or closeness > best[0]):
            best = (closeness, index)
    return best[1] if best else None


def _latest(quote: Quote, quotes: Sequence[Quote], made: Sequence[Attribution]) -> int | None:
    """The attribution that ended last before this quotation, not counting those inside other quotations."""
    best: tuple[int, int] | None = None
    for index, each in enumerate(made):
        if not 0 <= quote.start - _end(each) <= FAR:
            continue
        end = _last_offset(each, quote.start)
        if end <= quote.start and (best is None or end > best[0]) and not _is_inside(each, quotes):
            best = (end, index)
    return best[1] if best else None


def _is_inside(each: Attribution, quotes: Sequence[Quote]) -> bool:
    return any(quote.holds(each.cue_range[0]) for quote in quotes)


def _is_term(quote: Quote, reading: Reading) -> bool:
    before = _tokens(reading, max(0, quote.start - NEAR_CUE), quote.start)
    if before and before[-1].lemma_.lower() in CALLS_OUT:
        return False
    said = " ".join(reading.text[start:end] for start, end in quote.pieces)
    return len(said.split()) <= SHORT and not said.rstrip().endswith((",", ".", "!", "?"))


def _is_title(before: Tokens, quote: Quote, reading: Reading) -> bool:
    """A few quoted words right behind a noun are its name: the slogan "Make it work again"."""
    said = " ".join(reading.text[start:end] for start, end in quote.pieces)
    return before[-1].pos_ in ("NOUN", "PROPN", "ADJ") and len(said.split()) <= TITLE


def _line(text: str, offset: int) -> Range:
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _cue_beside(quote: Quote, quotes: Sequence[Quote], reading: Reading) -> Token | None:
    """A cue after the closing mark, else one before the opening mark, in the same line and sentence."""
    after = _after(quote, reading)
    before = _before(quote, reading)
    lead = reading.text[_line(reading.text, quote.start)[0] : quote.start].rstrip()
    if lead.endswith((":", ",")) and before is not None:
        behind = _nearest(before, quotes, quote.start)
        if behind is not None:
            return behind
    first = _nearest(after, quotes, quote.end) if after is not None else None
    if first is not None:
        return first
    if before is None or _is_title(before, quote, reading):
        return None
    return _nearest(before, quotes, quote.start)


def _after(quote: Quote, reading: Reading) -> Tokens | None:
    """The words between the closing mark and the end of that sentence, if it goes on in the same line."""
    stop = _line(reading.text, max(quote.start, quote.end - 1))[1]
    rest = [token for token in _tokens(reading, quote.end, stop) if not token.is_space]
    if not rest or rest[0].text[:1] in '.“"':
        return None
    ends = next((i for i, token in enumerate(rest) if token.text in (".", "!", "?", "“")), len(rest))
    return reading.doc[rest[0].i : rest[min(ends, len(rest) - 1)].i + 1]


def _before(quote: Quote, reading: Reading) -> Tokens | None:
    begin = _line(reading.text, quote.start)[0]
    rest = [token for token in _tokens(reading, begin, quote.start) if not token.is_space]
    start = next((i + 1 for i in range(len(rest) - 1, -1, -1) if rest[i].text in (".", "!", "?", "”")), 0)
    rest = rest[start:]
    return reading.doc[rest[0].i : rest[-1].i + 1] if rest else None


def _tokens(reading: Reading, start: int, stop: int) -> list[Token]:
    return list(reading.doc.char_span(start, stop, alignment_mode="contract") or ()) if start < stop else []


def _nearest(words: Tokens, quotes: Sequence[Quote], edge: int) -> Token | None:
    cues = []
    for token in words:
        known = cue_frame(token) if token.pos_ == "VERB" or token.tag_ in ("VBD", "VBZ") else None
        if known and known[0] in SPEAKING and not any(quote.holds(token.idx) for quote in quotes):
            cues.append(token)
    return min(cues, key=lambda token: abs(token.idx - edge), default=None)


def _fresh(cue: Token, quote: Quote, reading: Reading) -> Attribution:
    frame, preposition = cue_frame(cue) or ("say", None)
    end = preposition.idx + len(preposition) if preposition is not None else cue.idx + len(cue)
    speaker = own_speaker(cue, reading) or speaker_of(cue)
    if speaker is None or quote.holds(speaker.idx):
        speaker = neighbour(cue)
    return Attribution(
        cue, (cue.idx, end), frame, speaker, quote.outer, (), preposition, "direct", modality(cue), quote.pieces
    )


def _joined(each: Attribution, quote: Quote, reading: Reading) -> Attribution:
    """An attribution with this quotation as (part of) what it reports."""
    inside = sum(max(0, min(end, quote.end) - max(start, quote.start)) for start, end in each.content)
    whole = sum(end - start for start, end in each.content)
    outside = [part for part in each.content if not _within_reach(part, quote)]
    if whole and inside < 0.8 * whole and not any(_same_words(part, quote, reading) for part in each.content):
        apart = not inside
        content = (*each.content, *quote.outer) if apart else each.content
        how = each.quoted if apart and each.quoted == "direct" else "mixed"
        return replace(each, content=content, quoted=how, spoken=(*each.spoken, *quote.pieces))
    return replace(each, content=(*outside, *quote.outer), quoted="direct", spoken=(*each.spoken, *quote.pieces))


def _within_reach(part: Range, quote: Quote) -> bool:
    return part[0] < quote.end and quote.start < part[1]


def _same_words(part: Range, quote: Quote, reading: Reading) -> bool:
    """Whether the part is nothing but this quotation, apart from marks and blanks."""
    left = reading.text[part[0] : max(part[0], quote.start)] + reading.text[min(part[1], quote.end) : part[1]]
    return _within_reach(part, quote) and not any(letter.isalnum() for letter in left)


def _last_offset(each: Attribution, before: int) -> int:
    """Where an attribution ends: with its content, or with the sentence of its cue if that ends `before`."""
    end = _end(each)
    sentence = sentence_of(each.cue)
    stop = sentence.start_char + len(sentence.text.rstrip())
    return max(end, stop) if each.cue_range[0] < each.cue_range[1] and stop <= before else end


def _end(each: Attribution) -> int:
    return max([each.cue_range[1], *(end for _, end in each.content)])


def _same_paragraph(each: Attribution, quote: Quote, reading: Reading) -> bool:
    return "\n" not in reading.text[_last_offset(each, quote.start) : quote.start]


def _goes_on(each: Attribution, quote: Quote, reading: Reading) -> bool:
    """Whether a quotation without a cue is still the same speaker's: right behind his words, or a paragraph alone."""
    if each.quoted == "indirect" and each.modality != "asserted":
        return False
    between = reading.text[_last_offset(each, quote.start) : quote.start]
    begin, stop = _line(reading.text, quote.start)[0], _line(reading.text, max(quote.start, quote.end - 1))[1]
    alone = not reading.text[begin : quote.start].strip() and len(reading.text[quote.end : stop].strip()) <= 1
    if alone:
        return len([line for line in between.split("\n") if line.strip(' .,”"')]) <= 2
    return "\n" not in between and len(between.split()) <= SHORT


def _carried(each: Attribution, quote: Quote) -> Attribution:
    return replace(
        each,
        content=quote.outer,
        heads=(),
        frame="say",
        preposition=None,
        quoted="direct",
        spoken=quote.pieces,
        cue_range=(quote.start, quote.start),
    )
