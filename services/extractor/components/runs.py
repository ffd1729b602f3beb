"""Runs of capitalised words: where a name can stand at all.

Does not handle: names in text without capitals.
"""

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from services.extractor.components.day_names import is_called_so
from services.extractor.components.gazetteer import listed
from services.extractor.components.places import is_known_place
from services.extractor.lexicon import words

_LAWS = frozenset(("statute", "act", "bill", "constitution", "convention", "protocol"))
_ROADS = frozenset(("road", "route", "highway", "interstate", "freeway"))
_DASHES = frozenset(("—", "–", "-", "--"))
_ROMAN = re.compile(r"^[IVX]+$")
_ORDINAL = re.compile(r"^\d{1,3}(?:st|nd|rd|th)$")
_NAME = re.compile(r"^(?:[A-Z][\w.'’-]*|al-[A-Z][\w-]*|[dD]['’][A-Z][\w-]*)$")


@dataclass(frozen=True)
class Run:
    """Tokens first to last (exclusive) of one run; connectors stand only between capitalised words."""

    first: int
    last: int


def is_name_word(token: Token) -> bool:
    """Whether this word is written like part of a name."""
    return _NAME.match(token.text) is not None


def find_runs(doc: Doc) -> list[Run]:
    """All maximal runs of `doc`, in order. Sentences written in capitals only hold none."""
    runs: list[Run] = []
    for sentence in doc.sents:
        if not _shouts(sentence.text):
            runs += _runs_between(doc, sentence.start, sentence.end)
    return _rejoined(doc, runs)


def _rejoined(doc: Doc, runs: list[Run]) -> list[Run]:
    """ "Cape | Town - ...": a place that the parser ends a sentence in is one name all the same; and the full stop of
    "W.Va." belongs to it where it ends none."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].last == run.first and is_known_place(doc[found[-1].first : run.last].text):
            found[-1] = Run(found[-1].first, run.last)
        else:
            found.append(run)
    return [Run(run.first, run.last + _is_shortened(doc, run)) for run in found]


def _is_shortened(doc: Doc, run: Run) -> bool:
    text = doc[run.first : run.last].text
    dotted = "." in text and run.last < len(doc) and doc[run.last].text == "." and not doc[run.last - 1].whitespace_
    return dotted and bool(listed(f"{text}."))


def _shouts(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 25 and sum(c.isupper() for c in letters) > 0.7 * len(letters)


def _runs_between(doc: Doc, first: int, last: int) -> list[Run]:
    runs: list[Run] = []
    i = first
    while i < last:
        if not _starts(doc[i]):
            i += 1
            continue
        end = i + 1
        while end < last:
            step = _step(doc, i, end, last)
            if step == 0:
                break
            end += step
        if doc[end - 1].lower_ not in _LAWS:
            runs.append(Run(i, end))
        i = end
    return runs


def _starts(token: Token) -> bool:
    if token.text == "All":
        return _has_head_ahead(token.doc, token.i + 1)
    if token.text == "US" or _owns_a_name(token) or _is_given_name(token) or _numbers_a_unit(token):
        return True
    if token.lower_.endswith("day") and _is_called_after_a_day(token):
        return True
    if not is_name_word(token) or token.lower_ in words("not_names") or _ROMAN.match(token.text):
        return False
    if token.is_sent_start and token.tag_ in ("NN", "NNS") and not token.ent_type_:
        return token.i + 1 < len(token.doc) and (is_name_word(token.nbor()) or _heads_a_line(token))
    plain_opening = token.is_sent_start and token.pos_ in ("DET", "PRON", "ADP", "ADV", "SCONJ", "CCONJ", "AUX", "VERB")
    return not plain_opening or token.ent_type_ in ("PERSON", "ORG", "GPE") or token.text.isupper()


def _is_called_after_a_day(token: Token) -> bool:
    near = token.doc[max(0, token.i - 1) : token.i + 8]
    return is_called_so(near.text, token.idx - near.start_char)


def _numbers_a_unit(token: Token) -> bool:
    """ "94th Infantry Battalion": the number is part of the unit's name."""
    behind = token.i + 1 < len(token.doc) and is_name_word(token.nbor())
    return behind and _ORDINAL.match(token.text) is not None and _has_head_ahead(token.doc, token.i + 1)


def _heads_a_line(token: Token) -> bool:
    """ "CORSICANA — ...": a town in capitals before a dash."""
    return token.is_upper and len(token) > 3 and token.nbor().text in _DASHES


def _is_given_name(token: Token) -> bool:
    """A given name before another name, whatever else it means: "Will Otieno"."""
    given = token.text in words("given_names") and token.i + 1 < len(token.doc) and token.nbor().text.isalpha()
    return given and token.ent_type_ == "PERSON" and is_name_word(token.nbor())


def _owns_a_name(token: Token) -> bool:
    doc, i = token.doc, token.i + 1
    owned = is_name_word(token) and i < len(doc) and doc[i].tag_ == "POS"
    return owned and _owns(doc, i, len(doc))


