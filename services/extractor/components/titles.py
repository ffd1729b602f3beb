"""Titles and offices before a name, and other words around it that say "this is a person"."""

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from services.extractor.components.places import is_known_place
from services.extractor.components.runs import Run, is_name_word
from services.extractor.lexicon import words

_AGE = re.compile(
    r"^\s*(?:,\s*(?:aged?\s+)?\d{1,2}\b(?!\s*(?:people|killed|%))|\(\s*\d{1,2}\s*\)|,\s*an?\s+\d{1,2}-year-old)"
)


@dataclass(frozen=True)
class Split:
    """A run as office (tokens `first` to `name`) and person (`name` to `last`); either may be empty."""

    first: int
    name: int
    last: int


def split_title(doc: Doc, run: Run) -> Split:
    """ "Nairobi Regional Police Commander | Adamson Bungei"; "Inspector General of Police | Japhet Koome"."""
    heads = words("title_heads")
    at = run.first - 1
    if run.last - run.first > 2 and is_known_place(doc[run.first : run.last].text):
        return Split(run.first, run.first, run.last)
    for i in range(run.first, run.last):
        opening = i == run.first and doc[i].is_sent_start and doc[i].lower_ in words("person_nouns")
        if (opening or doc[i].lower_ in heads) and not _named_after(doc, run, i):
            at = i
        elif at >= run.first and not _goes_on(doc, run, at, i):
            break
    if at < run.first:
        return Split(run.first, run.first, run.last)
    name = at + 1
    if name < run.last and doc[name].lower_ in ("of", "for", "to", "in"):
        name = _complement_end(doc, name + 1, run.last)
    if name < run.last and doc[name].lower_ in heads:
        return Split(run.first, split_title(doc, Run(name, run.last)).name, run.last)
    return Split(run.first, name, run.last)


def _goes_on(doc: Doc, run: Run, at: int, i: int) -> bool:
    return doc[i].lower_ in ("of", "for") or _joins_heads(doc, i, run.last) or _tells_work(doc, run, at, i)


def _joins_heads(doc: Doc, i: int, last: int) -> bool:
    """ "Secretary-General", "Inspector-General": a hyphen inside an office."""
    return doc[i].text == "-" and i + 1 < last and doc[i + 1].lower_ in words("title_heads")


def _tells_work(doc: Doc, run: Run, at: int, i: int) -> bool:
    """Whether an office goes on at token `i`: "Deputy | Finance Secretary", "Principal | Police Medical Officer"."""
    work = words("fields") | words("org_heads")
    ahead = next((j for j in range(i + 1, run.last) if doc[j].lower_ in words("title_heads")), None)
    inside = ahead is not None and all(doc[j].lower_ in work for j in range(at + 1, ahead))
    return i > at + 1 or inside


def _named_after(doc: Doc, run: Run, i: int) -> bool:
    """Whether a title word stands inside an organisation's name: "Judge Advocate Office", "Chief Justice Court",
    "Magistrate's Court", "Front for Democracy and Justice"."""
    ahead = i + 1 + (i + 1 < run.last and doc[i + 1].tag_ == "POS")
    following = doc[ahead].lower_ if ahead < run.last else ""
    if following in words("org_heads") and following != "police":
        return True
    work = i > run.first + 1 and i + 1 == run.last and doc[i].lower_ in words("fields")
    return work and doc[i - 1].lower_ in ("and", "&", "of", "for")


def _complement_end(doc: Doc, first: int, last: int) -> int:
    """Where the office ends and the person begins after "of" or "for"."""
    i = first
    while i < last:
        word = doc[i]
        if (
            word.lower_ in words("title_complements")
            or word.lower_ in words("org_heads")
            or (word.lower_ in words("fields") and word.text not in words("given_names"))
            or word.text in (",", "&")
            or word.text.isupper()
            or (word.lower_ in ("of", "and", "the") and i + 1 < last)
            or (is_known_place(word.text) and word.text not in words("given_names"))
        ):
            i += 1
        else:
            break
    return i


def is_field_of_office(doc: Doc, split: Split) -> bool:
    """ "Head of | Balance Sheet Management": what stands right behind the "of" of an office is no person, unless it
    is written like one."""
    behind = split.name > split.first and doc[split.name - 1].lower_ in ("of", "for")
    name = doc[split.name : split.last]
    known = name[0].text in words("given_names") if len(name) else False
    return behind and not known and any(t.ent_type_ != "PERSON" for t in name)


def is_bare_office(text: str) -> bool:
    """Whether these words are an office and no name: "President", "Deputy Prime Minister"."""
    heads = words("title_heads")
    return all(word in heads or word in ("vice", "prime") for word in text.lower().split())


def person_noun_before(doc: Doc, i: int) -> Token | None:
    """The noun for a person right before token `i`: "party leader, Raila", "student Brian"; else null."""
    j = i - 1
    if j >= 0 and doc[j].text == "," and j > 0 and doc[j - 1].pos_ in ("NOUN", "PROPN"):
        j -= 1
    if j < 0:
        return None
    token = doc[j]
    known = token.lemma_.lower() in words("person_nouns") or token.lower_ in words("title_heads")
    return token if known and token.is_lower and token.tag_ not in ("NNS", "NNPS") else None


def described_after(doc: Doc, last: int) -> bool:
    """Whether an age or "a <person noun>" follows the name that ends before token `last`."""
    if last >= len(doc):
        return False
    if _AGE.match(doc[last : last + 8].text):
        return True
    if doc[last].text == "," and last + 1 < len(doc) and doc[last + 1].lower_ in ("a", "an", "the", "who", "whose"):
        if doc[last + 1].lower_ in ("who", "whose"):
            return True
        nouns = [t for t in doc[last + 2 : last + 7] if t.pos_ == "NOUN"]
        return bool(nouns) and nouns[0].lemma_.lower() in words("person_nouns")
    return False


def role_ending_at(doc: Doc, last: int) -> str:
    """The description that ends with the noun at `last`: "Azimio One Kenya Alliance party leader"."""
    first = last
    while (
        first > 0
        and (doc[first - 1].pos_ in ("NOUN", "PROPN", "ADJ") or is_name_word(doc[first - 1]))
        and not doc[first].is_sent_start
    ):
        first -= 1
    return doc[first : last + 1].text
