"""Part of speech, morphology and lemma of each word, worked out once for each word, tag and relation.

The model's own rules for these (attribute ruler and rule lemmatizer) take a fifth of a parse, and say the same for the
same word in the same role every time. Does not handle: models whose lemmatizer is trained; they are left as they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

MOST = 200_000
"""Words kept; a worker that has seen more begins anew."""
_FIRST = frozenset(("ai", "gon", "got", "let", "c'm", "y", "y'"))
"""First halves of pairs that the model's rules read as one: "gon na", "let 's"."""
_APART = ("apart", "RB", "advmod")
"""A word between those that are worked out together, where two would make a pair."""
Key = tuple[int, int, int, int, int, int, int]
Form = tuple[int, int, int]


def remember_forms(nlp: Language) -> None:
    """Put one component in the place of the two, where the model has both and its lemmas come by rule."""
    if not nlp.has_pipe("attribute_ruler") or not nlp.has_pipe("lemmatizer"):
        return
    if getattr(nlp.get_pipe("lemmatizer"), "mode", None) != "rule":
        return
    _index(nlp)
    if not Language.has_factory("forms"):
        Language.factory("forms", func=_make)
    nlp.add_pipe("forms", after="lemmatizer")
    nlp.remove_pipe("attribute_ruler")
    nlp.remove_pipe("lemmatizer")


def _index(nlp: Language) -> None:
    """The lemmatizer asks for each form of a word whether it is listed: of 57,000 nouns, in a list."""
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    listed = lemmatizer.lookups.get_table("lemma_index", {})
    for part_of_speech, known in listed.items():
        listed[part_of_speech] = frozenset(known)


@dataclass(frozen=True)
class Related:
    """For which words the rules ask how they hang in the sentence: by tag, by word, or by the relation itself."""

    tags: frozenset[str]
    words: frozenset[str]
    relations: frozenset[str]

    def holds(self, token: Token) -> bool:
        """Whether the relation of this word decides its form."""
        known = token.tag_ in self.tags or token.lower_ in self.words or token.dep_ in self.relations
        return known or token.is_space


def related(patterns: Iterable[dict[str, Any]]) -> Related:
    """What the ruler's patterns say of relations ("DEP")."""
    tags: set[str] = set()
    words: set[str] = set()
    relations: set[str] = set()
    for spec in (spec for entry in patterns for pattern in entry["patterns"] for spec in pattern if "DEP" in spec):
        named = [(kind, _listed(spec.get(kind))) for kind in ("TAG", "LOWER", "DEP")]
        kind, values = next(((kind, values) for kind, values in named if values), ("", []))
        {"TAG": tags, "LOWER": words, "DEP": relations}.get(kind, set()).update(values)
    return Related(frozenset(tags), frozenset(words), frozenset(relations))


def _listed(value: Any) -> list[str]:
    """The values that a pattern asks for; none where it only excludes some."""
    if isinstance(value, dict):
        return list(value.get("IN", ()))
    return [value] if value else []


def _make(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001  spaCy passes it by name
    ruler: Any = nlp.get_pipe("attribute_ruler")
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    by_relation = related(ruler.patterns)
    known: dict[Key, Form] = {}
    spaced = nlp.vocab.strings["dep"]

    def forms(doc: Doc) -> Doc:
        keys = [_key(token, by_relation) for token in doc]
        missing = {key: token for key, token in zip(keys, doc, strict=True) if key not in known}
        if missing:
            if len(known) > MOST:
                known.clear()
                missing = dict(zip(keys, doc, strict=True))
            known.update(_worked_out(missing, nlp.vocab, (ruler, lemmatizer)))
        for token, key in zip(doc, keys, strict=True):
            token.pos, token.lemma, morph = known[key]
            token.set_morph(morph)  # type: ignore[attr-defined]
            if token.is_space:
                token.dep = spaced
        return doc

    return forms


def _key(token: Token, by_relation: Related) -> Key:
    """What decides the form: the word, its tag, its relation where the rules ask for it, the other half of a pair."""
    relation = token.dep if by_relation.holds(token) else 0
    before = token.nbor(-1) if token.i else None
    if before is not None and (before.dep_ == "expl" or before.lower_ in _FIRST):
        return token.orth, token.tag, token.dep, before.orth, before.tag, before.dep, -1
    if token.lower_ in _FIRST and token.i + 1 < len(token.doc):
        after = token.nbor()
        return token.orth, token.tag, token.dep, after.orth, after.tag, after.dep, 1
    return token.orth, token.tag, relation, 0, 0, 0, 0


def _worked_out(missing: dict[Key, Token], vocab: Vocab, rules: tuple[Callable[[Doc], Doc], ...]) -> dict[Key, Form]:
    """Let the model's own rules work out these words, none beside one that it could make a pair with."""
    strings = vocab.strings
    row: list[tuple[str, str, str]] = []
    places: dict[Key, int] = {}
    for key, token in missing.items():
        own = (token.text, token.tag_, token.dep_)
        other = (strings[key[3]], strings[key[4]], strings[key[5]])
        places[key] = len(row) + (1 if key[6] < 0 else 0)
        row += [other, own] if key[6] < 0 else [own, other] if key[6] > 0 else [own]
        if key[6] or token.dep_ == "expl":
            row.append(_APART)
    words, tags, deps = ([each[n] for each in row] for n in range(3))
    doc = Doc(vocab, words=words, tags=tags, deps=deps, heads=list(range(len(words))))
    for rule in rules:
        doc = rule(doc)
    strings_of: Any = doc  # spaCy's stubs know no keys of morphology
    return {key: (doc[i].pos, doc[i].lemma, strings_of[i].morph.key) for key, i in places.items()}