def _step(doc: Doc, start: int, i: int, last: int) -> int:
    """How many tokens the run grows by at `i`: 1 for a capitalised word, 2 or 3 for connectors before one, else 0."""
    token = doc[i]
    if token.text == "," or token.text in ("'s", "’s", "'", "’"):
        joined = _lists(doc, start, i, last) if token.text == "," else _owns(doc, i, last)
        return 2 if joined else 0
    if token.is_digit and doc[i - 1].lower_ in _ROADS and len(token) < 4:
        return 1
    if is_name_word(token):
        known = token.lower_ in ("constitutional", "democracy", "first", "article", "one", "islam")
        return int(_may_continue(token) or _owns_a_name(token) or known)
    if token.lower_ not in words("name_connectors") or (token.text == "-" and doc[i - 1].whitespace_):
        return 0
    width = next((n for n in (1, 2) if i + n < last and doc[i + n].text not in words("name_connectors")), 3)
    joined = i + width < last and (_is_field(doc[i + width]) or _may_continue(doc[i + width]))
    rules = {"and": _joins, "&": _joins, "for": _title_before, "of": _has_of, "on": _has_head_before}
    allowed = rules[token.lower_](doc, start, i) if token.lower_ in rules else True
    return width + 1 if joined and allowed else 0


def _may_continue(token: Token) -> bool:
    return is_name_word(token) and (token.lower_ not in words("not_names") or token.text == "US")


def _joins(doc: Doc, start: int, i: int) -> bool:
    """ "and" stands inside a name between two fields of work ("Food and Agriculture Organization", "Minister of Roads
    and Highways"), and after "Ministry of ...", "Union of ..." and the like unless another name begins behind it."""
    if _is_field(doc[i - 1]) and i + 1 < len(doc) and _is_field(doc[i + 1]):
        return _is_headed(doc, start, i, titles=True) or _has_head_ahead(doc, i + 2)
    second = i + 1 if i + 1 < len(doc) and doc[i + 1].lower_ not in words("name_connectors") else i + 2
    return _is_headed(doc, start, i, titles=False) and not _is_new(doc, second)


def _is_field(token: Token) -> bool:
    return is_name_word(token) and token.lower_ in words("fields")


def _is_headed(doc: Doc, start: int, i: int, *, titles: bool) -> bool:
    """Whether "Ministry of", "Union for" or, with `titles`, "Minister of" stands between these two."""
    heads = words("org_heads") | words("title_heads") if titles else words("org_heads")
    return any(doc[j].lower_ in ("of", "for", "on") and doc[j - 1].lower_ in heads for j in range(start + 1, i))


def _has_head_ahead(doc: Doc, i: int) -> bool:
    """Whether the capitalised words from `i` on end in the head of an organisation: "... Export Company"."""
    for token in doc[i : i + 4]:
        if not is_name_word(token):
            return False
        if token.lower_ in words("org_heads"):
            return True
    return False


def _lists(doc: Doc, start: int, i: int, last: int) -> bool:
    """A comma stands inside a name between fields: "Ministry of Gender, Labour and Culture", "Teaching, Referral and
    Research Hospital"."""
    if not _is_field(doc[i - 1]):
        return False
    headed = _is_headed(doc, start, i, titles=True)
    for j in range(i + 1, min(i + 9, last)):
        if doc[j].lower_ in ("and", "&"):
            listed = j > i + 1 and j + 1 < last and _is_field(doc[j + 1])
            return listed and (headed or _has_head_ahead(doc, j + 2))
        if doc[j].text != "," and not is_name_word(doc[j]):
            return False
    return False


def _owns(doc: Doc, i: int, last: int) -> bool:
    """An owner belongs to the name of a body of people: "People's Front", "Women's League"."""
    owner = doc[i - 1]
    one = owner.lower_.removesuffix("s")
    people = {owner.lower_, one} & (words("people_nouns") | words("person_nouns") | words("fields"))
    many = doc[i].text in ("'", "’") and owner.lower_.endswith(("ers", "ors", "ists"))
    return (bool(people) or many) and i + 1 < last and _has_head_ahead(doc, i + 1)


def _is_new(doc: Doc, i: int) -> bool:
    """Whether another organisation begins after an "and": "the Ministry of Health and the Ministry of Labour"."""
    if doc[i - 1].lower_ == "the":
        return True
    for token in doc[i : i + 5]:
        if token.lower_ in words("org_heads") or token.text in words("given_names") or is_known_place(token.text):
            return True
        if not is_name_word(token):
            return False
    return False


def _has_head_before(doc: Doc, start: int, i: int) -> bool:
    """ "Panel on Climate Change", "Commission on Human Rights"."""
    return i > start and (doc[i - 1].lower_ in words("org_heads") or doc[i - 1].lower_ == "panel")


def _has_of(doc: Doc, start: int, i: int) -> bool:
    """ "of" stands inside offices and the names of organisations and states; "Ana Diaz of Quito" and "Mr. Ali Diaz of
    Quito" are two names."""
    before = {doc[j].lower_ for j in range(start, i)}
    near = {doc[j].lower_ for j in range(max(start, i - 2), i)}
    return bool(before & (words("org_heads") | words("of_heads")) or near & words("title_heads"))


def _title_before(doc: Doc, start: int, i: int) -> bool:
    return i > start and doc[i - 1].lower_ in words("title_heads") | words("org_heads")
