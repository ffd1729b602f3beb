"""Whom a harm word is about: disjoint groups of people with their numbers (Rules R4, R5, R11).

Does not handle: groups counted in another sentence ("They were all shot"), numbers written after the noun.
"""

import re
from dataclasses import dataclass, replace

from spacy.tokens import Token

from services.extractor.components.actors import class_of_noun
from services.extractor.components.antecedents import members_of, named_in, not_their_home
from services.extractor.components.quantities import ONE, PLURAL, Quantity, quantity
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading
from shared.messages import VictimClass

_SINGLE = frozenset(("he", "she", "him", "her", "his", "himself", "herself", "me", "myself"))
_DEFINITE = frozenset(("the", "these", "those", "my", "our", "your", "his", "her", "their", "its"))
_ALREADY_TOLD = frozenset(("the", "these", "those", "all", "my", "our", "your"))
"""Before a bare plural: people counted elsewhere, or a manner of speaking; "his daughters" are some."""
_SEVERAL = frozenset(("people", "personnel", "youth", "police", "family"))
"""Nouns that stand for several people without a plural ending."""
_NOBODY = frozenset(("nobody", "none", "nothing", "anyone", "anybody"))
_LEFT = frozenset(
    [
        "det",
        "nummod",
        "amod",
        "quantmod",
        "compound",
        "poss",
        "advmod",
        "predet",
        "nmod",
        "npadvmod",
        "neg",
        "prep",
        "appos",
    ]
)
_PERSON_ENDING = re.compile(r"(?:ers?|ors?|ists?|men|man|women|woman|girls?|boys?|ians?|ees?|ants?|yans?)$")


@dataclass(frozen=True)
class Group:
    """People harmed together, as one noun phrase says it."""

    start: int
    end: int
    amount: Quantity | None
    """Null: the phrase refers to people counted elsewhere ("the victims", "them")."""
    named: tuple[Named, ...] = ()
    head: str = ""
    component: bool = False
    """Part of a total that stands beside it: "including two children"."""
    nobody: bool = False
    pronoun: bool = False
    definite: bool = False
    victim_class: VictimClass = "unknown"


def groups_of(token: Token, reading: Reading) -> list[Group]:
    """The groups that the noun phrase headed by `token` names: its own, those joined by "and", and components."""
    found: list[Group] = []
    for member in members_of(token):
        group = _group(member, reading)
        if group is None:
            continue
        found.append(group)
        found += [replace(part, component=True) for part in _components(member, reading)]
    return found


def _components(token: Token, reading: Reading) -> list[Group]:
    """ "nine people, including two children", "among them a baby"."""
    found: list[Group] = []
    for child in token.children:
        if child.lower_ in ("including", "among") and child.dep_ in ("prep", "acl", "advcl", "pcomp"):
            for grand in child.children:
                if grand.dep_ in ("pobj", "dobj") and grand.lower_ not in ("them", "whom"):
                    found += groups_of(grand, reading)
    return found


def resolved(token: Token) -> Token:
    """What a relative pronoun stands for: the noun whose clause it opens."""
    if token.tag_ in ("WP", "WDT") or (token.lower_ == "that" and token.pos_ == "PRON"):
        for ancestor in token.ancestors:
            if ancestor.dep_ in ("relcl", "acl"):
                return not_their_home(ancestor.head) if token.lower_ == "who" else ancestor.head
    return token


def _group(token: Token, reading: Reading) -> Group | None:
    token = resolved(token)
    if _is_an_age(token):
        return None
    first = _left(token)
    start, end = first.idx, token.idx + len(token)
    phrase = reading.text[start:end]
    people = _people_in(token)
    if token.lower_ in _NOBODY or (token.lower_ == "one" and "no" in phrase.lower().split()):
        return Group(start, end, None, head=token.lower_, nobody=True)
    named = named_in(reading, token)
    if not (named or _is_people(token, people)):
        return None
    if people != token:
        end = max(end, people.idx + len(people))
    if people.lemma_.lower() == "family" and (number := _family_of(people)):
        end = number.idx + len(number)
        phrase = reading.text[start:end]
    lowered = phrase.lower().split()
    return Group(
        start,
        end,
        _amount(token, people, phrase, named),
        named=named,
        head=people.lemma_.lower(),
        nobody=lowered[:1] == ["no"] and lowered[1:2] not in (["fewer"], ["less"]),
        pronoun=token.pos_ == "PRON",
        definite=lowered[0] in _DEFINITE or token.pos_ == "PRON",
        victim_class=_victim_class(reading.text[start:end], named),
    )


def _family_of(token: Token) -> Token | None:
    """ "A family of five": the number."""
    of = (c for c in token.children if c.lower_ == "of")
    return next((g for c in of for g in c.children if g.pos_ == "NUM"), None)


def _is_an_age(token: Token) -> bool:
    """ "Amina Noor, 64": a bare number behind a name and a comma."""
    if token.pos_ != "NUM" or not token.text.isdigit() or int(token.text) > 120 or token.i < 2:
        return False
    return token.nbor(-1).text in (",", "(") and token.nbor(-2).pos_ == "PROPN" and not any(token.children)


