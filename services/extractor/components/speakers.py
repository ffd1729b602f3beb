"""Who a mention is: names, titles, pronouns and "the coalition" resolved to a name where the text decides it."""

from collections.abc import Sequence

from spacy.tokens import Token

from services.extractor.components.clauses import children, phrase, sentence_of, subject, text_of
from services.extractor.components.nouns import FIRST_PERSON, is_group, is_person_noun, lemma, named, pronoun
from services.extractor.components.relevance import names_somebody
from services.extractor.components.victims import sex_in
from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading
from shared.messages import Party

SINGULAR_PERSON = frozenset({"he", "she", "him", "her", "his", "himself", "herself"})
HIS = frozenset({"he", "him", "his", "himself"})
HERS = frozenset({"she", "her", "herself"})
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

    "its" and "their" belong to the subject of their own sentence first, "they" to people whom the sentence before is
    about. "She" is a woman who spoke before anybody whose sex no word tells: the press marks women ("Mrs", "widow").
    Nobody, where the only one is of another sex, or stands beyond a person in words that were not parsed.
    """
    if token.lower_ not in SINGULAR_PERSON:
        return _body(token, reading, earlier)
    fitting = [each for each in earlier if _can_be(token, each)]
    if token.lower_ in HERS and (woman := next((each for each in reversed(fitting) if _sex(each) == "female"), None)):
        return woman
    found = _last(reading, fitting, "person") or _main_subject(token, reading, "person")
    found = found or _nearest_person(token, reading)
    return found if found is not None and _can_be(token, found) and not _is_hidden(token, found, reading) else None


def _body(token: Token, reading: Reading, earlier: Sequence[Party]) -> Party | None:
    spoke, main = _last(reading, earlier, "organisation"), _main_subject(token, reading, "organisation")
    if token.lower_ in ("its", "their") and main is not None:
        return main
    many = _people_before(token) if token.lower_ in ("they", "them", "their") else None
    return many or spoke or main


def _people_before(token: Token) -> Party | None:
    """ "Residents accused the officer. They want ...": people who are the subject of the sentence before."""
    sentence = sentence_of(token)
    who = subject(sentence.doc[sentence.start - 1].sent.root) if sentence.start else None
    if who is None or who.tag_ != "NNS" or not is_person_noun(who):
        return None
    return Party(role=_bare(text_of(who)), mention=None)


def _can_be(token: Token, who: Party) -> bool:
    """ "She" is no "Mr"; most descriptions tell nothing."""
    told = _sex(who)
    return told is None or token.lower_ not in (HIS if told == "female" else HERS)


def _sex(who: Party) -> str | None:
    return sex_in(f"{who.role or ''} {who.mention.text if who.mention else ''}")


def _is_hidden(token: Token, who: Party, reading: Reading) -> bool:
    """Whether words that were not parsed stand between the two and name another person: it may be that one."""
    known = reading.names.called(who.name) if who.name else None
    ends = [end for _, end in known.mentions if end <= token.idx] if known else []
    if not ends:
        return False
    return any(names_somebody(reading.text[start:end]) for start, end in reading.unread(max(ends), token.idx))


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
