"""Words of protest that mean other things too: a market rallies, an army strikes, March is a month.

Does not handle: irony, and senses that only the rest of the article tells.
"""

from spacy.tokens import Token

from services.extractor.lexicon import table, words


def tells_something_else(token: Token, lemma: str) -> bool:
    """Whether the word at `token`, whose lower-case lemma is given, does not tell of what the lexicon has it for."""
    if lemma == "march" and (token.pos_ == "PROPN" or token.ent_type_ == "DATE"):
        return True
    sense = table("protest_senses").get(lemma)
    return sense is not None and not _is_of_protest(token, sense)


def _is_of_protest(token: Token, sense: str) -> bool:
    """Whether a word with other meanings tells of a protest.

    `crowd`: people do it ("thousands rallied"; "the market rallied" not). `bare`: it acts on nothing ("demonstrated
    against"; "demonstrated that" not). `labour`: workers strike ("the taxi strike", "on strike"; "air strike" not).
    `acts`: it is they who do something ("protesters blocked the road").
    """
    if sense == "acts":
        return token.dep_ in ("nsubj", "nsubjpass", "conj") or (token.dep_ == "pobj" and token.head.lower_ == "by")
    if sense == "bare":
        return not any(c.dep_ in ("dobj", "ccomp", "attr", "nsubjpass") for c in token.children)
    if sense == "labour":
        return token.head.lower_ == "on" or any(t.lower_ in words("labour_words") for t in token.sent) or _lasts(token)
    if any(t.lemma_.lower() in words("off_topic") | words("markets") for t in token.sent):
        return False
    people = [c for c in token.children if c.dep_ == "nsubj"]
    return not people or any(t.lemma_.lower() in words("person_nouns") for p in people for t in p.subtree)


def _lasts(token: Token) -> bool:
    """ "The strike at the mill entered its second week": a strike that goes on, or is called off, is one of workers."""
    verb = token.head.head if token.dep_ == "pobj" else token.head
    kinds = {c.lemma_.lower() for c in token.children if c.dep_ in ("compound", "amod", "nmod")}
    return verb.lemma_.lower() in words("lasting_verbs") and kinds.isdisjoint(words("other_strikes"))