def presumed(token: Token, reading: Reading, *, surely: bool) -> Group | None:
    """A noun phrase that no list knows as people, behind a verb that tells of harm to people.

    `surely`: the verb takes nothing but people ("arrested the karate black belts"); else only a name counts, that is
    not known as a place or an organisation. Things of the lexicon ("detained the train") are never people.
    """
    token = resolved(token)
    if token.pos_ not in ("NOUN", "PROPN", "NUM", "X", "ADJ") or not token.text[:1].isalnum():
        return None
    if not {token.lemma_.lower(), token.lower_}.isdisjoint(words("nonpersons")) or token.lower_ in words("days"):
        return None
    known = reading.names.at(token.idx, token.idx + len(token))
    if known is not None or not (surely or (token.pos_ == "PROPN" and token.ent_type_ in ("", "PERSON"))):
        return None
    first = _left(token)
    start, end = first.idx, token.idx + len(token)
    phrase = reading.text[start:end]
    definite = phrase.lower().split()[0] in _DEFINITE
    singular = any(c.dep_ == "auxpass" and c.lower_ in ("was", "is") for c in token.head.children)
    amount = ONE if singular and quantity(phrase) is None else _amount(token, token, phrase, ())
    return Group(start, end, amount, head=token.lemma_.lower(), definite=definite)


def _left(token: Token) -> Token:
    """Where the phrase begins, without clauses and phrases that only hang on it."""
    first = token
    for child in token.lefts:
        aside = child.dep_ in ("advmod", "npadvmod") and "," in token.doc[child.i : token.i].text
        if aside or child.lower_ in ("dead", "alive", "wounded", "injured"):
            continue
        if child.dep_ in _LEFT:
            first = child.left_edge
            break
    return first


def _people_in(token: Token) -> Token:
    """The people behind a measure: "dozens of protesters", "the bodies of three men", "lives of four people"."""
    if token.lemma_.lower() in words("measures") or token.pos_ == "NUM":
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "among"):
                for grand in child.children:
                    if grand.dep_ == "pobj":
                        one_of_a_body = token.lemma_.lower() in words("person_nouns") and not _is_people(grand, grand)
                        return token if one_of_a_body else grand  # "a member of parliament"
    return token


def _is_people(token: Token, people: Token) -> bool:
    lemma = people.lemma_.lower()
    if lemma in words("nonpersons") or people.lower_ in words("nonpersons"):
        return False
    if token.pos_ == "PRON":
        return token.lower_ in _SINGLE or token.lower_ in words("people_pronouns")
    if token.pos_ == "NUM" or token.lower_ in (
        "dozens",
        "scores",
        "hundreds",
        "thousands",
        "others",
        "several",
        "many",
    ):
        return people == token or _is_people(people, people)
    if lemma in words("person_nouns") or lemma in words("title_heads") or class_of_noun(people.lower_) is not None:
        return True
    numbered = any(child.dep_ == "nummod" for child in token.children)
    return _PERSON_ENDING.search(people.lower_) is not None and (numbered or people.tag_ in ("NNS", "NN", "NNPS"))


def _amount(token: Token, people: Token, phrase: str, named: tuple[Named, ...]) -> Quantity | None:
    if named and (
        (token.pos_ == "PRON" and len(named) == 1) or any(start <= token.idx < end for start, end in named[0].mentions)
    ):
        return ONE
    counted = quantity(_without_ages(phrase))
    if counted is None and people is not token:
        own = _own_amount(people) if token.lemma_.lower() in ("body", "life") else None
        counted = quantity(phrase + " of") or own
    if counted:
        return counted
    if token.pos_ == "PRON":
        return ONE if token.lower_ in _SINGLE or token.lower_ in ("someone", "another") else None
    if people.lemma_.lower() == "couple":
        return Quantity(2, 2, 2)
    one = people == token and re.match(r"(?:an?|one)\s", phrase, re.IGNORECASE) is not None  # "a youth"
    one = one and people.lemma_.lower() != "family"
    if not one and (people.tag_ in ("NNS", "NNPS") or people.lower_ in _SEVERAL):
        uncounted = people.lower_ == "police" or phrase.lower().split()[0] in _ALREADY_TOLD
        return None if uncounted else PLURAL
    return ONE


def _own_amount(token: Token) -> Quantity | None:
    first = _left(token)
    return quantity(_without_ages(token.doc[first.i : token.i + 1].text))


def _without_ages(phrase: str) -> str:
    return re.sub(r"\b[\w]+[- ](?:year|month|day|week)s?[- ]old\b|\baged \d+\b", "", phrase)


def _victim_class(phrase: str, named: tuple[Named, ...]) -> VictimClass:
    actor = named[0].actor_class if named else class_of_noun(phrase)
    if named and actor == "unknown":
        actor = next((found for word in phrase.split() if (found := class_of_noun(word))), None)
    return actor if actor in ("police", "military", "armed_group") else "civilian"
