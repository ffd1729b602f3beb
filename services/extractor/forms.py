"""Part of speech, morphology and lemma of each word, worked out once for each word, tag and relation.

The model's own rules for these (attribute ruler and rule lemmatizer) take a fifth of a parse, and say the same for the
same word in the same role every time. Does not handle: models whose lemmatizer is trained; they are left as they are.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

MOST = 200_000
"""Words kept; a worker that has seen more begins anew."""
_FIRST = frozenset(("ai", "gon", "got", "let", "c'm", "y", "y'"))
"""First halves of pairs that the model's rules read as one: "gon na", "let 's"."""
_APART = ("apart", "RB", "advmod")
"""A word between those that are worked out together, where two would make a pair."""
_COLUMNS: list[int | str] = ["ORTH", "LOWER", "TAG", "DEP", "IS_SPACE"]
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
    """What the rules ask of a word, by the numbers that spaCy gives to words, tags and relations."""

    tags: frozenset[int]
    words: frozenset[int]
    relations: frozenset[int]
    """By which of the three they ask how a word hangs in the sentence."""
    spoken: frozenset[int]
    """The words, in small letters, that any rule names."""
    shapes: tuple[re.Pattern[str], ...]
    """And those that it tells by their shape."""
    plain: bool
    """Whether nothing else is asked of any word: then the tag and the relation of all others settle their form."""


def related(patterns: Iterable[dict[str, Any]], strings: StringStore) -> Related:
    """What the ruler's patterns ask of relations ("DEP") and of words ("LOWER")."""
    tags: set[str] = set()
    words: set[str] = set()
    relations: set[str] = set()
    specs = [spec for entry in patterns for pattern in entry["patterns"] for spec in pattern]
    for spec in (spec for spec in specs if "DEP" in spec):
        named = [(kind, _listed(spec.get(kind))) for kind in ("TAG", "LOWER", "DEP")]
        kind, values = next(((kind, values) for kind, values in named if values), ("", []))
        {"TAG": tags, "LOWER": words, "DEP": relations}.get(kind, set()).update(values)
    lower = [spec["LOWER"] for spec in specs if "LOWER" in spec]
    shapes = tuple(re.compile(asked["REGEX"]) for asked in lower if isinstance(asked, dict) and set(asked) == {"REGEX"})
    known = all(_listed(asked) or (isinstance(asked, dict) and set(asked) == {"REGEX"}) for asked in lower)
    tags_only, words_only, relations_only, spoken = (
        frozenset(strings.add(each) for each in group)
        for group in (tags, words, relations, {word for asked in lower for word in _listed(asked)})
    )
    plain = known and all(set(spec) <= {"TAG", "LOWER", "DEP", "IS_SPACE"} for spec in specs)
    return Related(tags_only, words_only, relations_only, spoken, shapes, plain)


def _listed(value: Any) -> list[str]:
    """The values that a pattern asks for; none where it only excludes some."""
    if isinstance(value, dict):
        return list(value.get("IN", ()))
    return [value] if value else []


def _make(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001  spaCy passes it by name
    strings = nlp.vocab.strings
    ruler: Any = nlp.get_pipe("attribute_ruler")
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    asked = related(ruler.patterns, strings)
    memory = _Memory(nlp.vocab, ruler, lemmatizer, asked)
    first, expletive, spaced = {strings.add(word) for word in _FIRST}, strings.add("expl"), strings.add("dep")

    def forms(doc: Doc) -> Doc:
        numbers: Any = doc.to_array(_COLUMNS)
        rows: list[list[int]] = numbers.reshape(-1, len(_COLUMNS)).tolist()
        keys = _keys(rows, asked, first, expletive)
        known = memory.of(doc, keys)
        for token, key, row in zip(doc, keys, rows, strict=True):
            token.pos, token.lemma, morph = known[key]
            token.set_morph(morph)  # type: ignore[attr-defined]
            if row[4]:
                token.dep = spaced
        return doc

    return forms


@dataclass(frozen=True)
class _Memory:
    """The forms worked out before, of words in their roles; and what the rules say of a role, whatever the word."""

    vocab: Vocab
    ruler: Any
    lemmatizer: Any
    asked: Related
    known: dict[Key, Form] = field(default_factory=dict)
    settled: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Part of speech and morphology by tag and relation, of all words that no rule names."""

    def of(self, doc: Doc, keys: Sequence[Key]) -> Mapping[Key, Form]:
        """The form for each of these keys, one a word of `doc`."""
        if len(self.known) > MOST:
            self.known.clear()
        missing: dict[Key, Token] = {}
        for token, key in zip(doc, keys, strict=True):
            if key not in self.known and key not in missing and not self._settle(token, key):
                missing[key] = token
        if missing:
            self.known.update(_worked_out(missing, self.vocab, (self.ruler, self.lemmatizer)))
        for key, token in missing.items():
            if not key[6] and _is_plain(token, self.asked):
                self.settled[key[1], key[2]] = (self.known[key][0], self.known[key][2])
        return self.known

    def _settle(self, token: Token, key: Key) -> bool:
        """Give a word that no rule names the form of its role, if that is known, and a lemma; whether it was."""
        form = None if key[6] else self.settled.get((key[1], key[2]))
        if form is None or not _is_plain(token, self.asked):
            return False
        token.pos, morph = form
        token.set_morph(morph)  # type: ignore[attr-defined]
        self.known[key] = (form[0], self.vocab.strings.add(self.lemmatizer.lemmatize(token)[0]), morph)
        return True


def _is_plain(token: Token, asked: Related) -> bool:
    """Whether the rules tell this word by its tag and relation alone."""
    spoken = token.is_space or token.lower in asked.spoken or any(shape.search(token.lower_) for shape in asked.shapes)
    return asked.plain and not spoken


def _keys(rows: list[list[int]], asked: Related, first: set[int], expletive: int) -> list[Key]:
    """What decides each form: the word, its tag, its relation where the rules ask for it, the other half of a pair.

    `rows`: `_COLUMNS` of each word. `first`, `expletive`: first halves of pairs, as words and as a relation.
    """
    keys: list[Key] = []
    before: list[int] | None = None
    for n, row in enumerate(rows):
        orth, lower, tag, dep, space = row
        if before is not None and (before[3] == expletive or before[1] in first):
            keys.append((orth, tag, dep, before[0], before[2], before[3], -1))
        elif lower in first and n + 1 < len(rows):
            after = rows[n + 1]
            keys.append((orth, tag, dep, after[0], after[2], after[3], 1))
        else:
            decides = space or tag in asked.tags or lower in asked.words or dep in asked.relations
            keys.append((orth, tag, dep if decides else 0, 0, 0, 0, 0))
        before = row
    return keys


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
