"""What is told of one event: its tellings, collected while the article is read.

Does not handle: which telling belongs to which event; that is for events.py.
"""

from dataclasses import dataclass, field

from services.extractor.components.clauses import sentence_of
from services.extractor.components.harms import Harm
from services.extractor.components.methods import method_of
from services.extractor.components.roles import Setting
from services.extractor.reading import Range
from shared.messages import IncidentType

Told = list[tuple[Harm, Setting]]
"""Tellings, each with when and where it was."""
FAMILY: dict[IncidentType, str] = {
    "killing": "violence",
    "injury": "violence",
    "attack": "violence",
    "use_of_force": "force",
    "assassination_attempt": "violence",
    "torture": "violence",
    "arrest": "custody",
    "abduction": "abduction",
    "sexual_violence": "sexual",
    "property_damage": "property",
    "protest": "protest",
    "other": "other",
}
FIRST, LAST = 20, 40
"""Tellings of one event, or events of one article, that a further telling is compared with: a news story has fewer."""


@dataclass
class Event:
    """An event while its tellings are collected."""

    family: str
    tellings: Told = field(default_factory=list)
    follows: bool = False
    """The article only points to it: it is about what came of it."""
    _means: dict[int, str | None] = field(default_factory=dict)
    """The means that each of its tellings names, by the telling's id: asked for by every one that follows."""

    @property
    def known(self) -> Told:
        """What a further telling is compared with: all, or of a very long text the first and the last."""
        if len(self.tellings) <= FIRST + LAST:
            return self.tellings
        return [*self.tellings[:FIRST], *self.tellings[-LAST:]]

    @property
    def names(self) -> set[str]:
        """The people it harmed."""
        return {n.name for harm, _ in self.known for g in harm.groups for n in g.named}

    def add(self, harm: Harm, setting: Setting) -> None:
        """One more telling; force that turns out to have hurt somebody is violence."""
        self.tellings.append((harm, setting))
        if self.family == "force":
            self.family = FAMILY[harm.type]

    def words(self) -> set[str]:
        """The lower-case words of its sentences."""
        return {token.lower_ for harm, _ in self.known for token in sentence_of(harm.token)}

    def methods(self) -> set[str]:
        """The means that its tellings name."""
        for harm, _ in self.known:
            if id(harm) not in self._means:
                self._means[id(harm)] = method_of(harm)
        return {method for harm, _ in self.known if (method := self._means[id(harm)])}

    def dates(self) -> list[Setting]:
        return [s for _, s in self.known if s.date and s.date.when.precision == "day"]

    def places(self) -> list[Range]:
        return [s.place for _, s in self.known if s.place]


def is_vague(harm: Harm) -> bool:
    """People whom nobody counted: "many supporters", "protesters"."""
    amounts = [g.amount for g in harm.groups if g.amount]
    return harm.kind not in (None, "arrested") and bool(amounts) and all(a.vague for a in amounts)
