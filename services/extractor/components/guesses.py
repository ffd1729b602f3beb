"""What an unknown name most likely is: how the model calls it throughout the article, and who speaks.

Does not handle: names that the model never marks and that neither speak nor stand behind a preposition of place.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

from services.extractor.components.gazetteer import spots_of
from services.extractor.components.kinds import tells_a_land
from services.extractor.components.runs import Run
from services.extractor.lexicon import words
from shared.messages import EntityKind

_KINDS: dict[str, EntityKind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}


@dataclass(frozen=True)
class Seen:
    """What the whole article shows of its words."""

    labels: dict[str, Counter[str]]
    """The model's labels of each name, over all its mentions."""
    placed: frozenset[str]
    """Names that stand behind "in", "near" or "from": once if the gazetteer has them, else at least twice."""
    common: frozenset[str]
    """Words that the article also writes small: "Park" beside "the park" is no name."""

    @staticmethod
    def of(doc: Doc, runs: Iterable[Run]) -> "Seen":
        """Read once an article."""
        labels: dict[str, Counter[str]] = {}
        behind: Counter[str] = Counter()
        for run in runs:
            behind[doc[run.first : run.last].text] += _stands_as_place(doc, run)
            found = labels.setdefault(doc[run.first : run.last].text, Counter())
            found.update(t.ent_type_ for t in doc[run.first : run.last] if t.ent_type_ in _KINDS)
        placed = frozenset(name for name, times in behind.items() if times > (not spots_of(name)))
        return Seen(labels, placed, frozenset(t.text for t in doc if t.is_lower and len(t) > 2))

    def guess(self, doc: Doc, run: Run) -> EntityKind | None:
        """The kind that most of the labels say, unless the words around say better; null for what is no name."""
        span = doc[run.first : run.last]
        if all(t.lower_ in self.common or not t.is_alpha for t in span):
            return None
        if span.text in self.placed:
            return "place"
        if _speaks(doc, run) and not span.text.isupper() and len(span) < 4:
            return "person"
        labels = self.labels.get(span.text, Counter())
        if not labels:
            return None
        kind = _KINDS[max(sorted(labels), key=lambda label: labels[label])]
        return "organisation" if kind == "person" and tells_a_land(span.text.split()) and len(span) > 1 else kind


def _speaks(doc: Doc, run: Run) -> bool:
    """ "Banda said", "said Otieno"."""
    root = doc[run.first : run.last].root
    if root.tag_ != "NNP" or root.lemma_.lower() in words("person_nouns") or root.lower_ in words("people_nouns"):
        return False
    return root.dep_ == "nsubj" and root.head.lemma_.lower() in words("person_verbs")


def _stands_as_place(doc: Doc, run: Run) -> bool:
    """A name that the gazetteer has, right behind "in", "near" or "from"."""
    if run.first == 0 or doc[run.first - 1].lower_ not in ("in", "near", "from", "at"):
        return False
    name = doc[run.first : run.last].text
    possessive = doc[run.last : run.last + 1].text in ("'s", "’s")
    return not possessive and not name.isupper() and name not in words("not_places")
