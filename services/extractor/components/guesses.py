"""What an unknown name most likely is: how the model calls it throughout the article, and who speaks.

Does not handle: names that the model never marks and that neither speak nor stand behind a preposition of place.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from services.extractor.components.gazetteer import spots_of
from services.extractor.components.kinds import is_harmed, is_many, tells_a_land
from services.extractor.components.places import is_known_place
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
_NO_NOUNS = frozenset(("JJ", "JJR", "JJS", "NNS", "RB", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))
"""Tags of a lone word that is capitalised and no name: "Municipal", "Hidden", "Machines"."""
_HONORIFICS = frozenset(("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "prof", "prof.", "hon", "hon.", "miss"))


@dataclass(frozen=True)
class Seen:
    """What the whole article shows of its words."""

    labels: dict[str, Counter[str]]
    """The model's labels of each name, over all its mentions."""
    placed: frozenset[str]
    """Names that stand behind "in", "near" or "from": once if the gazetteer has them, else at least twice."""
    common: frozenset[str]
    """Words that the article also writes small: "Park" beside "the park" is no name."""
    surnames: frozenset[str]
    """Words that speak, or follow "Mr" and the like: of whomever they are the last word, that is a person."""
    alone: frozenset[str]
    """Names of one word."""
    harmed: frozenset[str]
    """Who is killed, hurt or taken somewhere in the article, whatever town is also called so."""

    @staticmethod
    def of(doc: Doc, runs: Sequence[Run]) -> "Seen":
        """Read once an article."""
        labels: dict[str, Counter[str]] = {}
        behind: Counter[str] = Counter()
        for run in runs:
            behind[doc[run.first : run.last].text] += _stands_as_place(doc, run)
            found = labels.setdefault(doc[run.first : run.last].text, Counter())
            found.update(t.ent_type_ for t in doc[run.first : run.last] if t.ent_type_ in _KINDS)
        placed = frozenset(name for name, times in behind.items() if times > (not spots_of(name)))
        surnames = frozenset(doc[run.last - 1].text for run in runs if _is_somebody(doc, run))
        alone = frozenset(doc[run.first].text for run in runs if run.last - run.first == 1)
        harmed = frozenset(doc[run.first : run.last].text for run in runs if is_harmed(doc, run))
        return Seen(
            labels, placed, frozenset(t.text for t in doc if t.is_lower and len(t) > 2), surnames, alone, harmed
        )

    def guess(self, doc: Doc, run: Run) -> EntityKind | None:
        """The kind that most of the labels say, unless the words around say better; null for what is no name."""
        span = doc[run.first : run.last]
        if self._names_nothing(doc, run):
            return None
        if self._is_a_person(doc, run):
            return "person"
        if span.text in self.placed and not _is_a_house(span):
            return "place"
        labels = self.labels.get(span.text, Counter())
        kind = _KINDS[max(sorted(labels), key=lambda label: labels[label])] if labels else None
        if kind is None or (kind == "person" and is_many(doc, run)) or (kind == "place" and _is_a_house(span)):
            return None
        return "organisation" if kind == "person" and tells_a_land(span.text.split()) and len(span) > 1 else kind

    def _names_nothing(self, doc: Doc, run: Run) -> bool:
        """Words that are also written small, and a lone word whose tag is that of no name."""
        span = doc[run.first : run.last]
        if all(t.lower_ in self.common or not t.is_alpha for t in span):
            return True
        only = span[0]
        opens = only.is_sent_start and not only.tag_.startswith("NNP")
        return len(span) == 1 and (opens or only.tag_ in _NO_NOUNS)

    def _is_a_person(self, doc: Doc, run: Run) -> bool:
        """Who speaks; whose last word is the name of somebody who does; who is called by the last of two or three
        words further on, as people are and bodies are not."""
        span = doc[run.first : run.last]
        with_article = run.first > 0 and doc[run.first - 1].pos_ == "DET"
        if span.text.isupper() or len(span) > 3 or with_article or is_a_body(span.text.split()):
            return False
        if _speaks(doc, run) or span[-1].text in self.surnames:
            return True
        called_on = span[-1].text in self.alone and not span[-1].is_upper and not spots_of(span[-1].text)
        return len(span) > 1 and called_on and all(t.is_alpha and t.is_title for t in span)


def _is_a_house(span: Span) -> bool:
    """ "the Hospital", "the Park": one word for what stands in every town."""
    return len(span) == 1 and span[0].lower_ in words("local_bodies") | words("org_heads") | words("sites")


def is_a_body(parts: Sequence[str]) -> bool:
    """Whether a word in it is of bodies and their work, and never of a person's name."""
    telling = words("org_heads") | words("fields") | words("thing_heads")
    return any(part.lower() in telling for part in parts) or tells_a_land(list(parts))


def _is_somebody(doc: Doc, run: Run) -> bool:
    """ "Banda said", "Mr Banda": the last word of this run names a person."""
    last = doc[run.last - 1]
    if last.is_upper or len(last) < 3 or last.lower_ in words("title_heads") or is_known_place(last.text):
        return False
    if is_a_body([last.text]) or last.lower_ in words("person_nouns") or run.last - run.first > 5:
        return False
    before = [t.lower_ for t in doc[max(0, run.first - 1) : run.last - 1]]
    return _speaks(doc, run) or any(word in _HONORIFICS for word in before)


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
