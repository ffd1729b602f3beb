"""Who a mention is: names, titles, pronouns and "the coalition" resolved to a name where the text decides it."""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.clauses import children, phrase, sentence_of, subject, text_of
from services.extractor.components.nouns import FIRST_PERSON, is_group, is_person_noun, lemma, named, pronoun
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading
from shared.messages import Party

SINGULAR_PERSON = frozenset({"he", "she", "him", "her", "his", "himself", "herself"})
BODY = frozenset({"it", "they", "them", "its", "their", "itself", "themselves"})
OWN_BODIES = frozenset(
    {"police", "court", "government", "ministry", "parliament", "state", "army", "military", "family"}
)
"""These are always themselves: "the police" is never short for the body that spoke last."""
DEFINITE = frozenset({"the", "this", "these", "both", "its", "their"})
ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")


def party(token: Token, reading: Reading, earlier: Sequence[Party], speaking: Party | None = None) -> Party:
    """Who the phrase around `token` is. `earlier`: the speakers before, in order; `speaking`: who says these words.

    The mention is the phrase as it stands here. `name` stays empty where the text does not decide; then `role` holds
    the words of a description ("covert police units").
    """
    mention = phrase(token)
    span = reading.span(*mention)
    word = pronoun(token)
    if word in FIRST_PERSON:
        return Party(name=speaking.name, role=speaking.role, mention=span) if speaking else Party(mention=span)
    if word in ("who", "which", "that") and token.head.dep_ == "relcl":
        return party(token.head.head, reading, earlier, speaking).model_copy(update={"mention": span})
    if token.pos_ == "PRON" and (word in SINGULAR_PERSON or word in BODY):
        back = _pronoun(token, reading, earlier)
        return Party(name=back.name, role=back.role, mention=span) if back else Party(mention=span)
    known = named(token, reading) or _named_in_front(token, reading) or _described(token, reading, earlier)
    if known is not None:
        return Party(name=known.name, role=known.role, mention=span)
    if token.pos_ == "PROPN" and not is_group(token):
        return Party(name=_bare(text_of(token)), mention=span)
    return Party(role=_bare(text_of(token)) or None, mention=span)


def _bare(said: str) -> str:
    return next((said[len(article) :] for article in ARTICLES if said.startswith(article)), said)


def _named_in_front(token: Token, reading: Reading) -> Named | None:
    """ "the Azimio coalition" is Azimio; "Azimio supporters" is not."""
    if not is_group(token):
        return None
    for each in children(token, "compound", "nmod"):
        found = reading.names.at(each.idx, each.idx + len(each))
        if found is not None and found.kind == "organisation":
            return found
    return None


def _pronoun(token: Token, reading: Reading, earlier: Sequence[Party]) -> Party | None:
    """ "he": the person who spoke last, else the person that the sentence is about; "it", "they": the body so.

    "its" and "their" belong to the subject of their own sentence first.
    """
    kind = "person" if token.lower_ in SINGULAR_PERSON else "organisation"
    spoke, main = _last(reading, earlier, kind), _main_subject(token, reading, kind)
    if token.lower_ in ("its", "their") and main is not None:
        return main
    found = spoke or main
    if found is None and kind == "person":
        return _nearest_person(token, reading)
    if found is None and token.lower_ in ("they", "them", "their"):
        return _last(reading, earlier, "person")
    return found


def _main_subject(token: Token, reading: Reading, kind: str) -> Party | None:
    main = subject(sentence_of(token).root)
    if main is None or main.i >= token.i:
        return None
    for each in (main, *children(main, "appos")):
        found = named(each, reading)
        if found is not None and found.kind == kind:
            return Party(name=found.name, role=found.role)
    is_body = kind == "organisation" and main.pos_ == "NOUN" and (is_group(main) or main.tag_ == "NNS")
    return Party(role=_bare(text_of(main))) if is_body else None


def _nearest_person(token: Token, reading: Reading) -> Party | None:
    before = [
        (start, each)
        for each in reading.names.all
        if each.kind == "person"
        for start, _ in each.mentions
        if start < token.idx and token.idx - start < 600
    ]
    best = max(before, key=lambda pair: pair[0], default=None)
    return Party(name=best[1].name, role=best[1].role) if best else None


def _last(reading: Reading, earlier: Sequence[Party], kind: str) -> Party | None:
    """The last speaker with a name of this kind; a name that the article's entities do not know counts as either."""
    for each in reversed(earlier):
        if each.name:
            known = reading.names.called(each.name)
            if known is None or known.kind == kind:
                return each
    return None


def _described(token: Token, reading: Reading, earlier: Sequence[Party]) -> Party | None:
    """The body that spoke last ("the coalition"), or has the word in its name; a person by his role ("the lawyer")."""
    if not any(each.lower_ in DEFINITE for each in children(token, "det", "poss", "predet")):
        return None
    word = lemma(token)
    if any(map(_narrows, token.children)) or word in OWN_BODIES or token.lower_ in OWN_BODIES:
        return None
    if is_group(token) or word in words("stand_ins"):
        called = [each for each in reversed(earlier) if each.name and word in each.name.lower().split()]
        if called:
            return called[0]
        return _last(reading, earlier, "organisation") if word in words("stand_ins") else None
    if not is_person_noun(token) or token.tag_ != "NN":
        return None
    return next((each for each in reversed(earlier) if each.name and word in (each.role or "").lower().split()), None)


def _narrows(each: Token) -> bool:
    """Whether a word beside the noun makes it another: "the activists from Kano"; a main verb hung on it does not."""
    if each.lower_ in DEFINITE or each.tag_ in ("VBD", "VBZ", "VBP"):
        return False
    return each.dep_ in ("prep", "relcl", "poss", "acl")
