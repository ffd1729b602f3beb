"""What a noun can be: somebody who speaks and acts, a body, or somebody with power."""

from spacy.tokens import Token

from services.extractor.components.clauses import children, phrase
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading

PERSONAL_ENDINGS = ("er", "or", "ist", "ian", "ant", "ee", "man", "woman", "ite")
NOT_PARTIES = frozenset(
    {"that", "which", "this", "what", "there", "one", "something", "anything", "nothing", "everything", "whatever"}
)
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you", "who", "him", "her", "them", "us", "me"})
FIRST_PERSON = frozenset({"we", "i", "us", "me", "our", "my", "ourselves", "myself"})
AMOUNTS = frozenset(
    {"number", "hundred", "thousand", "dozen", "score", "majority", "some", "many", "most", "several", "contingent",
     "half", "section", "handful", "group"}
)  # fmt: skip
OTHER_CLAUSES = frozenset({"relcl", "acl", "advcl", "poss"})
NO_PARTY_LABELS = frozenset({"DATE", "TIME", "LAW", "WORK_OF_ART", "MONEY", "PERCENT", "EVENT", "PRODUCT"})


def pronoun(token: Token) -> str:
    """The lower-case word, unless it is written in capitals: "US" is no "us"."""
    return "" if token.text.isupper() and len(token) > 1 else token.lower_


def lemma(token: Token) -> str:
    """The lower-case lemma: what the lexicon lists."""
    return token.lemma_.lower()


def named(token: Token, reading: Reading) -> Named | None:
    """The entity that a noun phrase is about: that of its head, else a person whose name ends the phrase.

    In "IJM Country Director Benson Shamala" the head may be "Director"; the person in the phrase is who speaks.
    """
    whole = None if is_description(token) else reading.names.at(token.idx, token.idx + len(token))
    if whole is not None and token.pos_ == "PROPN":
        return whole
    start, end = phrase(token)
    return _person_ending(token, reading, start, end) or whole


def is_description(token: Token) -> bool:
    """Whether a capitalised word only describes: "the NGO", "our Coalition"."""
    bare = not children(token, "compound", "amod", "nmod", "appos")
    return bare and is_group(token) and any(each.dep_ in ("det", "poss") for each in token.children)


def _person_ending(token: Token, reading: Reading, start: int, end: int) -> Named | None:
    """A person whose name ends the phrase: neither its owner ("Koome's deputy") nor of whom it is ("deputy of ...")."""
    for begin, each in reading.names.ending_at(end):
        if each.kind == "person" and start <= begin:
            return each if _is_of_the_phrase(token, begin, end) else None
    return None


def _is_of_the_phrase(token: Token, begin: int, end: int) -> bool:
    """Whether the name that ends the phrase is not in a clause of it ("the widow of a man who saw Moyo")."""
    span = token.doc.char_span(begin, end, alignment_mode="expand")
    step = span.root if span is not None else token
    while step.i not in (token.i, step.head.i):
        if step.dep_ in OTHER_CLAUSES:
            return False
        step = step.head
    return True


def is_group(token: Token) -> bool:
    """Whether the noun is a body: "coalition", "police", "ministry"."""
    return lemma(token) in words("group_nouns") or token.lower_ in words("group_nouns")


def is_person_noun(token: Token) -> bool:
    """Whether the noun is of people: listed, or by its ending ("protesters", "unionists")."""
    word = lemma(token)
    if word in words("people_nouns") or token.lower_ in words("people_nouns"):
        return True
    if token.pos_ not in ("NOUN", "PROPN") or word in words("not_people") or len(word) <= 4:
        return False
    return word.endswith(PERSONAL_ENDINGS)


def can_act(token: Token, reading: Reading) -> bool:
    """Whether this can be a party: a named person or body, a country, people, a group, or a pronoun for one."""
    if token.pos_ == "PRON" or pronoun(token) in PRONOUNS:
        return token.lower_ not in NOT_PARTIES
    if named(token, reading) is not None or is_person_noun(token) or is_group(token):
        return True
    if token.pos_ == "PROPN" or _is_acronym(token):
        return token.ent_type_ not in NO_PARTY_LABELS
    return token.ent_type_ in ("PERSON", "ORG", "NORP", "GPE") or _is_amount_of_people(token)


def _is_acronym(token: Token) -> bool:
    """A body that the model takes for a common noun: "UNICEF"."""
    return token.pos_ == "NOUN" and token.text.isupper() and len(token) > 2


def _is_amount_of_people(token: Token) -> bool:
    if lemma(token) in AMOUNTS:
        of = next((each for each in children(token, "prep") if each.lower_ == "of"), None)
        return of is None or any(is_person_noun(each) or is_group(each) for each in children(of, "pobj"))
    return token.tag_ == "NNPS" or (token.pos_ in ("ADJ", "NUM") and token.dep_.startswith("nsubj"))


def can_be_asked(noun: Token) -> bool:
    """Whether this noun is somebody who can be asked."""
    return noun.pos_ in ("PROPN", "PRON") or is_person_noun(noun) or is_group(noun)


def has_power(token: Token, reading: Reading) -> bool:
    """Whether this is somebody with power over others: an authority, or a named party of the article with an office."""
    found = named(token, reading)
    if found is not None and (found.actor_class not in ("unknown", "civilian") or found.role or found.kind != "person"):
        return True
    power = words("authorities")
    start, end = phrase(token)
    parts = [each for each in token.subtree if start <= each.idx < end]
    return any(lemma(each) in power or each.lower_ in power for each in parts) or token.ent_type_ == "GPE"
