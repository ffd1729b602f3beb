"""The people whom a word of harm is about, also without a noun phrase of theirs: "12 dead", "75 killings".

Does not handle: people told of only in another sentence.
"""

from dataclasses import replace

from spacy.tokens import Token

from services.extractor.components.harm_words import HarmWord
from services.extractor.components.harmed import harmed_by
from services.extractor.components.patients import Group, groups_of, presumed
from services.extractor.components.quantities import Quantity, quantity
from services.extractor.lexicon import words
from services.extractor.reading import Reading


def sufferers(token: Token, word: HarmWord, reading: Reading, *, nominal: bool) -> list[Group] | None:
    """The groups harmed, empty where the sentence names none; null where the word befell things, not people."""
    patients = harmed_by(token, word)
    if nominal and word.kind == "injured":
        patients = [p for p in patients if p.dep_ != "poss" or p.pos_ != "PRON"]  # "his injuries" tell of none anew
    told = [(patient, group) for patient in patients for group in groups_of(patient, reading)]
    groups = [group if word.kind == "killed" else _one_more(group) for group in _without_apposed(told)]
    if word.frame == "head":
        return _counted_heads(token, reading) or _whose_body(token, reading) or None
    if word.frame == "bearer":
        return groups or None  # whose wound it is stands elsewhere
    if groups or word.kind is None:
        return groups
    if not nominal:
        groups = [g for patient in patients if (g := presumed(patient, reading, surely=_befalls_people(token)))]
        return None if patients and not groups else groups
    owned = [p for p in patients if p.dep_ == "poss" and not _is_a_time(p, reading)]
    owners = [g for p in owned if (g := presumed(p, reading, surely=False))]
    return owners or _counted_nouns(token, reading)


def _without_apposed(told: list[tuple[Token, Group]]) -> list[Group]:
    """ "A third victim, Rodel's wife, was shot": one person, though the parse has two subjects; the name is kept."""
    groups: list[Group] = []
    for n, (patient, group) in enumerate(told):
        first = told[n - 1][0] if n else patient
        apposed = first != patient and first.dep_ == patient.dep_ and first.right_edge.i + 2 == patient.left_edge.i
        if apposed and first.doc[first.right_edge.i + 1].text == "," and _are_single(groups[-1], group):
            groups[-1] = replace(groups[-1], named=groups[-1].named or group.named)
        else:
            groups.append(group)
    return groups


def _are_single(*groups: Group) -> bool:
    return all(g.amount is not None and (g.amount.best == 1 or g.amount.ordinal) for g in groups)


def _one_more(group: Group) -> Group:
    """ "A third victim was hurt", after two who died: the number is that of all who were harmed, not of the hurt."""
    counted = group.amount is not None and group.amount.ordinal and group.head == "victim"
    return replace(group, amount=Quantity(1, 1, 1)) if counted else group


def _is_a_time(token: Token, reading: Reading) -> bool:
    """ "Wednesday's shooting"."""
    return token.ent_type_ in ("DATE", "TIME") or any(d.start <= token.idx < d.end for d in reading.dates)


def _says_no_number(token: Token) -> bool:
    """ "Hired bodies", "died of injuries": a bare plural that counts nobody, unless it is what was reported."""
    if token.lemma_.lower() in ("body", "corpse"):
        return True
    told = token.dep_ in ("dobj", "nsubj", "nsubjpass") and token.head.lemma_.lower() in words("happening_verbs")
    return token.lemma_.lower() == "injury" and not told


def _befalls_people(token: Token) -> bool:
    """Whether only people can be the object of the verb: "arrest", "murder", "rape"."""
    particles = [f"{token.lemma_.lower()}+{c.lower_}" for c in token.children if c.dep_ == "prt"]
    return not words("personal_verbs").isdisjoint([token.lemma_.lower(), *particles])


_TIMES = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "sextuple": 6}


def _as_many(token: Token) -> Quantity | None:
    """ "A triple murder": so many dead; of a "double shooting" one may have lived."""
    if token.lemma_.lower() not in ("murder", "homicide", "killing", "slaying"):
        return None
    counted = (_TIMES.get(c.lower_) for c in token.children if c.dep_ in ("amod", "compound", "nmod"))
    number = next((n for n in counted if n), None)
    return Quantity(number, number, number) if number else None


def _counted_heads(token: Token, reading: Reading) -> list[Group]:
    """ "12 dead", "left two dead", "two bodies", "15 injured": the counted thing is the word itself or its subject."""
    subjects = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "nummod", "npadvmod") and c.pos_ != "DET"]
    if token.dep_ in ("acomp", "oprd", "ccomp", "attr", "xcomp", "amod", "acl", "advcl") and not subjects:
        if token.dep_ in ("amod", "acl") and token.head.pos_ in ("NOUN", "PROPN", "NUM", "PRON"):
            subjects = [token.head]
        else:
            above = token.head
            if above.dep_ in ("xcomp", "acomp", "attr") and not any(c.dep_.startswith("nsubj") for c in above.children):
                above = above.head  # "was on Monday shot dead", where the model takes "shot" for a noun
            beside = [c for c in above.children if c != token]
            subjects = [c for c in beside if c.dep_ == "dobj"] or [
                c for c in beside if c.dep_ in ("nsubj", "nsubjpass")
            ]
    groups = [g for subject in subjects for g in groups_of(subject, reading)]
    return groups or _counted_nouns(token, reading)


def _whose_body(token: Token, reading: Reading) -> list[Group]:
    """ "his body was found": one dead, where the body is found and not, say, buried or tired."""
    found = token.dep_ in ("nsubjpass", "dobj") and token.head.lemma_ in (
        "find",
        "discover",
        "recover",
        "dump",
        "retrieve",
    )
    if not found or token.lemma_.lower() not in ("body", "corpse"):
        return []
    return [g for c in token.children if c.dep_ == "poss" for g in groups_of(c, reading)]


def _counted_nouns(token: Token, reading: Reading) -> list[Group]:
    """ "75 killings", "two deaths", "the bodies of three men": a number before the word of harm counts people."""
    left = next((c.left_edge for c in token.lefts if c.dep_ in ("nummod", "amod", "quantmod", "det", "advmod")), token)
    dated = any(d.start < token.idx and left.idx < d.end for d in reading.dates)  # "the March 9 shooting"
    amount = (None if dated else quantity(reading.text[left.idx : token.idx])) or _as_many(token)
    behind = [g for c in token.children if c.lower_ == "of" for p in c.children for g in groups_of(p, reading)]
    if behind and token.lemma_.lower() in ("body", "corpse"):
        return [replace(behind[0], amount=behind[0].amount or amount), *behind[1:]]
    if (
        amount is None
        and not _says_no_number(token)
        and token.tag_ == "NNS"
        and token.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj", "conj")
        and left == token
        and not any(c.dep_ == "poss" for c in token.children)  # "their deaths" are counted elsewhere
    ):
        amount = quantity("several")
    if amount is None:
        return []
    return [Group(left.idx, token.idx + len(token), amount, head=token.lemma_.lower())]
