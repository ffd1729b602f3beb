"""One attribution with its speaker, and what has been heard in the article before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from spacy.tokens import Token

from services.extractor.components.attributions import Attribution
from services.extractor.components.demands import demands_of_cue
from services.extractor.components.groups import named_together
from services.extractor.components.nouns import can_act
from services.extractor.reading import Range, Reading
from shared.messages import Party


@dataclass
class Heard:
    """What has been read of the article so far: speakers and addressees in order, for those who come as pronouns."""

    speakers: list[Party] = field(default_factory=list)
    addressees: list[Party] = field(default_factory=list)
    groups: list[tuple[int, tuple[Party, ...]]] = field(default_factory=list)
    """Persons named together, with the offset of the first: what "both" stands for later."""

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """Nothing heard yet, but who is named together."""
        return cls(groups=named_together(reading))

    def address(self, targets: Sequence[Party], at: int) -> None:
        """Remember who was asked, for "him", "them" and "both"."""
        named = tuple(target for target in targets if target.name)
        self.addressees += named
        if len(named) > 1:
            self.groups = sorted([*self.groups, (at, named)], key=lambda group: group[0])


@dataclass(frozen=True)
class Voice:
    """An attribution, who speaks, in whose quotation it stands (`outer`), and whose cues stand in its content."""

    said: Attribution
    speaker: Party | None
    outer: "Voice | None" = None
    inner: tuple[Attribution, ...] = ()

    def is_other_voice(self, reading: Reading) -> bool:
        """Inside a quotation: whether somebody else is quoted there, a named or described third party."""
        who = self.said.speaker
        return who is not None and who.pos_ != "PRON" and can_act(who, reading)

    def asks(self, other: Attribution, reading: Reading) -> bool:
        """Whether an attribution in these words is a demand of its own."""
        return bool(demands_of_cue(other, reading))


def tokens_in(ranges: Sequence[Range], reading: Reading) -> list[Token]:
    """The tokens that stand wholly in these characters."""
    spans = (reading.doc.char_span(start, end, alignment_mode="contract") for start, end in ranges if start < end)
    return [token for span in spans if span is not None for token in span]
