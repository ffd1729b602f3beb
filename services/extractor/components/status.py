"""How sure the article is of an event: reported, alleged, confirmed, disputed, denied.

Each telling is weighed by what governs it: who says so, with which verb, in whose quotation marks. Does not handle:
doubt spread over paragraphs; a speaker told by a pronoun, who counts as one without an office.
"""

import re
from collections.abc import Iterable
from typing import Literal

from spacy.tokens import Token

from services.extractor.components.agents import actor_at
from services.extractor.components.clauses import sentence_of
from services.extractor.components.harms import Harm
from services.extractor.lexicon import table, words
from services.extractor.reading import Reading
from shared.messages import IncidentStatus

Told = Literal["reported", "alleged", "confirmed", "denied"]
_DOUBT = re.compile(
    r"\b(?:allegedly|reportedly|purportedly|supposedly|apparently|unconfirmed|suspected\s+to\s+have)\b", re.IGNORECASE
)
_PROVEN = re.compile(
    r"\b(?:(?:pronounced|declared|certified|confirmed)\s+(?:clinically\s+)?dead"
    r"|(?:convicted|found\s+guilty|sentenced|jailed\s+for\s+life)\b[^.;]{0,60}\b(?:of|for|over|in)\b"
    r"|pleaded\s+guilty|identified\s+the\s+(?:victims?|deceased|dead|body|bodies))",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss(?:ed|es)|refut\w+|rejected\s+(?:the\s+)?(?:claims?|accusations?|allegations?|reports?)|disput(?:e|ed|es|ing))\b",
    re.IGNORECASE,
)
_OPENING, _CLOSING = '“"', '”"'
_GOVERNED = frozenset(
    (
        "ccomp",
        "xcomp",
        "pcomp",
        "acl",
        "relcl",
        "dobj",
        "pobj",
        "attr",
        "advcl",
        "conj",
        "nsubjpass",
        "oprd",
        "appos",
        "prep",
    )
)
DEEP = 8
"""Steps from a word of harm to the verb by which it is told; more are a broken parse."""


def status_of(harms: list[Harm], reading: Reading, denials: list[Harm]) -> IncidentStatus:
    """The surest telling counts; a denial beside it makes a dispute, a denial alone is one."""
    told = {_told(harm, reading) for harm in harms}
    sentences = {h.sentence for h in harms}
    denied = bool(denials) or any(_DENIED.search(reading.text, *sentence) for sentence in sentences)
    if "denied" in told and told <= {"denied", "alleged"} and "alleged" not in told:
        return "denied"
    if denied or "denied" in told:
        return "disputed"
    return next((status for status in ("confirmed", "reported") if status in told), "alleged")


def _told(harm: Harm, reading: Reading) -> Told:
    """How one telling puts it: by the words that govern it, else by the marks around it."""
    sentence = reading.text[slice(*harm.sentence)]
    governed = _by_governor(harm, reading)
    if governed == "denied":
        return governed
    if _DOUBT.search(sentence) or governed == "alleged":
        return "alleged"
    if governed == "confirmed" or _PROVEN.search(sentence):
        return "confirmed"
    return governed or ("alleged" if _is_quoted(reading.text, harm.sentence) else "reported")


def _by_governor(harm: Harm, reading: Reading) -> Told | None:
    """What the nearest word of saying, finding or doubting above the harm makes of it; null where none governs it."""
    source = _according_to(harm.token)
    if source is not None:
        return "reported" if _has_office(source, reading) else "alleged"
    token = harm.token
    for _ in range(DEEP):
        if token.head == token or token.dep_ not in _GOVERNED:
            return None
        token = token.head
        weight = table("telling_words").get(token.lemma_.lower())
        if weight is not None:
            return _weighed(weight, token, reading)
    return None


def _weighed(weight: str, teller: Token, reading: Reading) -> Told | None:
    """`doubt`: alleged, whoever says so. `finds`: confirmed where an office does it. `says`: reported where an office
    says it, else alleged. `denies`: denied."""
    if weight == "denies":
        return "denied"
    if weight == "doubt":
        return "alleged"
    speakers = [c for c in teller.children if c.dep_ in ("nsubj", "agent", "poss", "compound")]
    speakers = [g for s in speakers for g in (s.children if s.dep_ == "agent" else (s,))]
    if not speakers:
        passive = any(c.dep_ == "nsubjpass" for c in teller.children)
        return None if weight == "says" else "confirmed" if passive else None
    official = any(_has_office(speaker, reading) for speaker in speakers)
    if weight == "finds":
        return "confirmed" if official else "reported"
    return None if official else "alleged"


def _has_office(token: Token, reading: Reading) -> bool:
    """An authority, a court, a doctor or what one examined: whose word makes a fact official."""
    phrase = {part.lemma_.lower() for part in (token, *token.children) if part.dep_ not in ("relcl", "acl", "prep")}
    if not phrase.isdisjoint(words("confirming")) or not phrase.isdisjoint(words("courts")):
        return True
    actor = actor_at(token, reading)
    if actor is None:
        return False
    role = actor.named.role if actor.named else None
    return actor.actor_class in ("police", "military", "government") or bool(
        role and words("confirming") & set(re.findall(r"[a-z]+", role.lower()))
    )


def _according_to(token: Token) -> Token | None:
    """Whose word the sentence goes by: "according to witnesses"."""
    for each in sentence_of(token):
        if each.lower_ == "according":
            to = [c for c in each.children if c.lower_ == "to"]
            behind: Iterable[Token] = [g for c in (*to, each) for g in c.children if g.dep_ == "pobj"]
            return next(iter(behind), None)
    return None


def _is_quoted(text: str, sentence: tuple[int, int]) -> bool:
    """Whether a sentence stands in quotation marks, which an earlier sentence of its paragraph may have opened."""
    paragraph = text.rfind("\n", 0, sentence[0]) + 1
    before = text[paragraph : sentence[0]]
    inside = text[sentence[0] : sentence[1]]
    if inside[:1] in _OPENING or (before and before.rstrip().endswith(tuple(_OPENING))):
        return True
    return before.count("“") > before.count("”") or (before.count('"') % 2 == 1)
